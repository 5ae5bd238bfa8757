import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { RupturaError } from '../../contract/errors.ts';
import { parseIsoDate } from '../../contract/units.ts';
import { type ExportColumn, type ExportRow, plainNumber } from '../columns.ts';
import { daySerial } from '../date-text.ts';

const LAST_ROW = 1_048_576;
const LONGEST_TEXT = 32_767;
const LONGEST_TITLE = 31;

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Cell styles by index: 0 plain, 1 heading, 2 date, 3 text that looks like a formula (kept text when edited). */
const STYLE = { plain: 0, heading: 1, date: 2, formulaText: 3 } as const;

const CONTENT_TYPES = `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${CONTENT}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${CONTENT}.styles+xml"/></Types>`;
const ROOT_RELATIONS = `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
const WORKBOOK_RELATIONS = `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`;
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="14" applyNumberFormat="1"/><xf quotePrefix="1"/></cellXfs></styleSheet>`;

function workbookXml(title: string): string {
  const name = escapeXml(title.replace(/[[\]:*?/\\]/g, ' ').slice(0, LONGEST_TITLE) || 'ruptura');
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${name}" sheetId="1" r:id="rId1"/></sheets></workbook>`;
}

const FORBIDDEN = /[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML text; characters that XML forbids (and a carriage return, which XML would change) as `_x000D_`. */
function escapeXml(text: string): string {
  return text
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replace(
      FORBIDDEN,
      (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replace(/[&<>"]/g, (character) => MARKUP[character]!);
}

/** Letters of a column index from 0. */
function columnLetters(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnLetters(Math.floor(index / 26) - 1) + letter;
}

/**
 * Writes one sheet as a workbook: numbers as numbers, dates as dates, headings bold and frozen.
 * @param lastRow the last one a sheet may have, the headings being row 1
 * @throws RupturaError EXPORTACAO_LINHAS_DEMAIS, EXPORTACAO_TEXTO_LONGO
 */
export async function writeWorkbook(
  columns: readonly ExportColumn[],
  rows: AsyncIterable<ExportRow>,
  title: string,
  output: Writable,
  lastRow = LAST_ROW,
): Promise<void> {
  const zip = new ZipFile();
  const add = (name: string, text: string): void => zip.addBuffer(Buffer.from(text), name);
  add('[Content_Types].xml', CONTENT_TYPES);
  add('_rels/.rels', ROOT_RELATIONS);
  add('xl/workbook.xml', workbookXml(title));
  add('xl/_rels/workbook.xml.rels', WORKBOOK_RELATIONS);
  add('xl/styles.xml', STYLES);
  const sheet = Readable.from(sheetXml(columns, rows, lastRow), { objectMode: false });
  const archive = zip.outputStream as Readable;
  sheet.on('error', (error) => archive.destroy(error));
  zip.addReadStream(sheet, 'xl/worksheets/sheet1.xml');
  zip.end();
  try {
    await pipeline(archive, output);
  } finally {
    sheet.destroy();
  }
}

const PIECE = 1 << 16;

async function* sheetXml(
  columns: readonly ExportColumn[],
  rows: AsyncIterable<ExportRow>,
  lastRow: number,
): AsyncGenerator<string> {
  const letters = columns.map((_, index) => columnLetters(index));
  const widths = columns.map((column, index) => columnWidth(column, index + 1)).join('');
  let text = `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths}</cols><sheetData>`;
  text += rowXml(
    1,
    columns.map((column, index) => textCell(`${letters[index]}1`, column.name, STYLE.heading, column)),
  );
  let number = 1;
  for await (const row of rows) {
    number++;
    if (number > lastRow) throw new RupturaError('EXPORTACAO_LINHAS_DEMAIS', { limite: lastRow - 1 });
    text += rowXml(
      number,
      columns.map((column, index) => cellXml(`${letters[index]}${number}`, column, row[index] ?? null)),
    );
    if (text.length < PIECE) continue;
    yield text;
    text = '';
  }
  yield `${text}</sheetData></worksheet>`;
}

function columnWidth(column: ExportColumn, number: number): string {
  const width = Math.max(column.kind === 'text' ? 18 : 12, column.name.length + 2);
  return `<col min="${number}" max="${number}" width="${width}" customWidth="1"/>`;
}

function rowXml(number: number, cells: readonly string[]): string {
  return `<row r="${number}">${cells.join('')}</row>`;
}

function cellXml(place: string, column: ExportColumn, value: ExportRow[number]): string {
  if (value === null) return '';
  if (column.kind === 'number') return `<c r="${place}"><v>${plainNumber(value)}</v></c>`;
  if (column.kind === 'boolean') return `<c r="${place}" t="b"><v>${value === true ? 1 : 0}</v></c>`;
  const day = column.kind === 'date' ? parseIsoDate(String(value)) : null;
  if (day !== null) return `<c r="${place}" s="${STYLE.date}"><v>${daySerial(day)}</v></c>`;
  const text = String(value);
  return textCell(
    place,
    text,
    /^[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ? STYLE.formulaText : STYLE.plain,
    column,
  );
}

function textCell(place: string, text: string, style: number, column: ExportColumn): string {
  if (text.length > LONGEST_TEXT) {
    throw new RupturaError('EXPORTACAO_TEXTO_LONGO', { limite: LONGEST_TEXT, coluna: column.name });
  }
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}
