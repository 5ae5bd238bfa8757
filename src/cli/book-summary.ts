import { severity } from '../availability/analysis.ts';
import type { Engine } from '../availability/engine.ts';
import type { Severity } from '../contract/codes.ts';
import type { OrderTotals } from '../contract/order-wire.ts';
import { WHOLE } from '../contract/shares.ts';
import { inexactProduct, itemValue } from '../ledger/book.ts';
import { createOrderColumns, fillOrder } from '../views/orders/order-book-columns.ts';
import { OrderFigures } from '../views/orders/order-figures.ts';

/** One order in shortage as it is ranked by urgency. Value in 10^-7 R$. */
interface ShortOrder {
  readonly order: number;
  readonly severity: Severity;
  readonly valueShort: bigint;
}

/** One product and what waits for it. Value in 10^-7 R$. */
export interface WaitedProduct {
  readonly product: number;
  readonly name: string | null;
  orders: number;
  value: bigint;
}

/**
 * The whole book in numbers a planner asks for first, read from the engine's columns: making the full answer of every
 * order would take some twenty-five times as long.
 */
export interface BookSummary {
  /** The figures that the page shows of the same orders. */
  readonly figures: OrderTotals;
  readonly products: Map<number, WaitedProduct>;
  readonly short: ShortOrder[];
}

/** Sums up every open order whose figures are exact, under the policy in force. */
export function summariseBook(engine: Engine): BookSummary {
  const { book, analysis } = engine;
  const columns = createOrderColumns(book.orders.size);
  const figures = new OrderFigures();
  const products = new Map<number, WaitedProduct>();
  const short: ShortOrder[] = [];
  for (let order = 0; order < book.orders.size; order++) {
    if (book.orderOpen[order] !== 1 || inexactProduct(book, order) >= 0) continue;
    fillOrder(engine, columns, order);
    figures.add(columns, order);
    const graveness = severity(analysis.shortCount[order]!, WHOLE - analysis.available[order]!);
    if (graveness === null) continue;
    short.push({ order, severity: graveness, valueShort: addShortItems(products, engine, order) });
  }
  return { figures: figures.answer(), products, short };
}

/** Adds the items of an order that are short to their products; returns what they are worth, in 10^-7 R$. */
function addShortItems(products: Map<number, WaitedProduct>, engine: Engine, order: number): bigint {
  const { book, analysis } = engine;
  let valueShort = 0n;
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    const quantity = book.itemQuantity[item]!;
    if (quantity <= 0 || quantity <= analysis.lowest[item]!) continue;
    const value = itemValue(book, item);
    valueShort += value;
    addWaited(products, engine, item, value);
  }
  return valueShort;
}

function addWaited(
  products: Map<number, WaitedProduct>,
  { book }: Engine,
  item: number,
  value: bigint,
): void {
  const product = book.itemProduct[item]!;
  let waited = products.get(product);
  if (waited === undefined) {
    waited = { product, name: book.texts.text(book.itemName[item]!), orders: 0, value: 0n };
    products.set(product, waited);
  }
  waited.orders += 1;
  waited.value += value;
}

const SEVERITY_RANK: Record<Severity, number> = { CRITICA: 0, ALTA: 1, MEDIA: 2, BAIXA: 3 };

/** Codes of the most urgent orders: the graver first, then the earlier ship date, the larger value short, the code. */
export function mostUrgent(summary: BookSummary, { book }: Engine, count: number): string[] {
  const byUrgency = (a: ShortOrder, b: ShortOrder): number => {
    const graver = SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity];
    if (graver !== 0) return graver;
    // NO_DATE is the largest number of its column: an undated order comes last.
    const earlier = book.orderShipDate[a.order]! - book.orderShipDate[b.order]!;
    if (earlier !== 0) return earlier;
    if (a.valueShort !== b.valueShort) return a.valueShort > b.valueShort ? -1 : 1;
    return book.orders.code(a.order) < book.orders.code(b.order) ? -1 : 1;
  };
  return [...summary.short]
    .sort(byUrgency)
    .slice(0, count)
    .map(({ order }) => book.orders.code(order));
}

/** The products most money waits for. */
export function mostWaited(summary: BookSummary, count: number): WaitedProduct[] {
  return [...summary.products.values()]
    .sort((a, b) => (a.value === b.value ? b.orders - a.orders : a.value < b.value ? 1 : -1))
    .slice(0, count);
}
