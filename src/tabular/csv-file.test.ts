import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestFolder, testFolder } from '../../test/imports/files.ts';
import { RupturaError } from '../contract/errors.ts';
import { type CsvLayout, csvLayout, csvRows } from './csv-file.ts';
import { summariseBytes } from './text-encoding.ts';

let folder: TestFolder;
beforeAll(async () => {
  folder = await testFolder();
});
afterAll(async () => {
  await folder.remove();
});

async function layoutOf(path: string): Promise<CsvLayout> {
  return await csvLayout(path, 'x.csv', await summariseBytes(path, 'x.csv', () => {}), () => 0);
}

/** Rows of a file, or code, line and limit of its refusal. */
async function read(content: string | Buffer): Promise<unknown> {
  const path = await folder.write('x.csv', content);
  try {
    const layout = await layoutOf(path);
    let rows = 0;
    let largest = 0;
    for await (const batch of csvRows(path, 'x.csv', layout, () => {})) {
      rows += batch.length;
      largest = Math.max(
        largest,
        batch.reduce((sum, { cells }) => sum + cells.length, 0),
      );
    }
    return { rows, largest };
  } catch (error) {
    if (!(error instanceof RupturaError)) throw error;
    const { linha, limite } = error.params;
    return limite === undefined ? [error.code, linha] : [error.code, linha, limite];
  }
}

describe('a record too long for a row', () => {
  it('is told from a quote that is never closed', async () => {
    expect(await read(`a;b\n1;2\n${'x'.repeat(3 << 20)}`)).toEqual(['CSV_LINHA_LONGA', 3, 1 << 20]);
    expect(await read(`a;b\n1;2\n"${'x;y\n'.repeat(1 << 20)}`)).toEqual(['CSV_ASPAS', 3]);
    expect(await read('a;b\n1;2\n"3;4\n')).toEqual(['CSV_ASPAS', 3]);
  });

  it('is told by its columns where it has too many, even when all of them are empty', async () => {
    expect(await read(`a;b\n1;2\n${'7;'.repeat(20_000)}\n`)).toEqual(['CSV_COLUNAS_DEMAIS', 3, 16_384]);
    expect(await read(`a;b\n1;2\n${';'.repeat(8 << 20)}`)).toEqual(['CSV_COLUNAS_DEMAIS', 3, 16_384]);
    expect(await read(Buffer.from(`\ufeffa;b\n${';'.repeat(3 << 20)}`, 'utf16le'))).toEqual([
      'CSV_COLUNAS_DEMAIS',
      2,
      16_384,
    ]);
  });

  it('is refused before the rest of it is read: whatever comes after is not waited for', async () => {
    const unclosed = `a;b\n1;2\n${';'.repeat(3 << 20)}"3`;
    expect(await read(unclosed)).toEqual(['CSV_COLUNAS_DEMAIS', 3, 16_384]);
  });

  it('is told of the header too', async () => {
    expect(await read(`${'h;'.repeat(1_000_000)}\n1;2\n`)).toEqual(['CSV_COLUNAS_DEMAIS', 1, 1024]);
    expect(await read(`\n\n${'h;'.repeat(2000)}\n1;2\n`)).toEqual(['CSV_COLUNAS_DEMAIS', 3, 1024]);
  });
});

describe('rows as wide as they may be', () => {
  it('are handed on a few at a time', async () => {
    const { rows, largest } = (await read(`a;b\n${`${'1;'.repeat(16_000)}\n`.repeat(40)}`)) as {
      rows: number;
      largest: number;
    };
    expect(rows).toBe(40);
    expect(largest).toBeLessThan(200_000);
  });
});

it('rows carry the line where they start, whatever line breaks are in their cells', async () => {
  const path = await folder.write('linhas.csv', 'a;b\r\n1;"x\r\ny\nz"\r\n\r\n2;"\rw"\r\n3;4\r\n');
  const lines: number[] = [];
  for await (const batch of csvRows(path, 'x.csv', await layoutOf(path), () => {})) {
    lines.push(...batch.map(({ line }) => line));
  }
  expect(lines).toEqual([2, 6, 8]);
});
