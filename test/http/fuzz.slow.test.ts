/** Whatever is sent to any route of the reference is answered by a documented error, and leaves nothing behind. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode } from '../../src/contract/errors.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type FuzzRequest, type Operation, operationsOf, requestsOf } from './fuzz-values.ts';
import { addLine, move, TODAY } from './support.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 2_147_483_647);
/** A longer look: `RUNS=100` times as many requests. */
const runs = Number(process.env['RUNS'] ?? 1);
const FUZZ_MS = 4000 * runs;
const TOGETHER = 8;
/** A question that gets no answer by then has been forgotten. */
const LONGEST_MS = 10_000;
const SERVER = fileURLToPath(new URL('./fuzz-server.ts', import.meta.url));
/** Of the parser, before there is a request: one code, the status says what. */
const PARSER_STATUS = [400, 408, 413, 414, 431];

const agent = new Agent({ keepAlive: true, maxSockets: TOGETHER });
let database: TestDatabase;
let dataFolder: string;
let child: ChildProcess;
let port: number;
let operations: Operation[];
let sent = 0;
let fatal: string | null = null;

beforeAll(async () => {
  database = await createTestDatabase();
  dataFolder = await mkdtemp(join(tmpdir(), 'ruptura-fuzz-'));
  await move(database.pool, 'A', '5');
  await addLine(database.pool, { order: 'PED1', product: 'A', quantity: '7', date: '2026-03-03' });
  child = fork(SERVER, [database.url, TODAY, dataFolder], {
    execArgv: ['--expose-gc', '--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.on('message', (message: { fatal?: string }) => {
    fatal = message.fatal ?? fatal;
  });
  const [{ address }] = (await once(child, 'message')) as [{ address: { port: number } }];
  port = address.port;
  operations = operationsOf(await (await fetch(`http://127.0.0.1:${port}/docs/openapi.json`)).json());
}, 60_000);

afterAll(async () => {
  agent.destroy();
  child.kill('SIGKILL');
  await database.close();
  await rm(dataFolder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** The answer; of a stream its beginning. */
function send({ method, path, headers, body }: FuzzRequest): Promise<Answer> {
  sent++;
  return new Promise((resolve, reject) => {
    // Node's client does not tell how long the body of a GET, HEAD or DELETE is: it would be read as another request.
    const length = body === null ? {} : { 'content-length': String(body.length) };
    const options = { port, host: '127.0.0.1', agent, method, path, headers: { ...headers, ...length } };
    const request = httpRequest(options, (response) => {
      void read(response).then(resolve, reject);
    });
    // A server that refuses a body need not take all of it: what it said before is what counts.
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'ECONNRESET') resolve({ status: 0, type: '', text: '' });
      else reject(error);
    });
    request.setTimeout(LONGEST_MS, () => request.destroy(new Error(`no answer in ${LONGEST_MS} ms`)));
    request.end(body ?? undefined);
  });
}

async function read(response: IncomingMessage): Promise<Answer> {
  const type = String(response.headers['content-type'] ?? '');
  const status = response.statusCode ?? 0;
  if (type.startsWith('text/event-stream')) {
    response.on('error', () => undefined).destroy();
    return { status, type, text: '' };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status, type, text: unpacked(Buffer.concat(chunks), response.headers['content-encoding']) };
}

function unpacked(body: Buffer, encoding: string | undefined): string {
  if (encoding === undefined || encoding === 'identity') return body.toString();
  const unpack = { br: brotliDecompressSync, gzip: gunzipSync, deflate: inflateSync }[encoding];
  if (unpack === undefined) throw new Error(`the unknown encoding ${encoding}`);
  return body.length === 0 ? '' : unpack(body).toString();
}

/** What is wrong with an answer; null where nothing is. */
function fault({ status, type, text }: Answer, { method }: FuzzRequest): string | null {
  if (status === 0) return null;
  if (status >= 500 || status < 200) return `status ${status}: ${text.slice(0, 300)}`;
  if (/\n\s+at |node_modules|\.ts:\d/.test(text)) return `a stack trace: ${text.slice(0, 300)}`;
  if (status < 400 || method === 'HEAD') return null;
  if (!type.startsWith('application/json')) return `an error of type ${type}`;
  const body = JSON.parse(text) as Record<string, unknown>;
  if (Object.keys(body).sort().join() !== 'codigo,detalhes,error,success')
    return `the form of ${text.slice(0, 300)}`;
  const entry = ERRORS[body['codigo'] as ErrorCode];
  if (entry === undefined) return `the unknown code ${String(body['codigo'])}`;
  const isParser = body['codigo'] === 'REQUISICAO_INVALIDA' && PARSER_STATUS.includes(status);
  return entry.status === status || isParser ? null : `${String(body['codigo'])} with status ${status}`;
}

async function mustBeFine(requests: readonly FuzzRequest[]): Promise<void> {
  const faults = await Promise.all(requests.map(async (one) => fault(await send(one), one)));
  const [found] = faults.filter((one) => one !== null);
  if (found !== undefined) throw new Error(found);
  if (fatal !== null) throw new Error(fatal);
}

interface Memory {
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
  readonly problems: readonly string[];
}

async function memory(): Promise<Memory> {
  child.send('memory');
  const [figures] = (await once(child, 'message')) as [Memory];
  return figures;
}

function anything(): fc.Arbitrary<FuzzRequest[]> {
  const requests = fc.oneof(...operations.map(requestsOf));
  return fc.array(requests, { minLength: TOGETHER, maxLength: TOGETHER });
}

describe(`requests of all kinds (SEED=${seed})`, () => {
  it('are known for every route of the reference', () => {
    expect(operations.length).toBeGreaterThan(30);
    expect(operations.filter(({ body }) => body !== null).length).toBeGreaterThan(5);
  });

  it(
    'get answers or documented errors, route by route',
    async () => {
      for (const operation of operations) {
        const property = fc.asyncProperty(
          fc.array(requestsOf(operation), { minLength: 12, maxLength: 12 }),
          mustBeFine,
        );
        await fc.assert(property, { seed, numRuns: 3 * runs });
      }
    },
    60_000 * runs,
  );

  it(
    'get answers or documented errors, all at once',
    async () => {
      await fc.assert(fc.asyncProperty(anything(), mustBeFine), {
        seed,
        numRuns: 100_000,
        interruptAfterTimeLimit: FUZZ_MS,
      });
      expect(sent).toBeGreaterThan(1000);
    },
    60_000 * runs,
  );

  it('with bodies over the limits are cut short by an error', async () => {
    const body = Buffer.from(`["${'x'.repeat(17 * 1024 * 1024)}"]`);
    const headers = { 'content-type': 'application/json' };
    for (const path of operations.filter((one) => one.body !== null).map((one) => one.path)) {
      const request = { method: 'POST', path: path.replace(/\{\w+\}/g, 'x'), headers, body };
      const answer = await send(request);
      expect([path, fault(answer, request)]).toEqual([path, null]);
      if (answer.status !== 0) expect([path, answer.status]).toEqual([path, expect.toSatisfy(isRefusal)]);
    }
  }, 60_000);

  it('leave no memory behind', async () => {
    const batches = fc.sample(anything(), { seed, numRuns: 100 });
    const round = async (): Promise<Memory> => {
      for (const batch of batches) await mustBeFine(batch);
      return await memory();
    };
    // The first rounds fill what is kept on purpose: compiled code, prepared statements, names of metrics.
    await round();
    const before = await round();
    await round();
    const after = await round();
    expect((after.heapUsed - before.heapUsed) / 2 ** 20).toBeLessThan(6);
    expect((after.external - before.external) / 2 ** 20).toBeLessThan(6);
    expect((after.rss - before.rss) / 2 ** 20).toBeLessThan(64);
  }, 60_000);

  it('leave the server up, its book untouched by what was refused, and its tables whole', async () => {
    const answer = await send({ method: 'GET', path: '/saude', headers: {}, body: null });
    expect([answer.status, JSON.parse(answer.text)['pronto']]).toEqual([200, true]);
    const { rows } = await database.pool.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'",
    );
    expect(rows[0]!.n).toBeGreaterThan(5);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((await memory()).problems).toEqual([]);
  });
});

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500;
}
