import type { ClientBase, Pool } from 'pg';
import type { Engine } from '../../availability/engine.ts';
import { OPEN_DRAFT_STATUSES, OPEN_LOT_STATUSES } from '../../contract/codes.ts';
import { formatInstant } from '../../contract/instants.ts';
import type { OrderDetails, OrderRows } from '../../contract/order-wire.ts';
import type { Ruptura } from '../../engine/ruptura.ts';
import { type Book, findItem } from '../../ledger/book.ts';
import { ALLOCATION, DRAFT } from '../../ledger/facts.ts';
import { BLANKS } from '../../ledger/statements.ts';
import { answerOrder } from '../answers.ts';
import type { OrderBook } from './order-book.ts';

/** Looks until rows and analysis agree; an order written to without pause needs more, and is then held still. */
const MOST_LOOKS = 5;
const LOCK_NOT_AVAILABLE = '55P03';
const HOLD_STILL = `
  BEGIN;
  SET LOCAL lock_timeout = '500ms';
  LOCK TABLE public.carteira_principal, public.separacao, public.pedido, public.pre_separacao_item IN SHARE MODE`;

/** One statement, so that lines, allocations and drafts are of one state. */
const SELECT_ROWS = `
  SELECT
    (SELECT coalesce(json_agg(l ORDER BY l.id), '[]') FROM (
      SELECT id, cod_produto, nome_produto, qtd_produto_pedido, qtd_saldo_produto_pedido, preco_produto_pedido,
             expedicao, agendamento, data_pedido, cliente, cidade, uf, vendedor, separacao_lote_id
      FROM public.carteira_principal WHERE ativo AND num_pedido = $1) AS l) AS linhas,
    (SELECT coalesce(json_agg(s ORDER BY s.id), '[]') FROM (
      SELECT c.id, c.separacao_lote_id, c.cod_produto, c.qtd_saldo, coalesce(c.expedicao, p.expedicao) AS expedicao,
             p.status, coalesce(upper(btrim(p.status, ${BLANKS})), '') = ANY (array_prepend('', $2::text[])) AS conta
      FROM public.separacao c LEFT JOIN public.pedido p ON p.separacao_lote_id = c.separacao_lote_id
      WHERE c.num_pedido = $1) AS s) AS separacoes,
    (SELECT coalesce(json_agg(d ORDER BY d.id), '[]') FROM (
      SELECT id, cod_produto, qtd_selecionada_usuario, data_expedicao_editada, status, separacao_lote_id, criado_por,
             criado_em, coalesce(upper(btrim(status, ${BLANKS})), '') = ANY ($3::text[]) AS conta
      FROM public.pre_separacao_item WHERE num_pedido = $1) AS d) AS pre_separacoes`;

/** What the details of an order are taken from. */
export interface DetailSources {
  readonly ruptura: Ruptura;
  readonly orderBook: OrderBook;
}

/** The details of an order, but for the sentences of its reasons. */
export type OrderDetailsWithoutReasons = Omit<OrderDetails, 'motivos'>;

/**
 * Everything about one open order: its rows as the tables hold them, and what follows from them. Read again until rows
 * and analysis speak of the same quantities; where writers give no pause, they are kept out for a moment.
 * @throws RupturaError PEDIDO_NAO_ENCONTRADO
 */
export async function answerOrderDetails(
  sources: DetailSources,
  code: string,
  now: Date,
): Promise<OrderDetailsWithoutReasons> {
  const { ruptura, orderBook } = sources;
  for (let looks = 1; looks <= MOST_LOOKS; looks++) {
    const rows = await readRows(ruptura.database.pool, code);
    const engine = await ruptura.fresh();
    const details = detailsOf(orderBook, engine, rows, code, now);
    if (agrees(engine.book, code, rows)) return details;
  }
  return await answerHeldStill(sources, code, now);
}

/** Keeps writers out of the tables for the moment that rows and analysis take: then nothing can come in between. */
async function answerHeldStill(
  sources: DetailSources,
  code: string,
  now: Date,
): Promise<OrderDetailsWithoutReasons> {
  const { ruptura, orderBook } = sources;
  const client = await ruptura.database.pool.connect();
  try {
    // Behind a writer of minutes nobody waits: then rows and analysis may be some writes apart, as `versao` is.
    await client.query(HOLD_STILL).catch(async (error: unknown) => {
      await client.query('ROLLBACK');
      if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
    });
    const rows = await readRows(client, code);
    return detailsOf(orderBook, await ruptura.fresh(), rows, code, now);
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
    client.release();
  }
}

function detailsOf(
  orderBook: OrderBook,
  engine: Engine,
  rows: OrderRows,
  code: string,
  now: Date,
): OrderDetailsWithoutReasons {
  const { policy, timeZone } = engine.book.rules;
  const analise = answerOrder(engine, code, policy, now);
  return {
    success: true,
    num_pedido: analise.num_pedido,
    pedido: orderBook.row(engine, engine.book.orders.find(code)),
    linhas: rows.linhas,
    separacoes: rows.separacoes,
    pre_separacoes: rows.pre_separacoes.map((draft) => ({
      ...draft,
      criado_em: draft.criado_em === null ? null : formatInstant(new Date(draft.criado_em), timeZone),
    })),
    analise,
    promessa: analise.promessa,
    versao: analise.versao,
    calculado_em: analise.calculado_em,
  };
}

async function readRows(pool: Pool | ClientBase, code: string): Promise<OrderRows> {
  const { rows } = await pool.query<OrderRows>({
    name: 'order-rows',
    text: SELECT_ROWS,
    values: [code, OPEN_LOT_STATUSES, OPEN_DRAFT_STATUSES],
  });
  return rows[0]!;
}

/** Whether the book has the same open, allocated and drafted quantities of every product of the order. */
function agrees(book: Book, code: string, rows: OrderRows): boolean {
  const order = book.orders.find(code);
  const products = [...rows.linhas, ...rows.separacoes, ...rows.pre_separacoes].map((row) => row.cod_produto);
  return [...new Set(products)].every((product) => {
    const number = book.products.find(product);
    const item = number < 0 ? -1 : findItem(book, order, number);
    return (
      (item < 0 ? 0 : book.itemQuantity[item]!) === openQuantity(rows, product) &&
      piecesOf(book, item, ALLOCATION) === allocated(rows, product) &&
      piecesOf(book, item, DRAFT) === drafted(rows, product)
    );
  });
}

function piecesOf(book: Book, item: number, kind: number): number {
  let sum = 0;
  for (let piece = item < 0 ? -1 : book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
    if (book.pieceKind[piece] === kind) sum += book.pieceQuantity[piece]!;
  }
  return sum;
}

function openQuantity(rows: OrderRows, product: string): number {
  return sumOf(rows.linhas, product, (line) => line.qtd_saldo_produto_pedido);
}

function allocated(rows: OrderRows, product: string): number {
  return sumOf(rows.separacoes, product, (row) => (row.conta ? row.qtd_saldo : 0));
}

function drafted(rows: OrderRows, product: string): number {
  return sumOf(rows.pre_separacoes, product, (row) => (row.conta ? row.qtd_selecionada_usuario : 0));
}

/** Thousandths. */
function sumOf<Row extends { readonly cod_produto: string }>(
  rows: readonly Row[],
  product: string,
  quantity: (row: Row) => number,
): number {
  let sum = 0;
  for (const row of rows) if (row.cod_produto === product) sum += Math.round(quantity(row) * 1000);
  return sum;
}
