import { randomBytes } from 'node:crypto';

/** Orders and products whose answers may have changed, by their codes. */
export interface ChangedCodes {
  readonly orders: ReadonlySet<string>;
  readonly products: ReadonlySet<string>;
}

interface Entry {
  readonly version: number;
  /** When it was heard of, epoch milliseconds. */
  readonly at: number;
  readonly orders: readonly string[];
  readonly products: readonly string[];
}

/** Codes remembered at most: some minutes of a busy day, a few megabytes. */
const MOST_CODES = 100_000;

/**
 * What changed at which version of the book, as far back as it is known.
 *
 * In: every change of the book. Out: what changed since a position that a client names, or null: cannot tell. A
 * position carries the mark of the unbroken history it belongs to; when everything changes (a load, another day) a
 * new history begins, and positions of the old one cannot be told anything.
 */
export class LiveJournal {
  #mark = newMark();
  #entries: Entry[] = [];
  /** Oldest version since which all changes are known. */
  #from = Number.POSITIVE_INFINITY;
  /** When everything before it was heard of, epoch milliseconds. */
  #fromAt = Number.POSITIVE_INFINITY;
  #version = Number.NEGATIVE_INFINITY;
  #codes = 0;

  /**
   * Everything changed.
   * @param from oldest version whose answers are still what they were
   * @param at now, epoch milliseconds
   */
  restart(version: number, from: number, at: number): void {
    this.#mark = newMark();
    this.#entries = [];
    this.#codes = 0;
    this.#from = from;
    this.#fromAt = at;
    this.#version = version;
  }

  /** Some orders and products changed, which made this version. */
  add(version: number, changed: ChangedCodes, at: number): void {
    this.#version = version;
    this.#entries.push({ version, at, orders: [...changed.orders], products: [...changed.products] });
    this.#codes += 1 + changed.orders.size + changed.products.size;
    let dropped = 0;
    while (this.#codes > MOST_CODES) {
      const oldest = this.#entries[dropped++]!;
      this.#from = oldest.version;
      this.#fromAt = oldest.at;
      this.#codes -= 1 + oldest.orders.length + oldest.products.length;
    }
    if (dropped > 0) this.#entries.splice(0, dropped);
  }

  /** The position of now, as clients carry it. */
  position(): string {
    return `${this.#mark}.${this.#version}`;
  }

  /** The version of a position of this history; null when it is of another one, or none at all. */
  versionOf(position: string): number | null {
    const [mark, version = ''] = position.split('.', 2);
    return mark === this.#mark && /^\d{1,15}$/.test(version) ? Number(version) : null;
  }

  /** A version that everything heard of before an instant (epoch milliseconds) is in; null when that is not known. */
  versionAt(instant: number): number | null {
    if (instant <= this.#fromAt) return null;
    const before = this.#entries.findLast((entry) => entry.at < instant);
    return before === undefined ? this.#from : before.version;
  }

  /** What changed after a version; null when that is not known. */
  since(version: number): ChangedCodes | null {
    if (version < this.#from || version > this.#version) return null;
    const orders = new Set<string>();
    const products = new Set<string>();
    for (let i = this.#entries.length - 1; i >= 0; i--) {
      const entry = this.#entries[i]!;
      if (entry.version <= version) break;
      for (const code of entry.orders) orders.add(code);
      for (const code of entry.products) products.add(code);
    }
    return { orders, products };
  }
}

function newMark(): string {
  return randomBytes(6).toString('base64url');
}
