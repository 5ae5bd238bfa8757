import { NOTE_COLUMNS } from '../contract/order-note.ts';

/**
 * Every statement the ledger sends, once. The field order of each is what `fact-rows.ts` decodes. Statuses are
 * compared trimmed and upper-cased; dates are selected as days since 1970-01-01.
 */

/** SQL literal of the blanks that are trimmed off a status before it is compared. */
export const BLANKS = `E' \\t\\r\\n\\f\\v\\u00a0'`;

function epoch(column: string): string {
  return `${column} - date '1970-01-01'`;
}

function list(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(', ');
}

export const LINE_FIELDS = 13;
export const COMMITMENT_FIELDS = 5;
export const STOCK_FIELDS = 2;
export const RECEIPT_FIELDS = 3;

/** Open lines: active, with an open quantity. */
export const SELECT_LINES = `
  SELECT num_pedido, cod_produto, id, qtd_saldo_produto_pedido, preco_produto_pedido, ${epoch('expedicao')},
         ${epoch('data_pedido')}, ${epoch('agendamento')}, nome_produto, cliente, cidade, uf, vendedor
  FROM carteira_principal c
  WHERE ativo AND qtd_saldo_produto_pedido > 0`;

/** Allocations of lots that count; a lot without header counts as ABERTO. */
export function selectAllocations(openStatuses: readonly string[]): string {
  return `
  SELECT c.num_pedido, c.cod_produto, c.qtd_saldo, ${epoch('coalesce(c.expedicao, p.expedicao)')}, c.separacao_lote_id
  FROM separacao c LEFT JOIN pedido p ON p.separacao_lote_id = c.separacao_lote_id
  WHERE c.qtd_saldo > 0
    AND coalesce(upper(btrim(p.status, ${BLANKS})), '') IN ('', ${list(openStatuses)})`;
}

export function selectDrafts(openStatuses: readonly string[]): string {
  return `
  SELECT num_pedido, cod_produto, qtd_selecionada_usuario, ${epoch('data_expedicao_editada')}, separacao_lote_id
  FROM pre_separacao_item c
  WHERE qtd_selecionada_usuario > 0
    AND upper(btrim(status, ${BLANKS})) IN (${list(openStatuses)})`;
}

/** On-hand stock in thousandths. */
export const SELECT_STOCK = `
  SELECT c.cod_produto, trunc(c.estoque * 1000) FROM estoque_atual c WHERE true`;

/** Scheduled receipts of each product and day. */
export function selectReceipts(filter: string): string {
  return `
  SELECT c.cod_produto, ${epoch('c.data_programacao')} AS dia, sum(c.qtd_programada)
  FROM programacao_producao c
  WHERE c.qtd_programada > 0 ${filter}
  GROUP BY c.cod_produto, c.data_programacao ORDER BY 1, 2`;
}

/** Narrows any of the selects above to products, `$1 text[]`. */
export const OF_PRODUCTS = ` AND c.cod_produto = ANY ($1::text[])`;

/** Narrows lines, allocations or drafts to pairs, `$1 text[]` products beside `$2 text[]` orders. */
export const OF_PAIRS = ` AND (c.cod_produto, c.num_pedido) IN (SELECT * FROM unnest($1::text[], $2::text[]))`;

/** Pairs that the allocations of some lots name, `$1 text[]` lots. */
export const SELECT_PAIRS_OF_LOTS = `
  SELECT DISTINCT cod_produto, num_pedido FROM separacao WHERE separacao_lote_id = ANY ($1::text[])`;

/**
 * The look: this statement's snapshot, the business date, the state of the log, and every log row that is visible now
 * and was not at an earlier snapshot. Parameters: that snapshot's xmin, xmax and xip, and the most rows wanted.
 * Comparing transaction ids with the snapshot itself instead of `id > last` is what makes writers that commit out of
 * order safe; the first comparison lets the index on xid skip everything old.
 */
export const LOOK = `
  SELECT now.snapshot, now.hoje, now.podadas, now.xid_podado, now.registro,
         m.tabela, m.cod_produto, m.num_pedido, m.separacao_lote_id,
         extract(epoch FROM clock_timestamp() - m.em)::float8 AS idade
  FROM (SELECT pg_current_snapshot()::text AS snapshot, ruptura.hoje()::text AS hoje, p.podadas::text AS podadas,
               p.xid_podado::text AS xid_podado, 'ruptura.mudanca'::regclass::oid || ':' || p.geracao AS registro
        FROM ruptura.mudanca_podada p) now
  LEFT JOIN LATERAL (
    SELECT * FROM ruptura.mudanca
    WHERE xid >= $1::xid8 AND (xid >= $2::xid8 OR xid = ANY ($3::xid8[]))
    LIMIT $4::int) m ON true`;

/** State of the log for a first look, with the number of rows visible. */
export const FIRST_LOOK = `
  SELECT pg_current_snapshot()::text AS snapshot, ruptura.hoje()::text AS hoje, p.podadas::text AS podadas,
         p.xid_podado::text AS xid_podado, 'ruptura.mudanca'::regclass::oid || ':' || p.geracao AS registro,
         (SELECT count(*) FROM ruptura.mudanca)::text AS visiveis
  FROM ruptura.mudanca_podada p`;

/** Tables that must not be truncated between a loading snapshot and the reading of them. */
export const LEDGER_TABLES = {
  notes: 'anotacao_pedido',
  stock: 'ruptura.estoque_dobrado, ruptura.estoque_delta',
  receipts: 'programacao_producao',
  commitments: 'carteira_principal, separacao, pedido, pre_separacao_item',
} as const;

/** Notes of orders. */
export const SELECT_NOTES = `SELECT ${NOTE_COLUMNS} FROM anotacao_pedido`;

/** The same of some orders, `$1 text[]`. */
export const SELECT_NOTES_OF = `${SELECT_NOTES} WHERE num_pedido = ANY ($1::text[])`;

/** Settings of the database. */
export const SELECT_SETTINGS = 'SELECT chave, valor FROM ruptura.configuracao';

/** About how many facts a load will read. */
export const ESTIMATE_FACTS = `
  SELECT coalesce(sum(reltuples) FILTER (WHERE reltuples > 0), 0)::bigint::text AS linhas FROM pg_class
  WHERE oid IN ('carteira_principal'::regclass, 'separacao'::regclass, 'pre_separacao_item'::regclass)`;
