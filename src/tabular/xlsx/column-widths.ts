import { type ExportColumn, type ExportRow, isNumeric, plainNumber } from '../columns.ts';

/** Rows whose contents decide how wide the columns are; more would have to be held before the first is written. */
export const WIDTH_SAMPLE = 500;

const NARROWEST = 8;
const WIDEST = 60;
/** The button that filters, beside the heading. */
const BUTTON = 4;
const DATE_WIDTH = 11;

/** Width of each column in characters, by its heading and some of its rows. */
export function columnWidths(columns: readonly ExportColumn[], sample: readonly ExportRow[]): number[] {
  return columns.map((column, at) => {
    let width = Math.max(NARROWEST, column.name.length + BUTTON);
    for (const row of sample) width = Math.max(width, contentWidth(column, row[at] ?? null) + 1);
    return Math.min(width, WIDEST);
  });
}

function contentWidth({ kind }: ExportColumn, value: ExportRow[number]): number {
  if (value === null) return 0;
  if (kind === 'date') return DATE_WIDTH;
  if (!isNumeric(kind)) return String(value).length;
  const [whole = '', fraction = ''] = plainNumber(value).split('.');
  const grouped = whole.length + Math.floor((whole.length - 1) / 3);
  if (kind === 'money') return grouped + 'R$ ,00'.length;
  if (kind === 'percent') return whole.length + ',00%'.length;
  return grouped + (fraction === '' ? 0 : fraction.length + 1);
}
