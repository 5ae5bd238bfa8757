import type { Engine } from '../../availability/engine.ts';
import { HORIZON_DAYS, type StockoutStatus, WEEK_END_DAY } from '../../contract/codes.ts';
import type { ProductSort } from '../../contract/product-choices.ts';
import type { ProductListTotals } from '../../contract/stock-wire.ts';
import type { Ruptura } from '../../engine/ruptura.ts';
import { type Book, isExact, isIdle, itemValue } from '../../ledger/book.ts';
import { NO_DATE } from '../../ledger/facts.ts';
import { ROW_FIGURES, WEEK } from '../../projection/balances.ts';
import { productName } from '../../projection/projection-answer.ts';

import { folded } from '../folded-text.ts';
import { type RowPage, type RowPlan, SortedRows } from '../sorted-rows.ts';
import { ValueSum } from '../value-sum.ts';
import { type ProductStanding, standingOf } from './product-standing.ts';

/** How a product stands, and what waits for it. Quantities in thousandths, values in 10^-7 R$. */
export interface ProductRow extends ProductStanding {
  readonly name: string | null;
  readonly stock: number;
  /** Lowest balance of D0..D7. */
  readonly lowestOfWeek: number;
  /** Open orders with the product in shortage, and what those items are worth. */
  readonly orders: number;
  readonly value: bigint;
  /** Day of the next receipt from today on, however far; NO_DATE where there is none. */
  readonly receiptDate: number;
  readonly receiptQuantity: number;
}

/** What of the products is asked for. */
export interface ProductFilter {
  /** Statuses let through; empty lets all. */
  readonly statuses: readonly StockoutStatus[];
  /** Only those that fall below zero within D0..D7. */
  readonly runsOutThisWeek: boolean;
  /** Only those that fall below zero, or that orders lack, without any receipt to come. */
  readonly lacksReceipt: boolean;
  /** Words that stand in code or name; null lets all. */
  readonly text: string | null;
  /** Lets products through by their number, as the text says; null lets all. */
  readonly lets: ((product: number) => boolean) | null;
}

export interface ProductQuery extends ProductFilter {
  readonly sort: ProductSort;
  readonly descending: boolean;
  readonly limit: number;
  /** Cursor of an earlier page, or null. */
  readonly cursor: string | null;
  /** Row of the filtered list to begin with, from 0, where there is no cursor. */
  readonly position: number;
}

const STATUS_RANK: Readonly<Record<StockoutStatus, number>> = { CRÍTICO: 0, ATENÇÃO: 1, OK: 2 };
/** Letters of a name that are looked at; equal ones are sorted by code. */
const SORTED_LETTERS = 100;

/** By name as people sort, without accents and case; what has no name comes last. */
export function sortedName(
  { name }: { readonly name: string | null },
  missing: number,
): readonly (number | string)[] {
  return [name === null ? missing : folded(name).slice(0, SORTED_LETTERS)];
}

/** By status, then the earlier stockout, then the lower balance, then the code. */
function urgency(row: ProductRow): readonly (number | string)[] {
  const day = row.stockoutDay < 0 ? HORIZON_DAYS : row.stockoutDay;
  return [STATUS_RANK[row.status], day, row.lowest, row.code];
}

/**
 * Every product with stock, requirements or receipts whose sums are exact, sorted in any way; equals stand by urgency.
 */
export class ProductList {
  readonly #rows: SortedRows<ProductRow, ProductSort, ProductListTotals>;

  constructor(ruptura: Pick<Ruptura, 'listen'>) {
    this.#rows = new SortedRows(ruptura, PRODUCT_ROWS, productTotals);
  }

  /** @throws InvalidRequest CURSOR_INVALIDO */
  page(engine: Engine, query: ProductQuery): RowPage<ProductRow, ProductListTotals> {
    const { statuses, runsOutThisWeek, lacksReceipt, text } = query;
    const question = JSON.stringify([statuses, runsOutThisWeek, lacksReceipt, text]);
    return this.#rows.page(engine, { ...query, question, lets: predicateOf(query) });
  }
}

function predicateOf(filter: ProductFilter): ((row: ProductRow) => boolean) | null {
  const { statuses, runsOutThisWeek, lacksReceipt, lets } = filter;
  if (statuses.length === 0 && !runsOutThisWeek && !lacksReceipt && lets === null) return null;
  return (row) =>
    (statuses.length === 0 || statuses.includes(row.status)) &&
    (!runsOutThisWeek || isOutThisWeek(row)) &&
    (!lacksReceipt || isWithoutReceipt(row)) &&
    (lets === null || lets(row.product));
}

