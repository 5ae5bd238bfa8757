import type { MovedOrders, SettingsPreview } from '../../../../contract/settings-wire.ts';
import { pageAddress } from '../../app/router.ts';
import { formats } from '../../words/words.ts';
import { WORDS } from './words.ts';

const KINDS = ['mais_cedo', 'ganham_data', 'mais_tarde', 'perdem_data'] as const;

/** What a change of settings would do to the promises: orders and R$, and the dearest of them by name. */
export function Preview({ found }: { found: SettingsPreview }) {
  const { integer, date } = formats();
  const moved = KINDS.reduce((sum, kind) => sum + found[kind].pedidos, 0);
  return (
    <div class="rules-preview">
      <p class="strong">
        {moved === 0
          ? WORDS.say('preview_nothing', { n: integer(found.pedidos) })
          : WORDS.count('preview_moved', moved, { n: integer(moved), all: integer(found.pedidos) })}{' '}
        <span class="muted">{WORDS.say('preview_today', { date: date(found.data_hoje) })}</span>
      </p>
      {moved > 0 && (
        <>
          <dl class="rules-moved">
            {KINDS.map((kind) => (
              <div key={kind}>
                <dt>{WORDS.say(`preview_${kind}`)}</dt>
                <dd>{movedText(found[kind])}</dd>
              </div>
            ))}
          </dl>
          <Examples examples={found.exemplos} />
        </>
      )}
    </div>
  );
}

function movedText({ pedidos, valor }: MovedOrders): string {
  const { integer, money } = formats();
  return `${WORDS.count('preview_orders', pedidos, { n: integer(pedidos) })} · ${money(valor)}`;
}

function Examples({ examples }: { examples: SettingsPreview['exemplos'] }) {
  const { date, money } = formats();
  const day = (iso: string | null): string => (iso === null ? WORDS.say('preview_never') : date(iso));
  return (
    <div class="table-scroll">
      <table class="plain-table">
        <caption>{WORDS.say('preview_examples')}</caption>
        <thead>
          <tr>
            <th scope="col">{WORDS.say('bad_num_pedido')}</th>
            <th scope="col" class="figure-cell">
              {WORDS.say('preview_value')}
            </th>
            <th scope="col">{WORDS.say('preview_from')}</th>
            <th scope="col">{WORDS.say('preview_to')}</th>
          </tr>
        </thead>
        <tbody>
          {examples.map(({ num_pedido, valor, de, para }) => (
            <tr key={num_pedido}>
              <td>
                <a href={pageAddress('carteira', {}, { pedido: num_pedido })}>{num_pedido}</a>
              </td>
              <td class="figure-cell">{money(valor)}</td>
              <td>{day(de)}</td>
              <td>{day(para)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
