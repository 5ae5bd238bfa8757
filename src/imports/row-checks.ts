import type pg from 'pg';
import type { ImportMode } from '../contract/import-modes.ts';
import type { RowReason } from '../contract/row-reasons.ts';
import type { ImportTable, ImportTableName } from './header.ts';
import { REFUSED_ROWS, stagingTable } from './staging.ts';
import { isKeyed, tableUnits } from './table-units.ts';
import { targetTable } from './target.ts';

/** Columns whose value may stand only once in what is imported. */
const UNIQUE_COLUMNS: Readonly<Partial<Record<ImportTableName, string>>> = {
  movimentacao_estoque: 'chave_externa',
  pedido: 'separacao_lote_id',
  configuracao: 'chave',
  anotacao_pedido: 'num_pedido',
};

function hasId(table: ImportTable): boolean {
  return table.columns.some((column) => column.kind === 'id');
}

/** Marks every repetition of a value after its first row. */
async function markRepeated(client: pg.ClientBase, table: ImportTable, column: string): Promise<void> {
  await client.query(
    `INSERT INTO ${REFUSED_ROWS}
     SELECT $1, arquivo, linha, $2, ${column}::text, $3, primeiro_arquivo, primeira_linha
     FROM (
       SELECT arquivo, linha, ${column}, row_number() OVER em_ordem AS vez,
         first_value(arquivo) OVER em_ordem AS primeiro_arquivo,
         first_value(linha) OVER em_ordem AS primeira_linha
       FROM ${stagingTable(table)} WHERE ${column} IS NOT NULL
       WINDOW em_ordem AS (PARTITION BY ${column} ORDER BY arquivo, linha)
     ) AS repetidas
     WHERE vez > 1`,
    [table.name, column, 'REPETIDA_NO_ARQUIVO' satisfies RowReason],
  );
}

/** Rows that will be skipped (known movements) may carry the id they already have. */
async function markKnownIds(client: pg.ClientBase, table: ImportTable, mode: ImportMode): Promise<void> {
  const unit = mode === 'atualizar' && !isKeyed(table) ? tableUnits(table)?.unitColumn : undefined;
  // Rows that are replaced give their ids free.
  const replaced =
    unit === undefined
      ? ''
      : `AND NOT EXISTS (SELECT FROM ${stagingTable(table)} AS outra WHERE outra.${unit} = existente.${unit})`;
  const unknownKey =
    table.name === 'movimentacao_estoque'
      ? `AND NOT EXISTS (SELECT FROM public.movimentacao_estoque AS m WHERE m.chave_externa = nova.chave_externa)`
      : '';
  await client.query(
    `INSERT INTO ${REFUSED_ROWS}
     SELECT $1, nova.arquivo, nova.linha, 'id', nova.id::text, $2, NULL, NULL
     FROM ${stagingTable(table)} AS nova
     JOIN ${targetTable(table)} AS existente ON existente.id = nova.id ${unknownKey} ${replaced}`,
    [table.name, 'ID_JA_EXISTE' satisfies RowReason],
  );
}

/**
 * Finds the rows that are bad only together with others or with the database, into the table of refused rows.
 * @param mode present rows that will be gone do not matter
 */
export async function checkTogether(
  client: pg.ClientBase,
  tables: readonly ImportTable[],
  mode: ImportMode,
): Promise<void> {
  for (const table of tables) {
    const unique = UNIQUE_COLUMNS[table.name];
    if (unique !== undefined) await markRepeated(client, table, unique);
    if (!hasId(table)) continue;
    await markRepeated(client, table, 'id');
    if (mode !== 'substituir') await markKnownIds(client, table, mode);
  }
}

/** A row refused by `checkTogether`. Files are numbered in the order of the call. */
export interface RefusedRow {
  readonly arquivo: number;
  readonly linha: number;
  readonly coluna: string;
  readonly valor: string;
  readonly motivo: RowReason;
  readonly outro_arquivo: number | null;
  readonly outra_linha: number | null;
}

const FETCHED_AT_ONCE = 1000;

/** All refused rows of one file, by line, a thousand in memory at a time. */
export async function* refusedRows(client: pg.ClientBase, source: number): AsyncGenerator<RefusedRow> {
  await client.query(
    `DECLARE recusadas NO SCROLL CURSOR FOR
     SELECT arquivo, linha, coluna, valor, motivo, outro_arquivo, outra_linha
     FROM ${REFUSED_ROWS} WHERE arquivo = ${Math.trunc(source)} ORDER BY linha, coluna`,
  );
  try {
    for (;;) {
      const { rows } = await client.query<RefusedRow>(`FETCH ${FETCHED_AT_ONCE} FROM recusadas`);
      yield* rows;
      if (rows.length < FETCHED_AT_ONCE) return;
    }
  } finally {
    await client.query('CLOSE recusadas').catch(() => {
      // A failed transaction has closed it already; its error is the one to report.
    });
  }
}

/** Takes the refused rows out of what will be stored. */
export async function removeRefused(client: pg.ClientBase, tables: readonly ImportTable[]): Promise<void> {
  for (const table of tables) {
    await client.query(
      `DELETE FROM ${stagingTable(table)} AS nova USING ${REFUSED_ROWS} AS recusada
       WHERE recusada.tabela = $1 AND recusada.arquivo = nova.arquivo AND recusada.linha = nova.linha`,
      [table.name],
    );
  }
}
