/** Processes put together on a real database. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { move } from '../../test/http/support.ts';
import { testSettings } from '../../test/http/test-settings.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import type { SettingValues } from '../settings/process-settings.ts';
import { openServices, openWorkerServices } from './open-services.ts';

const APPLICATION = 'composed for a test';
let database: TestDatabase;
let values: SettingValues;
let problems: unknown[];

beforeEach(async () => {
  database = await createTestDatabase({ poolSize: 2 });
  values = testSettings(database.url, '2026-03-02', {});
  problems = [];
});

afterEach(async () => {
  await database.close();
});

const onProblem = (_work: string, error: unknown): void => void problems.push(error);

async function connections(): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = $1`,
    [APPLICATION],
  );
  return rows[0]!.n;
}

describe('a process without HTTP', () => {
  it('is put together, works on a run, and is taken apart again', async () => {
    await move(database.pool, 'A', '5');
    const worker = await openWorkerServices(values, { applicationName: APPLICATION, onProblem });
    worker.begin();
    const request = { id: null, owner: null, language: 'pt-BR', detail: 'completo' } as const;
    const run = await worker.analysis.runs.start(['PEDIDO'], request);
    await expect.poll(() => run.finishedAt).not.toBeNull();
    expect((await worker.metrics.text()).body).toContain('ruptura_runs_open 0');
    expect(await connections()).toBeGreaterThan(0);
    await worker.close();
    await worker.close();
    await expect.poll(connections).toBe(0);
    expect(problems).toEqual([]);
  });
});

describe('a server', () => {
  it('gets everything that lives at once, and closes all of it', async () => {
    const services = await openServices(values, { applicationName: APPLICATION, onProblem });
    const { collections } = services;
    expect(Object.entries(services).filter(([, part]) => part === undefined || part === null)).toEqual([]);
    await services.ruptura.fresh();
    await services.close();
    await expect.poll(connections).toBe(0);
    const upload = { name: 'a.csv', body: null as never, foreseen: 0 };
    const begun = collections.create(upload, { portal: 'coupa' } as never, 'pt-BR');
    await expect(begun).rejects.toMatchObject({ code: 'COLETAS_DEMAIS' });
    await expect(services.ruptura.database.pool.query('SELECT 1')).rejects.toThrow();
    expect(problems).toEqual([]);
  });

  it('that is refused once the database is open holds nothing', async () => {
    const opening = openServices(values, {
      applicationName: APPLICATION,
      onOpened: async ({ pool }) => {
        await pool.query('SELECT 1');
        expect(await connections()).toBeGreaterThan(0);
        throw new Error('another one is here');
      },
      onProblem,
    });
    await expect(opening).rejects.toThrow('another one is here');
    await expect.poll(connections).toBe(0);
  });

  it('whose runs cannot be read lets go of the database, the metrics and the saver', async () => {
    await database.pool.query('ALTER TABLE ruptura.sessao_analise RENAME TO elsewhere');
    const opening = openServices(values, { applicationName: APPLICATION, onProblem });
    await expect(opening).rejects.toThrow('sessao_analise');
    await expect.poll(connections).toBe(0);
  });
});