/** Below zero on a day of D0..D7. */
function isOutThisWeek({ stockoutDay }: ProductRow): boolean {
  return stockoutDay >= 0 && stockoutDay <= WEEK_END_DAY;
}

/** Below zero on a day of the horizon, or lacked by an order, and nothing is to come. */
function isWithoutReceipt({ stockoutDay, orders, receiptDate }: ProductRow): boolean {
  return (stockoutDay >= 0 || orders > 0) && receiptDate === NO_DATE;
}

const PRODUCT_ROWS: RowPlan<ProductRow, ProductSort> = {
  rowsOf: (engine, product) => {
    const { book } = engine;
    if (!book.products.has(product) || isIdle(book, product) || !isExact(book, product)) return [];
    return [productRow(engine, product)];
  },
  keys: {
    urgencia: urgency,
    cod_produto: ({ code }) => [code],
    nome_produto: sortedName,
    estoque_atual: ({ stock }) => [stock],
    menor_estoque_7d: ({ lowestOfWeek }) => [lowestOfWeek],
    menor_estoque: ({ lowest }) => [lowest],
    dia_ruptura: ({ stockoutDay }, missing) => [stockoutDay < 0 ? missing : stockoutDay],
    pedidos_aguardando: ({ orders }) => [orders],
    // Near enough to sort by.
    valor_aguardando: ({ value }) => [Number(value)],
    proxima_entrada: ({ receiptDate }, missing) => [receiptDate === NO_DATE ? missing : receiptDate],
  },
  tie: urgency,
  followsPromises: false,
};

function productRow(engine: Engine, product: number): ProductRow {
  const { book, balances } = engine;
  const receipt = nextReceipt(book, product);
  return {
    ...standingOf(engine, product),
    ...waitingFor(engine, product),
    name: productName(book, product),
    stock: book.stock[product]!,
    lowestOfWeek: balances.rows[product * ROW_FIGURES + WEEK + WEEK_END_DAY]!,
    receiptDate: receipt < 0 ? NO_DATE : book.receiptDate[receipt]!,
    receiptQuantity: receipt < 0 ? 0 : book.receiptQuantity[receipt]!,
  };
}

/** Open orders with the product in shortage, and what those items are worth (10^-7 R$). */
function waitingFor({ book, analysis }: Engine, product: number): { orders: number; value: bigint } {
  const { data, start, length } = book.productPieces;
  let value = 0n;
  let orders = 0;
  for (let i = start[product]!; i < start[product]! + length[product]!; i++) {
    const piece = data[i]!;
    const item = book.pieceItem[piece]!;
    // An item is counted with the first of its pieces.
    if (book.firstPiece[item] !== piece || book.itemQuantity[item] === 0) continue;
    if (book.itemQuantity[item]! <= analysis.lowest[item]!) continue;
    orders++;
    value += itemValue(book, item);
  }
  return { orders, value };
}

/** Slot of the first receipt from today on; -1 where there is none. They lie by date. */
function nextReceipt(book: Book, product: number): number {
  const { data, start, length } = book.productReceipts;
  for (let i = start[product]!; i < start[product]! + length[product]!; i++) {
    if (book.receiptDate[data[i]!]! >= book.today) return data[i]!;
  }
  return -1;
}

interface Sum {
  produtos: number;
  readonly value: ValueSum;
}

/** What some products come to: how many stand how, and what waits for them. */
function productTotals(rows: Iterable<ProductRow>): ProductListTotals {
  const sums = {
    all: emptySum(),
    short: emptySum(),
    week: emptySum(),
    unfed: emptySum(),
    CRÍTICO: emptySum(),
    ATENÇÃO: emptySum(),
    OK: emptySum(),
  };
  for (const row of rows) {
    add(sums.all, row);
    add(sums[row.status], row);
    if (row.orders > 0) add(sums.short, row);
    if (isOutThisWeek(row)) add(sums.week, row);
    if (isWithoutReceipt(row)) add(sums.unfed, row);
  }
  return {
    ...toldSum(sums.all),
    em_falta: toldSum(sums.short),
    esta_semana: toldSum(sums.week),
    sem_entrada: toldSum(sums.unfed),
    por_status: {
      CRÍTICO: toldSum(sums.CRÍTICO),
      ATENÇÃO: toldSum(sums.ATENÇÃO),
      OK: toldSum(sums.OK),
    },
  };
}

function emptySum(): Sum {
  return { produtos: 0, value: new ValueSum() };
}

function add(sum: Sum, { value }: ProductRow): void {
  sum.produtos++;
  sum.value.addWhole(value);
}

function toldSum({ produtos, value }: Sum): { produtos: number; valor_aguardando: number } {
  return { produtos, valor_aguardando: value.money() };
}
