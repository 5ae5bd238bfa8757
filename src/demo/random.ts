/** A small, fast, seeded generator. Every product, customer and order has one of its own, so that rows can be made in any order. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Rank from 0 to `count` − 1, low ranks far more often: Zipf with exponent `skew` (not 1). */
  zipf(count: number, skew: number): number;
}

/** What a generator is for; the same index in two streams gives unrelated values. */
export const STREAM = { product: 1, customer: 2, order: 3, lot: 4, movement: 5, receipt: 6 } as const;
export type Stream = (typeof STREAM)[keyof typeof STREAM];

/** The generator of one thing: equal arguments always give equal numbers. */
export function randomOf(seed: number, stream: Stream, index: number): Random {
  let state = mix(mix(mix(seed | 0) ^ Math.imul(stream, 0x9e3779b1)) ^ Math.imul(index + 1, 0x85ebca6b));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    return mix(state) / 4_294_967_296;
  };
  return {
    next,
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)]!,
    zipf: (count, skew) => {
      const power = 1 - skew;
      const mass = next() * ((count + 1) ** power - 1) + 1;
      return Math.min(count - 1, Math.floor(mass ** (1 / power)) - 1);
    },
  };
}

/** Bit mixer of splitmix32; returns an unsigned 32-bit number. */
function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x21f0aaad);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
