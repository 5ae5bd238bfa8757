/** R$ with two decimals, rounded half up, of a value in 10^-7 R$ of any size. */
export function moneyOfValue(value: bigint): number {
  return Number((value + 50_000n) / 100_000n) / 100;
}
