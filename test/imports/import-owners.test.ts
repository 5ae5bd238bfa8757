/** Another process can tell what became of an import that is not its own. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importOwners } from '../../src/imports/online/import-owners.ts';
import { Leases } from '../../src/tasks/leases.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
});

it('one that is stored, one whose owner is dead, and one that nobody knows are told apart', async () => {
  const { pool } = database;
  const onProblem = (error: unknown): void => expect.fail(String(error));
  const [mine, other] = [new Leases(pool, { onProblem }), new Leases(pool, { onProblem })];
  const here = importOwners(pool, mine);
  const there = importOwners(pool, other);
  const lease = await there.hold('abc');
  const living = await here.absence('abc');
  expect(living).toMatchObject({ code: 'IMPORTACAO_DE_OUTRO', params: { id: 'abc' } });
  expect(living.params['dono']).toContain(`:${process.pid}`);
  expect(other.owner).not.toBe(living.params['dono']);
  expect(await here.hold('abc')).toBeNull();
  await pool.query("UPDATE ruptura.posse SET ate = clock_timestamp() - interval '1 minute'");
  expect(await here.absence('abc')).toMatchObject({ code: 'IMPORTACAO_SEM_DONO' });
  await here.forgetDead();
  expect(await here.absence('abc')).toMatchObject({ code: 'IMPORTACAO_SEM_DONO' });
  await pool.query("UPDATE ruptura.posse SET ate = clock_timestamp() - interval '8 days'");
  await here.forgetDead();
  expect(await here.absence('abc')).toMatchObject({ code: 'IMPORTACAO_NAO_ENCONTRADA' });
  await lease!.release();
  await mine.close();
  await other.close();
});

it.each(['\0', 'a\0b', '\ud800', '../../etc/passwd'])(
  'a name that no import can have is nobody’s: %j',
  async (id) => {
    const { pool } = database;
    const leases = new Leases(pool, { onProblem: (error) => expect.fail(String(error)) });
    expect(await importOwners(pool, leases).absence(id)).toMatchObject({ code: 'IMPORTACAO_NAO_ENCONTRADA' });
    await leases.close();
  },
);
