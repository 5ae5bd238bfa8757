import type { DifferenceAnswer, ImportAnswer } from '../../../../contract/import-wire.ts';
import { Icon } from '../../parts/icon.tsx';
import { formats } from '../../words/words.ts';
import { tableTitle } from './table-titles.ts';
import { WORDS } from './words.ts';

/**
 * What storing changes, table by table, against what is there now.
 * @param isBrief only before and after, for a narrow place
 */
export function Differences(props: { differences: readonly DifferenceAnswer[]; isBrief?: boolean }) {
  const { differences, isBrief = false } = props;
  const [first] = differences;
  if (first === undefined) return null;
  const title = WORDS.say('diff_title');
  const name = tableTitle(first.tabela);
  const columns: readonly Count[] = isBrief ? BRIEF : ALL;
  return (
    <div class="differences">
      <table class="plain-table difference-table">
        <caption class="hidden-label">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{differences.length > 1 ? title : isBrief ? name : `${title}: ${name}`}</th>
            {columns.map((count) => (
              <th key={count} scope="col" class="figure-cell">
                {WORDS.say(TITLES[count])}
              </th>
            ))}
          </tr>
        </thead>
        {differences.map((difference) => (
          <tbody key={difference.tabela}>
            {differences.length > 1 && (
              <tr>
                <th scope="rowgroup" colSpan={columns.length + 1} class="difference-group">
                  {tableTitle(difference.tabela)}
                </th>
              </tr>
            )}
            <TableRows difference={difference} columns={columns} />
          </tbody>
        ))}
      </table>
    </div>
  );
}

const ALL = ['antes', 'depois', 'entram', 'saem', 'mudam'] as const;
const BRIEF = ['antes', 'depois'] as const;
type Count = (typeof ALL)[number];
const TITLES = {
  antes: 'diff_before',
  depois: 'diff_after',
  entram: 'diff_come',
  saem: 'diff_go',
  mudam: 'diff_change',
} as const;

function TableRows({ difference, columns }: { difference: DifferenceAnswer; columns: readonly Count[] }) {
  const { tabela, unidade, unidades, linhas, valor, perde_muito, perda } = difference;
  const { money, percent } = formats();
  const share = perda > 0 ? WORDS.say('diff_lost', { share: percent(perda) }) : null;
  return (
    <>
      {/* A lot is one row of its table: told once. */}
      {tabela !== 'pedido' && (
        <CountRow title={WORDS.say(`unit_${unidade}`)} comings={unidades} columns={columns} />
      )}
      <CountRow
        title={WORDS.say(tabela === 'pedido' ? 'unit_lotes' : 'diff_rows')}
        comings={linhas}
        columns={columns}
        isGreat={perde_muito}
        share={share}
      />
      {valor !== null && (
        <tr>
          <th scope="row">{WORDS.say('diff_value')}</th>
          {columns.map((count) => (
            <td key={count} class={`figure-cell${count === 'depois' ? ' strong' : ''}`}>
              {count === 'antes' || count === 'depois' ? money(valor[count]) : ''}
            </td>
          ))}
        </tr>
      )}
    </>
  );
}

function CountRow(props: {
  title: string;
  comings: DifferenceAnswer['linhas'];
  columns: readonly Count[];
  isGreat?: boolean;
  share?: string | null;
}) {
  const { title, comings, columns, isGreat = false, share = null } = props;
  const { integer } = formats();
  return (
    <tr>
      <th scope="row">{title}</th>
      {columns.map((count) => {
        const isLoss = count === 'saem' && share !== null;
        const look = count === 'depois' ? ' strong' : comings[count] === 0 ? ' muted' : '';
        return (
          <td key={count} class={`figure-cell${isLoss && isGreat ? ' difference-great' : look}`}>
            {isLoss && isGreat && <Icon name="alert" size={12} />} {integer(comings[count])}
            {isLoss && ` (${share})`}
          </td>
        );
      })}
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
