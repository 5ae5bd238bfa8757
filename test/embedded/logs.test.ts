import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { pruneLogs } from '../../src/postgres/embedded/postmaster.ts';
import { Bench, eventually, placeOf } from './support.ts';

const bench = new Bench();
afterAll(async () => await bench.cleanUp());

it('the server keeps its log in the data folder', async () => {
  const folder = await bench.readyFolder();
  const database = await bench.open(folder);
  await expect(database.pool.query('SELECT não_existe')).rejects.toThrow();
  const names = await readdir(join(folder, 'log'));
  await eventually(async () =>
    (await readFile(join(folder, 'log', names.at(-1)!), 'utf8')).includes('não_existe'),
  );
  await database.close();
});

it('only the ten newest logs stay', async () => {
  const place = placeOf(await bench.emptyFolder());
  await mkdir(place.log, { recursive: true });
  const names = Array.from({ length: 14 }, (_, n) => `postgresql-2026-01-${String(n + 10)}_000000.log`);
  for (const name of names) await writeFile(join(place.log, name), '');
  await pruneLogs(place);
  expect((await readdir(place.log)).sort()).toEqual(names.slice(4));
});
