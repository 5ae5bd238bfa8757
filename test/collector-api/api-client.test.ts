import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { PortalSessionAnswer } from '../../src/contract/collection-wire.ts';
import { CLIENT_ID, CLIENT_SECRET } from '../portal/api-desk.ts';
import { begin, begun, type CollectorBench, call, listOf, openCollectorBench, until } from './support.ts';

let bench: CollectorBench;

beforeAll(async () => {
  const client = { COUPA_CLIENT_ID: CLIENT_ID, COUPA_CLIENT_SECRET: CLIENT_SECRET };
  bench = await openCollectorBench({ purchases: 2, scenes: ['plain'] }, false, client);
});
afterAll(() => bench?.close());
beforeEach(() => bench.portal.api.reset());

const session = (query = '') => call<PortalSessionAnswer>(bench, `/api/coletas/sessao${query}`);

it('is used where nobody names a way, and keeps its secret', { timeout: 60_000 }, async () => {
  const id = await begun(bench, listOf(bench.portal.purchases), { modo: 'auto' });
  const { coleta } = await until(bench, id, (now) => now.coleta.estado === 'completed');
  expect(coleta).toMatchObject({ portal: 'coupa-api', modo: 'api', com_sucesso: 2 });
  expect(bench.portal.stats().pages).toEqual({});
  const kept = await readdir(bench.dataFolder, { recursive: true, withFileTypes: true });
  for (const entry of kept.filter((one) => one.isFile())) {
    const text = await readFile(join(entry.parentPath, entry.name), 'latin1').catch(() => '');
    expect(text.includes(CLIENT_SECRET), entry.name).toBe(false);
  }
});

it('stands as the portal says, whoever asks about its pages or its API', async () => {
  for (const query of ['', '?portal=coupa-api']) {
    expect((await session(query)).body).toMatchObject({
      api: true,
      estado: 'VALID',
      comando: null,
      janela: false,
    });
  }
  bench.portal.api.scopes = null;
  expect((await session()).body).toMatchObject({ api: true, estado: 'EXPIRED' });
});

it('that is refused begins nothing', async () => {
  bench.portal.api.scopes = null;
  const refused = await begin(bench, listOf(bench.portal.purchases), { modo: 'auto' });
  expect([refused.status, refused.body.codigo]).toEqual([401, 'COLETA_CLIENTE_RECUSADO']);
});

it('is never shown to an address that a caller names', async () => {
  const asked = bench.portal.api.tokensGiven;
  const elsewhere = `http://localhost:${new URL(bench.portal.base).port}`;
  expect((await session(`?portal=coupa-api&base=${elsewhere}`)).body).toMatchObject({ estado: 'MISSING' });
  const refused = await begin(bench, listOf(bench.portal.purchases), { modo: 'api', base: elsewhere });
  expect([refused.status, refused.body.codigo]).toEqual([400, 'COLETA_SEM_CLIENTE']);
  expect(bench.portal.api.tokensGiven).toBe(asked);
});
