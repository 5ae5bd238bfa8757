import type pg from 'pg';
import { OPEN_DRAFT_STATUSES } from '../contract/codes.ts';
import { type ImportMode, type ImportUnit, losesMuch } from '../contract/import-modes.ts';
import type { Column } from '../contract/tables.ts';
import type { ImportTable, ImportTableName } from './header.ts';
import { rowDigest } from './kept-rows.ts';
import { stagingTable } from './staging.ts';
import { isKeyed, type TableUnits, tableUnits } from './table-units.ts';

/** How many there are before and after, and what becomes of them. */
export interface Comings {
  readonly before: number;
  readonly after: number;
  readonly come: number;
  readonly go: number;
  readonly change: number;
}

/** What storing would change in one table. */
export interface TableDifference {
  readonly table: ImportTableName;
  readonly unit: ImportUnit;
  readonly units: Comings;
  readonly rows: Comings;
  /** Value of the open lines of the order book in R$, two decimals; null of other tables. */
  readonly value: { readonly before: string; readonly after: string } | null;
  /** Open drafts whose order and product are open now and are not afterwards; null where the book is not touched. */
  readonly orphanedDrafts: number | null;
}

/** A table on its way in: its columns that files fill. */
export interface StagedTable {
  readonly table: ImportTable;
  readonly filled: ReadonlySet<string>;
}

/** Rows that are lost, of those there are, and whether that is asked about. */
export function isGreatLoss({ rows }: TableDifference): boolean {
  return losesMuch(rows.go, rows.before);
}

/** Share of the present rows that go: percent, two decimals, half up. */
export function lostPercent({ rows: { go, before } }: TableDifference): number {
  return before === 0 ? 0 : Math.floor((go * 10_000 * 2 + before) / (2 * before)) / 100;
}

/**
 * What storing the waiting rows would change, table by table, counted in the database. Tables to which rows are only
 * added by their own keys (movements) are not told: nothing of them goes.
 */
export async function findDifferences(
  client: pg.ClientBase,
  staged: readonly StagedTable[],
  mode: ImportMode,
): Promise<TableDifference[]> {
  const found: TableDifference[] = [];
  for (const one of staged) {
    const units = tableUnits(one.table);
    if (units === null || (!units.isSnapshot && mode !== 'substituir')) continue;
    const counts = await countComings(client, one, units, mode);
    const isBook = one.table.name === 'carteira_principal';
    found.push({
      table: one.table.name,
      unit: units.unit,
      ...counts,
      value: isBook ? await bookValues(client, mode) : null,
      orphanedDrafts: isBook ? await countOrphans(client, staged, mode) : null,
    });
  }
  return found;
}

/** What a column holds of a row that comes: defaults where no file fills it. */
function comingValue(column: Column, { table, filled }: StagedTable, keeps: boolean): string {
  if (filled.has(column.name))
    return column.name === 'ativo' ? 'coalesce(n.ativo, true)' : `n.${column.name}`;
  // What a file does not tell of a row that is updated stays as it is.
  if (keeps) return `t.${column.name}`;
  if (column.name === 'ativo') return 'true';
  if (column.name === 'status') return table.name === 'pedido' ? `'ABERTO'` : `'CRIADO'`;
  return 'NULL';
}

/** Columns whose change is a change: ids and the instant of making are not. */
function comparedColumns(staged: StagedTable): Column[] {
  const { columns } = staged.table;
  return columns.filter(({ name, kind }) => kind !== 'id' && (kind !== 'instant' || staged.filled.has(name)));
}

type Counted = Record<string, string>;

async function countComings(
  client: pg.ClientBase,
  staged: StagedTable,
  units: TableUnits,
  mode: ImportMode,
): Promise<Pick<TableDifference, 'units' | 'rows'>> {
  const { rows } = await client.query<Counted>(comingsQuery(staged, units, mode));
  const counted = rows[0]!;
  const comings = (what: string): Comings => ({
    before: Number(counted[`${what}_antes`]),
    after: Number(counted[`${what}_depois`]),
    come: Number(counted[`${what}_entram`]),
    go: Number(counted[`${what}_saem`]),
    change: Number(counted[`${what}_mudam`]),
  });
  return { units: comings('unidades'), rows: comings('linhas') };
}

/**
 * Rows are counted by content, contents by line, lines by unit: what is there before and after of one content is the
 * same, the rest of a line has changed, what then is left came or went. One scan of the table, whatever the mode.
 */
