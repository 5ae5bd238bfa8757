import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  begun,
  type CollectorBench,
  call,
  details,
  filesOf,
  followed,
  listOf,
  openCollectorBench,
} from './support.ts';

describe('a dry run over HTTP', () => {
  let bench: CollectorBench;

  beforeAll(async () => {
    bench = await openCollectorBench({ purchases: 3, scenes: ['plain', 'requisitions', 'empty'] });
  });
  afterAll(async () => {
    await bench?.close();
  });

  it('tells the evidence of each purchase, and brings nothing', async () => {
    const { purchases } = bench.portal;
    const id = await begun(bench, listOf(purchases), { simular: '1' });
    await followed(bench, id);
    const { coleta, pedidos, andamento } = await details(bench, id);
    expect(coleta).toMatchObject({
      estado: 'completed',
      simular: true,
      com_sucesso: 3,
      sem_anexos: 1,
      arquivos: 0,
    });
    expect(andamento).toMatchObject({ simular: true, sem_anexos: 1, portal_ate: null });
    const none = bench.portal.purchaseOf('empty');
    for (const { pedido, status, evidencias, encontrados, arquivos } of pedidos) {
      expect([pedido, status]).toEqual([pedido, pedido === none ? 'NO_ATTACHMENTS' : 'SIMULATED']);
      expect(evidencias.length).toBeGreaterThan(0);
      expect(evidencias.reduce((sum, { encontrado }) => sum + encontrado, 0)).toBeGreaterThanOrEqual(
        encontrados,
      );
      expect([arquivos, evidencias.every(({ guardado, falta }) => guardado === 0 && falta === null)]).toEqual(
        [0, true],
      );
      const { body } = await filesOf(bench, id, pedido);
      expect([body.arquivos, body.pasta, body.previstos.length]).toEqual([[], null, encontrados]);
    }
    expect(bench.portal.stats().files).toEqual({});
    const left = await readdir(coleta.pasta);
    expect(left.filter((name) => name !== '.coleta')).toEqual([expect.stringContaining('_simulado_')]);
    const { body } = await call<string>(bench, `/api/coletas/${id}/resultado`);
    expect(body).toContain(';SIMULATED;');
  });

  it('refuses a pace that is none', async () => {
    const { status } = await call(
      bench,
      `/api/coletas?arquivo=a.csv&base=${encodeURIComponent(bench.portal.base)}&por_minuto=0`,
      { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'PO_NUMBER\r\n15262900\r\n' },
    );
    expect(status).toBe(400);
  });
});
