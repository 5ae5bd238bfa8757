import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { cellText } from '../cell.ts';
import { openTableFile } from '../open-table.ts';
import type { CellEdit, SheetEdit } from './edit-sheet.ts';
import { SheetEditor, SheetSurveyor } from './edit-sheet.ts';
import { surveySheet, writeEditedWorkbook } from './edit-workbook.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-edit-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const text = (column: number, value: string | number | null, like: number | null = null): CellEdit => ({
  column,
  value,
  like,
});

function editOf(
  rows: Readonly<Record<number, readonly CellEdit[]>>,
  added: SheetEdit['added'] = null,
): SheetEdit {
  return { cellsOf: (row) => rows[row] ?? [], added };
}

/** The sheet with the edit, its text handed over in portions of a size. */
function edited(xml: string, edit: SheetEdit, size = 7): string {
  const editor = new SheetEditor(edit);
  let result = '';
  for (let at = 0; at < xml.length; at += size) result += editor.push(xml.slice(at, at + size));
  return result + editor.end();
}

const SHEET =
  '<?xml version="1.0"?>\r\n<worksheet xmlns="m"><dimension ref="A1:B3"/><!-- <row> --><cols><col min="1" max="2" width="9"/>' +
  '<col min="3" max="16384" width="0" hidden="1" customWidth="1"/></cols><sheetData>' +
  '<row r="1" spans="1:2" s="4"><c r="A1" s="7" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>a&gt;b</t></is></c></row>\n' +
  '<row r="2"><c r="A2"><f>1&gt;0</f><v>1</v></c><c r="C2" s="3"/></row><row r="3"><c r="B3"><v>5</v></c></row>' +
  '</sheetData><mergeCells count="1"><mergeCell ref="A3:D4"/></mergeCells></worksheet>\n';

