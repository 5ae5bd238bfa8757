import type { DifferenceAnswer, ImportAnswer } from '../../../../contract/import-wire.ts';
import { Icon } from '../../parts/icon.tsx';
import { formats } from '../../words/words.ts';
import { tableTitle } from './table-titles.ts';
import { WORDS } from './words.ts';

/** What storing changes, table by table, against what is there now. */
export function Differences({ differences }: { differences: readonly DifferenceAnswer[] }) {
  if (differences.length === 0) return null;
  return (
    <div class="differences">
      <table class="plain-table difference-table">
        <caption class="hidden-label">{WORDS.say('diff_title')}</caption>
        <thead>
          <tr>
            <th scope="col">{WORDS.say('diff_title')}</th>
            {(['diff_before', 'diff_after', 'diff_come', 'diff_go', 'diff_change'] as const).map((key) => (
              <th key={key} scope="col" class="figure-cell">
                {WORDS.say(key)}
              </th>
            ))}
          </tr>
        </thead>
        {differences.map((difference) => (
          <TableDifference key={difference.tabela} difference={difference} />
        ))}
      </table>
    </div>
  );
}

function TableDifference({ difference }: { difference: DifferenceAnswer }) {
  const { tabela, unidade, unidades, linhas, valor, perde_muito, perda } = difference;
  const { money } = formats();
  const title = tableTitle(tabela);
  return (
    <tbody>
      {tabela !== 'pedido' && (
        <CountRow title={`${title}: ${WORDS.say(`unit_${unidade}`)}`} comings={unidades} isGreat={false} />
      )}
      <CountRow
        title={`${title}: ${WORDS.say(tabela === 'pedido' ? 'unit_lotes' : 'diff_rows')}`}
        comings={linhas}
        isGreat={perde_muito}
        note={perda > 0 ? WORDS.say('diff_lost', { share: formats().percent(perda) }) : undefined}
      />
      {valor !== null && (
        <tr>
          <th scope="row">{`${title}: ${WORDS.say('diff_value')}`}</th>
          <td class="figure-cell">{money(valor.antes)}</td>
          <td class="figure-cell strong">{money(valor.depois)}</td>
          <td colSpan={3} />
        </tr>
      )}
    </tbody>
  );
}

function CountRow(props: {
  title: string;
  comings: DifferenceAnswer['linhas'];
  isGreat: boolean;
  note?: string | undefined;
}) {
  const { title, comings, isGreat, note } = props;
  const { antes, depois, entram, saem, mudam } = comings;
  const { integer } = formats();
  const count = (value: number) => (value === 0 ? <span class="muted">0</span> : integer(value));
  return (
    <tr>
      <th scope="row">{title}</th>
      <td class="figure-cell">{integer(antes)}</td>
      <td class="figure-cell strong">{integer(depois)}</td>
      <td class="figure-cell">{count(entram)}</td>
      <td class={`figure-cell${isGreat ? ' difference-great' : ''}`}>
        {isGreat && <Icon name="alert" size={12} />} {count(saem)} {note !== undefined && `(${note})`}
      </td>
      <td class="figure-cell">{count(mudam)}</td>
    </tr>
  );
}

/** Drafts that lose their order, which nobody would look for; null where none does. */
export function Orphans({ differences }: { differences: readonly DifferenceAnswer[] }) {
  const orphans = differences.reduce((sum, { rascunhos_sem_pedido }) => sum + (rascunhos_sem_pedido ?? 0), 0);
  if (orphans === 0) return null;
  return (
    <span class="mark tone-warning">
      <Icon name="alert" size={12} />
      {WORDS.count('diff_orphans', orphans, { n: formats().integer(orphans) })}
    </span>
  );
}

/** The tables of the files that are not left out. */
export function importedTables({ exame }: ImportAnswer): string[] {
  return [...new Set(exame.flatMap(({ ignorado, tabela }) => (ignorado ? [] : (tabela ?? []))))];
}
