import type { Client } from 'pg';
import { RupturaError } from '../contract/errors.ts';
import type { EpochDay } from '../contract/units.ts';
import { ALL_STALE, type Book, type BookListener } from './book.ts';
import { isBroken, type LogPosition, type Look, look } from './change-log.ts';
import { loadBook } from './load-book.ts';
import { applyParts, type FreshRows, readParts, type StaleParts, staleParts, tablesOf } from './refresh.ts';
import { beginLocked, beginSnapshot, LOCK_PATIENCE_MS, namingHolders } from './snapshot.ts';

/** Keeps others from reading a book while it changes. */
export interface BookGuard {
  /** Waits until nobody else reads; nobody begins until `open`. */
  close(): Promise<void>;
  /** The change is done. Called also when closing or changing failed. */
  open(): void;
}

/** More marks than this in one look are cheaper to answer by loading the book anew. */
const MOST_MARKS = 20_000;

/**
 * Keeps one book equal to the tables.
 *
 * States: *empty* (nothing loaded, or the connection was lost) → `fresh()` loads; *loaded* → `fresh()` looks at the
 * change log and reads the marked parts again. A look that finds the log broken, a table marked as a whole, or too many
 * marks goes back to loading. Questions that arrive while a look is under way wait for the next one: a look answers
 * only those that were asked before it started, and all of them at once.
 */
export class LiveBook {
  readonly #connect: () => Promise<Client>;
  readonly #fixedToday: EpochDay | null;
  readonly #listener: BookListener;
  readonly #patienceMs: number;
  readonly #guards = new Set<BookGuard>();
  #client: Client | null = null;
  #book: Book | null = null;
  #position: LogPosition | null = null;
  #running: Promise<Book> | null = null;
  #next: Promise<Book> | null = null;
  #lockedOut: RupturaError | null = null;
  /** Looks, refreshes and loads done so far. */
  readonly counts = { looks: 0, refreshes: 0, loads: 0 };

  /**
   * @param connect opens a connection of the book's own
   * @param fixedToday business date in place of the database's, or null
   * @param patienceMs how long a lock that somebody else holds is waited for
   */
  constructor(
    connect: () => Promise<Client>,
    fixedToday: EpochDay | null,
    listener: BookListener,
    patienceMs = LOCK_PATIENCE_MS,
  ) {
    this.#connect = connect;
    this.#fixedToday = fixedToday;
    this.#listener = listener;
    this.#patienceMs = patienceMs;
  }

  /** Whose lock it is that the last look waited for in vain (LIVRO_TRANCADO); null once a look got through again. */
  get lockedOut(): RupturaError | null {
    return this.#lockedOut;
  }

  /** From now on the book changes only behind the guard; returns what ends that. */
  guard(guard: BookGuard): () => void {
    this.#guards.add(guard);
    return () => this.#guards.delete(guard);
  }

  /** Changes the book and what is derived from it while nobody else reads. The change itself never waits. */
  async #guarded(change: () => Book): Promise<Book> {
    const guards = [...this.#guards];
    try {
      for (const guard of guards) await guard.close();
      return change();
    } finally {
      for (const guard of guards) guard.open();
    }
  }

  /** The book with everything in it that was committed before the call. */
  fresh(): Promise<Book> {
    if (this.#running === null) return this.#start();
    this.#next ??= this.#running.then(
      () => this.#startNext(),
      (error: unknown) => this.#startAfter(error),
    );
    return this.#next;
  }

