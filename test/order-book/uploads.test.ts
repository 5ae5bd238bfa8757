/** Files on real connections: slow ones wait, silent ones end, broken ones leave nothing, many at once are one import. */

import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { type ClientRequest, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ImportAnswer } from '../../src/contract/import-wire.ts';
import { removeAbandonedFolders } from '../../src/imports/online/import-folder.ts';
import { ownIdentity } from '../../src/processes/process-identity.ts';
import { ask, openTestServer, type TestServer } from '../http/support.ts';
import { startOver } from '../support/start-over.ts';
import { done, upload as sendWhole, settled } from './import-client.ts';

/** Short enough for a test, long enough for a busy machine. */
const BODY_MS = 1000;
const MOST_BYTES = 200_000;

let test: TestServer;
let server: FastifyInstance;
let port: number;

beforeAll(async () => {
  const settings = { IMPORTACAO_MAX_MB: MOST_BYTES / 1024 ** 2 };
  test = await openTestServer({ bodyMs: BODY_MS, settings });
  server = test.server;
  await server.listen({ host: '127.0.0.1', port: 0 });
  port = (server.server.address() as AddressInfo).port;
});

afterEach(async () => {
  for (const id of known.splice(0)) await ask(server, { method: 'DELETE', url: `/api/importacao/${id}` });
  await startOver(test.database.pool);
});

afterAll(async () => {
  await test.close();
});

/** Imports of the test at work. */
const known: string[] = [];

const upload: typeof sendWhole = async (...file) => {
  const answer = await sendWhole(...file);
  known.push(answer.id);
  return answer;
};

interface Sending {
  readonly request: ClientRequest;
  /** Status and body, or the error that ended it. */
  readonly answer: Promise<{ readonly status: number; readonly text: string } | { readonly error: Error }>;
}

function send(path: string, headers: Record<string, string | number> = {}): Sending {
  const request = httpRequest({
    port,
    path,
    method: 'POST',
    headers: { 'content-type': 'text/csv', ...headers },
    agent: false,
  });
  const answer = new Promise<Awaited<Sending['answer']>>((resolve) => {
    request.on('error', (error) => resolve({ error }));
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', (error) => resolve({ error }));
    });
  });
  return { request, answer };
}

const HEAD = 'cod_produto;data;qtd\n';
const row = (n: number): string => `A${n};01/03/2026;${n + 1}\n`;
function importOf(text: string): ImportAnswer {
  const answer = JSON.parse(text) as ImportAnswer;
  known.push(answer.id);
  return answer;
}

async function ownFolders(): Promise<string[]> {
  const own = new RegExp(`^ruptura-import-.*-${process.pid}-`);
  return (await readdir(tmpdir())).filter((name) => own.test(name));
}

async function filesInFolders(): Promise<string[]> {
  const names = await ownFolders();
  // One that was removed since it was listed holds nothing.
  const folders = names.map((name) => readdir(join(tmpdir(), name)).catch((): string[] => []));
  return (await Promise.all(folders)).flat();
}