describe('the text of a sheet', () => {
  it.each([1, 2, 5, 64, 10_000])('stays as it is where nothing is put into it, in portions of %i', (size) => {
    expect(edited(SHEET, editOf({}), size)).toBe(SHEET);
  });

  it('takes cells in their order, with their own look or that of another, and nothing else changes', () => {
    const rows = {
      1: [text(2, 'STATUS', 0)],
      2: [text(1, '=<1>'), text(2, 3)],
      3: [text(0, null), text(1, null), text(3, ' x')],
    };
    const result = edited(SHEET, editOf(rows, { first: 2, last: 3 }));
    expect(result).toBe(
      SHEET.replace('A1:B3', 'A1:D3')
        .replace(
          '<col min="3" max="16384" width="0" hidden="1" customWidth="1"/>',
          '<col min="3" max="4"/><col min="5" max="16384" width="0" hidden="1" customWidth="1"/>',
        )
        .replace(' spans="1:2"', '')
        .replace(
          'a&gt;b</t></is></c>',
          'a&gt;b</t></is></c><c r="C1" s="7" t="inlineStr"><is><t xml:space="preserve">STATUS</t></is></c>',
        )
        .replace(
          '<c r="C2" s="3"/>',
          '<c r="B2" t="inlineStr"><is><t xml:space="preserve">=&lt;1&gt;</t></is></c><c r="C2" s="3"><v>3</v></c>',
        )
        .replace(
          '<c r="B3"><v>5</v></c>',
          '<c r="B3"/><c r="D3" t="inlineStr"><is><t xml:space="preserve"> x</t></is></c>',
        ),
    );
  });

  it('is written with the prefix it has, and counts rows and cells that do not say where they are', () => {
    const xml = '<x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c/></x:row><x:row/></x:sheetData>';
    const result = edited(xml, editOf({ 1: [text(1, 2)], 2: [text(0, 'a')] }));
    expect(result).toBe(
      '<x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c r="B1"><x:v>2</x:v></x:c></x:row><x:row>' +
        '<x:c r="A2" t="inlineStr"><x:is><x:t xml:space="preserve">a</x:t></x:is></x:c></x:row></x:sheetData>',
    );
  });

  it('holds a text of any characters, and no longer one than a cell may have', () => {
    const result = edited(
      '<sheetData><row r="1"/></sheetData>',
      editOf({ 1: [text(0, `\u0007${'x'.repeat(40_000)}`)] }),
    );
    expect(result).toContain('_x0007_xxx');
    expect(result.length).toBeLessThan(33_000);
  });

  it('is looked at for formulas, the last column with content, and merged cells', () => {
    const surveyor = new SheetSurveyor(2);
    for (const part of SHEET.match(/.{1,9}/gs)!) surveyor.push(part);
    const { formulas, lastColumn, merged } = surveyor.end();
    expect([[...formulas], lastColumn]).toEqual([[0], 1]);
    expect(merged).toEqual([{ first: { row: 3, column: 0 }, last: { row: 4, column: 3 } }]);
  });

  it(`reads back as it was with what was put into it, whatever that is (SEED=${SEED})`, () => {
    const cell = fc.record({ row: fc.integer({ min: 1, max: 4 }), column: fc.integer({ min: 0, max: 30 }) });
    fc.assert(
      fc.property(fc.array(cell), fc.array(cell), fc.integer({ min: 1, max: 40 }), (own, put, size) => {
        const xml = sheetOf(unique(own).map((place) => ({ ...place, raw: 'o' })));
        const edits = unique(put);
        const rowsOf = (row: number) =>
          edits.filter((one) => one.row === row).map(({ column }) => text(column, 7));
        const result = edited(xml, { cellsOf: rowsOf, added: null }, size);
        const wanted = new Map(unique(own).map(({ row, column }) => [`${row} ${column}`, 'o']));
        for (const { row, column } of edits) wanted.set(`${row} ${column}`, '7');
        expect(cellsIn(result)).toEqual(wanted);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});

interface Place {
  readonly row: number;
  readonly column: number;
}

function unique(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [`${place.row} ${place.column}`, place])).values()].sort(
    (one, other) => one.row - other.row || one.column - other.column,
  );
}

function letters(column: number): string {
  return column < 26 ? String.fromCharCode(65 + column) : `A${String.fromCharCode(65 + column - 26)}`;
}

function sheetOf(cells: readonly (Place & { readonly raw: string })[]): string {
  const rows = [1, 2, 3, 4].map((row) => {
    const own = cells.filter((cell) => cell.row === row);
    return `<row r="${row}">${own.map(({ column, raw }) => `<c r="${letters(column)}${row}"><v>${raw}</v></c>`).join('')}</row>`;
  });
  return `<sheetData>${rows.join('')}</sheetData>`;
}

/** Cells of a sheet in their order, which a spreadsheet insists upon. */
function cellsIn(xml: string): Map<string, string> {
  const found = new Map<string, string>();
  let last = '';
  for (const [, letter, row, value] of xml.matchAll(/<c r="([A-Z]+)(\d+)"[^>]*><v>([^<]*)<\/v>/g)) {
    const column = [...letter!].reduce((sum, one) => sum * 26 + one.charCodeAt(0) - 64, 0) - 1;
    const place = `${row} ${String(column).padStart(4)}`;
    expect(place > last).toBe(true);
    last = place;
    found.set(`${row} ${column}`, value!);
  }
  return found;
}

/** A workbook as spreadsheets write them, with what they have beside cells. */
const PARTS: Readonly<Record<string, string | Buffer>> = {
  '[Content_Types].xml': '<Types/>',
  '_rels/.rels':
    '<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>',
  'xl/workbook.xml':
    '<workbook xmlns:r="x"><sheets><sheet name="Lista" sheetId="1" r:id="r1"/><sheet name="Outra" sheetId="2" r:id="r2"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="r3" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
  'xl/worksheets/sheet1.xml': SHEET,
  'xl/worksheets/sheet2.xml':
    '<worksheet><sheetData><row r="1"><c r="A1"><f>Lista!A1</f></c></row></sheetData></worksheet>',
  'xl/worksheets/_rels/sheet1.xml.rels': '<Relationships/>',
  'xl/sharedStrings.xml': '<sst><si><t>Título</t></si></sst>',
  'xl/styles.xml': '<styleSheet/>',
  'xl/comments1.xml': '<comments/>',
  'xl/drawings/drawing1.xml': '<wsDr/>',
  'xl/media/image1.png': Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256)),
  'xl/vbaProject.bin': Buffer.from([0, 1, 2, 3]),
};

