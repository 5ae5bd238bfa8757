/** The import in a process apart does what it does here, and takes down only itself. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Examined } from '../../src/imports/examine.ts';
import { importFiles } from '../../src/imports/import-files.ts';
import { importApart } from '../../src/imports/online/import-apart.ts';
import type { ImportOrder } from '../../src/imports/online/import-border.ts';
import type { ImportProgress, ImportReport } from '../../src/imports/report.ts';
import { RowErrorReader } from '../../src/imports/row-error-file.ts';
import type { ProcessBounds } from '../../src/processes/bounded-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type TestFolder, testFolder, textRow, workbookParts } from './files.ts';

let database: TestDatabase;
let folder: TestFolder;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await testFolder();
});
afterEach(async () => {
  await database.pool.query('TRUNCATE movimentacao_estoque, ruptura.importacao');
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});

const BOUNDS: ProcessBounds = { heap: 256, resident: 1024, computing: 60_000, silence: 60_000 };
const HEAD = 'cod_produto;data;qtd\n';

function orderOf(paths: readonly string[], more: Partial<ImportOrder> = {}): ImportOrder {
  return {
    paths,
    mode: null,
    ignoreInvalid: false,
    again: false,
    dryRun: true,
    rowErrorPath: `${folder.path}/erros.ndjson`,
    ...more,
  };
}

interface Heard {
  readonly examined: Examined[];
  readonly progress: ImportProgress[];
  readonly errors: unknown[];
  readonly report: ImportReport;
}

async function importHeard(
  order: ImportOrder,
  { bounds = BOUNDS, url = database.url, signal = new AbortController().signal } = {},
  onStoring: () => void = () => undefined,
): Promise<Heard> {
  const heard = { examined: [] as Examined[], progress: [] as ImportProgress[], errors: [] as unknown[] };
  let rowErrors: RowErrorReader | null = null;
  const report = await importApart(url, bounds)(
    order,
    {
      onExamined: (examined) => heard.examined.push(examined),
      onProgress: (progress) => heard.progress.push(progress),
      onStoring,
      onRowErrors: (_, index) => {
        if (index !== null) rowErrors = new RowErrorReader(index);
      },
    },
    signal,
  );
  for await (const error of rowErrors === null ? [] : (rowErrors as RowErrorReader).read(0, 100))
    heard.errors.push(error);
  return { ...heard, report };
}

async function movements(): Promise<number> {
  const { rows } = await database.pool.query('SELECT count(*)::int AS n FROM movimentacao_estoque');
  return rows[0].n;
}

describe('an import in a process apart', () => {
  it('reports, shows and lists what one in this process does', async () => {
    const path = await folder.write('estoque.csv', `${HEAD}A;01/03/2026;1\nB;31/02/2026;x\nC;02/03/2026;3\n`);
    const order = orderOf([path], { names: new Map([[path, 'estoque (1).csv']]) });
    const heard = await importHeard(order);
    const examined: Examined[] = [];
    const errors: unknown[] = [];
    const here = await importFiles(database.pool, {
      ...order,
      onExamined: (one) => examined.push(one),
      onRowError: (error) => void errors.push(error),
    });
    expect(heard.report).toEqual(here);
    expect(heard.examined).toEqual(examined);
    expect(heard.errors).toEqual(errors);
    expect(heard.progress.at(-1)).toMatchObject({ file: 'estoque (1).csv', rows: 3 });
  });

  it('stores, and tells when it begins to', async () => {
    const path = await folder.write('estoque.csv', `${HEAD}A;01/03/2026;1\n`);
    let storing = 0;
    await importHeard(orderOf([path], { dryRun: false }), {}, () => storing++);
    expect(storing).toBe(1);
    expect(await movements()).toBe(1);
  });

  it('is refused with the same error, particulars included', async () => {
    const path = await folder.write('estoque.csv', `${HEAD}A;31/02/2026;1\n`);
    await expect(importHeard(orderOf([path], { dryRun: false }))).rejects.toMatchObject({
      code: 'IMPORTACAO_RECUSADA',
      details: { rejectedRows: 1, rowErrors: [{ line: 2 }] },
    });
    const unknown = await folder.write('dados.csv', 'x;y\n1;2\n');
    await expect(importHeard(orderOf([unknown]))).rejects.toMatchObject({ code: 'CABECALHO_DESCONHECIDO' });
    const nobody = importHeard(orderOf([path]), { url: 'postgresql://127.0.0.1:1/x' });
    await expect(nobody).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('that takes more memory than it may fails, and nothing is stored', async () => {
    const long = 'descrição do produto '.repeat(50);
    const strings = Array.from({ length: 60_000 }, (_, n) => `<t>${n} ${long}</t>`);
    const parts = workbookParts(
      [{ name: 'movimentacao_estoque', data: textRow(1, 'cod_produto', 'data', 'qtd') }],
      { strings },
    );
    const path = await folder.workbook('estoque.xlsx', parts);
    const small = { ...BOUNDS, heap: 32 };
    await expect(importHeard(orderOf([path], { dryRun: false }), { bounds: small })).rejects.toMatchObject({
      code: 'IMPORTACAO_MEMORIA',
      params: { limite: 32 },
    });
    expect(await movements()).toBe(0);
  });

  it('that is cancelled ends, and its transaction with it', async () => {
    const path = await folder.write('estoque.csv', `${HEAD}A;01/03/2026;1\n`);
    const controller = new AbortController();
    // Somebody keeps it from storing: it can only wait.
    const client = await database.pool.connect();
    await client.query('BEGIN; LOCK TABLE movimentacao_estoque IN SHARE MODE');
    const order = orderOf([path], { dryRun: false });
    const import_ = importHeard(order, { signal: controller.signal }, () => controller.abort());
    await expect(import_).rejects.toMatchObject({ code: 'IMPORTACAO_CANCELADA' });
    await client.query('ROLLBACK');
    client.release();
    expect(await movements()).toBe(0);
    const { rows } = await database.pool.query(
      "SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted",
    );
    expect(rows[0].n).toBe(0);
  });
});
