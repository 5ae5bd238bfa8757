/** The server as a process of its own: addresses, second starts, stopping, and a database that dies under it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode, RupturaError } from '../../src/contract/errors.ts';
import { isLoopback } from '../../src/http/loopback.ts';
import { type RunningServer, startServer } from '../../src/http/start-server.ts';
import { openDatabase } from '../../src/postgres/database.ts';
import { resolveSettings, type SettingValues } from '../../src/settings/process-settings.ts';
import { Bench, serverPid } from '../embedded/support.ts';
import { translatedProgram } from '../support/translated.ts';
import { move } from './support.ts';

const bench = new Bench();
const running: RunningServer[] = [];
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});

afterAll(async () => {
  await bench.cleanUp();
});

function settings(folder: string, more: Partial<SettingValues> = {}): SettingValues {
  return { ...resolveSettings({ RUPTURA_DATA: folder }).values, PORT: 0, ...more };
}

async function start(folder: string, more: Partial<SettingValues> = {}): Promise<RunningServer> {
  const server = await startServer(settings(folder, more), { openLog: () => null });
  running.push(server);
  return server;
}

async function failure(started: Promise<RunningServer>): Promise<RupturaError> {
  try {
    running.push(await started);
  } catch (error) {
    if (error instanceof RupturaError) return error;
    throw error;
  }
  throw new Error('the server started');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(url: string): Promise<Answer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(20_000) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('the address', () => {
  it.each(['0.0.0.0', '::', '192.0.2.7', 'nao-existe.invalid'])(
    '%s is refused while there are no users',
    async (host) => {
      const error = await failure(startServer(settings('/nowhere', { HOST: host }), { openLog: () => null }));
      expect(error.code).toBe('CONFIGURACAO_HOST_ABERTO');
      expect(error.sentence('en')).toContain(host);
    },
  );

  it.each(['127.0.0.1', '127.5.6.7', '::1', '[::1]', 'localhost'])(
    '%s is this machine only',
    async (host) => {
      expect(await isLoopback(host)).toBe(true);
    },
  );

  it('that another program holds is said so, and the database is let go', async () => {
    const folder = await bench.readyFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const error = await failure(startServer(settings(folder, { PORT: port }), { openLog: () => null }));
    other.close();
    expect(error).toMatchObject({ code: 'SERVIDOR_PORTA_OCUPADA', params: { porta: port } });
    expect(serverPid(folder)).toBeNull();
  });
});

describe('a server that cannot be put together', () => {
  it('lets go of the database and of everything that was opened for it', async () => {
    const folder = await bench.readyFolder();
    await expect(startServer(settings(folder), { openLog: () => ({}) as never })).rejects.toThrow('logger');
    expect(serverPid(folder)).toBeNull();
  });
});

describe('a second start on the same data', () => {
  it('says where the first one is, and leaves it alone', async () => {
    const folder = await bench.readyFolder();
    const first = await start(folder);
    const error = await failure(startServer(settings(folder), { openLog: () => null }));
    expect(error).toMatchObject({ code: 'SERVIDOR_JA_ATIVO', params: { url: first.url, pid: process.pid } });
    expect((await ask(`${first.url}/saude`)).status).toBe(200);
  });
});

/** Does it still take new connections? */
async function isListening(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const answer = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return answer;
}

describe('stopping', () => {
  it('finishes the requests under way and stops the database, which the last one out does', async () => {
    const folder = await bench.readyFolder();
    const server = await start(folder);
    const other = await openDatabase({ databaseUrl: null, dataFolder: folder, port: null });
    await ask(`${server.url}/saude`);
    // A writer holds the table, so that the request is still under way when the stop begins.
    const blocker = await other.connect();
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE movimentacao_estoque IN ACCESS EXCLUSIVE MODE');
    const waiting = ask(`${server.url}/api/estoque/A/cardex`);
    // It has come: what was asked after it, on a connection yet to be made, is answered.
    await ask(`${server.url}/saude`);
    const closed = server.close();
    await expect.poll(() => isListening(server.url)).toBe(false);
    await blocker.query('COMMIT');
    expect((await waiting).status).toBe(200);
    const answered = performance.now();
    await closed;
    expect(performance.now() - answered).toBeLessThan(9000);
    await expect(ask(`${server.url}/saude`)).rejects.toThrow();
    expect(serverPid(folder)).not.toBeNull();
    await blocker.end();
    await other.close();
    expect(serverPid(folder)).toBeNull();
  });

  it('does not wait for connections that ask nothing', async () => {
    const server = await start(await bench.readyFolder());
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve, reject) => {
      get(`${server.url}/saude`, { agent }, (response) => response.resume().on('end', () => resolve())).on(
        'error',
        reject,
      );
    });
    // Browsers open some in advance, and never use them.
    const silent = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(silent, 'connect');
    const started = performance.now();
    await server.close();
    agent.destroy();
    silent.destroy();
    expect(performance.now() - started).toBeLessThan(9000);
  });
});

