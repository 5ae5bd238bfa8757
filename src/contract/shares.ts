/**
 * Shares of a whole, in one way for every door: rounded half up to two decimals, exactly. Of nothing, every share is 0.
 */

/** 100 % in 1/100 %. */
export const WHOLE = 10_000;

/** round-half-up(10 000 × part / whole); both whole numbers below 2^53. */
export function roundedShare(part: number, whole: number): number {
  if (whole === 0) return 0;
  const doubled = (part / whole) * WHOLE + 0.5;
  const rounded = Math.floor(doubled);
  // The quotient is off by less than 10^-8; only this close to a half can that change the result.
  if (Math.abs(doubled - Math.round(doubled)) > 1e-6) return rounded;
  return exactShare(BigInt(part), BigInt(whole));
}

/** round-half-up(10 000 × part / whole) in whole numbers. */
export function exactShare(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((2n * BigInt(WHOLE) * part + whole) / (2n * whole));
}

/** A share as it goes to the wire: percent with two decimals. */
export function percentage(part: number, whole: number): number {
  return roundedShare(part, whole) / 100;
}

/** Percent of a work that is done: 100 only when all of it is, also where nothing was to be done. */
export function progressPercentage(done: number, whole: number): number {
  return done >= whole ? 100 : Math.min(roundedShare(done, whole), WHOLE - 1) / 100;
}
