import { afterAll, beforeAll, expect, it } from 'vitest';
import { importFiles } from '../../src/imports/import-files.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type TestFolder, testFolder } from './files.ts';

let database: TestDatabase;
let folder: TestFolder;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await testFolder();
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});

it('nothing of 100,000 rows is stored when one is bad, and it is named', async () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => `P${index % 500},2026-01-15,${index + 1}`);
  lines[77_776] = 'P1,2026-02-30,5';
  const path = await folder.write('movimentacao.csv', `cod_produto,data,qtd\n${lines.join('\n')}\n`);
  const choice = { mode: null, ignoreInvalid: false, again: false, dryRun: false };
  await expect(importFiles(database.pool, { ...choice, paths: [path] })).rejects.toMatchObject({
    code: 'IMPORTACAO_RECUSADA',
    params: { linhas: 1, primeira: `${path}:77778 data_movimentacao "2026-02-30"` },
    details: { rejectedRows: 1, files: [{ read: 100_000 }] },
  });
  const { rows } = await database.pool.query('SELECT count(*)::int AS n FROM movimentacao_estoque');
  expect(rows[0].n).toBe(0);
});
