/** A hundred thousand random changes by several clients at once: nothing drifts, and the book follows step by step. */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom, type Random } from '../../bench/random.ts';
import { EngineKeeper } from '../../src/availability/engine.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { PROMISE_POLICIES, RANKING_KEYS } from '../../src/contract/codes.ts';
import { LiveBook } from '../../src/ledger/live-book.ts';
import { type AnswerDigest, digestOf } from '../../src/verification/digest.ts';
import { verify } from '../../src/verification/verify.ts';
import { cli } from '../cli/support.ts';
import { TABLE_NAMES } from '../oracle/random-book.ts';
import { SEED } from '../oracle/seed.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { EventStream, reload } from './event-stream.ts';
import { TODAY, TODAY_DAY } from './support.ts';

const EVENTS = Number(process.env['EVENTS'] ?? 40_000);
const ROUNDS = 20;
const WRITERS = 4;
const REPLAY = `replay with SEED=${SEED} EVENTS=${EVENTS}`;

let database: TestDatabase;
let clients: pg.Client[];
let book: LiveBook;
let keeper: EngineKeeper;
/** Statements that changed rows, and the rows they changed. */
const counts = { events: 0, rows: 0, undone: 0, transactions: 0, reloads: 0, folds: 0, prunes: 0, checks: 0 };

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 4 });
  clients = await Promise.all(Array.from({ length: WRITERS + 2 }, () => database.connect()));
  keeper = new EngineKeeper();
  book = new LiveBook(() => database.connect(), TODAY_DAY, keeper);
});

afterAll(async () => {
  await book.close();
  await Promise.all(clients.map((client) => client.end()));
  await database.close();
});

/** Runs several statements in one message and counts what they changed. */
async function run(client: pg.Client, text: string, commits: boolean): Promise<void> {
  const results = (await client.query(text)) as unknown as pg.QueryResult[];
  for (const { command, rowCount } of [results].flat()) {
    if (!['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'].includes(command)) continue;
    if (command !== 'TRUNCATE' && (rowCount ?? 0) === 0) continue;
    counts[commits ? 'events' : 'undone']++;
    if (commits) counts.rows += rowCount ?? 0;
  }
}

async function write(client: pg.Client, stream: EventStream, until: number): Promise<void> {
  while (counts.events < until) {
    const { text, commits } = stream.next();
    await run(client, text, commits);
    counts.transactions++;
  }
}

/** What background work and people do meanwhile. */
async function keepHouse(client: pg.Client, random: Random, writing: () => boolean): Promise<void> {
  await run(client, reload(TABLE_NAMES[random.below(TABLE_NAMES.length)]!, random), true);
  counts.reloads++;
  const rule = random.chance(0.5) ? 'politica' : 'classificacao';
  const value = rule === 'politica' ? PROMISE_POLICIES[random.below(2)]! : RANKING_KEYS[random.below(4)]!;
  await client.query('UPDATE ruptura.configuracao SET valor = $2 WHERE chave = $1', [rule, value]);
  while (writing()) {
    await client.query('SELECT ruptura.dobrar_estoque($1)', [1 + random.below(3000)]);
    counts.folds++;
    const age = random.below(10) === 0 ? '0 seconds' : '300 milliseconds';
    await client.query('SELECT ruptura.podar_mudancas($1)', [age]);
    counts.prunes++;
    await sleep(random.below(60));
  }
}

/** Asks all the time, as a server with many people does. */
async function keepFresh(writing: () => boolean): Promise<void> {
  let version = 0;
  while (writing()) {
    const seen = (await book.fresh()).version;
    expect(seen, REPLAY).toBeGreaterThanOrEqual(version);
    version = seen;
    await sleep(1);
  }
}

async function liveDigest(): Promise<AnswerDigest> {
  await book.fresh();
  return digestOf(keeper.engine);
}

async function expectNoDrift(): Promise<void> {
  const found = await verify(() => database.connect(), TODAY_DAY, liveDigest);
  counts.checks++;
  expect(found, REPLAY).toMatchObject({ stockDrift: [], balanceDrift: [], serverAgrees: true });
  expect(found.server, REPLAY).toEqual(found.digest);
}

it(`finds no drift after ${EVENTS} random events (seed ${SEED})`, async () => {
  const streams = Array.from({ length: WRITERS }, (_, writer) => new EventStream(SEED, writer));
  // A client that begins in one round and ends in the next: open while the states are compared.
  const slow = clients[WRITERS]!;
  const slowStream = new EventStream(SEED, WRITERS);
  const random = createRandom(SEED);
  const started = performance.now();
  let end = '';
  for (let round = 1; round <= ROUNDS; round++) {
    const until = (EVENTS * round) / ROUNDS;
    const writing = (): boolean => counts.events < until;
    const ending = end === '' ? null : sleep(100).then(() => slow.query(end));
    await Promise.all([
      ...streams.map((stream, writer) => write(clients[writer]!, stream, until)),
      keepHouse(clients[WRITERS + 1]!, random, writing),
      keepFresh(writing),
      ending,
    ]);
    const { text, commits } = slowStream.open();
    await slow.query(`BEGIN;\n${text}`);
    end = commits ? 'COMMIT' : 'ROLLBACK';
    await expectNoDrift();
  }
  await slow.query(end);
  await expectNoDrift();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${JSON.stringify({ seed: SEED, seconds, ...counts, ...book.counts })}\n`);
  const { code, out } = await cli(['verificar', '--json'], {
    environment: { DATABASE_URL: database.url, RUPTURA_HOJE: TODAY },
  });
  expect({ code, ...(JSON.parse(out) as object) }, REPLAY).toMatchObject({ code: EXIT.ok, success: true });
  expect(counts.events).toBeGreaterThanOrEqual(EVENTS);
  expect(counts.undone).toBeGreaterThan(EVENTS / 20);
  // Step by step: not by loading everything anew.
  expect(book.counts.refreshes).toBeGreaterThan(book.counts.loads);
}, 300_000);
