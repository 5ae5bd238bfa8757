import { plainDouble } from './number-text.ts';

/** `csv-br`: `;`, decimal comma, dd/mm/yyyy, byte order mark; `csv-iso`: `,`, point, yyyy-mm-dd. Both UTF-8. */
export type ExportFormat = 'csv-br' | 'csv-iso' | 'xlsx';

export interface ExportColumn {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'date' | 'instant' | 'boolean';
}

/**
 * By kind: text any string; number a finite number or plain decimal text (`-12.5`); date `yyyy-mm-dd`; instant
 * `yyyy-mm-dd hh:mm:ss…`; boolean. Null is an empty cell.
 */
export type ExportValue = string | number | boolean | null;
export type ExportRow = readonly ExportValue[];

/** Rows from memory or from a cursor. */
export type ExportRows = Iterable<ExportRow> | AsyncIterable<ExportRow>;

/** Decimal text without exponent, whatever the size of the number. */
export function plainNumber(value: string | number | boolean): string {
  const text = String(value);
  return text.includes('e') ? (plainDouble(text) ?? text) : text;
}