async function workbookOf(parts: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts))
    zip.addBuffer(Buffer.from(content), name, {
      compress: !name.endsWith('.png'),
      mtime: new Date(2024, 1, 3),
    });
  zip.addEmptyDirectory('xl/empty/');
  zip.end();
  const path = join(folder, 'lista.xlsx');
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

async function partsOf(path: string): Promise<Map<string, { content: string; stored: boolean; at: number }>> {
  const zip = await openPromise(path, { autoClose: false });
  const parts = new Map<string, { content: string; stored: boolean; at: number }>();
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = [];
    const stream = entry.fileName.endsWith('/') ? [] : await zip.openReadStreamPromise(entry);
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
    parts.set(entry.fileName, {
      content: Buffer.concat(chunks).toString('latin1'),
      stored: entry.compressionMethod === 0,
      at: entry.getLastModDate().getTime(),
    });
  }
  zip.close();
  return parts;
}

describe('a workbook with cells put into one sheet', () => {
  it('has every other part byte for byte, in its order, and opens', async () => {
    const path = await workbookOf(PARTS);
    const survey = await surveySheet(path, 'lista.xlsx', 'xl/worksheets/sheet1.xml', 1);
    expect(survey.lastColumn).toBe(1);
    const target = join(folder, 'resultado.xlsx');
    const edit = editOf({ 2: [text(3, 'COMPLETED')] }, { first: 3, last: 3 });
    await writeEditedWorkbook(path, 'lista.xlsx', 'xl/worksheets/sheet1.xml', edit, target);
    const before = await partsOf(path);
    const after = await partsOf(target);
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [name, part] of before)
      if (name !== 'xl/worksheets/sheet1.xml') expect([name, after.get(name)]).toEqual([name, part]);

    const table = await openTableFile(
      target,
      'resultado.xlsx',
      () => 0,
      () => undefined,
    );
    if (table.kind !== 'workbook') throw new Error('no workbook');
    const sheet = (await table.tableOf(table.sheets[0]!))!;
    expect(sheet.header.map(cellText)).toEqual(['Título', 'a>b']);
    const rows: string[][] = [];
    for await (const batch of sheet.rows(5, () => undefined))
      rows.push(...batch.map(({ cells }) => cells.map(cellText)));
    expect(rows[0]).toEqual(['1', '', '', 'COMPLETED', '']);
    table.close();
  });

  it('in UTF-16 is one in UTF-8 that says so', async () => {
    const wide = `\ufeff${SHEET.replace('version="1.0"', 'version="1.0" encoding="UTF-16"')}`;
    const path = await workbookOf({ ...PARTS, 'xl/worksheets/sheet1.xml': Buffer.from(wide, 'utf16le') });
    const target = join(folder, 'resultado.xlsx');
    const edit = editOf({ 3: [text(1, 'é')] });
    await writeEditedWorkbook(path, 'lista.xlsx', 'xl/worksheets/sheet1.xml', edit, target);
    const sheet = (await partsOf(target)).get('xl/worksheets/sheet1.xml')!.content;
    expect(sheet.startsWith('<?xml version="1.0" encoding="UTF-8"?>')).toBe(true);
    expect(Buffer.from(sheet, 'latin1').toString()).toContain('>é</t>');
  });

  it('that cannot be read, or written, says so', async () => {
    const path = await workbookOf({ ...PARTS, 'xl/worksheets/sheet1.xml': Buffer.from([0x3c, 0xff, 0x3e]) });
    const write = (target: string) =>
      writeEditedWorkbook(path, 'lista.xlsx', 'xl/worksheets/sheet1.xml', editOf({}), target);
    await expect(write(join(folder, 'r.xlsx'))).rejects.toMatchObject({ code: 'PLANILHA_CORROMPIDA' });
    await expect(write(join(folder, 'no', 'r.xlsx'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
