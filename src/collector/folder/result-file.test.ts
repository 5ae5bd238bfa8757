import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PURCHASE_ORDER_STATUSES, RESULT_COLUMNS } from '../../contract/collection-codes.ts';
import { cellOf } from '../list/list-columns.ts';
import { type PurchaseList, readList } from '../list/list-reader.ts';
import type { PurchaseOutcome } from '../purchase.ts';
import { ResultFile } from './result-file.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-result-'));
  path = join(folder, 'list_processed.csv');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function listOf(content: string, force = false): Promise<PurchaseList> {
  await writeFile(join(folder, 'list.csv'), content);
  return await readList(join(folder, 'list.csv'), { force, column: null });
}

function outcomeOf(number: string, others: Partial<PurchaseOutcome> = {}): PurchaseOutcome {
  const file = { url: 'u', page: 'p', bytes: 1, sha256: 'x', remark: null };
  return {
    number,
    status: 'COMPLETED',
    found: 2,
    stored: [
      { ...file, name: 'a.pdf' },
      { ...file, name: 'b; c.pdf' },
    ],
    lost: [],
    evidence: [],
    supplier: 'Portal Ltda',
    url: `https://portal.example/order_headers/${number}`,
    folder: `ACME/${number}_COMPLETED`,
    error: null,
    cause: null,
    startedAt: '2026-03-02T14:00:00.000Z',
    endedAt: '2026-03-02T14:00:09.000Z',
    ...others,
  };
}

/** Columns of a row of the result file, read as a list is. */
function column(list: PurchaseList, row: number, heading: string): string {
  return cellOf(list.rows[row]!, list.header.indexOf(heading));
}

