import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RowError } from './report.ts';
import { RowErrorFile, RowErrorReader } from './row-error-file.ts';

const path = join(tmpdir(), `row-errors-${process.pid}.ndjson`);

function errorOf(line: number): RowError {
  // Texts that the file's own lines could be mistaken for.
  const value = `\n${'é\u2028"'.repeat(line % 7)}`;
  return { file: 'a.csv', sheet: null, line, column: 'qtd', value, reason: 'NUMERO_INVALIDO', params: {} };
}

async function read(file: RowErrorFile, from: number, count: number): Promise<RowError[]> {
  const found: RowError[] = [];
  for await (const error of new RowErrorReader(file.index()).read(from, count)) found.push(error);
  return found;
}

afterEach(async () => {
  await rm(path, { force: true });
});

describe('a file of row errors', () => {
  it('gives any part of what was added back, in its order', async () => {
    const file = new RowErrorFile(path);
    const warnings: unknown[] = [];
    const note = (warning: unknown): number => warnings.push(warning);
    process.on('warning', note);
    const all = Array.from({ length: 20_000 }, (_, n) => errorOf(n));
    for (const error of all) await file.add(error);
    await file.finish();
    process.off('warning', note);
    expect(file.total).toBe(20_000);
    for (const [from, count] of [
      [0, 3],
      [255, 3],
      [256, 1],
      [19_998, 10],
      [20_000, 1],
      [5, 0],
    ] as const) {
      expect(await read(file, from, count)).toEqual(all.slice(from, from + count));
    }
    expect(warnings).toEqual([]);
  });

  it('says where it cannot be written, and is empty where nothing was added', async () => {
    const empty = new RowErrorFile(path);
    await empty.finish();
    expect(await read(empty, 0, 10)).toEqual([]);
    const lost = new RowErrorFile(join(path, 'nowhere', 'x.ndjson'));
    const fill = async (): Promise<void> => {
      for (let n = 0; n < 5000; n++) await lost.add(errorOf(n));
      await lost.finish();
    };
    await expect(fill()).rejects.toMatchObject({ code: 'IMPORTACAO_REJEITADAS_SEM_ACESSO' });
  });
});
