import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Collection, CollectionRetry } from '../../src/contract/collection-wire.ts';
import {
  begin,
  begun,
  type CollectorBench,
  call,
  details,
  filesOf,
  followed,
  listOf,
  openCollectorBench,
  until,
} from './support.ts';

describe('a collection that runs', () => {
  let bench: CollectorBench;

  beforeAll(async () => {
    bench = await openCollectorBench({ purchases: 8, scenes: ['plain'], filesPerPurchase: 2, pageMs: 400 });
  });
  afterAll(async () => {
    await bench?.close();
  });

  const post = (path: string) =>
    call<CollectionRetry & { codigo?: string }>(bench, `/api/coletas/${path}`, { method: 'POST' });
  const cancel = (id: string, query = '') =>
    call<{ coleta: Collection; codigo?: string }>(bench, `/api/coletas/${id}${query}`, { method: 'DELETE' });

  it('begins nothing while it is paused, and goes on', async () => {
    const id = await begun(bench, listOf(bench.portal.purchases.slice(0, 5)), { workers: '1' });
    await until(bench, id, ({ coleta }) => coleta.prontos >= 1);
    expect((await post(`${id}/pausar`)).body.coleta.pausada).toBe(true);
    const rests = await until(bench, id, ({ pedidos }) =>
      pedidos.every(({ status }) => status !== 'RUNNING'),
    );
    expect(rests.coleta.prontos).toBeLessThan(5);
    // Nothing was begun between that look and going on.
    const asked = Object.keys(bench.portal.stats().pages).length;
    expect(asked).toBe(rests.coleta.prontos);
    expect((await post(`${id}/continuar`)).body.coleta.pausada).toBe(false);
    expect((await until(bench, id, ({ coleta }) => coleta.fim !== null)).coleta).toMatchObject({
      estado: 'completed',
      com_sucesso: 5,
    });
  });

  it('finishes what runs when it is cancelled, and is resumed with the rest only', async () => {
    const id = await begun(bench, listOf(bench.portal.purchases), { workers: '2' });
    await until(bench, id, ({ coleta }) => coleta.prontos >= 1);
    const { body } = await cancel(id);
    expect(body.coleta.estado).toBe('finishing');
    const { events } = await followed(bench, id);
    const { coleta } = events.at(-1)!;
    expect(coleta).toMatchObject({ estado: 'interrupted', pode_retomar: true, codigo: null });
    expect(coleta.prontos).toBeLessThan(8);
    const before = await details(bench, id);
    expect(before.resumo!.restantes).toBe(8 - coleta.prontos);
    expect(before.pedidos.every(({ status }) => status === 'COMPLETED' || status === 'WAITING')).toBe(true);

    bench.portal.resetStats();
    expect((await post(`${id}/retomar`)).status).toBe(202);
    await followed(bench, id);
    const after = await details(bench, id);
    expect(after.coleta).toMatchObject({ estado: 'completed', com_sucesso: 8, total: 8 });
    // What was collected before was not asked for again.
    const done = before.pedidos.filter(({ status }) => status === 'COMPLETED').map(({ pedido }) => pedido);
    const asked = Object.keys(bench.portal.stats().pages);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((path) => done.some((purchase) => path.includes(purchase)))).toEqual([]);
    expect(after.resumo!.workers.reduce((sum, { pedidos }) => sum + pedidos, 0)).toBe(8);
    expect((await post(`${id}/retomar`)).body.codigo).toBe('COLETA_JA_CONCLUIDA');
  });

  it('lets go of everything when it is to stop now', async () => {
    const id = await begun(bench, listOf(bench.portal.purchases), { workers: '2' });
    await until(bench, id, ({ pedidos }) => pedidos.some(({ status }) => status === 'RUNNING'));
    await cancel(id, '?agora=1');
    const { coleta } = await until(bench, id, (now) => now.coleta.fim !== null, 5_000);
    expect(coleta.estado).toBe('interrupted');
    const { pedidos } = await details(bench, id);
    expect(pedidos.filter(({ status }) => status === 'RUNNING')).toEqual([]);
    const { body } = await call<string>(bench, `/api/coletas/${id}/resultado`);
    expect(body.trim().split('\r\n').length).toBe(9);
  });

  it('collects failed purchases once more: one while it runs, all of them when it rests', async () => {
    const [good = '', bad = '', worse = ''] = bench.portal.purchases;
    bench.portal.setFault(bad, { on: 'file', which: 0, kind: 'status', status: 403, times: 1 });
    bench.portal.setFault(worse, { on: 'file', which: 1, kind: 'status', status: 403, times: 2 });
    const list = listOf([bad, worse, good, ...bench.portal.purchases.slice(3, 5)]);
    const id = await begun(bench, list, { workers: '1' });
    const failed = await until(bench, id, ({ pedidos }) => pedidos[0]!.status === 'PARTIAL');
    expect(failed.pedidos[0]).toMatchObject({ causa: 'HTTP_403', perdidos: 1, pode_tentar: true });
    expect((await filesOf(bench, id, bad)).body.perdidos).toMatchObject([{ causa: 'HTTP_403' }]);
    expect((await post(`${id}/pedidos/PO${bad}/tentar`)).body).toMatchObject({ success: true, pedidos: 1 });
    await followed(bench, id);
    const rests = await details(bench, id);
    expect(rests.coleta).toMatchObject({ estado: 'completed', com_sucesso: 4, com_falha: 1 });

    const all = await post(`${id}/tentar`);
    expect([all.status, all.body.pedidos, all.body.coleta.estado]).toEqual([202, 1, 'running']);
    await followed(bench, id);
    // The second try still fails, the third brings the rest.
    expect((await details(bench, id)).coleta.com_falha).toBe(1);
    expect((await post(`${id}/pedidos/${worse}/tentar`)).status).toBe(202);
    await followed(bench, id);
    const end = await details(bench, id);
    expect(end.coleta).toMatchObject({ estado: 'completed', com_sucesso: 5, com_falha: 0 });
    const { body } = await filesOf(bench, id, worse);
    expect(new Set(body.arquivos.map(({ sha256 }) => sha256))).toEqual(
      new Set(bench.portal.expectedFiles(worse).map(({ sha256 }) => sha256)),
    );
    expect((await post(`${id}/tentar`)).body.codigo).toBe('COLETA_SEM_FALHAS');
  });

  it('refuses what cannot be done now, and says why', async () => {
    const [purchase = ''] = bench.portal.purchases;
    const id = await begun(bench, listOf([purchase]), { workers: '1' });
    expect((await post(`${id}/retomar`)).body.codigo).toBe('COLETA_EM_ANDAMENTO');
    expect((await post(`${id}/pedidos/${purchase}/tentar`)).body.codigo).toBe('COLETA_SEM_TENTATIVA');
    await followed(bench, id);
    const codes = await Promise.all([
      post(`${id}/pausar`),
      post(`${id}/continuar`),
      cancel(id),
      post(`${id}/pedidos/99999999/tentar`),
      post(`${id}/pedidos/..%2f..%2fetc/tentar`),
      post('20260101-000000-abcd/retomar'),
      cancel('..%2f..'),
    ]);
    expect(codes.map(({ status, body }) => [status, body.codigo])).toEqual([
      [409, 'COLETA_PARADA'],
      [409, 'COLETA_PARADA'],
      [409, 'COLETA_PARADA'],
      [404, 'COLETA_PEDIDO_DESCONHECIDO'],
      [404, 'COLETA_PEDIDO_DESCONHECIDO'],
      [404, 'COLETA_DESCONHECIDA'],
      [404, 'COLETA_DESCONHECIDA'],
    ]);
  });

  it('is one of two at most', async () => {
    const list = listOf(bench.portal.purchases);
    const ids = [await begun(bench, list, { workers: '1' }), await begun(bench, list, { workers: '1' })];
    const third = await begin(bench, list);
    expect([third.status, third.body.codigo]).toEqual([409, 'COLETAS_DEMAIS']);
    await Promise.all(ids.map((id) => cancel(id, '?agora=1')));
    await Promise.all(ids.map((id) => until(bench, id, ({ coleta }) => coleta.fim !== null)));
    const fourth = await begun(bench, list);
    await cancel(fourth, '?agora=1');
    await until(bench, fourth, ({ coleta }) => coleta.fim !== null);
  });
});
