import { openMigrated, openRuptura } from '../app/open-ruptura.ts';
import type { Engine } from '../availability/engine.ts';
import { RupturaError } from '../contract/errors.ts';
import type { Ruptura } from '../engine/ruptura.ts';
import type { Database } from '../postgres/database.ts';
import type { CliContext } from './context.ts';

/** A book that was just loaded, and how long that took. */
export interface LoadedBook {
  readonly ruptura: Ruptura;
  readonly engine: Engine;
  /** Milliseconds from opening the database to a fresh book. */
  readonly loading: number;
}

/** Runs `work` on the migrated database and releases it, whatever happens. */
export async function withDatabase<Result>(
  context: CliContext,
  command: string,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const { values } = context.settings();
  await announceFixedToday(context);
  const database = await openMigrated(values, `ruptura ${command}`);
  try {
    return await work(database);
  } catch (error) {
    throw database.explain(error);
  } finally {
    await database.close();
  }
}

/** Runs `work` on a fresh book and releases everything, whatever happens. */
export async function withBook<Result>(
  context: CliContext,
  command: string,
  work: (loaded: LoadedBook) => Promise<Result>,
): Promise<Result> {
  const { values } = context.settings();
  await announceFixedToday(context);
  const started = performance.now();
  const hideNote = showNote(context);
  const ruptura = await openRuptura(values, `ruptura ${command}`).catch((error: unknown) => {
    hideNote();
    throw error;
  });
  try {
    const engine = await orInterrupted(context, ruptura.fresh()).finally(hideNote);
    return await work({ ruptura, engine, loading: performance.now() - started });
  } catch (error) {
    throw ruptura.database.explain(error);
  } finally {
    await ruptura.close();
  }
}

/** The promise, or INTERROMPIDO as soon as the person presses Ctrl-C. */
async function orInterrupted<Result>(context: CliContext, work: Promise<Result>): Promise<Result> {
  const { signal } = context.io;
  return await new Promise<Result>((resolve, reject) => {
    const stop = (): void => reject(new RupturaError('INTERROMPIDO'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** A fixed business date changes every answer: it is said before any of them, loudly, on the error stream. */
export async function announceFixedToday(context: CliContext): Promise<void> {
  const day = context.settings().values.RUPTURA_HOJE;
  if (day === null) return;
  const { formats, labels, colors, notices } = context;
  const sentence = labels.say('fixed_today', { date: formats.date(day), weekday: formats.weekday(day) });
  await notices.lines(colors.inverse(colors.yellow(colors.bold(` ${sentence} `))));
  await notices.flush();
}

/** A passing note while a person waits; returns what takes it away. */
function showNote(context: CliContext): () => void {
  const { stderr } = context.io;
  if (stderr.isTTY !== true) return () => undefined;
  stderr.write(`\r\x1b[K${context.colors.dim(context.labels.say('loading_book'))}`);
  return () => stderr.write('\r\x1b[K');
}
