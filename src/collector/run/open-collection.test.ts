import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestFolder, testFolder, textRow, workbookParts } from '../../../test/imports/files.ts';
import type { CollectionChoice } from '../list/collection-choice.ts';
import { readList } from '../list/list-reader.ts';
import type { PurchaseOutcome } from '../purchase.ts';
import { openCollection } from './open-collection.ts';

let files: TestFolder;
let outputFolder: string;
beforeEach(async () => {
  files = await testFolder();
  outputFolder = await mkdtemp(join(tmpdir(), 'ruptura-open-'));
});
afterEach(async () => {
  await files.remove();
  await rm(outputFolder, { recursive: true, force: true });
});

const NUMBERS = ['15262984', '15262985', '15262986'];

async function choiceOf(rows: readonly string[]): Promise<CollectionChoice> {
  const data = rows.map((row, at) => textRow(at + 1, row)).join('');
  const list = await files.workbook('Pedidos.xlsx', workbookParts([{ name: 'lista', data }]));
  return {
    ...{ outputFolder, list, resume: null, isNew: false, force: false, column: null, again: [], carried: [] },
    ...{ clock: null, language: 'pt-BR' },
    from: {
      ...{ portal: 'coupa', base: 'https://p', mode: 'http', requisitions: true, simulate: false },
      wishes: { endings: [], mostBytes: null, since: null, template: null },
    },
  };
}

function outcome(number: string): PurchaseOutcome {
  return {
    ...{ number, status: 'COMPLETED', found: 0, stored: [], lost: [], evidence: [], supplier: null },
    ...{
      url: '',
      folder: null,
      error: null,
      cause: null,
      startedAt: '',
      endedAt: '2026-03-02T10:00:00.000Z',
    },
  };
}

async function statuses(path: string): Promise<readonly string[]> {
  const { rows, columns } = await readList(path, { force: true, column: null });
  return rows.map((row) => row[columns.known.get('STATUS') ?? -1] ?? '');
}

describe('a collection of a workbook', () => {
  it('whose process was killed has one result a row again, in the CSV and in the workbook', async () => {
    const choice = await choiceOf(['Pedido', 'PO15262984', '15262985', 'abc', '15262986', 'PO-15262984']);
    const killed = await openCollection(choice, new Date());
    const workbook = killed.workbookFile!;
    expect(await statuses(workbook)).toEqual(['', '', 'FAILED', '', '']);
    await killed.store.outcome(outcome(NUMBERS[0]!));
    await killed.store.outcome(outcome(NUMBERS[1]!));
    // Whatever was being written is lost, half of it lies there.
    await killed.close();
    await writeFile(workbook, 'half');
    await writeFile(`${workbook}.12345`, 'left by the killed process');
    await writeFile(killed.resultFile, 'half');

    const again = await openCollection(choice, new Date());
    expect([again.isResumed, again.workbookFile]).toEqual([true, workbook]);
    const wanted = ['COMPLETED', 'COMPLETED', 'FAILED', '', 'COMPLETED'];
    expect(await statuses(workbook)).toEqual(wanted);
    expect(await statuses(again.resultFile)).toEqual(wanted);
    await again.store.outcome(outcome(NUMBERS[2]!));
    await again.store.state('completed');
    await again.close();
    expect(await statuses(workbook)).toEqual(['COMPLETED', 'COMPLETED', 'FAILED', 'COMPLETED', 'COMPLETED']);
    const left = (await readdir(outputFolder)).filter((name) => !name.startsWith('.'));
    expect(left.sort()).toEqual(
      [again.resultFile, workbook].map((path) => path.slice(outputFolder.length + 1)),
    );
    expect(await readFile(again.resultFile, 'utf8')).toMatch(/^\ufeffPO_NUMBER;/);
  });
});
