/** The real program, killed in the middle of a run: the next one takes the run up, and clients go on where they were. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../bench/random.ts';
import { Bench, eventually } from '../embedded/support.ts';
import { SEED } from '../oracle/seed.ts';
import { buildProgram, type Command, Program } from '../scenarios/support.ts';
import {
  expectWhole,
  getJson,
  ordersOf,
  type ReceivedEvent,
  readStream,
  startRun,
  statusAfterLast,
  streamPath,
} from './support.ts';

const ORDERS = 8000;
const KILLS = 2;
const bench = new Bench();
let program: Program;
let dataFolder: string;

beforeAll(async () => {
  await buildProgram();
  dataFolder = await bench.readyFolder();
  program = new Program(dataFolder);
  await program.must('demo', '--pedidos', String(ORDERS));
}, 180_000);

afterAll(async () => {
  await program.killAll();
  await bench.cleanUp();
});

interface Server {
  readonly command: Command;
  readonly url: string;
}

/** Starts the server; ready as soon as it answers at all: a run that it takes up is then still under way. */
async function serve(): Promise<Server> {
  const port = await freePort();
  const command = program.start('start', '--port', String(port));
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => {
    if (command.child.exitCode !== null) throw new Error(command.err);
    return await fetch(url).then(
      () => true,
      () => false,
    );
  });
  return { command, url };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

/** Reads some events and kills the server while more are on their way; what had arrived by then. */
async function readAndKill(
  server: Server,
  path: string,
  after: number,
  most: number,
): Promise<ReceivedEvent[]> {
  const events = await readStream(server.url, path, { after, most });
  await server.command.kill();
  return events;
}

it(`a run survives kill -9 of the server: nothing missing, nothing twice, one end (SEED=${SEED})`, async () => {
  const random = createRandom(SEED);
  let server = await serve();
  const path = streamPath(await startRun(server.url, { todos: true }));
  const database = await bench.open(dataFolder);
  const batchesLeft = async (): Promise<number> => {
    const { rows } = await database.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM ruptura.sessao_lote WHERE evento IS NULL`,
    );
    return rows[0]!.n;
  };
  const events: ReceivedEvent[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    events.push(...(await readAndKill(server, path, events.length, random.between(5, 25))));
    // The first is surely in the middle; later ones on a fast machine may come after the end.
    if (kill === 0) expect(await batchesLeft()).toBeGreaterThan(0);
    server = await serve();
  }
  events.push(...(await readStream(server.url, path, { after: events.length })));
  const { rows } = await database.pool.query<{ num_pedido: string }>(
    'SELECT DISTINCT num_pedido FROM carteira_principal WHERE qtd_saldo_produto_pedido > 0',
  );
  expectWhole(
    events,
    rows.map((row) => row.num_pedido),
  );
  expect(await batchesLeft()).toBe(0);
  expect(await statusAfterLast(server.url, path, events)).toBe(204);
  const status = await getJson(server.url, path.replace('stream', 'status'));
  expect(status.body).toMatchObject({ completo: true, processados: ordersOf(events).length, erros: 0 });
  // Told from the beginning by a process that did not do most of it.
  expectWhole(
    await readStream(server.url, path),
    rows.map((row) => row.num_pedido),
  );
}, 120_000);
