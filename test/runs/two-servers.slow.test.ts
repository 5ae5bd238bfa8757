/** Two real servers on one database that is not theirs: each run has one owner, and whoever is left ends all of them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../bench/random.ts';
import { eventually } from '../embedded/support.ts';
import { SEED } from '../oracle/seed.ts';
import { buildProgram, type Command, Program } from '../scenarios/support.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import {
  expectWhole,
  getJson,
  loadOrders,
  openStream,
  post,
  type ReceivedEvent,
  readStream,
  startRun,
  streamPath,
} from './support.ts';

const RUNS = 1000;
const AT_ONCE = 16;
const WORKER = '/api/ruptura/worker';

interface Server {
  readonly folder: string;
  readonly program: Program;
  readonly command: Command;
  readonly url: string;
}

let database: TestDatabase;
let codes: string[];
let servers: readonly Server[] = [];

beforeAll(async () => {
  await buildProgram();
  database = await createTestDatabase();
  await loadOrders(database, 3000);
  const { rows } = await database.pool.query<{ num_pedido: string }>(
    'SELECT DISTINCT num_pedido FROM carteira_principal WHERE qtd_saldo_produto_pedido > 0 ORDER BY 1',
  );
  codes = rows.map((row) => row.num_pedido);
  servers = [await serve(), await serve()];
}, 180_000);

afterAll(async () => {
  for (const { program, folder } of servers) {
    await program.killAll();
    await rm(folder, { recursive: true, force: true });
  }
  await database.close();
});

async function serve(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'ruptura-two-'));
  const program = new Program(folder, { DATABASE_URL: database.url, BATCH_SIZE: '5', NUM_WORKERS: '1' });
  return { folder, program, ...(await program.serve()) };
}

/** What a server complained of. */
async function complaints({ folder }: Server): Promise<readonly unknown[]> {
  const lines = (await readFile(join(folder, 'servidor.log'), 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as { level: number }).filter(({ level }) => level >= 40);
}

async function unfinished(): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM ruptura.sessao_analise WHERE terminada_em IS NULL',
  );
  return rows[0]!.n;
}

