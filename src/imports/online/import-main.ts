import pg from 'pg';
import { carryError } from '../../contract/carried-error.ts';
import { valueParsers } from '../../postgres/value-parsers.ts';
import { type BoundedWork, serveParent } from '../../processes/bounded-program.ts';
import { importFiles } from '../import-files.ts';
import type { ImportProgress } from '../report.ts';
import { RowErrorFile } from '../row-error-file.ts';
import { carryExamined, type FromImport, type ImportBegin } from './import-border.ts';

/** The program of the process that reads and stores one import, see `importApart`. */

/** Progress is told at most so often. */
const TELL_MS = 100;

serveParent(async (begin, bounded) => {
  const { order, url } = begin as ImportBegin;
  // One connection for the transaction, one to give up a statement of it.
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    application_name: 'ruptura-importacao',
    types: valueParsers(),
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await importOrdered(pool, order, bounded);
  } finally {
    await pool.end();
  }
});

async function importOrdered(
  pool: pg.Pool,
  order: ImportBegin['order'],
  { tell, signal }: BoundedWork,
): Promise<void> {
  const { rowErrorPath, ...options } = order;
  const errors = new RowErrorFile(rowErrorPath);
  const say = (message: FromImport): void => tell(message);
  let told = 0;
  let untold: ImportProgress | null = null;
  const tellProgress = (): void => {
    if (untold !== null) say({ kind: 'progress', progress: untold, rowErrors: errors.total });
    untold = null;
    told = performance.now();
  };
  let outcome: FromImport;
  try {
    const report = await importFiles(pool, {
      ...options,
      signal,
      onExamined: (examined) => say(carryExamined(examined)),
      onRowError: (error) => errors.add(error),
      onStoring: () => say({ kind: 'storing' }),
      onProgress: (progress) => {
        // Another file's figure must not stand in for this one's.
        if (untold !== null && untold.file !== progress.file) tellProgress();
        untold = progress;
        if (performance.now() - told >= TELL_MS) tellProgress();
      },
    });
    outcome = { kind: 'report', report };
  } catch (error) {
    outcome = { kind: 'failure', error: carryError(error) };
  }
  tellProgress();
  const unwritten = await errors.finish().catch((error: unknown) => error);
  say({ kind: 'row-errors', index: errors.index() });
  // What is stored is stored, even if the list of what was left out has no room.
  const isLost = unwritten !== undefined && outcome.kind === 'report' && order.dryRun;
  say(isLost ? { kind: 'failure', error: carryError(unwritten) } : outcome);
}
