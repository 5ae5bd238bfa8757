import { type BenchRun, compare, type NamedBook, namedBook, startOurs, takeTurns } from './bench-run.ts';
import { ANALYSIS_SIZES, type BookSizes, PROMISE_SIZES, scaledSizes } from './book.ts';
import { type Child, startChild } from './child.ts';
import { collection } from './collection.ts';
import { HTTP_SECTIONS } from './http-sections.ts';
import { pages } from './page.ts';
import type { RunTimes } from './protocol.ts';
import { cpuOf, ratioOf, type Spread, single, spreadOf, type Target, wallOf } from './report.ts';

/** Peers that take seconds a run are not asked more often than this. */
const SLOW_ROUNDS = 3;
const MEGABYTE = 2 ** 20;

function analysisBook(run: BenchRun): NamedBook {
  return namedBook(run, 'analysis', scaledSizes(ANALYSIS_SIZES, run.scale));
}

function promiseBook(run: BenchRun): NamedBook {
  return namedBook(run, 'promise', scaledSizes(PROMISE_SIZES, run.scale));
}

function addTimes(run: BenchRun, section: string, name: string, times: readonly RunTimes[]): void {
  run.rows.push({ section, name, unit: 'ms', spread: spreadOf(wallOf(times)) });
  const cpu = cpuOf(times);
  if (cpu !== null) run.rows.push({ section, name: `${name}, CPU`, unit: 'ms', spread: spreadOf(cpu) });
}

function addRatio(
  run: BenchRun,
  section: string,
  name: string,
  peer: readonly RunTimes[],
  ours: readonly RunTimes[],
  target: Target,
): void {
  run.rows.push({ section, name, unit: '×', spread: ratioOf(wallOf(peer), wallOf(ours)), target });
  const [peerCpu, ourCpu] = [cpuOf(peer), cpuOf(ours)];
  if (peerCpu === null || ourCpu === null) return;
  run.rows.push({ section, name: `${name}, CPU`, unit: '×', spread: ratioOf(peerCpu, ourCpu) });
}

/** Start of a process on full tables, and what it takes of memory. */
async function loading(run: BenchRun): Promise<void> {
  const book = analysisBook(run);
  const facts: Child['facts'][] = [];
  for (let i = 0; i < Math.min(run.runs, SLOW_ROUNDS); i++) {
    const child = await startOurs(run, 'start', book);
    facts.push(child.facts);
    await child.close();
  }
  const column = (name: string, unit: number) => spreadOf(facts.map((fact) => fact[name]! / unit));
  const section = 'carga';
  const ready = 'process start until every order can be answered';
  run.rows.push(
    { section, name: ready, unit: 's', spread: column('fromProcessStart', 1_000), target: { atMost: 5 } },
    {
      section,
      name: 'of which reading the tables and deriving everything',
      unit: 's',
      spread: column('load', 1_000),
    },
    {
      section,
      name: 'memory of the process',
      unit: 'MB',
      spread: column('rss', MEGABYTE),
      target: { atMost: 500 },
    },
  );
}

async function projection(run: BenchRun): Promise<void> {
  const child = await startOurs(run, 'engine-projection', analysisBook(run));
  const [times] = await takeTurns([child], run.runs);
  addTimes(run, 'projecao', 'projection of all products', times!);
  await child.close();
}

interface Peer {
  readonly name: string;
  readonly contestant: string;
  readonly target: Target;
  readonly slow: boolean;
  /** Has a database of its own. */
  readonly database: string | null;
}

const ANALYSIS_PEERS: readonly Peer[] = [
  {
    name: 'plain objects',
    contestant: 'objects-analysis',
    target: { atLeast: 6 },
    slow: false,
    database: null,
  },
  {
    name: 'DuckDB, 1 thread',
    contestant: 'duckdb-analysis',
    target: { atLeast: 15 },
    slow: false,
    database: null,
  },
  {
    name: 'PostgreSQL, one process',
    contestant: 'sql-analysis',
    target: { atLeast: 60 },
    slow: true,
    database: 'bench_sql',
  },
  {
    name: 'PostgreSQL, parallel',
    contestant: 'sql-parallel-analysis',
    target: { atLeast: 60 },
    slow: true,
    database: 'bench_sql_parallel',
  },
];

/** Projection and analysis of every order, against each peer in turn, and on the wide book. */
async function analysis(run: BenchRun): Promise<void> {
  const book = analysisBook(run);
  const ours = await startOurs(run, 'engine-analysis', book);
  const [times] = await takeTurns([ours], run.runs);
  addTimes(run, 'analise', 'ours', times!);
  const linesPerSecond = times!.map(({ wall }) => (book.options.sizes.lines / wall) * 1_000);
  const target = { atLeast: 10_000_000 };
  run.rows.push({
    section: 'analise',
    name: 'ours',
    unit: 'lines/s',
    spread: spreadOf(linesPerSecond),
    target,
  });
  const answers = await ours.answers();
  for (const peer of ANALYSIS_PEERS) await against(run, peer, book, ours, answers);
  await wide(run, ours);
  await ours.close();
}

