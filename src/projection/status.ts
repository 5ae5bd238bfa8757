import { HORIZON_DAYS, type StockoutStatus, WEEK_END_DAY } from '../contract/codes.ts';

/** The projection equation, day by day. */
export function closingBalances(
  stock: number,
  requirements: readonly number[],
  receipts: readonly number[],
): number[] {
  let running = stock;
  return requirements.map((out, day) => {
    running += receipts[day]! - out;
    return running;
  });
}

/** ATP(d): lowest balance from d to the end of the horizon. */
export function availableToPromise(closing: readonly number[]): number[] {
  const atp = [...closing];
  for (let day = atp.length - 2; day >= 0; day--) atp[day] = Math.min(atp[day]!, atp[day + 1]!);
  return atp;
}

/** Lowest balance of D0..D7. */
export function lowestOfWeek(closing: readonly number[]): number {
  return Math.min(...closing.slice(0, WEEK_END_DAY + 1));
}

/** First day below zero, or -1. */
export function stockoutDay(closing: readonly number[]): number {
  return closing.findIndex((balance) => balance < 0);
}

/**
 * CRÍTICO: below 0 on D7 (run out and not recovered within the week). ATENÇÃO: below 0 on any day of the horizon, or
 * exactly 0 on a day of D0..D7 on or after a day with a requirement. OK: the rest.
 */
export function stockoutStatus(closing: readonly number[], requirements: readonly number[]): StockoutStatus {
  if (closing[WEEK_END_DAY]! < 0) return 'CRÍTICO';
  if (closing.slice(0, HORIZON_DAYS).some((balance) => balance < 0)) return 'ATENÇÃO';
  const firstRequirement = requirements.findIndex((quantity) => quantity > 0);
  const emptied = closing.findIndex(
    (balance, day) => balance === 0 && firstRequirement >= 0 && day >= firstRequirement,
  );
  return emptied >= 0 && emptied <= WEEK_END_DAY ? 'ATENÇÃO' : 'OK';
}

/** First day on which a quantity is there (it may be taken from what others hold later), or -1. */
export function firstDayAvailable(closing: readonly number[], quantity: number): number {
  return closing.findIndex((balance) => balance >= quantity);
}
