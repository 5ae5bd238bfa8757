import type { Engine } from '../availability/engine.ts';
import type { PromiseSituation, Severity } from '../contract/codes.ts';
import type { EpochDay } from '../contract/units.ts';
import type { Book } from '../ledger/book.ts';
import { NO_DATE } from '../ledger/facts.ts';
import {
  folded,
  foldedWords,
  type OrderColumns,
  type OrderHeaders,
  SEVERITIES,
  SITUATIONS,
} from './order-book-columns.ts';

/** Which open orders are asked for; null and empty lists let everything through. */
export interface OrderFilter {
  /** Every word stands somewhere in the order's number, customer, city, state or seller; accents and case forgiven. */
  readonly text: string | null;
  /** Part of the customer's name. */
  readonly customer: string | null;
  readonly states: readonly string[];
  /** Earliest ship date of the open lines, both days included; undated orders lie in no range. */
  readonly shipFrom: EpochDay | null;
  readonly shipTo: EpochDay | null;
  /** Whether the order is without shortage. */
  readonly ok: boolean | null;
  /** `OK` is an order without shortage. */
  readonly severities: readonly (Severity | 'OK')[];
  readonly situations: readonly PromiseSituation[];
  /** Codes of products, of one of which the order has open lines. */
  readonly products: readonly string[];
}

type Test = (order: number) => boolean;

/** Whether a filter lets an order through. Valid until the book changes. */
export function orderPredicate(
  engine: Engine,
  columns: OrderColumns,
  headers: OrderHeaders,
  filter: OrderFilter,
): Test {
  const tests = [
    ...standingTests(engine, columns, filter),
    ...dateTests(engine.book, filter),
    ...textTests(engine.book, columns, headers, filter),
  ];
  return (order) => tests.every((test) => test(order));
}

function standingTests({ book, analysis }: Engine, columns: OrderColumns, filter: OrderFilter): Test[] {
  const tests: Test[] = [];
  if (filter.ok !== null) tests.push((order) => (analysis.shortCount[order] === 0) === filter.ok);
  if (filter.severities.length > 0) {
    const wanted = SEVERITIES.map((one) => filter.severities.includes(one ?? 'OK'));
    tests.push((order) => wanted[columns.severity[order]!]!);
  }
  if (filter.situations.length > 0) {
    const wanted = SITUATIONS.map((one) => filter.situations.includes(one));
    tests.push((order) => wanted[columns.situation[order]!]!);
  }
  if (filter.products.length > 0) {
    const having = ordersWith(book, filter.products);
    tests.push((order) => having.has(order));
  }
  return tests;
}

function dateTests(book: Book, { shipFrom, shipTo }: OrderFilter): Test[] {
  if (shipFrom === null && shipTo === null) return [];
  const from = shipFrom ?? Number.NEGATIVE_INFINITY;
  const to = shipTo ?? NO_DATE - 1;
  return [(order) => book.orderShipDate[order]! >= from && book.orderShipDate[order]! <= to];
}

function textTests(book: Book, columns: OrderColumns, headers: OrderHeaders, filter: OrderFilter): Test[] {
  const headerOf = (order: number) => headers.get(columns.header[order]!);
  const tests: Test[] = [];
  if (filter.states.length > 0) {
    const wanted = new Set(filter.states.map((state) => folded(state.trim())));
    tests.push((order) => wanted.has(headerOf(order).foldedState));
  }
  if (filter.customer !== null) {
    const part = folded(filter.customer.trim());
    tests.push((order) => headerOf(order).foldedCustomer.includes(part));
  }
  for (const word of foldedWords(filter.text ?? '')) {
    tests.push(
      (order) => headerOf(order).foldedAll.includes(word) || folded(book.orders.code(order)).includes(word),
    );
  }
  return tests;
}

/** Orders with open lines of some products. */
function ordersWith(book: Book, codes: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  const { data, start, length } = book.productPieces;
  for (const code of codes) {
    const product = book.products.find(code);
    if (product < 0) continue;
    for (let i = start[product]!; i < start[product]! + length[product]!; i++) {
      const item = book.pieceItem[data[i]!]!;
      if (book.itemQuantity[item]! > 0) found.add(book.itemOrder[item]!);
    }
  }
  return found;
}
