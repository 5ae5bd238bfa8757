import { isNear } from './near-words.ts';

/** How well something matches, the best first: codes that are the text, those that begin with it, all words, near ones. */
const IS = 0;
const BEGINS = 1;
export const HAS_WORDS = 2;
export const NEAR = 3;
export const NO_MATCH = -1;

/** Shorter codes have too many neighbours. */
const LEAST_CODE = 5;

/** Whether a code is a text or begins with it, else NO_MATCH. */
export function beginRank(whole: string, code: string): number {
  if (!code.startsWith(whole)) return NO_MATCH;
  return code.length === whole.length ? IS : BEGINS;
}

/** Whether a code is a text but for one character. */
export function isNearCode(whole: string, code: string): boolean {
  return whole.length >= LEAST_CODE && Math.abs(whole.length - code.length) <= 1 && isNear(whole, code);
}

interface Found {
  readonly rank: number;
  readonly key: number;
  readonly number: number;
}

/** The best of many matches, without sorting them all: by rank, then key, then as they are compared. */
class Best {
  total = 0;
  readonly #most: number;
  readonly #compare: (a: number, b: number) => number;
  readonly #found: Found[] = [];

  /** @param compare of two numbers with equal rank and key; by default the one added first is the better one */
  constructor(most: number, compare: (a: number, b: number) => number = () => 1) {
    this.#most = most;
    this.#compare = compare;
  }

  add(rank: number, key: number, number: number): void {
    this.total++;
    const found = { rank, key, number };
    const last = this.#found.at(-1);
    const isFull = this.#found.length >= this.#most;
    if (isFull && (last === undefined || !this.#isBetter(found, last))) return;
    if (isFull) this.#found.pop();
    let at = this.#found.length;
    while (at > 0 && this.#isBetter(found, this.#found[at - 1]!)) at--;
    this.#found.splice(at, 0, found);
  }

  #isBetter(a: Found, b: Found): boolean {
    return (a.rank - b.rank || a.key - b.key || this.#compare(a.number, b.number)) < 0;
  }

  /** The best, best first. */
  get list(): number[] {
    return this.#found.map(({ number }) => number);
  }
}

/** What was found of a kind: the best, and then what is near, where there is room for it. */
export class BestAndNear {
  readonly #most: number;
  readonly #best: Best;
  readonly #near: Best;

  constructor(most: number, compare?: (a: number, b: number) => number) {
    this.#most = most;
    this.#best = new Best(most, compare);
    this.#near = new Best(most, compare);
  }

  add(rank: number, key: number, number: number): void {
    if (rank !== NO_MATCH) (rank === NEAR ? this.#near : this.#best).add(rank, key, number);
  }

  /** What is near is nothing to a person who sees enough of what was meant. */
  get total(): number {
    const { total } = this.#best;
    return total >= this.#most ? total : total + this.#near.total;
  }

  get list(): number[] {
    return [...this.#best.list, ...this.#near.list].slice(0, this.#most);
  }
}
