import { plainDouble } from './number-text.ts';

/** `csv-br`: `;`, decimal comma, dd/mm/yyyy, byte order mark; `csv-iso`: `,`, point, yyyy-mm-dd. Both UTF-8. */
export type ExportFormat = 'csv-br' | 'csv-iso' | 'xlsx';

export interface ExportColumn {
  readonly name: string;
  /** Quantities, money (R$) and percentages (66.67 is 66.67%) are numbers that a workbook shows in their own way. */
  readonly kind: 'text' | 'number' | 'quantity' | 'money' | 'percent' | 'date' | 'instant' | 'boolean';
  /** A number that the last row of a workbook adds up. */
  readonly isSummed?: boolean;
}

/**
 * By kind: text any string; numbers a finite number or plain decimal text (`-12.5`); date `yyyy-mm-dd`; instant
 * `yyyy-mm-dd hh:mm:ss…`; boolean. Null is an empty cell.
 */
export type ExportValue = string | number | boolean | null;
export type ExportRow = readonly ExportValue[];

/** Rows from memory or from a cursor. */
export type ExportRows = Iterable<ExportRow> | AsyncIterable<ExportRow>;

/** What stands on a sheet beside its rows; only a workbook has it. */
export interface SheetFrame {
  /** Name of the sheet. */
  readonly title: string;
  /** Lines above the headings: what the list is of, and when. */
  readonly above?: readonly string[];
  /** What the row of sums begins with; without it there is none. */
  readonly total?: string;
}

/** Whether cells of a kind are numbers. */
export function isNumeric(kind: ExportColumn['kind']): boolean {
  return kind === 'number' || kind === 'quantity' || kind === 'money' || kind === 'percent';
}

/** Decimal text without exponent, whatever the size of the number. */
export function plainNumber(value: string | number | boolean): string {
  const text = String(value);
  return text.includes('e') ? (plainDouble(text) ?? text) : text;
}
