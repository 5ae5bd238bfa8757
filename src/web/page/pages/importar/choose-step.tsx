import type { Static } from 'typebox';
import type { ImportTablesSchema } from '../../../../contract/import-wire.ts';
import type { InputTableName } from '../../../../contract/tables.ts';
import type { ApiPath } from '../../data/api.ts';
import { onlyAll, useAnswer } from '../../data/resource.ts';
import { Skeleton } from '../../parts/states.tsx';
import { DropArea } from './drop-area.tsx';
import { WORDS } from './words.ts';

type Tables = Static<typeof ImportTablesSchema>['tabelas'];
const TABLES: ApiPath<{ readonly tabelas: Tables }> = '/api/importacao/tabelas';

/** Which tables files may hold, with their columns; null until the server told. */
export function useTables(): Tables | null {
  return useAnswer(TABLES, onlyAll).state.value.data?.tabelas ?? null;
}

/** The name of a table for people. */
export function tableTitle(table: string): string {
  return WORDS.say(`table_${table as InputTableName}`);
}

/** Tables in the order in which a book is explained. */
export const INPUT_TABLE_NAMES: readonly InputTableName[] = [
  'carteira_principal',
  'movimentacao_estoque',
  'programacao_producao',
  'separacao',
  'pedido',
  'pre_separacao_item',
];

/** The first step: files. */
export function ChooseStep({
  isOver,
  onFiles,
}: {
  isOver: boolean;
  onFiles: (files: readonly File[]) => void;
}) {
  return (
    <div class="choose">
      <DropArea isOver={isOver} onFiles={onFiles} />
      <Accepted />
    </div>
  );
}

function Accepted() {
  const tables = useTables();
  return (
    <section class="accepted">
      <h2>{WORDS.say('accepted')}</h2>
      <p class="muted">{WORDS.say('accepted_hint')}</p>
      {tables === null ? (
        <Skeleton lines={6} />
      ) : (
        <ul>
          {INPUT_TABLE_NAMES.map((name) => {
            const required = tables
              .find(({ tabela }) => tabela === name)
              ?.colunas.filter(({ obrigatoria }) => obrigatoria);
            return (
              <li key={name}>
                <span class="accepted-name">
                  <span class="strong">{tableTitle(name)}</span> <code class="muted">{name}</code>
                </span>
                <span class="accepted-columns">
                  <span class="hidden-label">{WORDS.say('required')}: </span>
                  {required?.map(({ coluna }) => (
                    <code key={coluna} class="chip">
                      {coluna}
                    </code>
                  ))}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
