import { RupturaError } from '../../contract/errors.ts';
import { parseIsoDate } from '../../contract/units.ts';
import { type ExportColumn, type ExportRow, isNumeric, plainNumber, type SheetFrame } from '../columns.ts';
import { daySerial } from '../date-text.ts';
import { ExactSum } from '../exact-sum.ts';
import { columnWidths, WIDTH_SAMPLE } from './column-widths.ts';
import { columnLetters } from './references.ts';
import { escapeXml, MAIN, STYLE, XML } from './workbook-parts.ts';

const LONGEST_TEXT = 32_767;
/** Characters handed on at once. */
const PIECE = 1 << 16;

/** What a sheet is made of. */
export interface SheetSource {
  readonly columns: readonly ExportColumn[];
  readonly rows: AsyncIterable<ExportRow>;
  readonly frame: SheetFrame;
  /** The last row a sheet may have. */
  readonly lastRow: number;
}

/** Row of the headings: below the lines above them. */
export function headingRow({ above = [] }: SheetFrame): number {
  return above.length + 1;
}

/**
 * The sheet as it is written, piece by piece: lines above, frozen headings that filter, rows, sums. Columns are as wide
 * as their headings and first rows.
 * @throws RupturaError EXPORTACAO_LINHAS_DEMAIS, EXPORTACAO_TEXTO_LONGO
 */
export async function* sheetXml({ columns, rows, frame, lastRow }: SheetSource): AsyncGenerator<string> {
  const heading = headingRow(frame);
  const sheet = new SheetRows(columns, heading, lastRow);
  const sample: ExportRow[] = [];
  const start = (): string => head(columns, frame, sample) + sample.map((row) => sheet.row(row)).join('');
  let text: string | null = null;
  for await (const row of rows) {
    if (text !== null) text += sheet.row(row);
    else if (sample.push(row) === WIDTH_SAMPLE) text = start();
    if (text === null || text.length < PIECE) continue;
    yield text;
    text = '';
  }
  yield `${text ?? start()}${sheet.total(frame.total)}</sheetData>${foot(columns, heading, sheet.last)}`;
}

function head(columns: readonly ExportColumn[], frame: SheetFrame, sample: readonly ExportRow[]): string {
  const heading = headingRow(frame);
  const pane = `<pane ySplit="${heading}" topLeftCell="A${heading + 1}" activePane="bottomLeft" state="frozen"/>`;
  const widths = columnWidths(columns, sample)
    .map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`)
    .join('');
  const above = (frame.above ?? []).map((line, at) =>
    rowXml(at + 1, [textCell(`A${at + 1}`, line, STYLE.note, columns[0]!.name)]),
  );
  const headings = columns.map(({ name, kind }, at) =>
    textCell(
      `${columnLetters(at)}${heading}`,
      name,
      isNumeric(kind) ? STYLE.numberHeading : STYLE.heading,
      name,
    ),
  );
  return (
    `${XML}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>` +
    `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${widths}</cols><sheetData>` +
    above.join('') +
    rowXml(heading, headings)
  );
}

function foot(columns: readonly ExportColumn[], heading: number, last: number): string {
  const filter = `<autoFilter ref="A${heading}:${columnLetters(columns.length - 1)}${last}"/>`;
  return `${filter}<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>`;
}

/** The rows below the headings, and what the summed columns come to. */
class SheetRows {
  readonly #columns: readonly ExportColumn[];
  readonly #letters: readonly string[];
  readonly #first: number;
  readonly #lastRow: number;
  readonly #sums: readonly (ExactSum | null)[];
  /** The last row written. */
  last: number;

  constructor(columns: readonly ExportColumn[], heading: number, lastRow: number) {
    this.#columns = columns;
    this.#letters = columns.map((_, at) => columnLetters(at));
    this.#first = heading + 1;
    this.#lastRow = lastRow;
    this.#sums = columns.map(({ isSummed }) => (isSummed === true ? new ExactSum() : null));
    this.last = heading;
  }

  row(values: ExportRow): string {
    const number = ++this.last;
    if (number > this.#lastRow) {
      throw new RupturaError('EXPORTACAO_LINHAS_DEMAIS', { limite: this.#lastRow - this.#first + 1 });
    }
    const cells = this.#columns.map((column, at) => {
      const value = values[at] ?? null;
      if (value === null) return '';
      if (typeof value !== 'boolean') this.#sums[at]?.add(value);
      return cellXml(`${this.#letters[at]}${number}`, column, value);
    });
    return rowXml(number, cells);
  }

  /** The row of sums, which follow what the reader filters; none where nothing is summed, or nothing fits. */
  total(label: string | undefined): string {
    const isEmpty = this.last < this.#first || this.#sums.every((sum) => sum === null);
    if (label === undefined || isEmpty || this.last === this.#lastRow) return '';
    const number = this.last + 1;
    const cells = this.#columns.map((column, at) => {
      const place = `${this.#letters[at]}${number}`;
      const sum = this.#sums[at];
      if (sum)
        return sumXml(
          place,
          `${this.#letters[at]}${this.#first}:${this.#letters[at]}${this.last}`,
          column,
          sum,
        );
      return at === 0
        ? textCell(place, label, STYLE.total, column.name)
        : `<c r="${place}" s="${STYLE.total}"/>`;
    });
    return rowXml(number, cells);
  }
}

function sumXml(place: string, range: string, { kind }: ExportColumn, { text }: ExactSum): string {
  const usual = text.includes('.') ? STYLE.fractionTotal : STYLE.wholeTotal;
  const style = kind === 'money' ? STYLE.moneyTotal : usual;
  return `<c r="${place}" s="${style}"><f>SUBTOTAL(109,${range})</f><v>${text}</v></c>`;
}

function rowXml(number: number, cells: readonly string[]): string {
  return `<row r="${number}">${cells.join('')}</row>`;
}

function cellXml(place: string, column: ExportColumn, value: string | number | boolean): string {
  if (isNumeric(column.kind)) {
    const text = plainNumber(value);
    return `<c r="${place}" s="${numberStyle(column.kind, text)}"><v>${text}</v></c>`;
  }
  if (column.kind === 'boolean') return `<c r="${place}" t="b"><v>${value === true ? 1 : 0}</v></c>`;
  const day = column.kind === 'date' ? parseIsoDate(String(value)) : null;
  if (day !== null) return `<c r="${place}" s="${STYLE.date}"><v>${daySerial(day)}</v></c>`;
  const text = String(value);
  const isFormula = /^[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text);
  return textCell(place, text, isFormula ? STYLE.formulaText : STYLE.plain, column.name);
}

function numberStyle(kind: ExportColumn['kind'], text: string): number {
  switch (kind) {
    case 'money':
      return STYLE.money;
    case 'percent':
      return STYLE.percent;
    case 'quantity':
      return text.includes('.') ? STYLE.fraction : STYLE.whole;
    default:
      return STYLE.plain;
  }
}

function textCell(place: string, text: string, style: number, column: string): string {
  if (text.length > LONGEST_TEXT) {
    throw new RupturaError('EXPORTACAO_TEXTO_LONGO', { limite: LONGEST_TEXT, coluna: column });
  }
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}
