import { roundedShare } from '../availability/analysis.ts';
import type { Engine } from '../availability/engine.ts';
import type { OrderTotals } from '../contract/order-wire.ts';
import { type OrderColumns, SEVERITIES, SITUATIONS, ValueSum } from './order-book-columns.ts';

/** What some open orders come to. */
export function orderTotals(
  { analysis }: Engine,
  columns: OrderColumns,
  orders: Iterable<number>,
): OrderTotals {
  const value = new ValueSum();
  const short = new ValueSum();
  const bySeverity = new Uint32Array(SEVERITIES.length);
  const bySituation = new Uint32Array(SITUATIONS.length);
  let count = 0;
  let ok = 0;
  for (const order of orders) {
    count++;
    value.add(columns.valueHigh[order]!, columns.valueLow[order]!);
    short.add(columns.shortHigh[order]!, columns.shortLow[order]!);
    bySeverity[columns.severity[order]!]!++;
    bySituation[columns.situation[order]!]!++;
    if (analysis.shortCount[order] === 0) ok++;
  }
  const situations = Object.fromEntries(SITUATIONS.map((one, at) => [one, bySituation[at]!]));
  const severities = Object.fromEntries(SEVERITIES.map((one, at) => [one ?? 'OK', bySeverity[at]!]));
  const onTime = situations['NO_PRAZO']!;
  return {
    pedidos: count,
    pedidos_ok: ok,
    valor_total: value.money(),
    valor_com_ruptura: short.money(),
    no_prazo: onTime,
    percentual_no_prazo: count === 0 ? 0 : roundedShare(onTime, count) / 100,
    por_criticidade: severities as OrderTotals['por_criticidade'],
    por_situacao: situations as OrderTotals['por_situacao'],
  };
}