describe('the result file', () => {
  it('has the columns of results, then further ones, then the hierarchy, and the delimiter of the list', async () => {
    const list = await listOf('Note;po number;<|>;Region\n=1+1;PO15262984;;SP\n');
    const results = await ResultFile.open(list, path, 'pt-BR');
    results.record(outcomeOf('15262984'));
    await results.flush();
    expect(await readFile(path, 'utf8')).toBe(
      `\ufeff${RESULT_COLUMNS.join(';')};Note;<|>;Region\r\n` +
        'PO15262984;COMPLETED;Portal Ltda;2;2;"a.pdf | b; c.pdf";2026-03-02T14:00:09.000Z;;ACME/15262984_COMPLETED;' +
        "https://portal.example/order_headers/15262984;;'=1+1;;SP\r\n",
    );
  });

  it('has one row for each row of the list, from the beginning on, and an outcome on each of its rows', async () => {
    const list = await listOf(
      'PO_NUMBER,SUPPLIER,STATUS\n15262984,A,\n12,B,\nPO15262984,,PARTIAL\n15262985,C,COMPLETED\n',
    );
    const results = await ResultFile.open(list, path, 'pt-BR');
    await results.flush();
    const statuses = async (): Promise<string[]> => {
      const now = await readList(path, { force: false, column: null });
      return now.rows.map((_, row) => column(now, row, 'STATUS'));
    };
    expect(await statuses()).toEqual(['', 'FAILED', 'PARTIAL', 'COMPLETED']);
    results.record(outcomeOf('15262984', { status: 'TIMEOUT', error: 'late' }));
    results.record(outcomeOf('99999999'));
    await results.flush();
    expect(await statuses()).toEqual(['TIMEOUT', 'FAILED', 'TIMEOUT', 'COMPLETED']);
    const now = await readList(path, { force: false, column: null });
    expect([0, 2].map((row) => column(now, row, 'SUPPLIER'))).toEqual(['A', 'Portal Ltda']);
    expect(column(now, 1, 'ERROR_MESSAGE')).toContain('"12"');
    results.forget('15262984');
    await results.flush();
    expect(await statuses()).toEqual(['', 'FAILED', 'PARTIAL', 'COMPLETED']);
  });

  it('is up to date soon after each purchase without being asked, and nothing else is left', async () => {
    const results = await ResultFile.open(await listOf('PO_NUMBER\n15262984\n15262985\n'), path, 'pt-BR');
    await writeFile(`${path}.1234567`, 'left by a killed process');
    for (const number of ['15262984', '15262985']) {
      results.record(outcomeOf(number));
      await expect
        .poll(async () => await readFile(path, 'utf8').catch(() => ''), { timeout: 5_000 })
        .toContain(`${number}_COMPLETED`);
    }
    await ResultFile.open(await listOf('PO_NUMBER\n15262984\n'), path, 'pt-BR');
    expect((await readdir(folder)).sort()).toEqual(['list.csv', 'list_processed.csv']);
  });

  it('that cannot be written says so to who waits for it, and is written when it can be', async () => {
    const results = await ResultFile.open(
      await listOf('PO_NUMBER\n15262984\n'),
      join(folder, 'missing', 'r.csv'),
      'pt-BR',
    );
    results.record(outcomeOf('15262984'));
    await expect(results.flush()).rejects.toMatchObject({ code: 'ENOENT' });
    await mkdir(join(folder, 'missing'));
    await results.flush();
    expect(await readFile(join(folder, 'missing', 'r.csv'), 'utf8')).toContain('15262984_COMPLETED');
  });

  it('of 10,000 rows costs a write for many purchases, not one for each', async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => `${15_000_000 + at};Supplier ${at};note ${at}`);
    const list = await listOf(`PO_NUMBER;SUPPLIER;Note\n${rows.join('\n')}\n`);
    const results = await ResultFile.open(list, path, 'pt-BR');
    await results.flush();
    const inodes = new Set<number>();
    const cpu = process.cpuUsage();
    for (const [at, { number }] of list.purchases.entries()) {
      results.record(outcomeOf(number));
      if (at % 100 === 0) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        inodes.add((await stat(path)).ino);
      }
    }
    await results.flush();
    const { user, system } = process.cpuUsage(cpu);
    const now = await readList(path, { force: false, column: null });
    expect(now.rows.every((_, row) => column(now, row, 'STATUS') === 'COMPLETED')).toBe(true);
    expect(now.purchases).toEqual([]);
    expect(inodes.size).toBeLessThan(30);
    // Processor time, in microseconds, which a busy machine does not lengthen: a purchase costs far below a millisecond.
    expect((user + system) / list.purchases.length).toBeLessThan(1_000);
  });

  it(`is a list again that says the same, whatever stands in it (SEED=${SEED})`, async () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        '=1+1',
        "'x",
        "'=x",
        '-5',
        '+55 11',
        ' @a ',
        'a\r\nb',
        'a\rb',
        '"',
        ';',
        '007',
        '1,5',
        "''",
        '\t=x',
      ),
    );
    const printable = cell.map((text) => text.replace(/[\0\ufeff]/g, ''));
    const delimiters = fc.constantFrom(';', ',', '\t');
    const lists = fc.record({
      delimiter: delimiters,
      rows: fc.array(
        fc.tuple(fc.constantFrom('15262984', 'PO15262985', '1234567', 'x'), printable, printable),
        { minLength: 1, maxLength: 6 },
      ),
      done: fc.array(
        fc.tuple(
          fc.constantFrom('15262984', '15262985', '1234567'),
          fc.constantFrom(...PURCHASE_ORDER_STATUSES),
          printable,
        ),
        { maxLength: 4 },
      ),
    });
    const property = fc.asyncProperty(lists, async ({ delimiter, rows, done }) => {
      const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
      const lines = [['PO_NUMBER', 'Note', 'Other'], ...rows].map((cells) =>
        cells.map(quoted).join(delimiter),
      );
      const list = await listOf(lines.join('\n'), true);
      const results = await ResultFile.open(list, path, 'pt-BR');
      const last = new Map<string, PurchaseOutcome>();
      for (const [number, status, error] of done) last.set(number, outcomeOf(number, { status, error }));
      for (const one of last.values()) results.record(one);
      await results.flush();
      const again = await readList(path, { force: true, column: null });
      expect(again.delimiter).toBe(delimiter);
      expect(again.rows.length).toBe(list.rows.length);
      for (const row of list.rows.keys()) {
        for (const heading of ['PO_NUMBER', 'Note', 'Other']) {
          expect(column(again, row, heading).trimEnd()).toBe(column(list, row, heading).trimEnd());
        }
        const purchase = list.purchases.find((one) => one.rows.includes(row));
        const said = purchase === undefined ? 'FAILED' : (last.get(purchase.number)?.status ?? '');
        expect(column(again, row, 'STATUS')).toBe(said);
        if (purchase !== undefined)
          expect(column(again, row, 'ERROR_MESSAGE')).toBe(last.get(purchase.number)?.error ?? '');
      }
    });
    await fc.assert(property, { seed: SEED, numRuns: 60 });
  });
});
