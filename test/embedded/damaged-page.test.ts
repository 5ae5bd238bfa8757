/** A page of the database that is not what was written: the sentence says so, and what to do. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { EXIT, exitCodeOf } from '../../src/cli/exit-codes.ts';
import { RupturaError } from '../../src/contract/errors.ts';
import { Bench } from './support.ts';

const bench = new Bench();
afterAll(async () => await bench.cleanUp());

it('a damaged page is told as one, naming backup and restore', async () => {
  const folder = await bench.readyFolder();
  const first = await bench.open(folder);
  await first.pool.query('CREATE TABLE fato AS SELECT generate_series(1, 1000) AS n');
  const { rows } = await first.pool.query<{ path: string }>("SELECT pg_relation_filepath('fato') AS path");
  await first.close();
  const file = await open(join(folder, 'pg', rows[0]!.path), 'r+');
  await file.write(Buffer.from('not what was written'), 0, 20, 4000);
  await file.close();

  const second = await bench.open(folder);
  const error = second.explain(
    await second.pool.query('SELECT sum(n) FROM fato').catch((failure: unknown) => failure),
  );
  await second.close();
  expect(error).toBeInstanceOf(RupturaError);
  const known = error as RupturaError;
  expect(known.code).toBe('BANCO_PAGINA_DANIFICADA');
  expect(known.sentence('pt-BR')).toMatch(/invalid page.*ruptura exportar --tudo.*ruptura importar/);
  expect(known.sentence('en')).toMatch(/invalid page.*ruptura exportar --tudo.*ruptura importar/);
  expect(exitCodeOf(known)).toBe(EXIT.database);
});
