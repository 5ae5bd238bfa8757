import { type Engine, EngineKeeper } from '../availability/engine.ts';
import type { EpochDay } from '../contract/units.ts';
import { LiveBook } from '../ledger/live-book.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { migrate } from '../postgres/migrate.ts';
import type { SettingValues } from './settings.ts';

/** A process's hold on the product: the database, and the book kept fresh from it. */
export interface Ruptura {
  readonly database: Database;
  /** Fixed business date of this process, or null. */
  readonly fixedToday: EpochDay | null;
  /** Everything derived from the book, with all that was committed before the call. The first call loads the book. */
  fresh(): Promise<Engine>;
  /** Releases everything in reverse order. */
  close(): Promise<void>;
}

/** Opens the database (starting the embedded one if needed), migrates it, and prepares the book. */
export async function openRuptura(values: SettingValues, applicationName: string): Promise<Ruptura> {
  const database = await openDatabase({
    databaseUrl: values.DATABASE_URL,
    dataFolder: values.RUPTURA_DATA,
    port: values.PG_PORT,
    applicationName,
  });
  try {
    await migrate(database.pool);
  } catch (error) {
    await database.close();
    throw error;
  }
  return hold(database, values.RUPTURA_HOJE);
}

/** The book on a database that is open and migrated. */
export function hold(database: Database, fixedToday: EpochDay | null): Ruptura {
  const keeper = new EngineKeeper();
  const book = new LiveBook(() => database.connect(), fixedToday, keeper);
  return {
    database,
    fixedToday,
    fresh: async () => {
      await book.fresh();
      return keeper.engine;
    },
    close: async () => {
      await book.close();
      await database.close();
    },
  };
}
