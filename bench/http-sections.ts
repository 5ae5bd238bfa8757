import { type BenchRun, compare, type NamedBook, namedBook, takeTurns } from './bench-run.ts';
import { ANALYSIS_SIZES, PROMISE_SIZES, scaledSizes } from './book.ts';
import { type Child, startChild } from './child.ts';
import { demoDatabase } from './demo-database.ts';
import { type Product, withProduct, withProductOn } from './product.ts';
import type { Facts, WorkerConfig } from './protocol.ts';
import { ratioOf, type Spread, single, spreadOf, type Target } from './report.ts';

/*
 * The built product in a process of its own, asked over HTTP on loopback by clients in processes of theirs.
 */

const MEGABYTE = 2 ** 20;
const PER_SECOND = 50;
/** Decimals by which the commits of one client are known; no quantity of the book has them. */
const LIVE_DECIMALS = 771;
const CROWD_DECIMALS = 781;

function add(
  run: BenchRun,
  section: string,
  name: string,
  unit: string,
  spread: Spread,
  target?: Target,
): void {
  run.rows.push({ section, name, unit, spread, ...(target && { target }) });
}

function startClient(
  { database, url }: Product,
  book: NamedBook,
  contestant: string,
  plan: NonNullable<WorkerConfig['plan']>,
): Promise<Child> {
  return startChild({ contestant, url: database, book: book.options, server: url, plan });
}

function column(facts: readonly Facts[], name: string): number[] {
  return facts.map((fact) => fact[name]!);
}

/** Facts of each round of clients that take turns. */
async function factsInTurns(clients: readonly Child[], rounds: number): Promise<Facts[][]> {
  const facts: Facts[][] = clients.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, client] of clients.entries()) {
      await client.run();
      facts[index]!.push(await client.found());
    }
  }
  return facts;
}

/** 20,000 orders of 8 lines. */
function runBook(run: BenchRun): NamedBook {
  return namedBook(run, 'run', scaledSizes(ANALYSIS_SIZES, run.scale / 10));
}

function spreadBook(run: BenchRun): NamedBook {
  return namedBook(run, 'promise', scaledSizes(PROMISE_SIZES, run.scale));
}

/**
 * One run over HTTP, from the POST to the last result, and the floor: the same bytes from a server that does nothing.
 * First the book of the analysis, 8 lines an order, then the demo book.
 */
async function runs(run: BenchRun): Promise<void> {
  const book = runBook(run);
  const { orders } = book.options.sizes;
  await withProduct(run, book, async (product) => {
    await wholeRuns(run, product, book, `${orders} orders of 8 lines`);
    await runVariants(run, product, book);
  });
  await withProductOn(run, await demoDatabase(run, orders), async (product) => {
    await wholeRuns(run, product, book, `demo book, ${orders} orders`);
  });
}

async function wholeRuns(run: BenchRun, product: Product, book: NamedBook, name: string): Promise<void> {
  const section = 'corrida';
  const ours = await startClient(product, book, 'run-client', {});
  await ours.run();
  const cold = await ours.found();
  add(run, section, `${name}, first run of a process, first result`, 'ms', single(cold['first']!));
  add(run, section, `${name}, first run of a process, last result`, 's', single(toSeconds(cold['total']!)));
  const bare = await startClient(product, book, 'bare-server', {});
  const floorProduct = { ...product, url: `http://127.0.0.1:${bare.facts['port']}` };
  const floor = await startClient(floorProduct, book, 'run-client', {});
  const [times, floorTimes] = (await factsInTurns([ours, floor], run.runs)) as [Facts[], Facts[]];
  const [total, floorTotal] = [column(times, 'total'), column(floorTimes, 'total')];
  const bytes = Math.round(times[0]!['bytes']! / MEGABYTE);
  add(run, section, `${name}, ${bytes} MB, last result`, 's', spreadOf(total.map(toSeconds)), {
    atMost: 1.5,
  });
  add(run, section, `${name}, first result`, 'ms', spreadOf(column(times, 'first')), { atMost: 100 });
  add(run, section, 'floor: bare server, the same bytes', 's', spreadOf(floorTotal.map(toSeconds)));
  add(run, section, 'ours / floor', '×', ratioOf(total, floorTotal));
  compare(run, section, ['every order once', `received, ${name}`], outcome([cold, ...times, ...floorTimes]));
  for (const client of [floor, bare, ours]) await client.close();
}

const toSeconds = (milliseconds: number): number => milliseconds / 1_000;

/** Whether nothing was missing in any of the rounds, as checksums to compare. */
function outcome(facts: readonly Facts[]): readonly [string, string] {
  const missing = column(facts, 'missing').reduce((sum, value) => sum + value, 0);
  return ['nothing missing', missing === 0 ? 'nothing missing' : `${missing} missing`];
}

/** Every event parsed as JSON, and the run of summaries. */
async function runVariants(run: BenchRun, product: Product, book: NamedBook): Promise<void> {
  const section = 'corrida';
  const parsed = await startClient(product, book, 'run-client', { parse: 1 });
  const summary = await startClient(product, book, 'run-client', { parse: 1, detail: 'resumo' });
  const [times, short] = (await factsInTurns([parsed, summary], run.runs)) as [Facts[], Facts[]];
  const seconds = (facts: Facts[]) => spreadOf(column(facts, 'total').map(toSeconds));
  add(run, section, 'the client parses every event', 's', seconds(times));
  const bytes = (short[0]!['bytes']! / MEGABYTE).toFixed(1);
  add(run, section, `summaries, ${bytes} MB, every event parsed`, 's', seconds(short));
  add(run, section, 'summaries, first result', 'ms', spreadOf(column(short, 'first')), { atMost: 100 });
  compare(run, section, ['every order once', 'received and parsed'], outcome([...times, ...short]));
  for (const client of [parsed, summary]) await client.close();
}