/** Waits for something that happens by itself. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await holds()) return;
    await sleep(50);
  }
  expect.fail('did not come about within 30 s');
}

describe('an upload', () => {
  it('takes longer than any other body may, as long as something arrives', async () => {
    const { request, answer } = send('/api/importacao?arquivo=estoque.csv');
    request.write(HEAD);
    const started = performance.now();
    for (let n = 0; performance.now() - started < 1.6 * BODY_MS; n++) {
      request.write(row(n));
      await sleep(BODY_MS / 8);
    }
    request.end();
    const got = await answer;
    expect(got).toMatchObject({ status: 202 });
    const { relatorio } = await settled({ server }, importOf((got as { text: string }).text).id);
    expect(relatorio!.arquivos[0]!.lidas).toBeGreaterThan(5);
  });

  it('is cut when nothing arrives for a while, and leaves nothing', async () => {
    const { request, answer } = send('/api/importacao?arquivo=estoque.csv');
    request.write(HEAD);
    const got = await answer;
    expect('error' in got ? 408 : got.status).toBe(408);
    await until(async () => (await filesInFolders()).length === 0);
    expect((await ask(server, '/saude')).status).toBe(200);
  });

  it('of any other kind is cut after its time, however steadily it arrives', async () => {
    const { request, answer } = send('/api/estoque/movimentacoes', { 'content-type': 'application/json' });
    let open = true;
    void answer.then(() => {
      open = false;
    });
    request.write('[');
    const started = performance.now();
    while (open && performance.now() - started < 6 * BODY_MS) {
      request.write(' ');
      await sleep(BODY_MS / 8);
    }
    const got = await answer;
    expect('error' in got ? 408 : got.status).toBe(408);
    expect(performance.now() - started).toBeLessThan(6 * BODY_MS);
  });

  it('that breaks off leaves no file, and the files before it are checked on', async () => {
    const { id } = await upload({ server }, 'estoque.csv', HEAD + row(1));
    await settled({ server }, id);
    const { request, answer } = send(`/api/importacao?arquivo=carteira.csv&id=${id}`, {
      'content-length': 100_000,
    });
    request.write('num_pedido;cod_produto;saldo\n');
    await until(async () => (await ask(server, `/api/importacao/${id}`)).body['etapa'] === 'RECEBENDO');
    const busy = await ask(server, { method: 'POST', url: `/api/importacao/${id}/gravar`, payload: {} });
    expect(busy).toMatchObject({ status: 409, body: { codigo: 'IMPORTACAO_EM_ANDAMENTO' } });
    request.destroy();
    await answer;
    await until(async () => (await ask(server, `/api/importacao/${id}`)).body['completo'] === true);
    const after = await settled({ server }, id);
    expect(after).toMatchObject({ success: true, estado: 'CONFERIDA', arquivos: ['estoque.csv'] });
    expect((await filesInFolders()).filter((name) => name.endsWith('.csv'))).toHaveLength(1);
    expect(await done({ server }, id, 'gravar')).toMatchObject({ estado: 'GRAVADA' });
  });

  it('that breaks off as the first of its import leaves no import', async () => {
    const { request, answer } = send('/api/importacao?arquivo=estoque.csv', { 'content-length': 100_000 });
    request.write(HEAD);
    await until(async () => (await filesInFolders()).length === 1);
    request.destroy();
    await answer;
    await until(async () => (await ownFolders()).length === 0);
  });

  it('beyond the limit is refused, at once where its size is told and when it is reached where not', async () => {
    const told = send('/api/importacao?arquivo=estoque.csv', { 'content-length': MOST_BYTES + 1 });
    told.request.write(HEAD);
    expect(await told.answer).toMatchObject({ status: 413 });
    told.request.destroy();
    const { id } = await upload({ server }, 'estoque.csv', HEAD + row(1));
    await settled({ server }, id);
    const untold = send(`/api/importacao?arquivo=mais.csv&id=${id}`);
    untold.request.end(`${HEAD}${row(2).repeat(MOST_BYTES / 10)}`);
    const got = await untold.answer;
    expect('error' in got ? 413 : got.status).toBe(413);
    await until(async () => (await ask(server, `/api/importacao/${id}`)).body['completo'] === true);
    // What was refused is given back: as much as before fits again.
    const more = await upload({ server }, 'mais.csv', `${HEAD}${row(2).repeat(1000)}`, { id });
    expect(more.recebidos).toHaveLength(2);
  });
});

describe('many uploads at once', () => {
  it('into one import are one dry run, with every file in the order they began', async () => {
    const { id } = await upload({ server }, 'estoque-0.csv', HEAD + row(0));
    const slow = send(`/api/importacao?arquivo=estoque-1.csv&id=${id}`);
    slow.request.write(HEAD);
    await until(async () => (await ask(server, `/api/importacao/${id}`)).body['etapa'] === 'RECEBENDO');
    await Promise.all([2, 3, 4, 5].map((n) => upload({ server }, `estoque-${n}.csv`, HEAD + row(n), { id })));
    expect((await ask(server, `/api/importacao/${id}`)).body['etapa']).toBe('RECEBENDO');
    slow.request.end(row(1));
    expect(await slow.answer).toMatchObject({ status: 202 });
    const whole = await settled({ server }, id);
    expect(whole.estado).toBe('CONFERIDA');
    expect(new Set(whole.arquivos)).toEqual(new Set([0, 1, 2, 3, 4, 5].map((n) => `estoque-${n}.csv`)));
    expect(whole.arquivos.slice(0, 2)).toEqual(['estoque-0.csv', 'estoque-1.csv']);
    expect(whole.relatorio!.arquivos.map(({ inseridas }) => inseridas)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(await done({ server }, id, 'gravar')).toMatchObject({ estado: 'GRAVADA' });
  });

  it('into imports of their own are kept apart, and stored one after the other', async () => {
    const imports = await Promise.all(
      [1, 2, 3, 4].map((n) => upload({ server }, 'estoque.csv', HEAD + row(n).repeat(n))),
    );
    const ended = await Promise.all(
      imports.map(async ({ id }) => {
        await settled({ server }, id);
        return await done({ server }, id, 'gravar');
      }),
    );
    expect(ended.map(({ estado, relatorio }) => [estado, relatorio!.arquivos[0]!.inseridas])).toEqual([
      ['GRAVADA', 1],
      ['GRAVADA', 2],
      ['GRAVADA', 3],
      ['GRAVADA', 4],
    ]);
  });

  it('are broken off when their import is cancelled, and nothing is left', async () => {
    const { id } = await upload({ server }, 'estoque-0.csv', HEAD + row(0));
    const slow = send(`/api/importacao?arquivo=estoque-1.csv&id=${id}`);
    slow.request.write(HEAD);
    await until(async () => (await ask(server, `/api/importacao/${id}`)).body['etapa'] === 'RECEBENDO');
    expect((await ask(server, { method: 'DELETE', url: `/api/importacao/${id}` })).body).toMatchObject({
      estado: 'CANCELADA',
    });
    const got = await slow.answer;
    expect('error' in got || got.status >= 400).toBe(true);
    await until(async () => (await ownFolders()).length === 0);
  });
});

describe('files of a process that was killed', () => {
  it('are removed by the next one; those of a living one, and of another machine, are not', async () => {
    const host = hostname()
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 40);
    const { pid, born } = ownIdentity();
    const names = {
      dead: `ruptura-import-${host}-999999-${born}-abcDEF`,
      reused: `ruptura-import-${host}-${pid}-anotherbirth-abcDEF`,
      alive: `ruptura-import-${host}-${pid}-${born}-abcDEF`,
      elsewhere: `ruptura-import-x${host}-999999-${born}-abcDEF`,
    };
    for (const name of Object.values(names)) await mkdir(join(tmpdir(), name));
    try {
      await utimes(join(tmpdir(), names.dead), 0, 0);
      await removeAbandonedFolders();
      const left = Object.entries(names).map(async ([key, name]) => {
        const there = await stat(join(tmpdir(), name)).catch(() => null);
        return [key, there !== null] as const;
      });
      expect(Object.fromEntries(await Promise.all(left))).toEqual({
        dead: false,
        reused: false,
        alive: true,
        elsewhere: true,
      });
    } finally {
      for (const name of Object.values(names))
        await rm(join(tmpdir(), name), { recursive: true, force: true });
    }
  });
});
