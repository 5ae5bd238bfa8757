import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestFolder, testFolder, textRow, workbookParts } from '../../../test/imports/files.ts';
import { RupturaError } from '../../contract/errors.ts';
import { openArchive } from './archive.ts';
import { sheetRows } from './sheet.ts';
import { readWorkbook } from './workbook.ts';

let folder: TestFolder;
beforeAll(async () => {
  folder = await testFolder();
});
afterAll(async () => {
  await folder.remove();
});

let count = 0;

/** Reads all rows of all sheets; the code of the refusal with what it says, or the number of rows. */
async function read(parts: Readonly<Record<string, string | Buffer>>): Promise<string | number> {
  const path = await folder.workbook(`${++count}.xlsx`, parts);
  const archive = await openArchive(path, 'x.xlsx');
  try {
    const workbook = await readWorkbook(archive, 'x.xlsx');
    let rows = 0;
    for (const sheet of workbook.sheets) {
      for await (const batch of sheetRows(archive, 'x.xlsx', workbook, sheet, 3, () => {}))
        rows += batch.length;
    }
    return rows;
  } catch (error) {
    if (!(error instanceof RupturaError)) throw error;
    return `${error.code} ${String(error.params['motivo'] ?? error.params['celula'])}`;
  } finally {
    archive.close();
  }
}

const GOOD = textRow(1, 'a', 'b', 'c') + textRow(2, '1', '2', '3');

function withSheet(sheet: string): Record<string, string | Buffer> {
  return {
    ...workbookParts([{ name: 'p', data: '' }]),
    'xl/worksheets/s1.xml': `<worksheet><sheetData>${sheet}`,
  };
}

const many = (times: number, piece: (index: number) => string): string =>
  Array.from({ length: times }, (_, index) => piece(index)).join('');

describe('a workbook that no spreadsheet wrote', () => {
  it('is told from one that is merely rich', async () => {
    const attributes = many(60, (index) => ` x${index}="${'v'.repeat(2000)}"`);
    const rich = `<row r="3"><c t="inlineStr"><is><r><t${attributes}>x</t></r></is></c></row>`;
    expect(await read(withSheet(`${GOOD}${rich}</sheetData></worksheet>`))).toBe(3);
  });

  it.each<[string, () => Record<string, string | Buffer>, string]>([
    ['elements in elements', () => withSheet('<a>'.repeat(100_000)), 'PLANILHA_ESTRUTURA depth'],
    ['33 of them', () => withSheet('<a>'.repeat(31)), 'PLANILHA_ESTRUTURA depth'],
    [
      'many attributes',
      () => withSheet(`<row${many(20_000, (index) => ` a${index}="1"`)}>`),
      'PLANILHA_ESTRUTURA attributes',
    ],
    ['a long name', () => withSheet(`<${'a'.repeat(1000)}>`), 'PLANILHA_ESTRUTURA name'],
    [
      'a long name of an attribute',
      () => withSheet(`<a ${'b'.repeat(1000)}="1">`),
      'PLANILHA_ESTRUTURA name',
    ],
    ['a name without end', () => withSheet(`<${'a'.repeat(4 << 20)}`), 'PLANILHA_ESTRUTURA text'],
    ['a long attribute', () => withSheet(`<a b="${'c'.repeat(300_000)}">`), 'PLANILHA_ESTRUTURA attribute'],
    [
      'a text without end',
      () => withSheet(`<row><c><v>${'1'.repeat(3 << 20)}</v></c></row>`),
      'PLANILHA_ESTRUTURA text',
    ],
    [
      'a row of long texts',
      () => withSheet(`<row>${`<c><v>${'1'.repeat(500_000)}</v></c>`.repeat(20)}</row>`),
      'PLANILHA_ESTRUTURA row',
    ],
    [
      'more columns than there are',
      () => withSheet(`<row>${'<c><v>1</v></c>'.repeat(20_000)}</row>`),
      'PLANILHA_REFERENCIA 1',
    ],
    [
      'more rows than there are',
      () => withSheet('<row/>'.repeat(1_048_577)),
      'PLANILHA_REFERENCIA undefined',
    ],
    [
      'a shared text in endless pieces',
      () => ({
        ...withSheet('</sheetData></worksheet>'),
        'xl/sharedStrings.xml': `<sst><si>${`<r><t>${'x'.repeat(1000)}</t></r>`.repeat(400)}</si></sst>`,
      }),
      'PLANILHA_ESTRUTURA text',
    ],
    [
      'endless styles',
      () => ({
        ...withSheet('</sheetData></worksheet>'),
        'xl/styles.xml': `<styleSheet><cellXfs>${'<xf/>'.repeat(70_000)}</cellXfs></styleSheet>`,
      }),
      'PLANILHA_ESTRUTURA styles',
    ],
    [
      'endless sheets',
      () => workbookParts(Array.from({ length: 1001 }, (_, index) => ({ name: `s${index}`, data: '' }))),
      'PLANILHA_ESTRUTURA sheets',
    ],
  ])('because of %s is refused', async (_, parts, expected) => {
    expect(await read(parts())).toBe(expected);
  });
});