const WATCHES = {
  lista: 'a list of 20 orders',
  sessao: 'the 1,000 orders of a run',
  todos: 'every order, 25 lines a product',
  chaves: 'keys of everything',
} as const;

/** From a commit of another SQL client until a watching client has it. */
async function live(run: BenchRun): Promise<void> {
  const book = spreadBook(run);
  const commits = Math.max(20, Math.round(500 * Math.min(1, run.scale)));
  await withProduct(run, book, async (product) => {
    for (const [index, [watch, name]] of Object.entries(WATCHES).entries()) {
      run.say(`live: ${name}`);
      const plan = { watch, commits, perSecond: PER_SECOND, decimals: LIVE_DECIMALS + index };
      const client = await startClient(product, book, 'live-client', plan);
      const [facts] = (await factsInTurns([client], Math.min(run.runs, 3))) as [Facts[]];
      await client.close();
      const section = 'ao-vivo';
      add(run, section, `${name}, p50`, 'ms', spreadOf(column(facts, 'p50')), { atMost: 20 });
      add(run, section, `${name}, p99`, 'ms', spreadOf(column(facts, 'p99')), { atMost: 100 });
      compare(run, section, ['every commit', `shown to ${name}`], outcome(facts));
    }
  });
}

/** A thousand clients on one process. */
async function crowd(run: BenchRun): Promise<void> {
  const book = spreadBook(run);
  const clients = Math.max(10, Math.round(1_000 * Math.min(1, run.scale)));
  const commits = Math.max(20, Math.round(500 * Math.min(1, run.scale)));
  await withProduct(run, book, async (product) => {
    for (const [index, watch] of (['lista', 'chaves'] as const).entries()) {
      const name = `${clients} clients of ${watch === 'lista' ? 'an order' : 'keys of everything'}`;
      run.say(name);
      const before = await product.usage();
      const client = await startClient(product, book, 'crowd-client', {
        watch,
        clients,
        commits,
        perSecond: PER_SECOND,
        decimals: CROWD_DECIMALS + index,
      });
      await crowdRounds(run, product, client, name, before.rss);
      await client.close();
    }
  });
}

async function crowdRounds(
  run: BenchRun,
  product: Product,
  client: Child,
  name: string,
  rssBefore: number,
): Promise<void> {
  const section = 'clientes';
  const perCpuSecond: number[] = [];
  const memory: number[] = [];
  let behind = 0;
  for (let round = 0; round < Math.min(run.runs, 3); round++) {
    const before = await product.usage();
    await client.run();
    const after = await product.usage();
    const facts = await client.found();
    perCpuSecond.push(facts['events']! / ((after.cpu - before.cpu) / 1_000));
    memory.push((after.rss - rssBefore) / MEGABYTE);
    behind += facts['behind']!;
  }
  add(run, section, name, 'client-events/CPU-s', spreadOf(perCpuSecond), { atLeast: 40_000 });
  add(run, section, `${name}, memory beyond that of the book`, 'MB', spreadOf(memory));
  compare(
    run,
    section,
    ['the last version', `at all ${name}`],
    ['all', behind === 0 ? 'all' : `${behind} behind`],
  );
}

/** Single routes: how many a core answers, and how long one takes. */
async function routes(run: BenchRun): Promise<void> {
  const book = spreadBook(run);
  const section = 'rotas';
  await withProduct(run, book, async (product) => {
    const load = await startClient(product, book, 'throughput-client', { seconds: run.scale < 0.1 ? 1 : 5 });
    await takeTurns([load], 0);
    const perCpuSecond: number[] = [];
    const perSecond: number[] = [];
    let failed = 0;
    for (let round = 0; round < run.runs; round++) {
      const before = await product.usage();
      await load.run();
      const after = await product.usage();
      const facts = await load.found();
      perCpuSecond.push(facts['requests']! / ((after.cpu - before.cpu) / 1_000));
      perSecond.push(facts['requests']! / facts['seconds']!);
      failed += facts['failed']!;
    }
    await load.close();
    add(run, section, 'projecao, a core', 'requests/CPU-s', spreadOf(perCpuSecond), { atLeast: 8_000 });
    add(run, section, 'projecao, by the clock', 'requests/s', spreadOf(perSecond));
    add(run, section, 'projecao, requests that failed', '', single(failed), { atMost: 0 });
    await oneByOne(run, product, book);
  });
}

/** Milliseconds; what the specification sets none for is told all the same. */
const SINGLE_TARGETS = {
  atual: 5,
  projecao: 5,
  resultado: 5,
  carteira: null,
  carteira_filtrada: null,
  busca: null,
  movimentacao: 10,
  atual_depois: null,
} as const;

async function oneByOne(run: BenchRun, product: Product, book: NamedBook): Promise<void> {
  const requests = Math.max(20, Math.round(1_000 * Math.min(1, run.scale)));
  const client = await startClient(product, book, 'route-client', { requests });
  await client.run();
  const [facts] = (await factsInTurns([client], Math.min(run.runs, 3))) as [Facts[]];
  await client.close();
  for (const [kind, atMost] of Object.entries(SINGLE_TARGETS)) {
    add(run, 'rotas', `${kind}, one at a time, p50`, 'ms', spreadOf(column(facts, `${kind}.p50`)));
    const slow = spreadOf(column(facts, `${kind}.p99`));
    add(run, 'rotas', `${kind}, one at a time, p99`, 'ms', slow, atMost === null ? undefined : { atMost });
  }
}

/** The sections that measure the product over HTTP, by the name `--only` takes. */
export const HTTP_SECTIONS = { corrida: runs, 'ao-vivo': live, clientes: crowd, rotas: routes } as const;
