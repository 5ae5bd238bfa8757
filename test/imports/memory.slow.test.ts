import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRows } from '../../src/tabular/write-rows.ts';
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

const ROOT = new URL('../../', import.meta.url).href;

/** Imports a file in a process of its own and tells the most memory it held, in bytes. */
async function peakOf(path: string): Promise<{ rows: number; peak: number }> {
  const program = `
    const { default: pg } = await import('pg');
    const { importFiles } = await import('${ROOT}src/imports/import-files.ts');
    const pool = new pg.Pool({ connectionString: ${JSON.stringify(database.url)} });
    const report = await importFiles(pool, {
      paths: [${JSON.stringify(path)}], mode: null, ignoreInvalid: false, again: false, dryRun: true,
    });
    await pool.end();
    console.log(JSON.stringify({ rows: report.files[0].read, peak: process.resourceUsage().maxRSS * 1024 }));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    // A small young generation: what is measured is what is held, not what waits for collection.
    ['--import', 'tsx', '--max-semi-space-size=2', '--input-type=module', '-e', program],
    { cwd: new URL(ROOT) },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

function row(index: number): [string, string, string, string] {
  return [`0${index % 5000}`, '2026-01-15', `${(index % 9000) + 1}.25`, `documento ${index} da nota`];
}

async function csvOf(rows: number): Promise<string> {
  const path = `${folder.path}/movimentacao-${rows}.csv`;
  function* lines(): Generator<string> {
    yield 'cod_produto,data,qtd,documento\n';
    for (let index = 0; index < rows; index++) yield `${row(index).join(',')}\n`;
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
  return path;
}

async function workbookOf(rows: number): Promise<string> {
  const path = `${folder.path}/movimentacao-${rows}.xlsx`;
  function* all(): Generator<[string, string, string, string]> {
    for (let index = 0; index < rows; index++) yield row(index);
  }
  await exportRows(
    [
      { name: 'cod_produto', kind: 'text' },
      { name: 'data', kind: 'date' },
      { name: 'qtd', kind: 'number' },
      { name: 'documento', kind: 'text' },
    ],
    all(),
    'xlsx',
    createWriteStream(path),
  );
  return path;
}

describe('memory', () => {
  it.each([
    ['a CSV file', csvOf, 25_000],
    ['a workbook', workbookOf, 15_000],
  ] as const)('does not grow with %s', async (_, write, rows) => {
    const small = await peakOf(await write(rows));
    const large = await peakOf(await write(rows * 8));
    expect(small.rows).toBe(rows);
    expect(large.rows).toBe(rows * 8);
    // Kept rows would be some 500 bytes each: 52 MB for the larger workbook, 85 MB for the larger CSV.
    expect(large.peak - small.peak).toBeLessThan(40 * 2 ** 20);
  });
});
