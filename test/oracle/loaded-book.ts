import type { Client } from 'pg';
import { type Engine, EngineKeeper } from '../../src/availability/engine.ts';
import { LiveBook } from '../../src/ledger/live-book.ts';

/** Loads the book of a database as a process does at its start, uses it, and lets it go. */
export async function withLoadedBook(
  connect: () => Promise<Client>,
  use: (engine: Engine) => void,
): Promise<void> {
  const keeper = new EngineKeeper();
  const book = new LiveBook(connect, null, keeper);
  try {
    await book.fresh();
    use(keeper.engine);
  } finally {
    await book.close();
  }
}
