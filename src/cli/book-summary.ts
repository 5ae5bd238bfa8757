import type { Severity } from '../contract/codes.ts';
import type { OrderAnswer } from '../contract/wire.ts';
import type { OrderTexts } from './order-texts.ts';
import { scaledFromWire } from './wire-formats.ts';

/** One order as lists show it. */
export interface ListedOrder {
  readonly answer: OrderAnswer;
  readonly texts: OrderTexts;
}

/** One product and what waits for it. Money in cents. */
export interface WaitedProduct {
  readonly code: string;
  readonly name: string | null;
  orders: number;
  value: bigint;
}

/** The whole book in numbers a planner asks for first. Money in cents. */
export interface BookSummary {
  orders: number;
  ok: number;
  onTime: number;
  value: bigint;
  valueShort: bigint;
  readonly bySeverity: Record<Severity, number>;
  readonly products: Map<string, WaitedProduct>;
  /** The most urgent orders in shortage, at most twice `keep` of them until `mostUrgent` is asked. */
  readonly urgent: ListedOrder[];
  readonly keep: number;
}

/** An empty summary that will list `keep` orders. */
export function emptySummary(keep: number): BookSummary {
  return {
    orders: 0,
    ok: 0,
    onTime: 0,
    value: 0n,
    valueShort: 0n,
    bySeverity: { CRITICA: 0, ALTA: 0, MEDIA: 0, BAIXA: 0 },
    products: new Map(),
    urgent: [],
    keep,
  };
}

/** Adds one order. */
export function addToSummary(summary: BookSummary, answer: OrderAnswer, texts: () => OrderTexts): void {
  const { resumo } = answer;
  summary.orders += 1;
  summary.value += cents(resumo.valor_total_pedido);
  summary.valueShort += cents(resumo.valor_com_ruptura);
  if (answer.promessa.no_prazo) summary.onTime += 1;
  if (resumo.criticidade === null) {
    summary.ok += 1;
    return;
  }
  summary.bySeverity[resumo.criticidade] += 1;
  for (const item of answer.itens) addWaited(summary, item);
  summary.urgent.push({ answer, texts: texts() });
  if (summary.urgent.length >= 2 * summary.keep + 1000) summary.urgent.sort(byUrgency).splice(summary.keep);
}

function addWaited(summary: BookSummary, item: OrderAnswer['itens'][number]): void {
  const known = summary.products.get(item.cod_produto);
  const waited = known ?? { code: item.cod_produto, name: item.nome_produto, orders: 0, value: 0n };
  waited.orders += 1;
  waited.value += cents(item.valor_total);
  if (known === undefined) summary.products.set(item.cod_produto, waited);
}

function cents(value: number): bigint {
  return BigInt(scaledFromWire(value, 100));
}

const SEVERITY_RANK: Record<Severity, number> = { CRITICA: 0, ALTA: 1, MEDIA: 2, BAIXA: 3 };
const UNDATED = Number.POSITIVE_INFINITY;

/** The graver first; among equals the earlier ship date, then the larger value in shortage, then the code. */
function byUrgency(a: ListedOrder, b: ListedOrder): number {
  const severity = rankOf(a) - rankOf(b);
  if (severity !== 0) return severity;
  const [left, right] = [a.texts.shipDate ?? UNDATED, b.texts.shipDate ?? UNDATED];
  if (left !== right) return left < right ? -1 : 1;
  const value = b.answer.resumo.valor_com_ruptura - a.answer.resumo.valor_com_ruptura;
  if (value !== 0) return value;
  return a.answer.num_pedido < b.answer.num_pedido ? -1 : 1;
}

function rankOf({ answer }: ListedOrder): number {
  const severity = answer.resumo.criticidade;
  return severity === null ? 4 : SEVERITY_RANK[severity];
}

/** The most urgent orders, most urgent first. */
export function mostUrgent(summary: BookSummary): ListedOrder[] {
  return summary.urgent.sort(byUrgency).slice(0, summary.keep);
}

/** The products most money waits for. */
export function mostWaited(summary: BookSummary, count: number): WaitedProduct[] {
  return [...summary.products.values()]
    .sort((a, b) => (a.value === b.value ? b.orders - a.orders : a.value < b.value ? 1 : -1))
    .slice(0, count);
}
