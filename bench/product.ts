import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeReady } from '../scripts/setup.mjs';
import { formatIsoDate } from '../src/contract/units.ts';
import { type BenchRun, filledDatabase, type NamedBook } from './bench-run.ts';
import { BENCH_TODAY } from './book.ts';
import { endWithUs } from './child.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PROGRAM = fileURLToPath(new URL('./product.mjs', import.meta.url));
const PATIENCE_MS = 120_000;

/** What a process has used so far. */
export interface Usage {
  /** CPU milliseconds, all threads. */
  readonly cpu: number;
  /** Bytes of memory. */
  readonly rss: number;
}

/** The built product, serving a filled database in a process of its own. */
export interface Product {
  readonly url: string;
  readonly database: string;
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

/** Folder of the built product; built only when it is measured: other sections run from the sources. */
export async function builtProduct(run: BenchRun): Promise<string> {
  if (run.dist === null) await makeReady(ROOT);
  return run.dist ?? join(ROOT, 'dist');
}

/** Starts the product on a filled database and waits until the book is loaded. */
async function startProduct(run: BenchRun, database: string): Promise<Product> {
  const dist = await builtProduct(run);
  const folder = await mkdtemp(join(tmpdir(), 'ruptura-bench-log-'));
  const settings = JSON.stringify({ DATABASE_URL: database, RUPTURA_HOJE: formatIsoDate(BENCH_TODAY) });
  const child = fork(PROGRAM, [dist, settings, join(folder, 'log')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  endWithUs(child);
  // However it ends: an interrupted run kills it.
  child.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { url } = (await message(child)) as { url: string };
  return {
    url,
    database,
    usage: () => {
      child.send('usage');
      return message(child) as Promise<Usage>;
    },
    close: async () => {
      const ended = once(child, 'exit');
      child.send('close');
      await ended;
    },
  };
}

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    const onExit = () => reject(new Error('the product ended'));
    child.once('exit', onExit);
    child.once('message', (answer) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      resolve(answer);
    });
  });
}

/** Runs some work against the product on a book, and lets it go. */
export async function withProduct<T>(
  run: BenchRun,
  book: NamedBook,
  work: (product: Product) => Promise<T>,
): Promise<T> {
  return await withProductOn(run, await filledDatabase(run, book), work);
}

/** The same on a database that is filled already. */
export async function withProductOn<T>(
  run: BenchRun,
  database: string,
  work: (product: Product) => Promise<T>,
): Promise<T> {
  const product = await startProduct(run, database);
  try {
    return await work(product);
  } finally {
    await product.close();
  }
}
