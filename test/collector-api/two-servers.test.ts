import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServices } from '../../src/app/open-services.ts';
import type { Services } from '../../src/app/services.ts';
import { testSettings } from '../http/test-settings.ts';
import { begun, type CollectorBench, call, listOf, openCollectorBench, until } from './support.ts';

describe('two servers on one database and one folder', () => {
  let bench: CollectorBench;
  let other: Services;

  beforeAll(async () => {
    bench = await openCollectorBench({ purchases: 6, scenes: ['plain'], filesPerPurchase: 2, pageMs: 400 });
    const settings = { RUPTURA_DATA: bench.dataFolder, COUPA_URL: bench.portal.base };
    other = await openServices(testSettings(bench.databaseUrl, null, settings), {
      applicationName: 'test',
      onProblem: (_work, error) => {
        throw error;
      },
    });
  });
  afterAll(async () => {
    await other?.close();
    await bench?.close();
  });

  it('do not run one collection: the other says where it runs, and goes on with it once it is over there', async () => {
    const id = await begun(bench, listOf(bench.portal.purchases), { workers: '1' });
    await until(bench, id, ({ coleta }) => coleta.prontos >= 1);
    const seen = await other.collections.get(id);
    await expect(other.collections.resume(seen, [], 'pt-BR')).rejects.toMatchObject({
      code: 'COLETA_EM_OUTRO_SERVIDOR',
      params: { coleta: id, servidor: expect.stringContaining(`:${process.pid}`) },
    });
    await call(bench, `/api/coletas/${id}`, { method: 'DELETE' });
    const { coleta } = await until(bench, id, (now) => now.coleta.fim !== null);
    expect(coleta).toMatchObject({ estado: 'interrupted', pode_retomar: true });

    // What the first one did meanwhile is known to the other.
    const left = await other.collections.get(id);
    expect(left.line('pt-BR')).toMatchObject({ estado: 'interrupted', prontos: coleta.prontos });
    await other.collections.resume(left, [], 'pt-BR');
    const again = await call<{ codigo: string }>(bench, `/api/coletas/${id}/retomar`, { method: 'POST' });
    expect([again.status, again.body.codigo]).toEqual([409, 'COLETA_EM_OUTRO_SERVIDOR']);
    await left.done;
    expect(left.line('pt-BR')).toMatchObject({ estado: 'completed', com_sucesso: 6 });
  });
});
