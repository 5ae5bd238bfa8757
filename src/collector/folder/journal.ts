import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CollectionMode, CollectionState } from '../../contract/collection-codes.ts';
import type { FileWishes } from '../file-wishes.ts';
import type { PurchaseOutcome } from '../purchase.ts';

/**
 * What a collection must know after any crash: the list it works on, what became of each purchase, how it ended. One JSON
 * text a line, only ever appended. A purchase's result is on the disk before anybody is told of it, so a resumed collection
 * neither loses it nor collects the purchase again.
 */
export type JournalEntry =
  | {
      readonly kind: 'begun';
      readonly id: string;
      /** Name of the list, and its content: the same list goes on with a collection that was not completed. */
      readonly list: string;
      readonly sha256: string;
      readonly portal: string;
      readonly base: string;
      readonly mode: CollectionMode;
      readonly requisitions: boolean;
      readonly simulate: boolean;
      readonly wishes?: FileWishes;
      /** Purchases are collected too that the list says are COMPLETED. */
      readonly force: boolean;
      /** Heading of the column of purchase orders, where somebody said it. */
      readonly column: string | null;
      readonly resultFile: string;
      readonly at: string;
    }
  | { readonly kind: 'resumed'; readonly at: string }
  /**
   * How far the portal's clock is ahead of this machine's, where it tells the time: what changed there is held against what
   * was read here. `isWide`: the list is of all purchases that changed, not of a person's choice.
   */
  | { readonly kind: 'portal-clock'; readonly aheadMs: number; readonly isWide: boolean; readonly at: string }
  /** `readAt`: by the portal's clock, of a result that an earlier collection came to and that still counts. */
  | { readonly kind: 'outcome'; readonly outcome: PurchaseOutcome; readonly readAt?: string }
  /** The result of a purchase does not count any more: it is collected once more. */
  | { readonly kind: 'reopened'; readonly number: string; readonly at: string }
  | { readonly kind: 'state'; readonly state: CollectionState; readonly at: string };

/** A journal as it was read. */
export interface JournalContent {
  readonly entries: readonly JournalEntry[];
  /** Bytes of whole lines. A line that a crash cut off lies behind them and never happened. */
  readonly wholeBytes: number;
}

/** Entries of a journal's bytes, up to the first line that is not whole. */
export function parseJournal(bytes: Buffer): JournalContent {
  const entries: JournalEntry[] = [];
  let wholeBytes = 0;
  for (;;) {
    const end = bytes.indexOf(0x0a, wholeBytes);
    if (end === -1) break;
    const entry = parseLine(bytes.toString('utf8', wholeBytes, end));
    if (entry === null) break;
    entries.push(entry);
    wholeBytes = end + 1;
  }
  return { entries, wholeBytes };
}

/** Null for a line that a crash left half written, or full of zeros. */
function parseLine(line: string): JournalEntry | null {
  try {
    const entry: unknown = JSON.parse(line);
    const isEntry = typeof entry === 'object' && entry !== null && 'kind' in entry;
    return isEntry ? (entry as JournalEntry) : null;
  } catch {
    return null;
  }
}

/** Appends to a journal; each entry is on the disk when `append` returns. */
export class Journal {
  readonly #file: FileHandle;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /**
   * Opens the journal at `path`, made where there is none, and reads what it says. What a crash left of a line is cut off.
   * @throws of the file system, e.g. `ENOSPC`, `EACCES`
   */
  static async open(path: string): Promise<{ readonly journal: Journal; readonly content: JournalContent }> {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'a+', 0o600);
    try {
      const content = parseJournal(await file.readFile());
      await file.truncate(content.wholeBytes);
      return { journal: new Journal(file), content };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * Writes one entry, after those before it.
   * @throws of the file system; nothing of the entry counts then
   */
  append(entry: JournalEntry): Promise<void> {
    const written = this.#last.then(() => this.#write(entry));
    this.#last = written.catch(() => undefined);
    return written;
  }

  async #write(entry: JournalEntry): Promise<void> {
    const { size } = await this.#file.stat();
    try {
      await this.#file.appendFile(`${JSON.stringify(entry)}\n`);
      await this.#file.datasync();
    } catch (error) {
      // Half a line in the middle would hide all that follows.
      await this.#file.truncate(size).catch(() => undefined);
      throw error;
    }
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.#last;
    await this.#file.close();
  }
}