async function against(
  run: BenchRun,
  peer: Peer,
  book: NamedBook,
  ours: Child,
  answers: string,
): Promise<void> {
  run.say(`analysis against ${peer.name}`);
  const url = peer.database === null ? null : await run.server.createDatabase(peer.database, false);
  const child = await startChild({ contestant: peer.contestant, url, book: book.options });
  const rounds = peer.slow ? Math.min(run.runs, SLOW_ROUNDS) : run.runs;
  const [ourTimes, peerTimes] = await takeTurns([ours, child], rounds);
  addTimes(run, 'analise', peer.name, peerTimes!);
  addRatio(run, 'analise', `${peer.name} / ours`, peerTimes!, ourTimes!, peer.target);
  compare(run, 'analise', ['ours', peer.name], [answers, await child.answers()]);
  await child.close();
}

/** Quantities that do not fit 32 bits: exact, and little slower. */
async function wide(run: BenchRun, narrow: Child): Promise<void> {
  run.say('analysis of the wide book');
  const book = namedBook(run, 'wide', scaledSizes(ANALYSIS_SIZES, run.scale), { wide: true });
  const child = await startOurs(run, 'engine-analysis', book);
  const [narrowTimes, wideTimes] = await takeTurns([narrow, child], run.runs);
  addTimes(run, 'analise', 'ours, wide book', wideTimes!);
  addRatio(run, 'analise', 'wide / narrow', wideTimes!, narrowTimes!, { atMost: 1.6 });
  const peer = await startChild({ contestant: 'objects-analysis', url: null, book: book.options });
  await peer.run();
  compare(
    run,
    'analise',
    ['ours, wide book', 'plain objects'],
    [await child.answers(), await peer.answers()],
  );
  await peer.close();
  await child.close();
}

/** Per-order queries on a sample of orders, extrapolated to the book. */
async function queries(run: BenchRun): Promise<void> {
  const book = analysisBook(run);
  const ours = await startOurs(run, 'engine-analysis', book);
  const child = await startOurs(run, 'queries-analysis', book);
  const [ourTimes, peerTimes] = await takeTurns([ours, child], Math.min(run.runs, SLOW_ROUNDS));
  const orders = book.options.sizes.orders;
  const sample = child.facts['sample']!;
  const whole = peerTimes!.map(({ wall }) => ({ wall: (wall / sample) * orders, cpu: null }));
  const section = 'consultas';
  const note = `measured on ${sample} orders, extrapolated to ${orders}`;
  const perOrder = spreadOf(peerTimes!.map(({ wall }) => wall / sample));
  run.rows.push({ section, name: 'per-order queries, one order', unit: 'ms', spread: perOrder });
  const minutes = spreadOf(whole.map(({ wall }) => wall / 60_000));
  run.rows.push({ section, name: `per-order queries, extrapolated`, unit: 'min', spread: minutes, note });
  addRatio(run, section, 'extrapolated / ours', whole, ourTimes!, { atLeast: 5_000 });
  const expected = await startChild({ contestant: 'objects-sample', url: null, book: book.options });
  const checksums = [await expected.answers(), await child.answers()] as const;
  compare(run, section, ['plain objects, the sample', 'per-order queries'], checksums);
  for (const one of [expected, child, ours]) await one.close();
}

/** The ranked promise of the whole book under both policies. */
async function promise(run: BenchRun): Promise<void> {
  const book = promiseBook(run);
  for (const policy of ['por_item', 'completa'] as const) {
    run.say(`promise under ${policy}`);
    const ours = await startOurs(run, `engine-promise-${policy}`, book);
    const peer = await startChild({ contestant: `objects-promise-${policy}`, url: null, book: book.options });
    const [ourTimes, peerTimes] = await takeTurns([ours, peer], run.runs);
    const seconds = ourTimes!.map(({ cpu }) => cpu! / 1_000);
    const spread = spreadOf(seconds);
    run.rows.push({
      section: 'promessa',
      name: `${policy}, CPU`,
      unit: 's',
      spread,
      target: { atMost: 0.35 },
    });
    addTimes(run, 'promessa', `${policy}, plain objects`, peerTimes!);
    const ratio = ratioOf(wallOf(peerTimes!), wallOf(ourTimes!));
    run.rows.push({ section: 'promessa', name: `${policy}, plain objects / ours`, unit: '×', spread: ratio });
    const checksums = [await ours.answers(), await peer.answers()] as const;
    compare(run, 'promessa', [`ours, ${policy}`, 'plain objects'], checksums);
    await ours.close();
    await peer.close();
  }
}

const HOT_LINES = 46_080;

