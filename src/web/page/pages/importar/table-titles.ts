import type { Static } from 'typebox';
import { columnLabel } from '../../../../contract/column-labels.ts';
import type { ImportTablesSchema } from '../../../../contract/import-wire.ts';
import type { InputTableName } from '../../../../contract/tables.ts';
import type { ApiPath } from '../../data/api.ts';
import { onlyAll, useAnswer } from '../../data/resource.ts';
import { formats } from '../../words/words.ts';
import { WORDS } from './words.ts';

type Tables = Static<typeof ImportTablesSchema>['tabelas'];
const TABLES: ApiPath<{ readonly tabelas: Tables }> = '/api/importacao/tabelas';

/** Which tables files may hold, with their columns; null until the server told. */
export function useTables(): Tables | null {
  return useAnswer(TABLES, onlyAll).state.value.data?.tabelas ?? null;
}

/** Beside these, a backup holds what no ERP exports. */
type TableName = InputTableName | 'configuracao' | 'anotacao_pedido' | 'visao';

/** The name of a table for people. */
export function tableTitle(table: string): string {
  return WORDS.say(`table_${table as TableName}`);
}

/** What people call a column; its own name where the table is not known. */
export function columnTitle(table: string | null, column: string): string {
  return table === null ? column : columnLabel(table, column, formats().language);
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