  /** What was waited for as long as anybody waits fails also who asked meanwhile: nobody waits twice as long. */
  #startAfter(error: unknown): Promise<Book> {
    if (!isWaitedOut(error)) return this.#startNext();
    this.#next = null;
    throw error;
  }

  #startNext(): Promise<Book> {
    this.#next = null;
    return this.#start();
  }

  #start(): Promise<Book> {
    const running = this.#update().finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }

  async close(): Promise<void> {
    await this.#running?.catch(() => undefined);
    const client = this.#client;
    this.#forget();
    await client?.end();
  }

  /**
   * A connection that turns out to be broken is replaced once; a question does not fail for it. One whose server has
   * fallen silent, or that waited for a lock, is not: whoever asks has waited as long as anybody waits.
   */
  async #update(): Promise<Book> {
    const reused = this.#client !== null;
    try {
      return await this.#attempt();
    } catch (error) {
      if (!reused || isWaitedOut(error)) throw error;
      return await this.#attempt();
    }
  }

  async #attempt(): Promise<Book> {
    const client = await this.#connected();
    try {
      return await namingHolders(client, this.#patienceMs, () =>
        this.#book === null ? this.#load(client) : this.#refresh(client, this.#book),
      );
    } catch (error) {
      if (error instanceof RupturaError && error.code === 'LIVRO_TRANCADO') this.#lockedOut = error;
      // Whatever failed, a new connection and a load put it right; the tables are the truth.
      this.#forget();
      await client.end().catch(() => undefined);
      throw error;
    }
  }

  async #connected(): Promise<Client> {
    if (this.#client !== null) return this.#client;
    const client = await this.#connect();
    // A restored database comes with a broken connection: what was loaded before it is not trusted any more.
    client.on('error', () => this.#forget());
    client.on('end', () => {
      if (this.#client === client) this.#forget();
    });
    this.#client = client;
    return client;
  }

  #forget(): void {
    this.#client = null;
    this.#book = null;
    this.#position = null;
  }

  async #refresh(client: Client, book: Book): Promise<Book> {
    this.counts.looks++;
    const seen = await look(client, this.#position!, MOST_MARKS + 1);
    const today = this.#fixedToday ?? seen.today;
    if (isBroken(this.#position!, seen)) return this.#load(client);
    if (seen.marks.length === 0) {
      this.#position = seen;
      return today === book.today ? book : await this.#guarded(() => this.#roll(book, today));
    }
    const parts = staleParts(seen.marks);
    return parts.everything ? this.#load(client) : this.#read(client, book, tablesOf(parts));
  }

  /** Looks again inside a transaction and reads what is marked in the same snapshot. */
  async #read(client: Client, book: Book, tables: string): Promise<Book> {
    this.counts.refreshes++;
    let parts: StaleParts | null = null;
    let seen: Look;
    // TRUNCATE is not bound by snapshots, so the tables to be read are locked before the snapshot is taken; marks that
    // arrived since the first look may name more of them.
    for (let locked = tables; ; locked = tablesOf(parts)) {
      await beginLocked(client, locked, this.#patienceMs);
      seen = await look(client, this.#position!, MOST_MARKS + 1);
      parts = staleParts(seen.marks);
      if (parts.everything || seen.marks.length > MOST_MARKS || isBroken(this.#position!, seen)) {
        await client.query('COMMIT');
        return this.#load(client);
      }
      if (tablesOf(parts) === locked) break;
      await client.query('COMMIT');
    }
    const rows = await readParts(client, parts);
    await client.query('COMMIT');
    const stale = parts;
    const now = seen;
    return await this.#guarded(() => this.#apply(book, stale, rows, now));
  }

  #apply(book: Book, parts: StaleParts, rows: FreshRows, seen: Look): Book {
    const writtenAt = performance.now() - seen.oldestMark * 1000;
    const change = { ...applyParts(book, parts, rows), writtenAt };
    this.#position = seen;
    book.version += seen.marks.length;
    this.#listener.changed(book, change);
    const today = this.#fixedToday ?? seen.today;
    return today === book.today ? book : this.#roll(book, today);
  }

  #roll(book: Book, today: EpochDay): Book {
    book.today = today;
    this.#listener.changed(book, ALL_STALE);
    return book;
  }

  async #load(client: Client): Promise<Book> {
    this.counts.loads++;
    // Every connection of the book's begins with a load.
    await client.query(`SET lock_timeout = ${this.#patienceMs}`);
    const seen = await beginSnapshot(client, '', this.#patienceMs);
    this.#lockedOut = null;
    const book = await loadBook(client, this.#fixedToday ?? seen.today);
    await client.query('COMMIT');
    book.version = seen.version;
    return await this.#guarded(() => {
      this.#book = book;
      this.#position = seen;
      this.#listener.loaded(book);
      return book;
    });
  }
}

/** A server that fell silent, a lock that somebody keeps: it was waited for as long as anybody waits. */
function isWaitedOut(error: unknown): boolean {
  return (
    error instanceof RupturaError && (error.code === 'BANCO_SEM_RESPOSTA' || error.code === 'LIVRO_TRANCADO')
  );
}
