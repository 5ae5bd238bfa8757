import { expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/postgres.ts';
import { hold } from '../engine/ruptura.ts';
import { openDatabase } from '../postgres/database.ts';
import { SelfCheck } from './self-check.ts';

it('all who ask while a process checks itself get one answer, those who ask later another', async () => {
  const test = await createTestDatabase({ poolSize: 2 });
  const database = await openDatabase({ databaseUrl: test.url, dataFolder: null, port: null, poolSize: 2 });
  const ruptura = hold(database, null);
  try {
    const check = new SelfCheck(ruptura);
    const [first, second] = await Promise.all([check.run(), check.run()]);
    expect(second).toBe(first);
    expect(first).toMatchObject({ stockDrift: [], balanceDrift: [], serverAgrees: true });
    expect(first.milliseconds).toBeGreaterThan(0);
    const later = await check.run();
    expect(later).not.toBe(first);
  } finally {
    await ruptura.close();
    await test.close();
  }
});
