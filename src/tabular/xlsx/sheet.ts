import { RupturaError } from '../../contract/errors.ts';
import type { FileRow, RawCell } from '../cell.ts';
import type { Archive } from './archive.ts';
import { placeOfReference, SHEET_COLUMNS } from './references.ts';
import { RichText, type SheetInfo, type Workbook } from './workbook.ts';
import { beyond, parsePart, unescapeText, type XmlHandler } from './xml.ts';

const LAST_ROW = 1_048_576;
/** Characters of one row: it is in memory as a whole. */
const LONGEST_ROW = 1 << 22;
const PLAIN: { readonly isDate: boolean; readonly zeroPadding: number } = { isDate: false, zeroPadding: 0 };

interface OpenCell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  hasFormula: boolean;
}

/** Builds rows out of the elements of a sheet, in memory that does not depend on the sheet's size. */
class SheetReader implements XmlHandler {
  rows: FileRow[] = [];
  #row = 0;
  #column = -1;
  #cells: RawCell[] = [];
  #cell: OpenCell | null = null;
  #value = '';
  #inValue = false;
  #rowCharacters = 0;
  readonly #inline = new RichText();
  readonly #file: string;
  readonly #part: string;
  readonly #workbook: Workbook;
  readonly #width: number;

  constructor(file: string, part: string, workbook: Workbook, width: number) {
    this.#file = file;
    this.#part = part;
    this.#workbook = workbook;
    this.#width = width;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') this.#openRow(attributes['r']);
    else if (name === 'c') this.#openCell(attributes);
    else if (this.#cell === null) return;
    else if (name === 'v') this.#inValue = true;
    else if (name === 'f') this.#cell.hasFormula = true;
    else this.#inline.open(name);
  }

  text(text: string): void {
    if (this.#cell === null) return;
    this.#rowCharacters += text.length;
    if (this.#rowCharacters > LONGEST_ROW) throw beyond(this.#file, this.#part, 'row', LONGEST_ROW);
    if (this.#inValue) this.#value += text;
    else this.#inline.add(text);
  }

  close(name: string): void {
    if (name === 'v') this.#inValue = false;
    else if (name === 'c') this.#closeCell();
    else if (name === 'row') this.#closeRow();
    else if (this.#cell !== null) this.#inline.close(name);
  }

  #openRow(reference: string | undefined): void {
    const row = reference === undefined ? this.#row + 1 : Number(reference);
    if (!Number.isInteger(row) || row <= this.#row || row > LAST_ROW) throw this.#misplaced(`${reference}`);
    this.#row = row;
    this.#column = -1;
    this.#cells = [];
    this.#rowCharacters = 0;
  }

  #openCell(attributes: Readonly<Record<string, string>>): void {
    const reference = attributes['r'];
    const column = reference === undefined ? this.#column + 1 : (placeOfReference(reference)?.column ?? null);
    if (column === null || column <= this.#column || column >= SHEET_COLUMNS) {
      throw this.#misplaced(reference ?? `${this.#row}`);
    }
    this.#column = column;
    this.#cell = {
      column,
      type: attributes['t'] ?? 'n',
      style: Number(attributes['s'] ?? '0'),
      hasFormula: false,
    };
    this.#value = '';
    this.#inValue = false;
    this.#inline.clear();
  }

  #closeCell(): void {
    const cell = this.#cell;
    this.#cell = null;
    if (cell === null) return;
    const value = this.#cellValue(cell);
    if (value === '') return;
    // A cell right of the header makes the row one too wide, whatever its distance.
    const place = Math.min(cell.column, this.#width);
    while (this.#cells.length < place) this.#cells.push('');
    this.#cells[place] = value;
  }

  #cellValue(cell: OpenCell): RawCell {
    const value = this.#value;
    if (cell.type === 'inlineStr') return unescapeText(this.#inline.value);
    if (value === '') return cell.hasFormula && cell.type !== 'str' ? { type: 'error', text: '' } : '';
    switch (cell.type) {
      case 's':
        return this.#sharedString(value);
      case 'str':
        return unescapeText(value);
      case 'b':
        return { type: 'boolean', value: value.trim() === '1' || value.trim() === 'true' };
      case 'e':
        return { type: 'error', text: value };
      case 'd':
        return value;
      default:
        return { type: 'number', text: value.trim(), ...this.#styleOf(cell.style) };
    }
  }

  #styleOf(index: number): { isDate: boolean; zeroPadding: number } {
    return this.#workbook.styles[index] ?? PLAIN;
  }

  #sharedString(value: string): string {
    const text = this.#workbook.sharedStrings[Number(value)];
    if (text === undefined)
      throw new Error(`shared string ${value.slice(0, 20)} of row ${this.#row} does not exist`);
    return text;
  }

  #closeRow(): void {
    if (this.#cells.length === 0) return;
    while (this.#cells.length < this.#width) this.#cells.push('');
    this.rows.push({ line: this.#row, cells: this.#cells });
    this.#cells = [];
  }

  #misplaced(cell: string): RupturaError {
    return new RupturaError('PLANILHA_REFERENCIA', { arquivo: this.#file, celula: cell.slice(0, 40) });
  }
}

/**
 * Streams the rows of a sheet that have any content, in batches; cells are filled up to `width`.
 * @param width columns of the header
 */
export async function* sheetRows(
  archive: Archive,
  file: string,
  workbook: Workbook,
  sheet: SheetInfo,
  width: number,
  onBytes: (count: number) => void,
): AsyncGenerator<FileRow[]> {
  const reader = new SheetReader(file, sheet.part, workbook, width);
  const part = await archive.open(sheet.part);
  for await (const _ of parsePart(part, file, reader, onBytes)) {
    if (reader.rows.length === 0) continue;
    const { rows } = reader;
    reader.rows = [];
    yield rows;
  }
}
