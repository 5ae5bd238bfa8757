/** Commands and the server share their data: every command works with it, without it, and after it was killed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import type { OrderAnswer, ProjectionAnswer } from '../../src/contract/wire.ts';
import { Bench, eventually, serverPid } from '../embedded/support.ts';
import { writeOrderBook } from './erp-files.ts';
import { buildProgram, type Command, Program } from './support.ts';

const bench = new Bench();
let files: string;
let dataFolder: string;
let program: Program;
let server: { readonly command: Command; readonly url: string };
let nextFile = 0;

beforeAll(async () => {
  await buildProgram();
  files = await mkdtemp(join(tmpdir(), 'ruptura-files-'));
  dataFolder = await bench.readyFolder();
  program = new Program(dataFolder);
}, 180_000);

afterAll(async () => {
  await program.killAll();
  await bench.cleanUp();
  await rm(files, { recursive: true, force: true });
});

interface Answers {
  readonly orders: readonly OrderAnswer[];
  readonly products: readonly ProjectionAnswer[];
}

/** The lines of what a command printed, without what differs from one moment to the next. */
function parsed<Line>(out: string): Line[] {
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map(
    (line) =>
      JSON.parse(line, (key, value) => (/(_em|_ms|_calculo|versao)$/.test(key) ? null : value)) as Line,
  );
}

async function answers(): Promise<Answers> {
  const [orders, products] = await Promise.all([
    program.run('analisar', '--todos', '--json'),
    program.run('projetar', '--todos', '--json'),
  ]);
  expect([orders.code, products.code, orders.err + products.err]).toEqual([
    0,
    0,
    expect.not.stringMatching('✗'),
  ]);
  return { orders: parsed(orders.out), products: parsed(products.out) };
}

/** Runs every command once as a process of its own; each must succeed and change or answer what it should. */
async function useEveryCommand(serverUrl: string | null): Promise<void> {
  const { orders } = await answers();
  const promises = await program.run('promessa', '--json');
  expect(parsed(promises.out)).toEqual(
    orders.map(({ num_pedido, promessa }) => expect.objectContaining({ num_pedido, promessa })),
  );
  expect((await program.run('config', '--json')).code).toBe(0);
  const backup = join(files, `backup-${nextFile}`);
  expect((await program.run('exportar', '--tudo', '--saida', backup)).code).toBe(0);
  nextFile++;
  const added = await program.run('importar', await writeOrderBook(files, 80, nextFile));
  expect(added).toMatchObject({ code: 0, err: expect.not.stringContaining('✗') });
  await expectSound(serverUrl, orders.length + 10);
  const refused = await program.run('demo', '--pedidos', '10');
  expect(refused.code).toBe(EXIT.refused);
  expect((await program.run('importar', backup, '--substituir', '--sim-substituir', '--de-novo')).code).toBe(
    0,
  );
  await expectSound(serverUrl, orders.length);
}

async function expectSound(serverUrl: string | null, orders: number): Promise<void> {
  const { code, out } = await program.run('verificar', '--json');
  expect({ code, ...(JSON.parse(out) as object) }).toMatchObject({
    code: EXIT.ok,
    success: true,
    pedidos: orders,
    servidor: serverUrl,
    servidor_confere: serverUrl === null ? null : true,
  });
}

describe('commands without a server', () => {
  it('all work, and leave no database running', async () => {
    expect((await program.run('demo', '--pedidos', '200')).code).toBe(0);
    await useEveryCommand(null);
    expect(serverPid(dataFolder)).toBeNull();
  }, 60_000);
});

describe('commands beside a server', () => {
  let before: Answers;

  beforeAll(async () => {
    before = await answers();
    server = await program.serve();
  }, 60_000);

  it('give the same answers as without it', async () => {
    expect(await answers()).toEqual(before);
  }, 60_000);

  it('all work, and verificar compares what the server answers', async () => {
    await useEveryCommand(server.url);
  }, 60_000);

  it('are seen by the server at once', async () => {
    const digest = async (): Promise<{ pedidos: number }> =>
      (await (await fetch(`${server.url}/api/verificacao`)).json()) as { pedidos: number };
    const { pedidos } = await digest();
    nextFile++;
    expect((await program.run('importar', await writeOrderBook(files, 8, nextFile))).code).toBe(0);
    expect((await digest()).pedidos).toBe(pedidos + 1);
    const replaced = await program.run('demo', '--pedidos', '150', '--semente', '2', '--substituir');
    expect(replaced.code).toBe(0);
    await expectSound(server.url, (await digest()).pedidos);
  }, 60_000);

  it('say where it runs to whoever starts a second one', async () => {
    const { code, err } = await program.run('start', '--port', '1');
    expect(code).toBe(EXIT.running);
    expect(err).toContain(server.url);
    expect(err).toContain(String(server.command.child.pid));
    expect((await fetch(`${server.url}/api/verificacao`)).status).toBe(200);
  }, 60_000);

  it('go on when it is killed, and it can be started again', async () => {
    const held = await answers();
    await server.command.kill();
    expect(await answers()).toEqual(held);
    await expectSound(null, held.orders.length);
    server = await program.serve();
    expect(await answers()).toEqual(held);
    await expectSound(server.url, held.orders.length);
  }, 60_000);

  it('go on when it is killed together with its database', async () => {
    const held = await answers();
    const pid = serverPid(dataFolder)!;
    await server.command.kill();
    process.kill(pid, 'SIGKILL');
    await eventually(() => serverPid(dataFolder) === null);
    server = await program.serve();
    expect(await answers()).toEqual(held);
    await expectSound(server.url, held.orders.length);
  }, 60_000);

  it('find the server right after its database was killed under it', async () => {
    const held = await answers();
    process.kill(serverPid(dataFolder)!, 'SIGKILL');
    await eventually(async () => (await fetch(`${server.url}/api/verificacao`)).status === 200);
    expect(await answers()).toEqual(held);
    await expectSound(server.url, held.orders.length);
  }, 60_000);

  it('are not disturbed by its orderly stop, after which no database is left running', async () => {
    const held = await answers();
    const checking = program.start('verificar', '--json');
    const { code } = await server.command.interrupt();
    expect(code).toBe(EXIT.ok);
    // Whether it could still ask the server or not.
    expect((await checking.ended).code).not.toBe(EXIT.drift);
    await eventually(() => serverPid(dataFolder) === null);
    expect(await answers()).toEqual(held);
  }, 60_000);
});
