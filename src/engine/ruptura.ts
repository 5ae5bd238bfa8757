import { type Engine, EngineKeeper, type EngineListener } from '../availability/engine.ts';
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
  /** Tells a listener of every change of the engine from now on; returns what ends that. */
  listen(listener: EngineListener): () => void;
  /** From now on the book changes only behind the guard; returns what ends that. */
  guard(guard: BookGuard): () => void;
  /** Releases everything in reverse order. */
  close(): Promise<void>;
}

/** The book on a database that is open and migrated. */
export function hold(database: Database, fixedToday: EpochDay | null): Ruptura {
  const keeper = new EngineKeeper();
  let timeZone = 'UTC';
  keeper.listen((engine) => {
    timeZone = engine.book.rules.timeZone;
  });
  const book = new LiveBook(() => database.connect(), fixedToday, keeper);
  return {
    database,
    fixedToday,
    get timeZone() {
      return timeZone;
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
