import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unzipped } from '../support/unzipped.ts';
import {
  begun,
  type CollectorBench,
  call,
  filesOf,
  followed,
  hashOf,
  listOf,
  openCollectorBench,
  until,
} from './support.ts';

describe('a collection as one archive', () => {
  let bench: CollectorBench;

  beforeAll(async () => {
    bench = await openCollectorBench({ purchases: 4, scenes: ['plain', 'twins', 'hostile', 'empty'] });
  });
  afterAll(async () => {
    await bench?.close();
  });

  const archive = async (id: string) => {
    const response = await fetch(`${bench.url}/api/coletas/${id}/zip`);
    const bytes = Buffer.from(await response.arrayBuffer());
    return { response, bytes, entries: await unzipped(bytes) };
  };

  it('holds the result and the folder of every purchase, as they lie on the disk', async () => {
    const id = await begun(bench, listOf([...bench.portal.purchases, '19999999', 'none']));
    await followed(bench, id);
    const { response, bytes, entries } = await archive(id);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('content-length')).toBe(String(bytes.length));
    expect(response.headers.get('content-disposition')).toContain(`filename="pedidos-${id}.zip"`);
    expect(response.headers.get('cache-control')).toContain('no-store');

    const [result = '', ...names] = entries.keys();
    expect(result).toMatch(/^pedidos_processed_[\d-]+\.csv$/);
    const kept = await fetch(`${bench.url}/api/coletas/${id}/resultado`);
    expect(entries.get(result)!.equals(Buffer.from(await kept.arrayBuffer()))).toBe(true);
    const wanted = new Map<string, string>();
    for (const purchase of bench.portal.purchases) {
      const { body } = await filesOf(bench, id, purchase);
      if (body.pasta === null) continue;
      for (const { nome, sha256 } of body.arquivos)
        if (sha256 !== null) wanted.set(`${body.pasta}/${nome}`, sha256);
      expect(JSON.parse(entries.get(`${body.pasta}/manifest.json`)!.toString())).toBeTypeOf('object');
    }
    expect(wanted.size).toBeGreaterThan(5);
    for (const [name, sha256] of wanted) expect([name, hashOf(entries.get(name)!)]).toEqual([name, sha256]);
    const odd = /^\/|\\|(^|\/)\.{1,2}(\/|$)|__WORK|\.part$|^\.coleta/;
    expect(names.filter((name) => odd.test(name))).toEqual([]);
  });

  it('holds what is finished while it runs, and nothing of what is under way', async () => {
    const [first = '', second = ''] = bench.portal.purchases;
    bench.portal.setFault(second, { on: 'file', which: 0, kind: 'slow', ms: 20_000 });
    const id = await begun(bench, listOf([first, second]), { workers: '1' });
    await until(bench, id, ({ coleta }) => coleta.prontos === 1);
    const { entries } = await archive(id);
    expect([...entries.keys()].some((name) => name.includes(first))).toBe(true);
    expect([...entries.keys()].filter((name) => name.includes(second))).toEqual([]);
    await call(bench, `/api/coletas/${id}?agora=1`, { method: 'DELETE' });
    bench.portal.setFault(second, null);
    await until(bench, id, ({ coleta }) => coleta.fim !== null);
  });

  it('is for our own pages and for programs, not for pages of others', async () => {
    const id = await begun(bench, listOf([bench.portal.purchases[3]!]));
    await followed(bench, id);
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { referer: 'https://evil.example/' }]) {
      const url = `/api/coletas/${id}/zip`;
      const { statusCode, body } = await bench.server.inject({ url, headers });
      expect([statusCode, JSON.parse(body)]).toMatchObject([403, { codigo: 'ORIGEM_NAO_ACEITA' }]);
    }
    const { status, body } = await call<{ codigo: string }>(bench, '/api/coletas/20260101-000000-abcd/zip');
    expect([status, body.codigo]).toEqual([404, 'COLETA_DESCONHECIDA']);
  });
});
