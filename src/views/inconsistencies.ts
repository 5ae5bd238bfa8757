import type { ClientBase } from 'pg';
import { OPEN_DRAFT_STATUSES, OPEN_LOT_STATUSES } from '../contract/codes.ts';
import { type Inconsistency, type InconsistencyKind, LIKELIHOODS } from '../contract/inconsistency-wire.ts';
import { formatInstant } from '../contract/instants.ts';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { type EpochDay, formatIsoDate } from '../contract/units.ts';
import type { Ruptura } from '../engine/ruptura.ts';
import { BLANKS } from '../ledger/statements.ts';
import { parseCursor } from './cursor.ts';

/** The likeliest to be wrong first. */
export const INCONSISTENCY_KINDS = Object.keys(LIKELIHOODS) as InconsistencyKind[];

const CLOSED_LOTS = ['EMBARCADO', 'FATURADO', 'CANCELADO'];
const CLOSED_DRAFTS = ['CONFIRMADO', 'CANCELADO'];

/** Thousandths that the quantities of a product may come to and still be exact: see `isExact`. */
const MOST_EXACT = Number.MAX_SAFE_INTEGER;

function list(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(', ');
}

function cleaned(status: string): string {
  return `coalesce(upper(btrim(${status}, ${BLANKS})), '')`;
}

/** Allocations that count, by order and product. */
const ALLOCATED = `
  separado AS (
    SELECT c.num_pedido, c.cod_produto, sum(c.qtd_saldo) AS qtd, count(*) AS linhas, min(c.separacao_lote_id) AS lote
    FROM public.separacao c LEFT JOIN public.pedido p ON p.separacao_lote_id = c.separacao_lote_id
    WHERE c.qtd_saldo > 0 AND ${cleaned('p.status')} IN ('', ${list(OPEN_LOT_STATUSES)}) GROUP BY 1, 2
  )`;

/**
 * Open quantity of the pairs that have allocations. Of all pairs (500,000 lines of 100,000 orders) it took 2.9 s where
 * this takes 0.6 s: they are many more, and adding them up does not fit into memory.
 */
const OPEN_OF_ALLOCATED = `
  aberto AS (
    SELECT num_pedido, cod_produto, sum(qtd_saldo_produto_pedido) AS qtd FROM public.carteira_principal
    WHERE ativo AND qtd_saldo_produto_pedido > 0
      AND (num_pedido, cod_produto) IN (SELECT num_pedido, cod_produto FROM separado)
    GROUP BY 1, 2
  )`;

/** Drafts that count, by order and product: few, so what they are held against is looked up for each (1.5 s → 0.2 s). */
const DRAFTED = `
  rascunho AS (
    SELECT num_pedido, cod_produto, sum(qtd_selecionada_usuario) AS qtd, count(*) AS linhas,
           min(data_expedicao_editada) AS dia
    FROM public.pre_separacao_item
    WHERE qtd_selecionada_usuario > 0 AND ${cleaned('status')} IN (${list(OPEN_DRAFT_STATUSES)}) GROUP BY 1, 2
  )`;
const OPEN_OF_DRAFT = `
  LATERAL (
    SELECT sum(c.qtd_saldo_produto_pedido) AS qtd FROM public.carteira_principal c
    WHERE c.cod_produto = r.cod_produto AND c.num_pedido = r.num_pedido AND c.ativo AND c.qtd_saldo_produto_pedido > 0
  ) a`;
const ALLOCATED_OF_DRAFT = `
  LATERAL (
    SELECT sum(c.qtd_saldo) AS qtd, count(*) AS linhas, min(c.separacao_lote_id) AS lote
    FROM public.separacao c LEFT JOIN public.pedido p ON p.separacao_lote_id = c.separacao_lote_id
    WHERE c.cod_produto = r.cod_produto AND c.num_pedido = r.num_pedido AND c.qtd_saldo > 0
      AND ${cleaned('p.status')} IN ('', ${list(OPEN_LOT_STATUSES)})
  ) s`;

