import writeFileAtomic from 'write-file-atomic';
import type { Language } from '../../contract/language.ts';
import { cellOf } from '../list/list-columns.ts';
import type { PurchaseList } from '../list/list-reader.ts';
import type { PurchaseOutcome } from '../purchase.ts';
import { headerLine, type RowResult, rejectedResult, resultOf, rowLine } from './result-rows.ts';
import { sweepTemporaries } from './temporaries.ts';

/** Least time between the ends of two writes, in milliseconds; a slow disk gets this many times its own time. */
const REST_MS = 200;
const REST_FACTOR = 4;

/**
 * The list with what became of its purchases, one row for each row of the list at any moment.
 *
 * What enters: outcomes, one purchase at a time (`record`). What leaves: the whole file, written beside and renamed, so that
 * a reader sees it as it was or as it is. Many outcomes within REST_MS become one write, because a file of 10,000 rows
 * for each of 10,000 purchases would be most of the work. Nothing hangs on that delay: the journal has each outcome before
 * `record` is called, and after a crash the file is made from list and journal again.
 */
export class ResultFile {
  readonly #list: PurchaseList;
  readonly #path: string;
  readonly #header: string;
  /** Finished lines, by row: an outcome changes those of its purchase only. */
  readonly #lines: string[];
  readonly #rowsOf: ReadonlyMap<string, readonly number[]>;
  #isStale = true;
  #wake: () => void = () => undefined;
  #flushes = 0;
  #writing: Promise<void> | null = null;
  #failure: unknown = null;

  private constructor(list: PurchaseList, path: string, at: string, language: Language) {
    this.#list = list;
    this.#path = path;
    this.#header = headerLine(list);
    this.#lines = list.rows.map((_, row) => rowLine(list, row, {}));
    for (const { row, error } of list.rejected) this.#set(row, rejectedResult(error.sentence(language), at));
    this.#rowsOf = new Map(list.purchases.map(({ number, rows }) => [number, rows]));
  }

  /**
   * Makes the result file of a list at `path`, in place of a former one; it is there with the first `flush`.
   * @throws of the file system, where the folder cannot be read
   */
  static async open(list: PurchaseList, path: string, language: Language): Promise<ResultFile> {
    await sweepTemporaries(path);
    return new ResultFile(list, path, new Date().toISOString(), language);
  }

  /** Puts an outcome on all rows of its purchase; on the disk soon, or with the next `flush`. Others are ignored. */
  record(outcome: PurchaseOutcome): void {
    for (const row of this.#rowsOf.get(outcome.number) ?? []) {
      const supplier = cellOf(this.#list.rows[row]!, this.#list.columns.known.get('SUPPLIER'));
      this.#set(row, resultOf(outcome, supplier));
    }
    this.#isStale = true;
    void this.#write();
  }

  /** Takes a purchase's outcome away: its rows are again as the list has them. */
  forget(number: string): void {
    for (const row of this.#rowsOf.get(number) ?? []) this.#set(row, {});
    this.#isStale = true;
    void this.#write();
  }

  /**
   * Waits until the file has everything that was recorded.
   * @throws of the file system, e.g. `ENOSPC`
   */
  async flush(): Promise<void> {
    this.#flushes++;
    this.#wake();
    try {
      while (this.#isStale || this.#writing !== null) {
        await this.#write();
        if (this.#failure !== null) throw this.#failure;
      }
    } finally {
      this.#flushes--;
    }
  }

  #set(row: number, result: RowResult): void {
    this.#lines[row] = rowLine(this.#list, row, result);
  }

  /** Writes until nothing is left to write, one write at a time. A write that fails is tried again with the next outcome. */
  #write(): Promise<void> {
    this.#writing ??= this.#writeAll()
      .catch((error: unknown) => {
        this.#isStale = true;
        this.#failure = error;
      })
      .finally(() => {
        this.#writing = null;
        if (this.#isStale && this.#failure === null) void this.#write();
      });
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    // Outcomes that come in one go are one write.
    await Promise.resolve();
    while (this.#isStale) {
      this.#isStale = false;
      this.#failure = null;
      const began = performance.now();
      await writeFileAtomic(this.#path, `\ufeff${this.#header}${this.#lines.join('')}`);
      await this.#rest(Math.max(REST_MS, REST_FACTOR * (performance.now() - began)));
    }
  }

  /** Until the time is over, or somebody waits for the file. */
  async #rest(ms: number): Promise<void> {
    if (this.#flushes > 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      // Whoever wants the last write flushes; nobody is kept running for it.
      timer.unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
