import type { ClientBase } from 'pg';
import { OPEN_DRAFT_STATUSES, OPEN_LOT_STATUSES } from '../contract/codes.ts';
import {
  INCONSISTENCIES,
  type Inconsistency,
  type InconsistencyKind,
} from '../contract/inconsistency-wire.ts';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { type EpochDay, formatIsoDate } from '../contract/units.ts';
import type { Ruptura } from '../engine/ruptura.ts';
import { BLANKS } from '../ledger/statements.ts';
import { parseCursor } from './cursor.ts';

export const INCONSISTENCY_KINDS = Object.keys(INCONSISTENCIES) as InconsistencyKind[];

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
  MOVIMENTACAO_REPETIDA: `
    SELECT lpad(min(id)::text, 20, '0') AS chave, NULL::text AS num_pedido, cod_produto,
           NULL::text AS separacao_lote_id, documento, data_movimentacao AS data, qtd_movimentacao AS qtd,
           NULL::numeric AS saldo, count(*) AS linhas, tipo AS texto
    FROM public.movimentacao_estoque WHERE ativo
    GROUP BY cod_produto, data_movimentacao, qtd_movimentacao, tipo, local, documento
    HAVING count(*) > 1 AND (documento IS NOT NULL OR count(chave_externa) < count(*))`,
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
  /** Rows of each kind at most. */
  readonly limit: number;
  /** Cursor of an earlier page, only with one kind. */
  readonly cursor: string | null;
}

/** A page of one kind. */
export interface InconsistencyPage {
  readonly kind: InconsistencyKind;
  readonly total: number;
  readonly rows: readonly Inconsistency[];
  readonly next: string | null;
}

type Row = Inconsistency & { readonly chave: string; readonly quantas: number };

/**
 * Bad data of the kinds asked for, all of one state of the tables.
 * @throws InvalidRequest CURSOR_INVALIDO
 */
export async function findInconsistencies(
  { database, fixedToday }: Pick<Ruptura, 'database' | 'fixedToday'>,
  query: InconsistencyQuery,
): Promise<InconsistencyPage[]> {
  const after = query.cursor === null ? null : readCursor(query.cursor, query.kinds);
  const client = await database.pool.connect();
  let broken = false;
  try {
    await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL work_mem = '64MB'`);
    const pages: InconsistencyPage[] = [];
    for (const kind of query.kinds) pages.push(await readKind(client, kind, query.limit, after, fixedToday));
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

async function readKind(
  client: ClientBase,
  kind: InconsistencyKind,
  limit: number,
  after: string | null,
  fixedToday: EpochDay | null,
): Promise<InconsistencyPage> {
  const text = `
    WITH hoje AS (SELECT coalesce($1::date, ruptura.hoje()) AS dia),
    todas AS MATERIALIZED (${SELECTS[kind]})
    SELECT chave, num_pedido, cod_produto, separacao_lote_id, documento, data::text AS data, qtd::float8 AS qtd,
           saldo::float8 AS saldo, linhas::float8 AS linhas, texto,
           (SELECT count(*) FROM todas)::float8 AS quantas
    FROM todas WHERE $2::text IS NULL OR chave COLLATE "C" > $2
    ORDER BY chave COLLATE "C" LIMIT $3`;
  const today = fixedToday === null ? null : formatIsoDate(fixedToday);
  const { rows } = await client.query<Row>(text, [today, after, limit + 1]);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    kind,
    total: rows[0]?.quantas ?? 0,
    rows: page.map(({ chave: _key, quantas: _count, ...row }) => row),
    next: rows.length > limit && last !== undefined ? writeCursor(kind, last.chave) : null,
  };
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
