import type { CollectionListAnswer } from '../../../../contract/collection-wire.ts';
import { Icon } from '../../parts/icon.tsx';
import { formats } from '../../words/words.ts';
import type { ListReading } from './list-reading.ts';
import { WORDS } from './words.ts';

interface PreviewProps {
  readonly reading: ListReading;
  /** A person says which column is the one of purchase orders. */
  readonly onColumn: (heading: string) => void;
}

/** What was read of a list, before anything is begun. */
export function ListPreview({ reading: { answer, error }, onColumn }: PreviewProps) {
  if (error !== null) return <Problem text={error.message} />;
  if (answer === null) {
    return (
      <p class="muted" role="status">
        {WORDS.say('list_reading')}
      </p>
    );
  }
  return (
    <section class="preview" aria-label={WORDS.say('list_read')}>
      <ColumnChoice answer={answer} onColumn={onColumn} />
      {answer.error !== null && <Problem text={answer.error} />}
      {answer.posicao_pedido !== null && <Counts answer={answer} />}
      {answer.recusadas.length > 0 && <Rejected answer={answer} />}
      {answer.primeiras.length > 0 && <FirstRows answer={answer} />}
    </section>
  );
}

function Problem({ text }: { text: string }) {
  return (
    <p class="start-problem mark tone-danger" role="alert">
      <Icon name="alert" size={14} />
      <span>{text}</span>
    </p>
  );
}

/** Which column is that of purchase orders: as it was found, to be changed; or to be said. */
function ColumnChoice({
  answer,
  onColumn,
}: { answer: CollectionListAnswer } & Pick<PreviewProps, 'onColumn'>) {
  const { titulos, posicao_pedido: place, folha, outras_folhas: others } = answer;
  const named = titulos.filter(({ titulo }) => titulo !== '');
  return (
    <div class="start-fields">
      {named.length > 0 && (
        <label class="labelled labelled-wide">
          {WORDS.say('list_column')}
          <select
            class="input"
            value={place === null ? '' : titulos[place]!.titulo}
            onChange={({ currentTarget }) => onColumn(currentTarget.value)}
          >
            {place === null && <option value="">{WORDS.say('list_choose_column')}</option>}
            {named.map(({ titulo }) => (
              <option key={titulo} value={titulo}>
                {titulo}
              </option>
            ))}
          </select>
        </label>
      )}
      {folha !== null && others.length > 0 && (
        <span class="muted preview-sheet">
          {WORDS.say('list_sheet', { sheet: folha, others: others.join(', ') })}
        </span>
      )}
    </div>
  );
}

function Counts({ answer }: { answer: CollectionListAnswer }) {
  const { pedidos, repetidas, concluidos } = answer;
  const { integer } = formats();
  const further = [
    ['list_repeated', repetidas],
    ['list_completed', concluidos],
  ] as const;
  return (
    <p class="preview-counts" role="status">
      <strong>{WORDS.count('list_purchases', pedidos, { n: integer(pedidos) })}</strong>
      {further
        .filter(([, count]) => count > 0)
        .map(([name, count]) => (
          <span key={name} class="muted">
            {WORDS.count(name, count, { n: integer(count) })}
          </span>
        ))}
    </p>
  );
}

function Rejected({ answer: { recusadas, linhas_recusadas: total } }: { answer: CollectionListAnswer }) {
  const { integer } = formats();
  return (
    <details>
      <summary class="toned tone-warning">
        {WORDS.count('list_rejected', total, { n: integer(total) })}
      </summary>
      <ul class="preview-rejected">
        {recusadas.map(({ linha, error }) => (
          <li key={linha}>
            <strong>{WORDS.say('list_line_number', { n: integer(linha) })}</strong> {error}
          </li>
        ))}
      </ul>
    </details>
  );
}

function FirstRows({
  answer: { titulos, primeiras, posicao_pedido: place },
}: {
  answer: CollectionListAnswer;
}) {
  const look = (at: number): string | undefined => (at === place ? 'preview-chosen' : undefined);
  const title = WORDS.say('list_first_rows');
  return (
    <details open>
      <summary>{title}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section class="crew-scroll preview-rows" tabIndex={0} aria-label={title}>
        <table class="crew-table">
          <thead>
            <tr>
              {titulos.map(({ titulo }, at) => (
                <th key={at} scope="col" class={look(at)}>
                  {titulo}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {primeiras.map(({ linha, celulas }) => (
              <tr key={linha}>
                {titulos.map((_, at) => (
                  <td key={at} class={look(at)}>
                    {celulas[at] ?? ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
