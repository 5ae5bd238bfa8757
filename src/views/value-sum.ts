import { VALUE_BASE } from '../ledger/book.ts';

/** Sums of values, exact however large. */
export class ValueSum {
  #high = 0n;
  #low = 0;

  /** Negative parts take a value away again. */
  add(high: number, low: number): void {
    if (high !== 0) this.#high += BigInt(high);
    this.#low += low;
    if (this.#low >= VALUE_BASE) {
      this.#low -= VALUE_BASE;
      this.#high++;
    } else if (this.#low < 0) {
      this.#low += VALUE_BASE;
      this.#high--;
    }
  }

  /** Near enough to sort by. */
  near(): number {
    return Number(this.#high) * VALUE_BASE + this.#low;
  }

  /** In 10^-7 R$. */
  exact(): bigint {
    return this.#high * BigInt(VALUE_BASE) + BigInt(this.#low);
  }

  /** Adds a value as one number, which may be of any size. */
  addWhole(value: bigint): void {
    if (value < VALUE_BASE) this.add(0, Number(value));
    else this.add(Number(value / BigInt(VALUE_BASE)), Number(value % BigInt(VALUE_BASE)));
  }

  /** R$ with two decimals, rounded half up. */
  money(): number {
    return moneyOf(this.#high, this.#low);
  }
}

/** R$ with two decimals, rounded half up, of a value in 10^-7 R$. */
export function moneyOf(high: number | bigint, low: number): number {
  // Below 2^50 a quotient is nearer to the true one than that can be to the next whole number.
  if (Number(high) === 0) return Math.floor((low + 50_000) / 100_000) / 100;
  const value = BigInt(high) * BigInt(VALUE_BASE) + BigInt(low);
  return Number((value + 50_000n) / 100_000n) / 100;
}
