/** How near to a half a quotient may come before doubles cannot be trusted to round it. */
const DOUBTFUL = 1e-6;

/**
 * `percentual_disponibilidade` in hundredths of a per cent: 10,000 × part / whole, rounded half up, exact.
 * @param part and whole: whole numbers, 0 ≤ part ≤ whole, whole > 0
 */
export function shareInHundredths(part: number, whole: number): number {
  const quotient = (part / whole) * 10_000;
  const distance = Math.abs(quotient - Math.floor(quotient) - 0.5);
  if (distance > DOUBTFUL) return Math.floor(quotient + 0.5);
  return exactShareInHundredths(BigInt(part), BigInt(whole));
}

/** The same for whole numbers of any size. */
export function exactShareInHundredths(part: bigint, whole: bigint): number {
  return Number((20_000n * part + whole) / (2n * whole));
}