/** Movements that are equal in all that is known of them; a key of each (`chave_externa`) tells them apart. */
function equalMovements(having: string): string {
  return `
    SELECT lpad(min(id)::text, 20, '0') AS chave, NULL::text AS num_pedido, cod_produto,
           NULL::text AS separacao_lote_id, documento, data_movimentacao AS data, qtd_movimentacao AS qtd,
           NULL::numeric AS saldo, count(*) AS linhas, tipo AS texto
    FROM public.movimentacao_estoque WHERE ativo
    GROUP BY cod_produto, data_movimentacao, qtd_movimentacao, tipo, local, documento
    HAVING count(*) > 1 AND ${having}`;
}

/**
 * A select for each kind. The columns are always: chave (sorts and pages, unique), num_pedido, cod_produto,
 * separacao_lote_id, documento, data, qtd, saldo, linhas, texto. `hoje` is a table of one row with the business date.
 */
const SELECTS: Readonly<Record<InconsistencyKind, string>> = {
  LOTE_MAIOR_QUE_SALDO: `WITH ${ALLOCATED}, ${OPEN_OF_ALLOCATED}
    SELECT s.num_pedido || chr(1) || s.cod_produto AS chave, s.num_pedido, s.cod_produto, s.lote AS separacao_lote_id,
           NULL::text AS documento, NULL::date AS data, s.qtd, coalesce(a.qtd, 0) AS saldo, s.linhas, NULL::text AS texto
    FROM separado s LEFT JOIN aberto a USING (num_pedido, cod_produto) WHERE s.qtd > coalesce(a.qtd, 0)`,
  LINHA_COM_LOTE_VAZIO: `
    SELECT lpad(c.id::text, 20, '0') AS chave, num_pedido, cod_produto, separacao_lote_id, NULL::text AS documento,
           expedicao AS data, qtd_saldo_produto_pedido AS qtd, NULL::numeric AS saldo, 1::bigint AS linhas,
           NULL::text AS texto
    FROM public.carteira_principal c
    WHERE ativo AND qtd_saldo_produto_pedido > 0 AND separacao_lote_id <> '' AND NOT EXISTS (
      SELECT FROM public.separacao s WHERE s.separacao_lote_id = c.separacao_lote_id)`,
  RASCUNHO_SEM_PEDIDO: `WITH ${DRAFTED}
    SELECT r.num_pedido || chr(1) || r.cod_produto AS chave, r.num_pedido, r.cod_produto,
           NULL::text AS separacao_lote_id, NULL::text AS documento, r.dia AS data, r.qtd, 0::numeric AS saldo, r.linhas,
           NULL::text AS texto
    FROM rascunho r, ${OPEN_OF_DRAFT} WHERE a.qtd IS NULL`,
  RASCUNHO_MAIOR_QUE_SALDO: `WITH ${DRAFTED}
    SELECT r.num_pedido || chr(1) || r.cod_produto AS chave, r.num_pedido, r.cod_produto,
           s.lote AS separacao_lote_id, NULL::text AS documento, r.dia AS data, r.qtd + coalesce(s.qtd, 0) AS qtd,
           a.qtd AS saldo, r.linhas + s.linhas AS linhas, NULL::text AS texto
    FROM rascunho r, ${OPEN_OF_DRAFT}, ${ALLOCATED_OF_DRAFT}
    WHERE r.qtd + coalesce(s.qtd, 0) > a.qtd AND coalesce(s.qtd, 0) <= a.qtd`,
  ENTRADA_ATRASADA: `
    SELECT data_programacao::text || chr(1) || lpad(id::text, 20, '0') AS chave, NULL::text AS num_pedido, cod_produto,
           NULL::text AS separacao_lote_id, documento, data_programacao AS data, qtd_programada AS qtd,
           NULL::numeric AS saldo, 1::bigint AS linhas, NULL::text AS texto
    FROM public.programacao_producao, hoje WHERE data_programacao < hoje.dia AND qtd_programada > 0`,
  LOTE_SEM_CABECALHO: `
    SELECT separacao_lote_id AS chave, min(num_pedido) AS num_pedido, min(cod_produto) AS cod_produto,
           separacao_lote_id, NULL::text AS documento, min(expedicao) AS data, sum(qtd_saldo) AS qtd,
           NULL::numeric AS saldo, count(*) AS linhas, NULL::text AS texto
    FROM public.separacao c
    WHERE NOT EXISTS (SELECT FROM public.pedido p WHERE p.separacao_lote_id = c.separacao_lote_id)
    GROUP BY separacao_lote_id`,
  LINHA_DE_PEDIDO_REPETIDA: `
    SELECT lpad(min(id)::text, 20, '0') AS chave, num_pedido, cod_produto, NULL::text AS separacao_lote_id,
           NULL::text AS documento, expedicao AS data, qtd_saldo_produto_pedido AS qtd, NULL::numeric AS saldo,
           count(*) AS linhas, min(cliente) AS texto
    FROM public.carteira_principal WHERE ativo AND qtd_saldo_produto_pedido > 0
    GROUP BY num_pedido, cod_produto, qtd_saldo_produto_pedido, preco_produto_pedido, expedicao
    HAVING count(*) > 1`,
  MOVIMENTACAO_REPETIDA: equalMovements('documento IS NOT NULL'),
  MOVIMENTACAO_PARECIDA: equalMovements('documento IS NULL AND count(chave_externa) < count(*)'),
  MOVIMENTACAO_FUTURA: `
    SELECT lpad(id::text, 20, '0') AS chave, NULL::text AS num_pedido, cod_produto, NULL::text AS separacao_lote_id,
           documento, data_movimentacao AS data, qtd_movimentacao AS qtd, NULL::numeric AS saldo, 1::bigint AS linhas,
           tipo AS texto
    FROM public.movimentacao_estoque, hoje WHERE ativo AND data_movimentacao > hoje.dia`,
  SITUACAO_DESCONHECIDA: `
    SELECT t.tabela || chr(1) || t.status AS chave, NULL::text AS num_pedido, NULL::text AS cod_produto,
           min(t.lote) AS separacao_lote_id, t.tabela AS documento, NULL::date AS data, NULL::numeric AS qtd,
           NULL::numeric AS saldo, count(*) AS linhas, t.status AS texto
    FROM (
      SELECT 'pedido' AS tabela, ${cleaned('status')} AS status, separacao_lote_id AS lote FROM public.pedido
      UNION ALL
      SELECT 'pre_separacao_item', ${cleaned('status')}, separacao_lote_id FROM public.pre_separacao_item
    ) AS t
    WHERE t.status NOT IN ('', ${list([...OPEN_LOT_STATUSES, ...CLOSED_LOTS])}) AND t.tabela = 'pedido'
       OR t.status NOT IN ('', ${list([...OPEN_DRAFT_STATUSES, ...CLOSED_DRAFTS])}) AND t.tabela <> 'pedido'
    GROUP BY t.tabela, t.status`,
  QUANTIDADES_GRANDES_DEMAIS: `
    SELECT cod_produto AS chave, NULL::text AS num_pedido, cod_produto, NULL::text AS separacao_lote_id,
           NULL::text AS documento, NULL::date AS data, sum(qtd) AS qtd, ${MOST_EXACT}::numeric / 1000 AS saldo,
           sum(linhas) AS linhas, NULL::text AS texto
    FROM (
      SELECT cod_produto, abs(estoque) AS qtd, 0 AS linhas FROM public.estoque_atual
      UNION ALL
      SELECT cod_produto, sum(qtd_saldo_produto_pedido), count(*) FROM public.carteira_principal
      WHERE ativo AND qtd_saldo_produto_pedido > 0 GROUP BY 1
      UNION ALL
      SELECT c.cod_produto, sum(c.qtd_saldo), count(*)
      FROM public.separacao c LEFT JOIN public.pedido p ON p.separacao_lote_id = c.separacao_lote_id
      WHERE c.qtd_saldo > 0 AND ${cleaned('p.status')} IN ('', ${list(OPEN_LOT_STATUSES)}) GROUP BY 1
      UNION ALL
      SELECT cod_produto, sum(qtd_selecionada_usuario), count(*) FROM public.pre_separacao_item
      WHERE qtd_selecionada_usuario > 0 AND ${cleaned('status')} IN (${list(OPEN_DRAFT_STATUSES)}) GROUP BY 1
      UNION ALL
      SELECT cod_produto, sum(qtd_programada), count(*) FROM public.programacao_producao
      WHERE qtd_programada > 0 GROUP BY 1
    ) AS parcela
    GROUP BY cod_produto HAVING sum(qtd) * 1000 > ${MOST_EXACT}`,
};