it(`1,000 runs started on both, told by either: every order once, nothing to complain of (SEED=${SEED})`, async () => {
  const random = createRandom(SEED);
  const plans = Array.from({ length: RUNS }, (_, n) => {
    const size = n % 50 === 0 ? 150 : random.between(1, 12);
    const from = random.below(codes.length - size);
    const [owner, teller] = [servers[n % 2]!, servers[random.below(2)]!];
    return { orders: codes.slice(from, from + size), owner, teller };
  });
  const next = plans.values();
  const client = async (): Promise<void> => {
    for (const { orders, owner, teller } of next) {
      const path = streamPath(await startRun(owner.url, { pedidos: orders }));
      expectWhole(await readStream(teller.url, path), orders);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  const { rows } = await database.pool.query(
    `SELECT count(*)::int AS runs, count(*) FILTER (WHERE terminada_em IS NULL)::int AS open,
            count(DISTINCT executor)::int AS executors, count(*) FILTER (WHERE cancelada_em IS NOT NULL)::int AS cancelled
     FROM ruptura.sessao_analise`,
  );
  expect(rows).toEqual([{ runs: RUNS, open: 0, executors: 2, cancelled: 0 }]);
  for (const server of servers) expect(await complaints(server)).toEqual([]);
}, 300_000);

it('each says that it is not alone, and what they do not share', async () => {
  const [first, second] = servers as [Server, Server];
  const notShared = ['FILA_DE_ANALISES', 'AVISOS', 'RESULTADOS_GUARDADOS'];
  for (const { url } of [first, second]) {
    await eventually(async () => {
      const { body } = await getJson(url, '/saude');
      return (body['servidores'] as { outros: number }).outros === 1;
    });
    expect((await getJson(url, '/saude')).body['servidores']).toEqual({
      outros: 1,
      nao_compartilhado: notShared,
    });
  }
  expect(
    [first, second].filter(({ command }) => command.out.includes('1 outro servidor neste banco')),
  ).not.toEqual([]);
});

it('one may be asked for the other’s runs: status, results, cancelling, forgetting', async () => {
  const [first, second] = servers as [Server, Server];
  const session = await startRun(first.url, { pedidos: codes });
  const cancelled = await fetch(`${second.url}${WORKER}/sessao/${session}`, { method: 'DELETE' });
  expect(await cancelled.json()).toMatchObject({ success: true, cancelado: true });
  const told = [
    await readStream(first.url, streamPath(session)),
    await readStream(second.url, streamPath(session)),
  ];
  expect(told[0]!.at(-1)!.data).toMatchObject({ completo: true, cancelado: true });
  expect(told[1]!.map(({ id }) => id)).toEqual(told[0]!.map(({ id }) => id));
  const page = await getJson(second.url, `${WORKER}/buscar-resultados/${session}?desde=0`);
  expect(page.status).toBe(200);
  await post(second.url, `${WORKER}/limpar-cache`, { session_id: session });
  for (const { url } of servers) {
    expect((await getJson(url, `${WORKER}/status/${session}`)).status).toBe(404);
  }
}, 60_000);

it('one that is stopped for longer than its lease and goes on does no harm: the other has ended its runs', async () => {
  const [stopped, other] = servers as [Server, Server];
  const lists = Array.from({ length: 8 }, (_, n) => codes.slice(n, n + 1000));
  const paths = await Promise.all(
    lists.map(async (pedidos) => streamPath(await startRun(stopped.url, { pedidos }))),
  );
  const followed = paths.map((path) => readStream(other.url, path));
  await eventually(async () => {
    const { rows } = await database.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM ruptura.sessao_analise s JOIN ruptura.sessao_lote l USING (session_id)
       WHERE s.terminada_em IS NULL AND l.evento IS NOT NULL`,
    );
    return rows[0]!.n > 0;
  });
  stopped.command.child.kill('SIGSTOP');
  try {
    expect(await unfinished()).toBeGreaterThan(0);
    for (const [n, events] of (await Promise.all(followed)).entries()) expectWhole(events, lists[n]!);
  } finally {
    stopped.command.child.kill('SIGCONT');
  }
  for (const [n, path] of paths.entries()) expectWhole(await readStream(stopped.url, path), lists[n]!);
  const orders = codes.slice(0, 50);
  expectWhole(
    await readStream(other.url, streamPath(await startRun(stopped.url, { pedidos: orders }))),
    orders,
  );
  expect(await complaints(other)).toEqual([]);
}, 180_000);

it('one killed in the middle: the other ends its runs, also for who follows them there', async () => {
  const [killed, left] = servers as [Server, Server];
  const lists = Array.from({ length: 24 }, (_, n) => codes.slice(n, n + 1000));
  const runs = await Promise.all(
    lists.map(async (orders, n) => {
      const { url } = servers[n % 2]!;
      return { orders, path: streamPath(await startRun(url, { pedidos: orders })), isKilled: n % 2 === 0 };
    }),
  );
  const followed: Promise<ReceivedEvent[]>[] = runs.map(({ path }) => readStream(left.url, path));
  const response = await openStream(killed.url + runs[0]!.path, 0);
  await new Promise((resolve) => response.once('data', resolve));
  response.on('error', () => undefined);
  await killed.command.kill();
  expect(await unfinished()).toBeGreaterThan(0);
  for (const [n, events] of (await Promise.all(followed)).entries()) expectWhole(events, runs[n]!.orders);
  expect(await unfinished()).toBe(0);
  const { rows } = await database.pool.query(
    `SELECT session_id, lote FROM ruptura.sessao_lote WHERE evento IS NULL OR estado <> 'PRONTO'
       AND session_id NOT IN (SELECT session_id FROM ruptura.sessao_analise WHERE cancelada_em IS NOT NULL)`,
  );
  expect(rows).toEqual([]);
  expect(await complaints(left)).toEqual([]);
}, 180_000);
