const LAST_ROW = 1_048_576;
const LAST_COLUMN = 16_384;

/** Columns a sheet has. */
export const SHEET_COLUMNS = LAST_COLUMN;

/** Where a cell is: row as a person counts, column from 0. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** The place of a reference such as `AB12`; null when it is none or lies outside Excel's limits. */
export function placeOfReference(reference: string): CellPlace | null {
  const match = /^([A-Z]{1,3})(\d{1,7})$/i.exec(reference);
  if (match === null) return null;
  const row = Number(match[2]);
  let column = 0;
  for (const letter of match[1]!.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return row < 1 || row > LAST_ROW || column > LAST_COLUMN ? null : { row, column: column - 1 };
}

/** A range such as `A1:D20`, or one cell. */
export interface CellRange {
  readonly first: CellPlace;
  readonly last: CellPlace;
}

/** Null for what is no range. */
export function rangeOfReference(reference: string): CellRange | null {
  const [start = '', end = start] = reference.replaceAll('$', '').split(':');
  const first = placeOfReference(start);
  const last = placeOfReference(end);
  return first === null || last === null ? null : { first, last };
}

/** Letters of a column index from 0. */
export function columnLetters(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnLetters(Math.floor(index / 26) - 1) + letter;
}