function comingsQuery(staged: StagedTable, units: TableUnits, mode: ImportMode): string {
  const { table } = staged;
  const compared = comparedColumns(staged);
  const updates = isKeyed(table) && mode !== 'substituir';
  const coming = compared.map((column) => ({ ...column, text: comingValue(column, staged, updates) }));
  const digest = `hashtextextended(ROW(${coming
    .map(({ kind, text }) => (kind === 'instant' ? `extract(epoch FROM ${text})` : text))
    .join(', ')})::text, 0)`;
  const line = units.lineColumns;
  const join = updates ? ` LEFT JOIN public.${table.name} AS t USING (${units.unitColumn})` : '';
  const lineOf = (alias: string): string => line.map((name) => `${alias}.${name}`).join(', ');
  return `
    WITH linhas AS (
      SELECT ${lineOf('t')}, ${rowDigest(compared, 't')} AS resumo, 1 AS antes, ${stays(mode, updates)} AS depois
      FROM public.${table.name} AS t LEFT JOIN (
        SELECT DISTINCT ${units.unitColumn} AS unidade FROM ${stagingTable(table)}
      ) AS f ON f.unidade = t.${units.unitColumn}
      UNION ALL
      SELECT ${lineOf('n')}, ${digest}, 0, 1 FROM ${stagingTable(table)} AS n${join}
    ), conteudos AS (
      SELECT ${line.join(', ')}, sum(antes) AS antes, sum(depois) AS depois, least(sum(antes), sum(depois)) AS iguais
      FROM linhas GROUP BY ${line.join(', ')}, resumo
    ), itens AS (
      SELECT ${units.unitColumn}, sum(antes) AS antes, sum(depois) AS depois, sum(iguais) AS iguais
      FROM conteudos GROUP BY ${line.join(', ')}
    ), unidades AS (
      SELECT sum(antes) AS antes, sum(depois) AS depois, sum(iguais) AS iguais,
        sum(greatest(depois - antes, 0)) AS entram, sum(greatest(antes - depois, 0)) AS saem,
        sum(least(antes, depois) - iguais) AS mudam
      FROM itens GROUP BY ${units.unitColumn}
    )
    SELECT coalesce(sum(antes), 0) AS linhas_antes, coalesce(sum(depois), 0) AS linhas_depois,
      coalesce(sum(entram), 0) AS linhas_entram, coalesce(sum(saem), 0) AS linhas_saem,
      coalesce(sum(mudam), 0) AS linhas_mudam,
      count(*) FILTER (WHERE antes > 0) AS unidades_antes, count(*) FILTER (WHERE depois > 0) AS unidades_depois,
      count(*) FILTER (WHERE antes = 0) AS unidades_entram, count(*) FILTER (WHERE depois = 0) AS unidades_saem,
      count(*) FILTER (WHERE antes > 0 AND depois > 0 AND entram + saem + mudam > 0) AS unidades_mudam
    FROM unidades`;
}

/** 1 of a present row that stays beside those that come, else 0; `f` is what is in the file. */
function stays(mode: ImportMode, updates: boolean): string {
  if (mode === 'substituir') return '0';
  return mode === 'acrescentar' && !updates ? '1' : '(f.unidade IS NULL)::int';
}

const OPEN = 'ativo AND qtd_saldo_produto_pedido > 0';
const STAGED_BOOK = 'pg_temp.importacao_carteira_principal';
const NEW_OPEN = 'coalesce(ativo, true) AND qtd_saldo_produto_pedido > 0';

async function bookValues(
  client: pg.ClientBase,
  mode: ImportMode,
): Promise<{ before: string; after: string }> {
  const value = 'coalesce(sum(qtd_saldo_produto_pedido * preco_produto_pedido)';
  const { rows } = await client.query<{ before: string; after: string }>(
    `SELECT round(antes, 2)::text AS before, round(ficam + entram, 2)::text AS after
     FROM (
       SELECT ${value}, 0) AS antes, ${value} FILTER (WHERE ${stays(mode, false)} = 1), 0) AS ficam
       FROM public.carteira_principal AS t LEFT JOIN (
         SELECT DISTINCT num_pedido AS unidade FROM ${STAGED_BOOK}
       ) AS f ON f.unidade = t.num_pedido
       WHERE ${OPEN}
     ) AS atual, (
       SELECT ${value}, 0) AS entram FROM ${STAGED_BOOK} WHERE ${NEW_OPEN}
     ) AS nova`,
  );
  return rows[0]!;
}

/** Drafts that come from this very call are not held against the book: they are as they are. */
async function countOrphans(
  client: pg.ClientBase,
  staged: readonly StagedTable[],
  mode: ImportMode,
): Promise<number> {
  if (mode === 'acrescentar' || staged.some(({ table }) => table.name === 'pre_separacao_item')) return 0;
  const touched = mode === 'substituir' ? '' : `AND d.num_pedido IN (SELECT num_pedido FROM ${STAGED_BOOK})`;
  const { rows } = await client.query<{ orfas: string }>(
    `SELECT count(*) AS orfas FROM public.pre_separacao_item AS d
     WHERE upper(ruptura.aparar(d.status)) = ANY ($1) ${touched}
       AND (d.num_pedido, d.cod_produto) IN (SELECT num_pedido, cod_produto FROM public.carteira_principal WHERE ${OPEN})
       AND NOT EXISTS (
         SELECT FROM ${STAGED_BOOK} AS n
         WHERE n.num_pedido = d.num_pedido AND n.cod_produto = d.cod_produto AND ${NEW_OPEN}
       )`,
    [OPEN_DRAFT_STATUSES],
  );
  return Number(rows[0]!.orfas);
}
