import { attributeOf, type MarkupPiece, prefixOf, withoutAttribute } from './markup.ts';
import { type CellRange, columnLetters, rangeOfReference } from './references.ts';
import { isRow, type RawSheetCell, type RawSheetRow, SheetCutter } from './sheet-pieces.ts';
import { escapeXml } from './workbook-parts.ts';

/** What is put into a cell. */
export interface CellEdit {
  /** From 0. */
  readonly column: number;
  /** A text longer than a cell may hold is cut; null empties the cell. */
  readonly value: string | number | null;
  /** Column of the same row whose look a cell gets that has none of its own; null for the usual look. */
  readonly like: number | null;
}

/** What is put into a sheet. */
export interface SheetEdit {
  /** Edits of a row, as a person counts, in the order of their columns. A row without any stays as it is. */
  cellsOf(row: number): readonly CellEdit[];
  /** Columns that are new, from 0: they are in sight though the sheet hides what it did not use; null where none is. */
  readonly added: { readonly first: number; readonly last: number } | null;
}

/** What has to be known of a sheet before anything is put into it. */
export interface SheetSurvey {
  /** The last column with any content in the rows looked at; -1 where there is none. */
  readonly lastColumn: number;
  /** Columns with a formula in these rows. */
  readonly formulas: ReadonlySet<number>;
  readonly merged: readonly CellRange[];
}

const LONGEST_TEXT = 32_767;
const FORMULA = /<(?:[^\s/>:]+:)?f[\s/>]/;
const CONTENT = /<(?:[^\s/>:]+:)?(?:v|is|f)[\s/>]/;

/** Looks at the rows of a sheet from one on. What enters: its text, in portions. */
export class SheetSurveyor {
  readonly #cutter = new SheetCutter();
  readonly #firstRow: number;
  readonly #formulas = new Set<number>();
  readonly #merged: CellRange[] = [];
  #lastColumn = -1;

  constructor(firstRow: number) {
    this.#firstRow = firstRow;
  }

  push(text: string): void {
    for (const piece of this.#cutter.push(text)) {
      if (isRow(piece)) this.#look(piece);
      else if (piece.name === 'mergeCell') this.#merge(piece);
    }
  }

  #look({ row, cells }: RawSheetRow): void {
    if (row < this.#firstRow) return;
    for (const { column, raw } of cells) {
      if (FORMULA.test(raw)) this.#formulas.add(column);
      if (CONTENT.test(raw)) this.#lastColumn = Math.max(this.#lastColumn, column);
    }
  }

  #merge({ raw }: MarkupPiece): void {
    const range = rangeOfReference(attributeOf(raw, 'ref') ?? '');
    if (range !== null && range.last.row >= this.#firstRow) this.#merged.push(range);
  }

  end(): SheetSurvey {
    return { lastColumn: this.#lastColumn, formulas: this.#formulas, merged: this.#merged };
  }
}

/**
 * Puts cells into the text of a sheet; all else of it stays as it is written. What enters: the text in portions. What
 * leaves: the text of the edited sheet.
 */
export class SheetEditor {
  readonly #cutter = new SheetCutter();
  readonly #edit: SheetEdit;

  constructor(edit: SheetEdit) {
    this.#edit = edit;
  }

  push(text: string): string {
    return this.#written(this.#cutter.push(text));
  }

  end(): string {
    return this.#written(this.#cutter.end());
  }

  #written(pieces: ReturnType<SheetCutter['push']>): string {
    return pieces.map((piece) => (isRow(piece) ? this.#row(piece) : this.#around(piece))).join('');
  }

  #around({ name, kind, raw }: MarkupPiece): string {
    const { added } = this.#edit;
    if (added === null || kind === 'close') return raw;
    if (name === 'dimension') return widened(raw, added.last);
    return name === 'col' ? inSight(raw, added) : raw;
  }

  #row(row: RawSheetRow): string {
    const edits = this.#edit.cellsOf(row.row);
    if (edits.length === 0)
      return `${row.tag}${row.cells.map(({ raw }) => raw).join('')}${row.rest}${row.close}`;
    const prefix = prefixOf(row.tag);
    // It says which columns have cells, and need not.
    const tag = withoutAttribute(row.tag, 'spans').replace(/\s*\/>$/, '>');
    const close = row.close === '' ? `</${prefix}row>` : row.close;
    return `${tag}${editedCells(row, edits, prefix)}${row.rest}${close}`;
  }
}

function editedCells(row: RawSheetRow, edits: readonly CellEdit[], prefix: string): string {
  const before = new Map(row.cells.map((cell) => [cell.column, cell]));
  const after = new Map<number, string>(row.cells.map(({ column, raw }) => [column, raw]));
  for (const edit of edits) {
    const place = `${columnLetters(edit.column)}${row.row}`;
    const own = before.get(edit.column);
    const like = own ?? (edit.like === null ? undefined : before.get(edit.like));
    const cell = cellXml(place, edit.value, styleOf(like), prefix);
    if (edit.value !== null || own !== undefined) after.set(edit.column, cell);
  }
  return [...after]
    .sort(([one], [other]) => one - other)
    .map(([, raw]) => raw)
    .join('');
}

function styleOf(cell: RawSheetCell | undefined): string {
  const style = cell === undefined ? null : attributeOf(cell.tag, 's');
  return style === null ? '' : ` s="${style}"`;
}

function cellXml(place: string, value: CellEdit['value'], style: string, prefix: string): string {
  const start = `<${prefix}c r="${place}"${style}`;
  if (value === null) return `${start}/>`;
  if (typeof value === 'number') return `${start}><${prefix}v>${value}</${prefix}v></${prefix}c>`;
  const text = value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT - 1)}…` : value;
  const inner = `<${prefix}t xml:space="preserve">${escapeXml(text)}</${prefix}t>`;
  return `${start} t="inlineStr"><${prefix}is>${inner}</${prefix}is></${prefix}c>`;
}

/** The tag that says how large the sheet is. */
function widened(tag: string, last: number): string {
  const range = rangeOfReference(attributeOf(tag, 'ref') ?? '');
  if (range === null || range.last.column >= last) return tag;
  const { first, last: corner } = range;
  const ref = `${columnLetters(first.column)}${first.row}:${columnLetters(last)}${corner.row}`;
  return tag.replace(/(\sref\s*=\s*["'])[^"']*/, `$1${ref}`);
}

/** The tag of a run of columns, cut so that those added are not hidden. */
function inSight(tag: string, added: { readonly first: number; readonly last: number }): string {
  const isHidden = ['1', 'true'].includes(attributeOf(tag, 'hidden') ?? '');
  const min = Number(attributeOf(tag, 'min'));
  const max = Number(attributeOf(tag, 'max'));
  const from = Math.max(min, added.first + 1);
  const to = Math.min(max, added.last + 1);
  if (!isHidden || !(from <= to)) return tag;
  const part = (first: number, last: number, shown: string): string =>
    first > last ? '' : withBounds(shown, first, last);
  const shown = withoutAttribute(withoutAttribute(withoutAttribute(tag, 'hidden'), 'width'), 'customWidth');
  return `${part(min, from - 1, tag)}${part(from, to, shown)}${part(to + 1, max, tag)}`;
}

function withBounds(tag: string, min: number, max: number): string {
  return tag.replace(/(\smin\s*=\s*["'])\d+/, `$1${min}`).replace(/(\smax\s*=\s*["'])\d+/, `$1${max}`);
}
