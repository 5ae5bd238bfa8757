import { type ReadonlySignal, signal } from '@preact/signals';
import { type ApiError, asApiError } from './api.ts';
import { PacedWork } from './pace.ts';

/** Some rows of a long list, from `position` on, and how many there are in all. */
export interface RowWindow<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
  /** Version of the book the rows are of. */
  readonly version: number;
}

export interface RowWindowSource<Row> {
  /** Asks for `limit` rows from `position` on. */
  fetch(position: number, limit: number, signal: AbortSignal): Promise<RowWindow<Row>>;
  /** What tells rows apart. */
  keyOf(row: Row): string;
  /** A row as it is after `patch`, where that tells less of it than `fetch` does; else the newer one as it comes. */
  patched?(before: Row, newer: Row): Row;
}

interface Kept<Row> {
  rows: readonly Row[];
  isStale: boolean;
}

/** Rows asked for at a time. */
const WINDOW = 100;
/** Windows kept; those farthest from what is shown go first. */
const MOST_WINDOWS = 60;
/** While a person scrolls fast, rows that are gone again are not asked for. */
const SETTLE_MS = 40;

/**
 * The rows of a list of any length, fetched in windows where they are looked at. What was fetched stays on the screen
 * until the new rows are there; `touch` asks for what is shown again.
 */
export class RowWindows<Row> {
  /** Rows in all; null until the first answer. */
  readonly total: ReadonlySignal<number | null>;
  readonly error: ReadonlySignal<ApiError | null>;
  /** Rises with every change of the rows. */
  readonly revision: ReadonlySignal<number>;
  readonly #total = signal<number | null>(null);
  readonly #error = signal<ApiError | null>(null);
  readonly #revision = signal(0);
  readonly #source: RowWindowSource<Row>;
  readonly #windows = new Map<number, Kept<Row>>();
  /** Rows shown last, wherever they stood. */
  readonly #byKey = new Map<string, Row>();
  readonly #changedAt = new Map<string, number>();
  readonly #abort = new AbortController();
  readonly #pace = new PacedWork(() => this.#load());
  #first = 0;
  #last = 0;
  #settle: ReturnType<typeof setTimeout> | undefined;

  constructor(source: RowWindowSource<Row>) {
    this.#source = source;
    this.total = this.#total;
    this.error = this.#error;
    this.revision = this.#revision;
    this.#pace.want();
  }

  /** The row at a place, or null where it is not there yet. */
  row(index: number): Row | null {
    return this.#windows.get(Math.floor(index / WINDOW))?.rows[index % WINDOW] ?? null;
  }

  /** When a row took the place of a different one under the same key (`performance.now()`), or null. */
  changedAt(row: Row): number | null {
    return this.#changedAt.get(this.#source.keyOf(row)) ?? null;
  }

  /** Says which rows are looked at, both ends included. */
  show(first: number, last: number): void {
    this.#first = Math.floor(first / WINDOW);
    this.#last = Math.floor(last / WINDOW);
    if (this.#wanted().length === 0) return;
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => this.#pace.want(), SETTLE_MS);
  }

  /** The list may have changed: everything is stale, and what is shown is asked for again. */
  touch(): void {
    for (const kept of this.#windows.values()) kept.isStale = true;
    this.#pace.want();
  }

  /** Newer rows from elsewhere take the place of those kept under the same key. */
  patch(rows: Iterable<Row>): void {
    const changed = new Map<string, Row>();
    for (const newer of rows) {
      const key = this.#source.keyOf(newer);
      const before = this.#byKey.get(key);
      if (before === undefined) continue;
      const row = this.#source.patched?.(before, newer) ?? newer;
      if (this.#replaced(before, row) === row) changed.set(key, row);
    }
    // Most often what comes is what is there.
    if (changed.size === 0) return;
    for (const kept of this.#windows.values()) {
      kept.rows = kept.rows.map((row) => changed.get(this.#source.keyOf(row)) ?? row);
    }
    this.#revision.value += 1;
  }

  close(): void {
    clearTimeout(this.#settle);
    this.#pace.stop();
    this.#abort.abort();
  }

  #wanted(): number[] {
    const total = this.#total.peek();
    const end = total === null ? 0 : Math.max(0, Math.ceil(total / WINDOW) - 1);
    const wanted: number[] = [];
    for (let window = Math.min(this.#first, end); window <= Math.min(this.#last, end); window++) {
      const kept = this.#windows.get(window);
      if (kept === undefined || kept.isStale) wanted.push(window);
    }
    return wanted;
  }

  async #load(): Promise<void> {
    // Again and again: another part may be looked at by the time an answer is here.
    for (let wanted = this.#wanted(); wanted.length > 0; wanted = this.#wanted()) {
      // A minute of scrolling is no slow answer.
      this.#pace.lap();
      try {
        await Promise.all(wanted.map((window) => this.#fetch(window)));
        this.#error.value = null;
      } catch (error) {
        if (!this.#abort.signal.aborted) this.#error.value = asApiError(error);
        return;
      }
    }
  }

  async #fetch(window: number): Promise<void> {
    // A touch while the answer is on its way makes that answer stale too.
    const slot: Kept<Row> = this.#windows.get(window) ?? { rows: [], isStale: false };
    slot.isStale = false;
    this.#windows.set(window, slot);
    let answer: RowWindow<Row>;
    try {
      answer = await this.#source.fetch(window * WINDOW, WINDOW, this.#abort.signal);
    } catch (error) {
      slot.isStale = true;
      throw error;
    }
    slot.rows = answer.rows.map((row) => this.#replaced(this.#byKey.get(this.#source.keyOf(row)), row));
    this.#forgetFar();
    this.#total.value = answer.total;
    this.#revision.value += 1;
  }

  #replaced(before: Row | undefined, after: Row): Row {
    const key = this.#source.keyOf(after);
    if (before !== undefined) {
      if (before === after || JSON.stringify(before) === JSON.stringify(after)) return before;
      this.#changedAt.set(key, performance.now());
    }
    this.#byKey.set(key, after);
    return after;
  }

  #forgetFar(): void {
    if (this.#windows.size <= MOST_WINDOWS) return;
    const middle = (this.#first + this.#last) / 2;
    const far = [...this.#windows.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
    for (const window of far.slice(0, this.#windows.size - MOST_WINDOWS)) {
      for (const row of this.#windows.get(window)?.rows ?? []) this.#byKey.delete(this.#source.keyOf(row));
      this.#windows.delete(window);
    }
  }
}