/** Which inconsistencies are asked for. */
export interface InconsistencyQuery {
  readonly kinds: readonly InconsistencyKind[];
  /** Those that a person called right, instead of the others. */
  readonly accepted: boolean;
  /** Rows of each kind at most. */
  readonly limit: number;
  /** Cursor of an earlier page, only with one kind. */
  readonly cursor: string | null;
}

/** A page of one kind. */
export interface InconsistencyPage {
  readonly kind: InconsistencyKind;
  /** Of those that nobody called right. */
  readonly total: number;
  readonly accepted: number;
  readonly rows: readonly Inconsistency[];
  readonly next: string | null;
}

type Source = Pick<Ruptura, 'database' | 'fixedToday' | 'timeZone'>;

interface Row extends Omit<Inconsistency, 'aceito_por' | 'aceito_em'> {
  readonly aceito_por: string | null;
  readonly aceito_em: Date | null;
}

/**
 * Bad data of the kinds asked for, all of one state of the tables.
 * @throws InvalidRequest CURSOR_INVALIDO
 */
export async function findInconsistencies(
  { database, fixedToday, timeZone }: Source,
  query: InconsistencyQuery,
): Promise<InconsistencyPage[]> {
  const after = query.cursor === null ? null : readCursor(query.cursor, query.kinds);
  const client = await database.pool.connect();
  let broken = false;
  try {
    await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL work_mem = '64MB'`);
    const pages: InconsistencyPage[] = [];
    for (const kind of query.kinds) {
      const { rows, ...page } = await readKind(client, kind, query, after, fixedToday);
      pages.push({ ...page, rows: rows.map((row) => answered(row, timeZone)) });
    }
    await client.query('COMMIT');
    return pages;
  } catch (error) {
    // A connection inside a failed transaction is not given back to others.
    broken = true;
    throw error;
  } finally {
    client.release(broken);
  }
}

/** All of a kind, each with the digest of what is shown of it, and with what a person said. */
function judged(kind: InconsistencyKind): string {
  return `
    WITH hoje AS (SELECT coalesce($1::date, ruptura.hoje()) AS dia),
    achadas AS MATERIALIZED (${SELECTS[kind]}),
    retratadas AS MATERIALIZED (SELECT t.*, md5(t::text) AS retrato FROM achadas t),
    todas AS MATERIALIZED (
      SELECT t.*, a.tipo IS NOT NULL AS aceita, a.aceito_por, a.aceito_em
      FROM retratadas t LEFT JOIN ruptura.problema_aceito a
        ON a.tipo = '${kind}' AND a.chave = t.chave AND a.retrato = t.retrato
    )`;
}

async function readKind(
  client: ClientBase,
  kind: InconsistencyKind,
  { accepted, limit }: InconsistencyQuery,
  after: string | null,
  fixedToday: EpochDay | null,
): Promise<Omit<InconsistencyPage, 'rows'> & { readonly rows: readonly Row[] }> {
  const text = `${judged(kind)},
    contadas AS (SELECT count(*) FILTER (WHERE NOT aceita) AS abertas, count(*) FILTER (WHERE aceita) AS aceitas FROM todas),
    pagina AS (
      SELECT * FROM todas WHERE aceita = $4 AND ($2::text IS NULL OR chave COLLATE "C" > $2)
      ORDER BY chave COLLATE "C" LIMIT $3
    )
    SELECT abertas::float8, aceitas::float8, chave, num_pedido, cod_produto, separacao_lote_id, documento,
           data::text AS data, qtd::float8 AS qtd, saldo::float8 AS saldo, linhas::float8 AS linhas, texto,
           aceito_por, aceito_em
    FROM contadas LEFT JOIN pagina ON true ORDER BY chave COLLATE "C"`;
  const values = [dateValue(fixedToday), after, limit + 1, accepted];
  const { rows } = await client.query<Row & { readonly abertas: number; readonly aceitas: number }>(
    text,
    values,
  );
  const found = rows.filter(({ chave }) => chave !== null);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    kind,
    total: rows[0]!.abertas,
    accepted: rows[0]!.aceitas,
    rows: page.map(({ abertas: _open, aceitas: _accepted, ...row }) => row),
    next: found.length > limit && last !== undefined ? writeCursor(kind, last.chave) : null,
  };
}

function answered({ chave, aceito_por, aceito_em, ...row }: Row, timeZone: string): Inconsistency {
  const named = { chave: Buffer.from(chave).toString('base64url'), ...row };
  return aceito_em === null ? named : { ...named, aceito_por, aceito_em: formatInstant(aceito_em, timeZone) };
}

function dateValue(fixedToday: EpochDay | null): string | null {
  return fixedToday === null ? null : formatIsoDate(fixedToday);
}

/**
 * Remembers that bad data of a kind is right as it stands now; what changes later is listed again.
 * @param keys of those meant (`chave`); null are all
 * @param by who says so; null where nobody signed in
 * @returns how many there were
 */
export async function acceptInconsistencies(
  { database, fixedToday }: Source,
  kind: InconsistencyKind,
  keys: readonly string[] | null,
  by: string | null,
): Promise<number> {
  const text = `${judged(kind)}
    INSERT INTO ruptura.problema_aceito AS p (tipo, chave, retrato, aceito_por)
    SELECT '${kind}', chave, retrato, $3::text FROM todas WHERE NOT aceita AND ($2::text[] IS NULL OR chave = ANY($2))
    ON CONFLICT (tipo, chave) DO UPDATE
    SET retrato = EXCLUDED.retrato, aceito_por = EXCLUDED.aceito_por, aceito_em = EXCLUDED.aceito_em`;
  const { rowCount } = await database.pool.query(text, [dateValue(fixedToday), namedKeys(keys), by]);
  return rowCount ?? 0;
}

/**
 * Lists again what a person called right.
 * @param keys of those meant (`chave`); null are all of the kind
 * @returns how many there were
 */
export async function reopenInconsistencies(
  { database }: Pick<Source, 'database'>,
  kind: InconsistencyKind,
  keys: readonly string[] | null,
): Promise<number> {
  const { rowCount } = await database.pool.query(
    'DELETE FROM ruptura.problema_aceito WHERE tipo = $1 AND ($2::text[] IS NULL OR chave = ANY($2))',
    [kind, namedKeys(keys)],
  );
  return rowCount ?? 0;
}

/** Keys as the tables know them; what is no key names nothing. */
function namedKeys(keys: readonly string[] | null): string[] | null {
  return keys?.map((key) => Buffer.from(key, 'base64url').toString().replaceAll('\0', '')) ?? null;
}

function writeCursor(kind: InconsistencyKind, key: string): string {
  return Buffer.from(JSON.stringify([kind, key])).toString('base64url');
}

function readCursor(cursor: string, kinds: readonly InconsistencyKind[]): string {
  const [kind, key] = parseCursor(cursor) ?? [];
  if (kinds.length !== 1 || kind !== kinds[0] || typeof key !== 'string' || key.includes('\0')) {
    throw new InvalidRequest({ place: 'consulta', path: 'cursor', code: 'CURSOR_INVALIDO' });
  }
  return key;
}