describe('a database that dies', () => {
  it('is answered by errors that say "try again", and is found again without a restart', async () => {
    const folder = await bench.readyFolder();
    const server = await start(folder);
    const { database } = server.ruptura;
    await move(database.pool, 'A', '5', '2026-01-05');
    const question = `${server.url}/api/estoque/A/projecao`;
    expect((await ask(question)).body['estoque_atual']).toBe(5);

    process.kill(database.embedded!.pid(), 'SIGKILL');
    const failures: string[] = [];
    const deadline = Date.now() + 20_000;
    let answer = await ask(question);
    while (Date.now() < deadline && (answer.status !== 200 || failures.length === 0)) {
      if (answer.status !== 200) failures.push(`${answer.status} ${String(answer.body['codigo'])}`);
      await sleep(25);
      answer = await ask(question);
    }
    expect(answer).toMatchObject({ status: 200, body: { estoque_atual: 5 } });
    expect(failures.length).toBeGreaterThan(0);
    for (const one of failures) {
      const [status, code] = one.split(' ');
      expect([one, status, ERRORS[code as ErrorCode].retry]).toEqual([one, '503', true]);
    }
    await move(database.pool, 'A', '1', '2026-01-05');
    expect((await ask(question)).body['estoque_atual']).toBe(6);
    expect((await ask(`${server.url}/saude`)).body['pronto']).toBe(true);
  });
});

describe('the command start', () => {
  function run(folder: string, ...options: string[]): { child: ChildProcess; output: () => string } {
    const environment = { ...process.env, RUPTURA_DATA: folder, LANG: 'pt_BR.UTF-8', LC_ALL: '' };
    const child = spawn(process.execPath, [translatedProgram(), 'start', ...options], { env: environment });
    children.push(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
    }
    return { child, output: () => text };
  }

  it('shows where it is, offers a book, logs beside the data, and stops on a signal', async () => {
    const folder = await bench.readyFolder();
    const port = await freePort();
    const first = run(folder, '--port', String(port));
    await expect.poll(first.output, { timeout: 60_000 }).toContain('Para parar: Ctrl-C');
    expect(first.output()).toContain(`http://127.0.0.1:${port}`);
    expect(first.output()).toContain(folder);
    expect(first.output()).toContain('A carteira está vazia.');
    expect(first.output()).toMatch(/bin\/ruptura demo[\s\S]*bin\/ruptura importar pasta/);

    const { body } = await ask(`http://127.0.0.1:${port}/api/configuracao`);
    expect(body['processo']).toContainEqual(
      expect.objectContaining({ nome: 'PORT', valor: String(port), origem: 'AMBIENTE' }),
    );

    const second = run(folder, '--port', String(await freePort()));
    const [code] = (await once(second.child, 'close')) as [number];
    expect([code, second.output()]).toEqual([6, expect.stringContaining(`http://127.0.0.1:${port}`)]);

    // Under npm a Ctrl-C arrives twice.
    first.child.kill('SIGINT');
    first.child.kill('SIGINT');
    const [ended] = (await once(first.child, 'close')) as [number];
    expect([ended, first.output()]).toEqual([0, expect.stringContaining('Parado.')]);
    expect(serverPid(folder)).toBeNull();
    const lines = readFileSync(join(folder, 'servidor.log'), 'utf8').trim().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as { msg: string; url?: string });
    expect(entries.find((entry) => entry.msg === 'listening')?.url).toBe(`http://127.0.0.1:${port}`);
  }, 60_000);

  it('says loudly that the business date is fixed', async () => {
    const folder = await bench.readyFolder();
    process.env['RUPTURA_HOJE'] = '2026-03-02';
    try {
      const { output } = run(folder, '--port', String(await freePort()));
      await expect.poll(output, { timeout: 60_000 }).toContain('Para parar: Ctrl-C');
      expect(output()).toContain('ATENÇÃO: data de hoje fixada em 02/03/2026');
      expect(output()).toContain('data fixada por RUPTURA_HOJE');
    } finally {
      delete process.env['RUPTURA_HOJE'];
    }
  }, 60_000);

  it('refuses an open address with the exit code of wrong settings', async () => {
    const { child, output } = run('/nowhere', '--host', '0.0.0.0');
    const [code] = (await once(child, 'close')) as [number];
    expect([code, output()]).toEqual([2, expect.stringContaining('HOST=0.0.0.0')]);
  });
});
