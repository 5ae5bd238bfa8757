export const NO_MATCH = -1;

/** Whether a code is a text (0) or begins with it (1), else NO_MATCH. What only has its words comes after: 2. */
export function beginRank(whole: string, code: string): number {
  if (!code.startsWith(whole)) return NO_MATCH;
  return code.length === whole.length ? 0 : 1;
}

interface Found {
  readonly rank: number;
  readonly key: number;
  readonly number: number;
}

/** The best of many matches, without sorting them all: by rank, then key, then as they are compared. */
export class Best {
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
