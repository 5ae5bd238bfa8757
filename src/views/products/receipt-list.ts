import { couplesPromises, type Engine } from '../../availability/engine.ts';
import { orderTurns, productReceipts, type ReceiptDemand } from '../../availability/receipt-demand.ts';
import { HORIZON_DAYS } from '../../contract/codes.ts';
import { RECEIPT_TIMES, type ReceiptSort, type ReceiptTime } from '../../contract/product-choices.ts';
import type { ReceiptsAnswer } from '../../contract/stock-wire.ts';
import type { EpochDay } from '../../contract/units.ts';
import type { Ruptura } from '../../engine/ruptura.ts';
import { type Book, isExact } from '../../ledger/book.ts';
import { productName } from '../../projection/projection-answer.ts';
import { type RowPage, type RowPlan, type RowQuery, SortedRows } from '../sorted-rows.ts';
import { ValueSum } from '../value-sum.ts';
import { sortedName } from './product-list.ts';

/** The receipts of a product on a day, and who waits for them. */
export interface ListedReceipt extends ReceiptDemand {
  /** Number in the book. */
  readonly product: number;
  readonly code: string;
  readonly name: string | null;
  readonly time: ReceiptTime;
  /** What all late ones of the product together would free, told with the first of them (10^-7 R$). */
  readonly lateValue: bigint;
}

/** What of the receipts is asked for. */
export interface ReceiptFilter {
  /** Empty lets all through. */
  readonly times: readonly ReceiptTime[];
  /** Only receipts that are enough, or that are not; null lets all through. */
  readonly isEnough: boolean | null;
  /** First and last day let through. */
  readonly from: EpochDay | null;
  readonly to: EpochDay | null;
  /** Products let through; empty lets all. */
  readonly products: readonly string[];
  /** Words that stand in code or name; null lets all. */
  readonly text: string | null;
  /** Lets products through by their number, as the text says; null lets all. */
  readonly lets: ((product: number) => boolean) | null;
}

export type ReceiptQuery = ReceiptFilter & Omit<RowQuery<ListedReceipt, ReceiptSort>, 'question' | 'lets'>;
type Totals = ReceiptsAnswer['totais'];

/** The receipts of every product whose sums are exact, sorted in any way; equals stand by day, most value first. */
export class ReceiptList {
  readonly #rows: SortedRows<ListedReceipt, ReceiptSort, Totals>;

  constructor(ruptura: Pick<Ruptura, 'listen'>) {
    this.#rows = new SortedRows(ruptura, receiptRows(), receiptTotals);
  }

  /** @throws InvalidRequest CURSOR_INVALIDO */
  page(engine: Engine, query: ReceiptQuery): RowPage<ListedReceipt, Totals> {
    const { times, isEnough, from, to, products, text } = query;
    const question = JSON.stringify([times, isEnough, from, to, products, text]);
    return this.#rows.page(engine, {
      ...query,
      question,
      lets: isWhole(query) ? null : (row) => isLet(row, query),
    });
  }
}

/** Whether a filter lets everything through. */
function isWhole({ times, isEnough, from, to, products, lets }: ReceiptFilter): boolean {
  const isAnyDay = from === null && to === null;
  return times.length + products.length === 0 && isEnough === null && isAnyDay && lets === null;
}

function isLet(row: ListedReceipt, filter: ReceiptFilter): boolean {
  const { times, isEnough, from, to, products, lets } = filter;
  return (
    (times.length === 0 || times.includes(row.time)) &&
    (isEnough === null || (row.served !== null && isServedEnough(row.served) === isEnough)) &&
    (from === null || row.date >= from) &&
    (to === null || row.date <= to) &&
    (products.length === 0 || products.includes(row.code)) &&
    (lets === null || lets(row.product))
  );
}

/** Every demand due by its day is served then. */
export function isServedEnough({ missing }: { readonly missing: number }): boolean {
  return missing === 0;
}

/** What is sorted by figures that are not told comes last. */
function receiptRows(): RowPlan<ListedReceipt, ReceiptSort> {
  const turnsOf = keptTurns();
  return {
    rowsOf: (engine, product) => {
      const { book } = engine;
      if (!book.products.has(product) || !isExact(book, product)) return [];
      if (book.productReceipts.length[product] === 0) return [];
      return listedReceipts(engine, product, turnsOf(engine));
    },
    keys: {
      data: ({ date }) => [date],
      cod_produto: ({ code }) => [code],
      nome_produto: sortedName,
      qtd: ({ quantity }) => [quantity],
      pedidos_a_espera: ({ served }, missing) => [served?.orders ?? missing],
      // Near enough to sort by.
      valor_a_espera: ({ served }, missing) => [served === null ? missing : Number(served.value)],
      falta_qtd: ({ served }, missing) => [served?.missing ?? missing],
    },
    tie: ({ date, served, code }) => [date, -Number(served?.value ?? 0n), code],
    followsPromises: true,
  };
}

/** The turns of `completa`, found once for each state of the book; null under `por_item`. */
function keptTurns(): (engine: Engine) => Int32Array | null {
  let kept: { readonly book: Book; readonly version: number; readonly turns: Int32Array } | null = null;
  return (engine) => {
    if (!couplesPromises(engine)) return null;
    const { book } = engine;
    if (kept === null || kept.book !== book || kept.version !== book.version)
      kept = { book, version: book.version, turns: orderTurns(engine) };
    return kept.turns;
  };
}

function listedReceipts(engine: Engine, product: number, turns: Int32Array | null): ListedReceipt[] {
  const { book } = engine;
  const { receipts, lateValue } = productReceipts(engine, product, turns);
  const code = book.products.code(product);
  const name = productName(book, product);
  return receipts.map((receipt, at) => ({
    ...receipt,
    product,
    code,
    name,
    time: timeOf(receipt.date - book.today),
    lateValue: at === 0 ? lateValue : 0n,
  }));
}

function timeOf(day: number): ReceiptTime {
  if (day < 0) return 'ATRASADA';
  if (day === 0) return 'HOJE';
  return day < HORIZON_DAYS ? 'PREVISTA' : 'ALEM_DO_HORIZONTE';
}

interface Sum {
  entradas: number;
  readonly value: ValueSum;
  isTold: boolean;
  insuficientes: number;
}

/** What some receipts come to, by when they come. */
function receiptTotals(rows: Iterable<ListedReceipt>): Totals {
  const sums = new Map<ReceiptTime, Sum>();
  for (const time of RECEIPT_TIMES)
    sums.set(time, { entradas: 0, value: new ValueSum(), isTold: true, insuficientes: 0 });
  for (const row of rows) {
    const sum = sums.get(row.time)!;
    const { served } = row;
    sum.entradas++;
    if (served === null) sum.isTold = false;
    else {
      sum.value.addWhole(row.time === 'ATRASADA' ? row.lateValue : served.value);
      if (!isServedEnough(served)) sum.insuficientes++;
    }
  }
  const told = (time: ReceiptTime) => {
    const { entradas, value, isTold, insuficientes } = sums.get(time)!;
    return { entradas, valor_a_espera: isTold ? value.money() : null, insuficientes };
  };
  return {
    ATRASADA: told('ATRASADA'),
    HOJE: told('HOJE'),
    PREVISTA: told('PREVISTA'),
    ALEM_DO_HORIZONTE: told('ALEM_DO_HORIZONTE'),
  };
}
