/** A server with collections in a folder of its own, and a portal to collect from. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { expect } from 'vitest';
import type {
  Collection,
  CollectionDetails,
  CollectionFiles,
  CollectionStreamEvent,
} from '../../src/contract/collection-wire.ts';
import { openTestServer } from '../http/support.ts';
import type { PortalOptions } from '../portal/options.ts';
import { type Portal, startPortal } from '../portal/start.ts';
import { storageState } from '../portal/storage-state.ts';

export interface CollectorBench {
  readonly portal: Portal;
  /** `RUPTURA_DATA` of the server. */
  readonly dataFolder: string;
  readonly url: string;
  readonly server: FastifyInstance;
  readonly databaseUrl: string;
  /** Runs a statement on the database of the server. */
  query(text: string): Promise<unknown>;
  /** Stops the server, as a person does, and starts another one over the same folder. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param isSignedIn whether the server gets a session at the portal
 * @param environment further settings of the server
 */
export async function openCollectorBench(
  options: Partial<PortalOptions> = {},
  isSignedIn = true,
  environment: Readonly<Record<string, string>> = {},
): Promise<CollectorBench> {
  const portal = await startPortal(options);
  const dataFolder = await mkdtemp(join(tmpdir(), 'ruptura-coletas-test-'));
  const settings = { RUPTURA_DATA: dataFolder, COUPA_URL: portal.base, ...environment };
  const open = async () => {
    const test = await openTestServer({ settings });
    await test.server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = test.server.server.address() as AddressInfo;
    return { test, url: `http://127.0.0.1:${port}` };
  };
  let running = await open();
  const bench: CollectorBench = {
    portal,
    dataFolder,
    get url() {
      return running.url;
    },
    get server() {
      return running.test.server;
    },
    query: (text) => running.test.database.pool.query(text),
    get databaseUrl() {
      return running.test.database.url;
    },
    restart: async () => {
      await running.test.close();
      running = await open();
    },
    close: async () => {
      await running.test.close();
      await portal.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
  if (isSignedIn) await sendSession(bench, JSON.stringify(await storageState(portal.base)));
  return bench;
}

export interface HttpAnswer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** Asks the server; JSON answers are parsed. */
export async function call<T>(
  bench: Pick<CollectorBench, 'url'>,
  path: string,
  init: RequestInit = {},
): Promise<HttpAnswer<T>> {
  const response = await fetch(`${bench.url}${path}`, init);
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : text) as T,
  };
}

export async function sendSession(bench: Pick<CollectorBench, 'url'>, text: string) {
  return await call<Record<string, unknown>>(bench, '/api/coletas/sessao', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: text,
  });
}

/** A list as CSV. */
export function listOf(purchases: readonly string[]): string {
  return ['PO_NUMBER;SUPPLIER;Note', ...purchases.map((purchase) => `PO${purchase};;n`)].join('\r\n');
}

/** Begins a collection. */
export async function begin(
  bench: Pick<CollectorBench, 'url'>,
  list: string,
  query: Readonly<Record<string, string>> = {},
) {
  const search = new URLSearchParams({ arquivo: 'pedidos.csv', modo: 'http', ...query });
  return await call<{ readonly coleta: Collection; readonly codigo?: string }>(
    bench,
    `/api/coletas?${search}`,
    { method: 'POST', headers: { 'content-type': 'text/csv' }, body: list },
  );
}

/** The same, and its code. */
export async function begun(...args: Parameters<typeof begin>): Promise<string> {
  const { status, body } = await begin(...args);
  expect([status, body]).toEqual([202, expect.anything()]);
  return body.coleta.coleta_id;
}

export async function details(
  bench: Pick<CollectorBench, 'url'>,
  id: string,
  query = '',
): Promise<CollectionDetails> {
  const { status, body } = await call<CollectionDetails>(bench, `/api/coletas/${id}${query}`);
  expect(status).toBe(200);
  return body;
}

/** Follows a stream to its end; every event of it. */
export async function followed(
  bench: Pick<CollectorBench, 'url'>,
  id: string,
): Promise<{ readonly events: CollectionStreamEvent[]; readonly lastId: string }> {
  const { body } = await call<string>(bench, `/api/coletas/${id}/stream`);
  const blocks = body.split('\n\n').filter((block) => block.includes('data: '));
  return {
    events: blocks.map((block) => JSON.parse(/data: (.*)/.exec(block)![1]!) as CollectionStreamEvent),
    lastId: /id: (.*)/.exec(blocks.at(-1) ?? '')?.[1] ?? '',
  };
}

/** Waits until something holds of a collection. */
export async function until(
  bench: Pick<CollectorBench, 'url'>,
  id: string,
  holds: (now: CollectionDetails) => boolean,
  ms = 30_000,
): Promise<CollectionDetails> {
  const end = performance.now() + ms;
  for (;;) {
    const now = await details(bench, id);
    if (holds(now)) return now;
    if (performance.now() > end) throw new Error(`not in time: ${JSON.stringify(now).slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Files of a purchase as the server lists them. */
export async function filesOf(bench: Pick<CollectorBench, 'url'>, id: string, purchase: string) {
  return await call<CollectionFiles>(bench, `/api/coletas/${id}/pedidos/${purchase}/arquivos`);
}

/** SHA-256 of what is downloaded from the server. */
export async function downloadedHash(bench: Pick<CollectorBench, 'url'>, path: string): Promise<string> {
  const response = await fetch(`${bench.url}${path}`);
  expect(response.status).toBe(200);
  return hashOf(Buffer.from(await response.arrayBuffer()));
}

export function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Inherited by every process that this one starts, and by theirs. */
const MARK = `${process.pid}-${Date.now()}`;
process.env['RUPTURA_TEST_MARK'] = MARK;

/** Processes that were started from here, directly or not, with a text in their command line. */
export async function startedProcesses(text: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [line, environment] = await Promise.all(
        ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
      );
      return line!.includes(text) && environment!.includes(`RUPTURA_TEST_MARK=${MARK}`) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}
