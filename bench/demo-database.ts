import { demoBook } from '../src/demo/book.ts';
import { loadDemo } from '../src/demo/load.ts';
import type { BenchRun } from './bench-run.ts';
import { BENCH_TODAY } from './book.ts';
import { withClient } from './server.ts';

/** Connection string of a database with the demo book: a distributor as there are many. */
export async function demoDatabase(run: BenchRun, orders: number): Promise<string> {
  run.say(`filling the tables with the demo book (${orders} orders)`);
  const url = await run.server.createDatabase(`bench_demo_${orders}`, true);
  const book = demoBook({ orders, seed: run.seed, today: BENCH_TODAY });
  await withClient(url, (client) => loadDemo(client, book, { replace: false }));
  return url;
}
