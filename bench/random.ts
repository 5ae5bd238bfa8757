/** Small seeded generator (sfc32): the same seed gives the same numbers on every machine. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, limit). */
  below(limit: number): number;
  /** A whole number in [from, to], both included. */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
}

const WARM_UP = 20;

export function createRandom(seed: number): Random {
  let a = seed | 0;
  let b = 0x9e3779b9 ^ seed;
  let c = Math.imul(seed + 1, 0x85ebca6b);
  let counter = 1;
  const step = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < WARM_UP; i++) step();
  const next = () => step() / 2 ** 32;
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (probability) => next() < probability,
  };
}
