import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type pg from 'pg';
import { FILE_NAME_NOISE } from '../contract/spellings.ts';
import { INPUT_TABLES, type InputTableName } from '../contract/tables.ts';
import { fold } from '../tabular/fold.ts';
import type { ColumnChoices } from './header.ts';
import { peopleInstant } from './people-instant.ts';

/** Maps kept at most; the longest unused go. */
const MOST_MAPS = 200;

/** What a person said of one heading. */
export interface RememberedColumn {
  readonly posicao: number;
  readonly titulo: string;
  /** Null: it is left out. */
  readonly coluna: string | null;
}

/** A header that somebody laid over a table by hand, for the next file like it. */
export interface RememberedMap {
  readonly id: number;
  /** Where such files come from: their name without dates and numbers, and the sheet. */
  readonly origin: string;
  /** Digest of all headings. */
  readonly header: string;
  readonly table: InputTableName;
  readonly columns: readonly RememberedColumn[];
  /** Milliseconds since 1970: maps cross the border of processes as plain data. */
  readonly madeAt: number;
  /** The day of it, as people of the business write it. */
  readonly madeOn: string;
  readonly madeBy: string | null;
  readonly usedAt: number | null;
}

const DATED = /\d/;

/** `Carteira ERP 2026-03-02 (1).xlsx`, sheet `Plan1` → `carteira [plan1]`. */
export function originOf(file: string, sheet: string | null): string {
  const words = fold(basename(file).replace(/\.[^.]*$/, '')).split('_');
  const own = words.filter((word) => !DATED.test(word) && !FILE_NAME_NOISE.includes(word));
  const name = (own.length > 0 ? own : words.filter((word) => !DATED.test(word))).join(' ');
  return sheet === null ? name : `${name} [${fold(sheet).replaceAll('_', ' ')}]`;
}

/** Digest of the headings of a file: equal for the same headings in the same places. */
export function headerDigest(header: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(header.map(fold)))
    .digest('hex');
}

interface Row {
  readonly id: string;
  readonly origem: string;
  readonly cabecalho: string;
  readonly tabela: string;
  readonly colunas: readonly RememberedColumn[];
  readonly criado_em: Date;
  readonly feito: string;
  readonly criado_por: string | null;
  readonly usado_em: Date | null;
}

/** All maps that are remembered, the last one made first. Those of tables or columns there are no more are left out. */
export async function listRememberedMaps(database: pg.Pool | pg.ClientBase): Promise<RememberedMap[]> {
  const { rows } = await database.query<Row>(
    `SELECT *, ${peopleInstant('criado_em')} AS feito FROM ruptura.mapa_lembrado ORDER BY id DESC`,
  );
  return rows.flatMap((row) => {
    const table = INPUT_TABLES.find(({ name }) => name === row.tabela);
    const known = new Set(table?.columns.map(({ name }) => name));
    if (table === undefined || row.colunas.some(({ coluna }) => coluna !== null && !known.has(coluna)))
      return [];
    return {
      id: Number(row.id),
      origin: row.origem,
      header: row.cabecalho,
      table: table.name,
      columns: row.colunas,
      madeAt: row.criado_em.getTime(),
      madeOn: row.feito.slice(0, 10),
      madeBy: row.criado_por,
      usedAt: row.usado_em?.getTime() ?? null,
    };
  });
}

/** The map of a header: that of its origin; of another one only where there is no choice. */
export function rememberedFor(
  maps: readonly RememberedMap[],
  origin: string,
  header: readonly string[],
): RememberedMap | null {
  const digest = headerDigest(header);
  const same = maps.filter((map) => map.header === digest);
  return same.find((map) => map.origin === origin) ?? (same.length === 1 ? same[0]! : null);
}

export function choicesOf({ columns }: Pick<RememberedMap, 'columns'>): ColumnChoices {
  return new Map(columns.map(({ posicao, coluna }) => [posicao, coluna]));
}

/** A header as a person laid it over a table. */
export interface TaughtMap {
  readonly origin: string;
  readonly header: readonly string[];
  readonly table: InputTableName;
  readonly choices: ColumnChoices;
}

/** Remembers what a person said, in place of what was said before of the same header and origin. */
export async function rememberMap(
  client: pg.ClientBase,
  { origin, header, table, choices }: TaughtMap,
  madeBy: string | null,
): Promise<void> {
  const columns: RememberedColumn[] = [...choices]
    .map(([posicao, coluna]) => ({ posicao, titulo: (header[posicao] ?? '').trim(), coluna }))
    .sort((left, right) => left.posicao - right.posicao);
  await client.query(
    `INSERT INTO ruptura.mapa_lembrado (origem, cabecalho, tabela, colunas, criado_por) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (origem, cabecalho) DO UPDATE SET tabela = EXCLUDED.tabela, colunas = EXCLUDED.colunas,
       criado_em = now(), criado_por = EXCLUDED.criado_por, usado_em = NULL`,
    [origin, headerDigest(header), table, JSON.stringify(columns), madeBy],
  );
  await client.query(
    `DELETE FROM ruptura.mapa_lembrado WHERE id IN (
       SELECT id FROM ruptura.mapa_lembrado ORDER BY greatest(criado_em, usado_em) DESC, id DESC OFFSET ${MOST_MAPS}
     )`,
  );
}

export async function noteMapUsed(client: pg.ClientBase, id: number): Promise<void> {
  await client.query('UPDATE ruptura.mapa_lembrado SET usado_em = now() WHERE id = $1', [id]);
}

/** Forgets a map; false where there is none of that number. */
export async function forgetMap(database: pg.Pool | pg.ClientBase, id: number): Promise<boolean> {
  const { rowCount } = await database.query('DELETE FROM ruptura.mapa_lembrado WHERE id = $1', [id]);
  return rowCount === 1;
}