/** One event: its product and the orders on it. */
async function events(run: BenchRun): Promise<void> {
  const sizes = scaledSizes(PROMISE_SIZES, run.scale);
  const hotProductLines = Math.min(sizes.orders, Math.round(HOT_LINES * run.scale));
  const book = namedBook(run, 'events', sizes, { hotProductLines });
  run.say('events');
  const child = await startOurs(run, 'events', book);
  const { facts } = child;
  await child.close();
  const add = (name: string, value: number, target?: Target) =>
    run.rows.push({ section: 'evento', name, unit: 'ms', spread: single(value), ...(target && { target }) });
  add('computing, p50', facts['p50']!, { atMost: 0.1 });
  add('computing, p99', facts['p99']!, { atMost: 2 });
  add('computing, worst', facts['worst']!);
  add(`product with ${facts['hotPieces']} pieces, median`, facts['hotMedian']!, { atMost: 50 });
  add(`product with ${facts['hotPieces']} pieces, worst`, facts['hotWorst']!);
  add('commit of another client until the book is fresh, p50', facts['sqlP50']!);
  add('commit of another client until the book is fresh, p99', facts['sqlP99']!);
  const outcome = (value: number | undefined) =>
    ['from scratch', value === 1 ? 'from scratch' : 'different'] as const;
  compare(run, 'evento', ['from scratch', 'after events in memory'], outcome(facts['same']));
  compare(run, 'evento', ['from scratch', 'after commits'], outcome(facts['sqlSame']));
}

/** Parts of the full size that show whether cost grows with the lines: 1×, 4×, 16×. */
const PARTS = [1 / 16, 1 / 4, 1] as const;
/** Cost of a line at 16× may be this many times that at 1×: caches are not endless. */
const LINEAR_ENOUGH = 2;

/** Cost of a line at 1×, 4× and 16×, of the analysis and of the promise. */
async function linear(run: BenchRun): Promise<void> {
  await linearCost(run, 'analysis', 'engine-analysis', ANALYSIS_SIZES);
  await linearCost(run, 'promise', 'engine-promise-por_item', PROMISE_SIZES);
}

async function linearCost(run: BenchRun, name: string, contestant: string, full: BookSizes): Promise<void> {
  const children: Child[] = [];
  const lines: number[] = [];
  for (const part of PARTS) {
    const suffix = part === 1 ? '' : `_${1 / part}`;
    const book = namedBook(run, `${name}${suffix}`, scaledSizes(full, run.scale * part));
    children.push(await startOurs(run, contestant, book));
    lines.push(book.options.sizes.lines);
  }
  const times = await takeTurns(children, run.runs);
  const perLine = times.map((runs, i) => runs.map(({ cpu }) => (cpu! / lines[i]!) * 1e6));
  perLine.forEach((values, i) => {
    const label = `${name}, ${lines[i]} lines, CPU`;
    run.rows.push({ section: 'linear', name: label, unit: 'ns/line', spread: spreadOf(values) });
  });
  const target = { atMost: LINEAR_ENOUGH };
  const spread = ratioOf(perLine.at(-1)!, perLine[0]!);
  run.rows.push({
    section: 'linear',
    name: `${name}, cost of a line at 16× / at 1×`,
    unit: '×',
    spread,
    target,
  });
  for (const child of children) await child.close();
}

/** What the triggers cost a writer. */
async function triggers(run: BenchRun): Promise<void> {
  const url = await run.server.createDatabase('bench_triggers', false);
  const { options } = promiseBook(run);
  const settings = { runs: Math.min(run.runs, SLOW_ROUNDS), scale: run.scale };
  const child = await startChild({ contestant: 'triggers', url, book: options, triggers: settings });
  await child.close();
  const { facts } = child;
  const spread = (path: string): Spread => ({
    median: facts[`${path}.median`]!,
    least: facts[`${path}.least`]!,
    most: facts[`${path}.most`]!,
  });
  const add = (name: string, unit: string, value: Spread, target?: Target) =>
    run.rows.push({ section: 'gatilhos', name, unit, spread: value, ...(target && { target }) });
  add('inserts without triggers', 'rows/s', spread('inserts.withoutPerSecond'));
  add('inserts with triggers', 'rows/s', spread('inserts.withPerSecond'));
  add('inserts with / without', '×', spread('inserts.ratio'), { atLeast: 0.7 });
  add('deadlocks', '', single(facts['inserts.deadlocks']!), { atMost: 0 });
  for (const kind of ['insertSelect', 'copy']) {
    const name = `${facts[`${kind}.rows`]} rows in one statement (${kind}), time with / without`;
    add(name, '×', spread(`${kind}.ratio`), { atMost: 2 });
  }
}

/** Every section by the name `--only` takes, in the order they run. */
export const SECTIONS: Readonly<Record<string, (run: BenchRun) => Promise<void>>> = {
  carga: loading,
  projecao: projection,
  analise: analysis,
  consultas: queries,
  promessa: promise,
  evento: events,
  linear,
  gatilhos: triggers,
  ...HTTP_SECTIONS,
  pagina: pages,
  coleta: collection,
};
