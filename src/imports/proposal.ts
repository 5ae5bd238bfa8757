import type pg from 'pg';
import { type ImportMode, losesMuch } from '../contract/import-modes.ts';
import type { InputTableName } from '../contract/tables.ts';
import type { ImportTable } from './header.ts';
import { stagingTable } from './staging.ts';
import { isKeyed, type TableUnits, tableUnits } from './table-units.ts';

/** How files should go in, and why. */
export interface ModeProposal {
  readonly mode: ImportMode;
  /** The table that decided it. */
  readonly table: InputTableName;
  /** Orders (lots, receipts…) of the file, and how many of them the table has already. */
  readonly total: number;
  readonly known: number;
}

interface Overlap {
  readonly total: number;
  readonly known: number;
  /** Rows of the table, and those of them that belong to nothing in the file. */
  readonly present: number;
  readonly untouched: number;
}

/**
 * Rows that are in a table already are not added once more. A file that holds nearly all the table has is its new
 * state; one that holds some of it brings those up to date.
 * @returns null where adding is right: nothing of the files is there yet, or their rows have keys of their own
 */
export async function proposeMode(
  client: pg.ClientBase,
  tables: readonly ImportTable[],
): Promise<ModeProposal | null> {
  let proposal: ModeProposal | null = null;
  // Replacing would take the history of movements too: those are only ever added to.
  const mayReplace = tables.every((table) => tableUnits(table)?.isSnapshot ?? false);
  for (const table of tables) {
    const units = tableUnits(table);
    if (units === null || isKeyed(table)) continue;
    const { total, known, present, untouched } = await overlapOf(client, table, units);
    if (known === 0) continue;
    const isWhole = mayReplace && !losesMuch(untouched, present);
    const name = table.name as InputTableName;
    const found: ModeProposal = { mode: isWhole ? 'substituir' : 'atualizar', table: name, total, known };
    // One file that holds only a part keeps all of them from replacing.
    if (proposal === null || (proposal.mode === 'substituir' && !isWhole)) proposal = found;
  }
  return proposal;
}

async function overlapOf(
  client: pg.ClientBase,
  table: ImportTable,
  { knownBy, unitColumn }: TableUnits,
): Promise<Overlap> {
  const keys = knownBy.join(', ');
  const staged = stagingTable(table);
  const { rows } = await client.query<Record<keyof Overlap, number>>(
    `SELECT total::float8, known::float8, present::float8, untouched::float8
     FROM (
       SELECT count(*) AS total, count(tem) AS known
       FROM (SELECT DISTINCT ${keys} FROM ${staged}) AS chaves
       LEFT JOIN (SELECT DISTINCT ${keys}, 1 AS tem FROM public.${table.name}) AS existentes USING (${keys})
     ) AS arquivo, (
       SELECT count(*) AS present, count(*) FILTER (WHERE f.unidade IS NULL) AS untouched
       FROM public.${table.name} AS t
       LEFT JOIN (SELECT DISTINCT ${unitColumn} AS unidade FROM ${staged}) AS f ON f.unidade = t.${unitColumn}
     ) AS tabela`,
  );
  return rows[0]!;
}
