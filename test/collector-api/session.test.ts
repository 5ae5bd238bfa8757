import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PortalSessionAnswer } from '../../src/contract/collection-wire.ts';
import { expiredState, storageState } from '../portal/storage-state.ts';
import {
  begin,
  begun,
  type CollectorBench,
  call,
  listOf,
  openCollectorBench,
  sendSession,
  until,
} from './support.ts';

describe('the session at a portal', () => {
  let bench: CollectorBench;

  beforeAll(async () => {
    // Without a browser nobody is signed in by one, and what comes of that need not be waited for.
    vi.stubEnv('CHROMIUM', '/nowhere/chromium');
    bench = await openCollectorBench({ purchases: 2, scenes: ['plain'] }, false);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await bench?.close();
  });

  const session = (query = '') =>
    call<PortalSessionAnswer & { codigo?: string }>(bench, `/api/coletas/sessao${query}`);

  it('is missing, expired or valid as the portal says, and is never handed out', async () => {
    expect((await session()).body).toEqual({
      success: true,
      portal: 'coupa',
      portais: ['coupa', 'simple', 'coupa-api'],
      base: bench.portal.base,
      api: false,
      estado: 'MISSING',
      comando: `ruptura coletar entrar --base-url ${bench.portal.base}`,
      // There is no browser.
      janela: false,
    });
    const expired = await sendSession(bench, JSON.stringify(expiredState(bench.portal.base)));
    expect(expired.body).toMatchObject({ estado: 'EXPIRED' });
    const state = await storageState(bench.portal.base);
    const valid = await sendSession(bench, JSON.stringify(state));
    expect([valid.status, valid.body]).toMatchObject([200, { estado: 'VALID' }]);
    const told = JSON.stringify([valid.body, (await session()).body]);
    for (const { value } of state.cookies) expect(told).not.toContain(value);
  });

  it('is kept for its owner only', async () => {
    const folder = join(bench.dataFolder, 'coletas', 'sessao');
    const names = await readdir(folder);
    expect(names).toEqual([`http_${new URL(bench.portal.base).host.replace(':', '_')}.json`]);
    expect((await stat(join(folder, names[0]!))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('is not replaced by what is none', async () => {
    const folder = join(bench.dataFolder, 'coletas', 'sessao');
    const [name = ''] = await readdir(folder);
    const before = await readFile(join(folder, name), 'utf8');
    for (const text of [
      '',
      'null',
      '[]',
      '{}',
      '{"cookies":[]}',
      '{"cookies":[{"name":1}]}',
      '<html>',
      '7',
    ]) {
      const { status, body } = await sendSession(bench, text);
      expect([text, status, body['codigo']]).toEqual([text, 400, 'COLETA_ESTADO_INVALIDO']);
    }
    expect(await readFile(join(folder, name), 'utf8')).toBe(before);
    expect(await readdir(folder)).toEqual([name]);
  });

  it('takes the instants of browsers, which have more digits than numbers of the API', async () => {
    const state = await storageState(bench.portal.base);
    const text = JSON.stringify(state).replaceAll('"expires":-1', '"expires":4070908800.1234567');
    expect((await sendSession(bench, text)).body).toMatchObject({ estado: 'VALID' });
  });

  it('tells a portal that does not answer from one that asks to sign in', async () => {
    expect((await session('?base=http://127.0.0.1:9')).body).toMatchObject({ estado: 'UNREACHABLE' });
  });

  it('takes http and https addresses only, and only their origin', async () => {
    for (const base of ['file:///etc/passwd', 'ftp://a.b', 'javascript:1', 'empresa', '//x', 'http://']) {
      const query = `?base=${encodeURIComponent(base)}`;
      expect([base, (await session(query)).body.codigo]).toEqual([base, 'REQUISICAO_INVALIDA']);
      const { status } = await begin(bench, listOf(bench.portal.purchases), { base });
      expect([base, status]).toEqual([base, 400]);
    }
    const long = `${bench.portal.base}/order_headers/1?x=1#y`;
    expect((await session(`?base=${encodeURIComponent(long)}`)).body.base).toBe(bench.portal.base);
  });

  it('is sent to no other host', async () => {
    const heard: string[] = [];
    const other: Server = createServer((request, response) => {
      heard.push(request.headers.cookie ?? '');
      response.end('<html></html>');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    // Cookies do not tell ports apart; names they do.
    const base = `http://localhost:${(other.address() as AddressInfo).port}`;
    await session(`?base=${base}`);
    const id = await begun(bench, listOf(bench.portal.purchases), { base });
    const { coleta } = await until(bench, id, (now) => now.coleta.fim !== null);
    expect(coleta.base).toBe(base);
    expect(heard.length).toBeGreaterThan(0);
    expect(new Set(heard)).toEqual(new Set(['']));
    other.closeAllConnections();
    other.close();
  });

  it('that has ended interrupts a collection, which says so and goes on after somebody signed in', async () => {
    await sendSession(bench, JSON.stringify(expiredState(bench.portal.base)));
    const id = await begun(bench, listOf(bench.portal.purchases));
    const { coleta } = await until(bench, id, (now) => now.coleta.fim !== null, 60_000);
    expect(coleta).toMatchObject({
      estado: 'interrupted',
      codigo: 'COLETA_SESSAO_EXPIRADA',
      pode_retomar: true,
    });
    const english = await call<{ coleta: { error: string } }>(bench, `/api/coletas/${id}`, {
      headers: { 'accept-language': 'en' },
    });
    expect(coleta.error).toMatch(/acabou/);
    expect(english.body.coleta.error).toMatch(/has ended/);
    await sendSession(bench, JSON.stringify(await storageState(bench.portal.base)));
    await call(bench, `/api/coletas/${id}/retomar`, { method: 'POST' });
    const end = await until(bench, id, (now) => now.coleta.fim !== null);
    expect(end.coleta).toMatchObject({ estado: 'completed', com_sucesso: 2, codigo: null, error: null });
  }, 100_000);
});
