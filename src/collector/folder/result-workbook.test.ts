import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestFolder, testFolder, workbookParts } from '../../../test/imports/files.ts';
import { RESULT_COLUMNS } from '../../contract/collection-codes.ts';
import { type PurchaseList, readList } from '../list/list-reader.ts';
import type { PurchaseOutcome } from '../purchase.ts';
import { openResults } from './collection-results.ts';
import { ResultWorkbook } from './result-workbook.ts';

let folder: string;
let files: TestFolder;
beforeEach(async () => {
  files = await testFolder();
  folder = await mkdtemp(join(tmpdir(), 'ruptura-workbook-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await files.remove();
});

const CHOICE = { force: false, column: null };

function cell(reference: string, value: string): string {
  return `<c r="${reference}" t="inlineStr"><is><t>${value}</t></is></c>`;
}

const DATA = [
  `<row r="2">${cell('A2', 'Compras')}</row>`,
  `<row r="4">${cell('A4', 'Pedido')}${cell('B4', 'Fornecedor')}${cell('C4', 'STATUS')}${cell('D4', 'Mês')}</row>`,
  `<row r="5">${cell('A5', 'PO-15262984')}<c r="D5"><f>1+1</f><v>2</v></c></row>`,
  `<row r="6">${cell('A6', '1,5E7')}${cell('B6', 'ACME')}</row>`,
  `<row r="8">${cell('A8', '15262984.0')}${cell('B8', 'ACME')}<c r="C8" s="1"/></row>`,
  `<row r="9">${cell('A9', '15262985')}${cell('C9', 'FAILED')}</row>`,
].join('');

async function listOf(data = DATA): Promise<{ path: string; list: PurchaseList }> {
  const path = await files.workbook('lista.xlsx', workbookParts([{ name: 'lista', data }]));
  const list = await readList(path, CHOICE);
  return { path, list };
}

function outcome(number: string, facts: Partial<PurchaseOutcome> = {}): PurchaseOutcome {
  return {
    ...{
      number,
      status: 'COMPLETED',
      found: 2,
      lost: [],
      evidence: [],
      supplier: 'Portal',
      url: 'https://p/1',
    },
    ...{ folder: 'ACME/1', error: null, cause: null, startedAt: '', endedAt: '2026-03-02T10:00:00.000Z' },
    stored: ['=a.pdf', 'b.pdf'].map((name) => ({
      url: name,
      page: '',
      name,
      bytes: 1,
      sha256: '',
      remark: null,
    })),
    ...facts,
  };
}

describe('the workbook that came in, with results', () => {
  it('has one result a row at any moment, in the columns it had or in new ones behind them', async () => {
    const { path, list } = await listOf();
    const target = join(folder, 'r.xlsx');
    const results = (await ResultWorkbook.open(list, path, target, 'pt-BR'))!;
    await results.flush();
    const first = await readList(target, CHOICE);
    expect(first.lines).toEqual(list.lines);
    expect(first.rows.map((row) => row[2] ?? '')).toEqual(['', 'FAILED', '', 'FAILED']);
    const own = ['PO_NUMBER', 'SUPPLIER', 'STATUS'];
    expect(first.header.slice(4)).toEqual(RESULT_COLUMNS.filter((column) => !own.includes(column)));

    results.record(outcome('15262984'));
    await results.flush();
    const then = await readList(target, CHOICE);
    const said = ['2', '2', '=a.pdf | b.pdf', '2026-03-02T10:00:00.000Z', '', 'ACME/1', 'https://p/1'];
    expect(then.rows[0]).toEqual(['PO-15262984', 'Portal', 'COMPLETED', '2', ...said]);
    // The supplier of the list stays; a row that is no purchase says why.
    expect(then.rows[2]).toEqual(['15262984.0', 'ACME', 'COMPLETED', '', ...said]);
    expect(then.rows[1]?.[8]).toContain('perdeu dígitos');
    expect(then.rows[3]).toEqual(['15262985', '', 'FAILED']);
    results.forget('15262984');
    await results.flush();
    expect((await readList(target, CHOICE)).rows[0]).toEqual(first.rows[0]);
    expect(await readdir(folder)).toEqual(['r.xlsx']);
  });

  it('never takes the place of a formula, and is protected from texts that look like one', async () => {
    const data = DATA.replace(cell('C9', 'FAILED'), '<c r="C9" t="str"><f>A1</f><v>x</v></c>');
    const { path, list } = await listOf(data);
    const target = join(folder, 'r.xlsx');
    const results = (await ResultWorkbook.open(list, path, target, 'pt-BR'))!;
    results.record(outcome('15262985', { supplier: '=HYPERLINK(1)' }));
    await results.flush();
    const then = await readList(target, CHOICE);
    expect(then.header[4]).toBe('STATUS');
    expect(then.rows[3]?.slice(0, 5)).toEqual(['15262985', '=HYPERLINK(1)', 'x', '', 'COMPLETED']);
    // What a spreadsheet itself sees begins with the apostrophe.
    const opened = await readListTexts(target);
    expect(opened).toContain("'=HYPERLINK(1)");
    expect(opened).toContain("'=a.pdf | b.pdf");
  });

  it('is written meanwhile by itself, and a failure of that is told by who waits for it', async () => {
    const { path, list } = await listOf();
    const results = (await ResultWorkbook.open(list, path, join(folder, 'no', 'r.xlsx'), 'en'))!;
    await expect(results.flush()).rejects.toMatchObject({ code: 'ENOENT' });
    const target = join(folder, 'r.xlsx');
    const other = (await ResultWorkbook.open(list, path, target, 'en'))!;
    other.record(outcome('15262984'));
    await expect
      .poll(async () => (await readList(target, CHOICE).catch(() => null))?.rows[0]?.[2])
      .toBe('COMPLETED');
  });

  it('stands beside the CSV that says the same, under the same name', async () => {
    const { path, list } = await listOf();
    const resultFile = join(folder, 'lista_processed_1.csv');
    const place = { source: path, resultFile, isSimulated: false, language: 'en' as const };
    const results = await openResults(list, place);
    results.record(outcome('15262984'));
    await results.flush();
    expect(results.workbookFile).toBe(join(folder, 'lista_processed_1.xlsx'));
    const [csv, workbook] = await Promise.all(
      [resultFile, results.workbookFile!].map((file) => readList(file, CHOICE)),
    );
    const statuses = (of: PurchaseList) => of.rows.map((row) => row[of.columns.known.get('STATUS')!] ?? '');
    expect(statuses(workbook!)).toEqual(statuses(csv!));
    expect(await readFile(resultFile, 'utf8')).toContain('has lost digits');
    const simulated = await openResults(list, { ...place, isSimulated: true });
    expect(simulated.workbookFile).toBeNull();
  });
});

/** All texts of the first sheet, as they stand in the file. */
async function readListTexts(path: string): Promise<string[]> {
  const { openTableFile } = await import('../../tabular/open-table.ts');
  const table = await openTableFile(
    path,
    'r.xlsx',
    () => 0,
    () => undefined,
  );
  if (table.kind !== 'workbook') throw new Error('no workbook');
  const sheet = (await table.tableOf(table.sheets[0]!))!;
  const texts: string[] = [];
  for await (const batch of sheet.rows(20, () => undefined))
    for (const { cells } of batch) texts.push(...cells.filter((one) => typeof one === 'string'));
  table.close();
  return texts;
}
