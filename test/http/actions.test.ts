/** What the routes of the server let their callers do. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACTIONS, type Action } from '../../src/access/actions.ts';
import { openTestServer, type TestServer } from './support.ts';

/** Told by Fastify of every server, before it has a route. */
const BEGUN = 'fastify.initialization';

let test: TestServer;
const routes: { readonly method: string; readonly url: string; readonly action: Action }[] = [];

function watch(message: unknown): void {
  const { fastify } = message as { readonly fastify: FastifyInstance };
  fastify.addHook('onRoute', ({ method, url, config }: RouteOptions) => {
    routes.push({ method: String(method), url, action: config!.action! });
  });
}

beforeAll(async () => {
  subscribe(BEGUN, watch);
  test = await openTestServer();
  unsubscribe(BEGUN, watch);
});

afterAll(async () => {
  await test.close();
});

it('whatever does not only read acts, and so do questions that ask others or compute much', () => {
  expect(routes.length).toBeGreaterThan(60);
  const isReading = ({ method }: (typeof routes)[number]) => method === 'GET' || method === 'HEAD';
  expect(routes.filter((one) => !isReading(one) && !ACTIONS[one.action].acts)).toEqual([]);
  const asking = routes.filter((one) => isReading(one) && ACTIONS[one.action].acts);
  const files = asking.filter(({ url }) => /^\/(api\/exportar|imprimir)\//.test(url));
  expect(new Set(files.map(({ action }) => action))).toEqual(new Set(['book.export']));
  const others = asking.filter((one) => !files.includes(one)).map(({ url }) => url);
  expect([...new Set(others)].sort()).toEqual([
    '/api/coletas/:id/pedidos/:po/zip',
    '/api/coletas/:id/zip',
    '/api/coletas/sessao',
    '/api/inconsistencias',
    '/api/verificacao',
  ]);
});

it('every action is one of some route', () => {
  const used = new Set<string>(routes.map(({ action }) => action));
  expect(Object.keys(ACTIONS).filter((action) => !used.has(action))).toEqual([]);
});
