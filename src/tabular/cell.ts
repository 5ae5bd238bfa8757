/**
 * A cell as a file holds it. CSV has texts only; a spreadsheet also has typed cells, whose number is exact text.
 */
export type RawCell = string | NumberCell | BooleanCell | ErrorCell;

export interface NumberCell {
  readonly type: 'number';
  /** The number as the file has it, exponent included. */
  readonly text: string;
  /** The cell's style shows a date (or date and time). */
  readonly isDate: boolean;
  /** Digits that the style pads with zeros (`0000000`), or 0. */
  readonly zeroPadding: number;
}

export interface BooleanCell {
  readonly type: 'boolean';
  readonly value: boolean;
}

export interface ErrorCell {
  readonly type: 'error';
  /** `#REF!` and the like; empty for a formula that was never calculated. */
  readonly text: string;
}

/** One row of a file. `line` is the number a person sees: line of the text file, row of the sheet. */
export interface FileRow {
  readonly line: number;
  readonly cells: readonly RawCell[];
}

/** The cell as text, for reports and reject files. */
export function cellText(cell: RawCell): string {
  if (typeof cell === 'string') return cell;
  if (cell.type === 'boolean') return String(cell.value);
  return cell.text;
}

/** Blank means: nothing but white space, no-break spaces included. */
export function isBlank(cell: RawCell | undefined): boolean {
  return cell === undefined || (typeof cell === 'string' && cell.trim() === '');
}

/**
 * A telephone number stays as it is, though it begins with a sign: of digits, blanks, brackets and hyphens no formula
 * can be made that calls, reads or opens anything.
 */
const PHONE = /^\+\d[\d ()-]*$/;

/**
 * Text that a spreadsheet would take for a formula (some take full-width signs for one too), or whose outer blanks would be lost, is written to CSV with an
 * apostrophe before it. Reading takes exactly that apostrophe off again, so a round trip changes nothing.
 */
function needsProtection(text: string): boolean {
  const core = text.replace(/^'+/, '');
  if (PHONE.test(core)) return false;
  return core === '' || /^[=+\-@\uff1d\uff0b\uff0d\uff20\s]/.test(core) || /\s$/.test(core);
}

/** Text as it may stand in a CSV cell that a spreadsheet opens. */
export function protectText(text: string): string {
  return needsProtection(text) ? `'${text}` : text;
}

/** The text behind a protecting apostrophe, or null when the cell has none. */
export function unprotectText(cell: string): string | null {
  return cell.charCodeAt(0) === 39 && needsProtection(cell) ? cell.slice(1) : null;
}
