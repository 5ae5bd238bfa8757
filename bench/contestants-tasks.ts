import { createEngine, type Engine, updateEngine } from '../src/availability/engine.ts';
import { hold } from '../src/engine/ruptura.ts';
import { setStock } from '../src/ledger/load-book.ts';
import { openDatabase } from '../src/postgres/database.ts';
import { checksum } from './answers.ts';
import { BENCH_TODAY, type BookOptions, generateBook, generatedCodes } from './book.ts';
import { engineAnalysis, enginePromise } from './engine.ts';
import { loadTables } from './load-tables.ts';
import type { Contestant, WorkerConfig } from './protocol.ts';
import { createRandom } from './random.ts';
import { withClient } from './server.ts';
import { benchTriggerCost } from './trigger-cost.ts';

/*
 * Work that is done once: its figures are the facts. A process of its own each, like the contestants.
 */

const once = (facts: Record<string, number>): Contestant => ({ facts, run: () => undefined });

/** Puts the book into the tables of a migrated database, triggers and all. */
async function fill(config: WorkerConfig): Promise<Contestant> {
  const book = generateBook(config.book);
  const start = performance.now();
  await withClient(config.url!, (client) => loadTables(client, book));
  const rows = book.lines.count + book.allocations.count + book.drafts.count + book.movements.count;
  return once({
    milliseconds: performance.now() - start,
    rows: rows + book.receipts.count + book.headers.count,
  });
}

async function openFresh(config: WorkerConfig) {
  const database = await openDatabase({ databaseUrl: config.url!, dataFolder: null, port: null });
  const ruptura = hold(database, BENCH_TODAY);
  return { ruptura, engine: await ruptura.fresh() };
}

/** From the start of the process until every order can be answered; and what that takes of memory. */
async function start(config: WorkerConfig): Promise<Contestant> {
  const opened = performance.now();
  const { ruptura, engine } = await openFresh(config);
  const ready = performance.now();
  const { rss } = process.memoryUsage();
  const facts = { fromProcessStart: ready, load: ready - opened, rss, items: engine.book.items.used };
  return { ...once(facts), close: () => ruptura.close() };
}

const WARM_UP_EVENTS = 500;
const EVENTS = 5_000;
const HOT_EVENTS = 20;
const SQL_EVENTS = 200;

/** A change of one product's stock, as the reader of the change log hands it on. Returns milliseconds of computing. */
function stockEvent(engine: Engine, product: number, by: number): number {
  const { book } = engine;
  setStock(book, book.products.code(product), book.stock[product]! + by);
  const start = performance.now();
  updateEngine(engine, {
    everything: false,
    products: new Set([product]),
    orders: new Set(),
    notedOrders: new Set(),
  });
  return performance.now() - start;
}

/** Products as events meet them: one with many pieces is touched often. */
function randomProduct(engine: Engine, draw: (limit: number) => number): number {
  return engine.book.itemProduct[draw(engine.book.items.used)]!;
}

function hottestProduct({ book }: Engine): number {
  let hottest = 0;
  const { length } = book.productPieces;
  for (let product = 1; product < book.products.size; product++) {
    if (length[product]! > length[hottest]!) hottest = product;
  }
  return hottest;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

function fingerprint(engine: Engine, options: BookOptions): string {
  const codes = generatedCodes(options.sizes);
  return checksum(engineAnalysis(engine, codes)) + checksum(enginePromise(engine, codes, 'por_item'));
}

/**
 * One event after another: its product recomputed, its orders analysed and promised again. Then the same through the
 * database: one-row commits of another client, each followed by the wait for a fresh engine. At the end the engine
 * must say what one computed from scratch says; `same` is 1 if so, after either kind.
 */
async function events(config: WorkerConfig): Promise<Contestant> {
  const { ruptura, engine } = await openFresh(config);
  const random = createRandom(config.book.seed);
  const hottest = hottestProduct(engine);
  const times: number[] = [];
  const hot: number[] = [];
  for (let event = -WARM_UP_EVENTS; event < EVENTS; event++) {
    const product = randomProduct(engine, random.below);
    const by = random.between(-20, 20) * 1_000;
    if (product === hottest) continue;
    const time = stockEvent(engine, product, by);
    if (event >= 0) times.push(time);
  }
  for (let event = 0; event < HOT_EVENTS; event++) hot.push(stockEvent(engine, hottest, 1_000));
  const sameInMemory =
    fingerprint(engine, config.book) === fingerprint(createEngine(engine.book), config.book);
  await ruptura.close();
  times.sort((a, b) => a - b);
  hot.sort((a, b) => a - b);
  return once({
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    worst: times.at(-1)!,
    hotMedian: percentile(hot, 0.5),
    hotWorst: hot.at(-1)!,
    hotPieces: engine.book.productPieces.length[hottest]!,
    same: sameInMemory ? 1 : 0,
    ...(await sqlEvents(config)),
  });
}

async function sqlEvents(config: WorkerConfig): Promise<Record<string, number>> {
  const { ruptura, engine } = await openFresh(config);
  const random = createRandom(config.book.seed + 1);
  const hottest = hottestProduct(engine);
  const times: number[] = [];
  let current = engine;
  await withClient(config.url!, async (client) => {
    while (times.length < SQL_EVENTS) {
      const { book } = current;
      const item = random.below(book.items.used);
      if (book.itemProduct[item] === hottest || book.itemQuantity[item] === 0) continue;
      const pair = [book.orders.code(book.itemOrder[item]!), book.products.code(book.itemProduct[item]!)];
      await client.query(CHANGE_LINE, pair);
      const committed = performance.now();
      current = await ruptura.fresh();
      times.push(performance.now() - committed);
    }
  });
  const incremental = fingerprint(current, config.book);
  await ruptura.close();
  const again = await openFresh(config);
  const same = incremental === fingerprint(again.engine, config.book);
  await again.ruptura.close();
  times.sort((a, b) => a - b);
  return { sqlP50: percentile(times, 0.5), sqlP99: percentile(times, 0.99), sqlSame: same ? 1 : 0 };
}

const CHANGE_LINE = `UPDATE carteira_principal SET qtd_saldo_produto_pedido = qtd_saldo_produto_pedido + 1
  WHERE num_pedido = $1 AND cod_produto = $2`;

/** What the triggers cost a writer; the facts are the figures by their path, such as `inserts.ratio.median`. */
async function triggers(config: WorkerConfig): Promise<Contestant> {
  const { runs, scale } = config.triggers!;
  const bulkRows = Math.max(1_000, Math.round(BULK_ROWS * scale));
  const cost = await benchTriggerCost(config.url!, { bulkRows, rounds: runs, bulkRounds: runs });
  return once(Object.fromEntries(figures('', cost)));
}

const BULK_ROWS = 1_000_000;

function figures(path: string, value: object): [string, number][] {
  return Object.entries(value).flatMap(([name, inner]): [string, number][] =>
    typeof inner === 'number' ? [[path + name, inner]] : figures(`${path}${name}.`, inner as object),
  );
}

export const taskContestants = { fill, start, events, triggers } as const;
