import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { PromisePolicy } from '../src/contract/codes.ts';
import { checksum, onlyOrders } from './answers.ts';
import { generateBook } from './book.ts';
import { analyseDuckDb, closeDuckDb, duckDbAnswers, loadDuckDb, resetDuckDb } from './peer-duckdb.ts';
import { analyseObjects, loadObjects, type OrderAnswer, objectAnswers } from './peer-objects.ts';
import { loadPromiseObjects, promiseObjectAnswers, promiseObjects } from './peer-promise-objects.ts';
import { analyseByQueries } from './peer-queries.ts';
import { analyseSql, loadSql, resetSql, sqlAnswers } from './peer-sql.ts';
import type { Contestant, ContestantFactory, WorkerConfig } from './protocol.ts';
import { deriveWorkload, type Workload } from './workload.ts';

function workload(config: WorkerConfig): Workload {
  return deriveWorkload(generateBook(config.book));
}

function sizes(work: Workload): Record<string, number> {
  return { items: work.items.count, pieces: work.pieces.count };
}

async function objects(config: WorkerConfig): Promise<Contestant> {
  const work = workload(config);
  const book = loadObjects(work);
  let answers: OrderAnswer[] = [];
  return {
    facts: sizes(work),
    // The answers of the run before are garbage in good time.
    reset: () => {
      answers = [];
    },
    run: () => {
      answers = analyseObjects(book);
    },
    answers: () => checksum(objectAnswers(work, answers)),
  };
}

async function duckDb(config: WorkerConfig): Promise<Contestant> {
  const work = workload(config);
  const book = await loadDuckDb(work, config.book.wide === true);
  return {
    facts: sizes(work),
    reset: () => resetDuckDb(book),
    run: () => analyseDuckDb(book),
    answers: async () => checksum(await duckDbAnswers(book)),
    close: () => closeDuckDb(book),
  };
}

function sql(parallel: boolean): ContestantFactory {
  return async (config) => {
    const work = workload(config);
    const client = new pg.Client({ connectionString: config.url! });
    await client.connect();
    const book = await loadSql(client, work, { wide: config.book.wide === true, parallel });
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return {
      facts: sizes(work),
      reset: () => resetSql(book),
      run: () => analyseSql(book),
      // Helping processes come and go; their time cannot be seen from outside.
      cpu: () => (parallel ? null : processCpu(rows[0]!.pid)),
      answers: async () => checksum(await sqlAnswers(book)),
      close: () => client.end(),
    };
  };
}

const CLOCK_TICK_MS = 10;

/** CPU milliseconds of a process so far; null where the system does not tell. */
function processCpu(pid: number): number | null {
  try {
    // The name, in brackets, may hold blanks; user and system time are the 12th and 13th field behind it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_MS;
  } catch {
    return null;
  }
}

/** Orders a run of the per-order peer asks for; it is extrapolated from them. */
const QUERY_SAMPLE = 100;

function sampleOf(config: WorkerConfig): Set<number> {
  const { orders } = config.book.sizes;
  const count = Math.min(QUERY_SAMPLE, orders);
  return new Set(Array.from({ length: count }, (_, i) => Math.floor((i * orders) / count)));
}

async function queries(config: WorkerConfig): Promise<Contestant> {
  const client = new pg.Client({ connectionString: config.url! });
  await client.connect();
  const work = workload(config);
  const sample = sampleOf(config);
  let answers: OrderAnswer[] = [];
  return {
    facts: { sample: sample.size },
    run: async () => {
      answers = [];
      for (const order of sample) {
        const answer = await analyseByQueries({ client, today: work.today }, work.orders[order]!);
        if (answer !== null) answers.push(answer);
      }
    },
    answers: () => checksum(objectAnswers(work, answers)),
    close: () => client.end(),
  };
}

/** What the per-order peer must answer, from the plain objects. */
async function sampleOfObjects(config: WorkerConfig): Promise<Contestant> {
  const work = workload(config);
  const answers = objectAnswers(work, analyseObjects(loadObjects(work)));
  return {
    facts: sizes(work),
    run: () => undefined,
    answers: () => checksum(onlyOrders(answers, sampleOf(config))),
  };
}

function promise(policy: PromisePolicy): ContestantFactory {
  return async (config) => {
    const work = workload(config);
    const book = loadPromiseObjects(work);
    let promises: ReturnType<typeof promiseObjects> = [];
    return {
      facts: sizes(work),
      run: () => {
        promises = promiseObjects(book, policy);
      },
      answers: () => checksum(promiseObjectAnswers(work, promises)),
    };
  };
}

export const peerContestants = {
  'objects-analysis': objects,
  'duckdb-analysis': duckDb,
  'sql-analysis': sql(false),
  'sql-parallel-analysis': sql(true),
  'queries-analysis': queries,
  'objects-sample': sampleOfObjects,
  'objects-promise-por_item': promise('por_item'),
  'objects-promise-completa': promise('completa'),
} as const;
