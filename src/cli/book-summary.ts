import { severity } from '../availability/analysis.ts';
import { type Engine, promiseOf } from '../availability/engine.ts';
import type { Severity } from '../contract/codes.ts';
import { WHOLE } from '../contract/shares.ts';
import { inexactProduct, itemValue } from '../ledger/book.ts';

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
 * order would take some twenty-five times as long. Values in 10^-7 R$.
 */
export interface BookSummary {
  orders: number;
  ok: number;
  /** Promised on or before their date. */
  onTime: number;
  /** Due beyond the horizon: nobody can judge whether they are on time. */
  beyond: number;
  /** Promised for today as a whole, and their value. */
  today: number;
  todayValue: bigint;
  value: bigint;
  valueShort: bigint;
  readonly bySeverity: Record<Severity, number>;
  readonly products: Map<number, WaitedProduct>;
  readonly short: ShortOrder[];
}

/** Sums up every open order whose figures are exact, under the policy in force. */
export function summariseBook(engine: Engine): BookSummary {
  const summary: BookSummary = {
    orders: 0,
    ok: 0,
    onTime: 0,
    beyond: 0,
    today: 0,
    todayValue: 0n,
    value: 0n,
    valueShort: 0n,
    bySeverity: { CRITICA: 0, ALTA: 0, MEDIA: 0, BAIXA: 0 },
    products: new Map(),
    short: [],
  };
  for (let order = 0; order < engine.book.orders.size; order++) {
    if (engine.book.orderOpen[order] === 1 && inexactProduct(engine.book, order) < 0)
      addOrder(summary, engine, order);
  }
  return summary;
}

function addOrder(summary: BookSummary, engine: Engine, order: number): void {
  const { book, analysis } = engine;
  summary.orders += 1;
  const { situation, day } = promiseOf(engine, order, book.rules.policy);
  if (situation === 'NO_PRAZO') summary.onTime += 1;
  if (situation === 'FORA_DO_HORIZONTE') summary.beyond += 1;
  if (day === 0) summary.today += 1;
  const graveness = severity(analysis.shortCount[order]!, WHOLE - analysis.available[order]!);
  let valueShort = 0n;
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    const quantity = book.itemQuantity[item]!;
    if (quantity <= 0) continue;
    const value = itemValue(book, item);
    summary.value += value;
    if (day === 0) summary.todayValue += value;
    if (graveness === null || quantity <= analysis.lowest[item]!) continue;
    valueShort += value;
    addWaited(summary, engine, item, value);
  }
  summary.valueShort += valueShort;
  if (graveness === null) {
    summary.ok += 1;
    return;
  }
  summary.bySeverity[graveness] += 1;
  summary.short.push({ order, severity: graveness, valueShort });
}

function addWaited(summary: BookSummary, { book }: Engine, item: number, value: bigint): void {
  const product = book.itemProduct[item]!;
  let waited = summary.products.get(product);
  if (waited === undefined) {
    waited = { product, name: book.texts.text(book.itemName[item]!), orders: 0, value: 0n };
    summary.products.set(product, waited);
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
