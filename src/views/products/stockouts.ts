import type { Engine } from '../../availability/engine.ts';
import { toCents } from '../../availability/order-answer.ts';
import { HORIZON_DAYS } from '../../contract/codes.ts';
import type { HeatMapAnswer, HeatRow, Stockout, StockoutsAnswer } from '../../contract/stock-wire.ts';
import { formatIsoDate, quantityToWire } from '../../contract/units.ts';
import { type Book, dueDay } from '../../ledger/book.ts';
import { NO_DATE } from '../../ledger/facts.ts';
import { balancesOf } from '../../projection/balances.ts';
import { instantText } from '../answers.ts';

import type { ProductList, ProductQuery, ProductRow } from './product-list.ts';

/**
 * Products with the orders and the value that wait for them, and the totals of the filter.
 * @throws InvalidRequest CURSOR_INVALIDO
 */
export function answerStockouts(
  engine: Engine,
  list: ProductList,
  query: ProductQuery,
  now: Date,
): StockoutsAnswer {
  const page = list.page(engine, query);
  return {
    produtos: toldProducts(engine, page.rows),
    posicao: page.first,
    total: page.total,
    totais: page.totals,
    proximo: page.next,
    versao: engine.book.version,
    calculado_em: instantText(engine, now),
  };
}

/** Products as lists tell of them. */
export function toldProducts({ book }: Engine, rows: readonly ProductRow[]): Stockout[] {
  return rows.map((row) => stockout(book, row));
}

function stockout(book: Book, row: ProductRow): Stockout {
  const hasReceipt = row.receiptDate !== NO_DATE;
  return {
    ...standing(book, row),
    menor_estoque: quantityToWire(row.lowest),
    menor_estoque_7d: quantityToWire(row.lowestOfWeek),
    pedidos_aguardando: row.orders,
    valor_aguardando: toCents(row.value),
    proxima_entrada: hasReceipt ? formatIsoDate(row.receiptDate) : null,
    qtd_proxima_entrada: hasReceipt ? quantityToWire(row.receiptQuantity) : null,
  };
}

function standing(book: Book, row: ProductRow) {
  return {
    cod_produto: row.code,
    nome_produto: row.name,
    status_ruptura: row.status,
    dia_ruptura: row.stockoutDay < 0 ? null : formatIsoDate(book.today + row.stockoutDay),
    estoque_atual: quantityToWire(row.stock),
  };
}

/**
 * Products × D0..D28, with the orders and the value that wait.
 * @throws InvalidRequest CURSOR_INVALIDO
 */
export function answerHeatMap(
  engine: Engine,
  list: ProductList,
  query: ProductQuery,
  now: Date,
): HeatMapAnswer {
  const page = list.page(engine, query);
  const { book } = engine;
  return {
    ...toldBalances(engine, page.rows),
    posicao: page.first,
    total: page.total,
    proximo: page.next,
    versao: book.version,
    calculado_em: instantText(engine, now),
  };
}

/** Products with their balances, and the days these are of. */
export function toldBalances(
  engine: Engine,
  rows: readonly ProductRow[],
): Pick<HeatMapAnswer, 'dias' | 'produtos'> {
  const { today } = engine.book;
  return {
    dias: Array.from({ length: HORIZON_DAYS }, (_, day) => formatIsoDate(today + day)),
    produtos: rows.map((row) => heatRow(engine, row)),
  };
}

function heatRow({ book, balances }: Engine, row: ProductRow): HeatRow {
  const due = requirementsOf(book, row.product);
  return {
    ...standing(book, row),
    menor_estoque_7d: quantityToWire(row.lowestOfWeek),
    pedidos_aguardando: row.orders,
    valor_aguardando: toCents(row.value),
    saidas_total: quantityToWire(due),
    saidas_media: quantityToWire(Math.round(due / HORIZON_DAYS)),
    saldos: Array.from(balancesOf(balances, row.product), quantityToWire),
  };
}

/** Requirements of D0..D28 together, thousandths. */
function requirementsOf(book: Book, product: number): number {
  const { data, start, length } = book.productPieces;
  let sum = 0;
  for (let i = start[product]!; i < start[product]! + length[product]!; i++) {
    const piece = data[i]!;
    if (dueDay(book.pieceDate[piece]!, book.today) < HORIZON_DAYS) sum += book.pieceQuantity[piece]!;
  }
  return sum;
}
