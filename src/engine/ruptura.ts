import { type Engine, EngineKeeper, type EngineListener } from '../availability/engine.ts';
import type { RupturaError } from '../contract/errors.ts';
import type { EpochDay } from '../contract/units.ts';
import { type BookGuard, LiveBook } from '../ledger/live-book.ts';
import type { Database } from '../postgres/database.ts';

/** A process's hold on the product: the database, and the book kept fresh from it. */
export interface Ruptura {
  readonly database: Database;
  /** Fixed business date of this process, or null. */
  readonly fixedToday: EpochDay | null;
  /** Time zone in which instants are written; UTC, which names the same instants, before the book is loaded. */
  readonly timeZone: string;
  /** Everything derived from the book, with all that was committed before the call. The first call loads the book. */
  fresh(): Promise<Engine>;
  /** Whose lock keeps the book from being read (LIVRO_TRANCADO), since somebody waited for it in vain; else null. */
  readonly lockedOut: RupturaError | null;
  /** Tells a listener of every change of the engine from now on; returns what ends that. */
  listen(listener: EngineListener): () => void;
  /** From now on the book changes only behind the guard; returns what ends that. */
  guard(guard: BookGuard): () => void;
  /** Releases everything in reverse order. */
  close(): Promise<void>;
}

/**
 * The book on a database that is open and migrated.
 * @param lockPatienceMs how long a table that somebody else has locked is waited for; 10 seconds by default
 */
export function hold(database: Database, fixedToday: EpochDay | null, lockPatienceMs?: number): Ruptura {
  const keeper = new EngineKeeper();
  let timeZone = 'UTC';
  keeper.listen((engine) => {
    timeZone = engine.book.rules.timeZone;
  });
  const book = new LiveBook(() => database.connect(), fixedToday, keeper, lockPatienceMs);
  return {
    database,
    fixedToday,
    get timeZone() {
      return timeZone;
    },
    get lockedOut() {
      return book.lockedOut;
    },
    fresh: async () => {
      await book.fresh();
      return keeper.engine;
    },
    listen: (listener) => keeper.listen(listener),
    guard: (guard) => book.guard(guard),
    close: async () => {
      await book.close();
      await database.close();
    },
  };
}
