import { basename } from 'node:path';
import { type CarriedError, carryError } from '../../contract/carried-error.ts';
import type { ResultColumn } from '../../contract/collection-codes.ts';
import { RupturaError } from '../../contract/errors.ts';
import { cellOf, columnOfHeading, numberPlaces } from './list-columns.ts';
import {
  type ListChoice,
  listOf,
  type NumberedTable,
  type PurchaseList,
  readNumberedTable,
} from './list-reader.ts';
import type { ListSheet } from './list-table.ts';

/** What a list comes to, before anything is collected. Plain data: a process apart finds it out. */
export interface ListPlan {
  /** The sheet that is taken; null where the list is no workbook. */
  readonly sheet: Pick<ListSheet, 'name' | 'others'> | null;
  /** Line of the headings; null where there are none. */
  readonly headerLine: number | null;
  /** By place; blank ones too. */
  readonly headings: readonly PlannedHeading[];
  /** Place of the column of purchase orders; null where somebody has to say which one it is. */
  readonly numberPlace: number | null;
  /** Places of the columns that may be it. */
  readonly candidates: readonly number[];
  /** Why nothing can be collected by it; null where something can. */
  readonly problem: CarriedError | null;
  readonly firstRows: readonly { readonly line: number; readonly cells: readonly string[] }[];
  /** Rows that are not blank. */
  readonly rows: number;
  /** Distinct purchase orders to collect. */
  readonly purchases: number;
  /** Distinct purchase orders that are left as they are, because they are COMPLETED. */
  readonly completed: number;
  /** Rows that name a purchase order that a row above names already. */
  readonly repeated: number;
  /** Rows that name none: how many, and the first of them. */
  readonly rejectedRows: number;
  readonly rejected: readonly PlannedRejection[];
}

export interface PlannedHeading {
  readonly title: string;
  readonly column: ResultColumn | null;
}

export interface PlannedRejection {
  readonly line: number;
  readonly text: string;
  readonly error: CarriedError;
}

const MOST_HEADINGS = 200;
const MOST_FIRST_ROWS = 8;
const MOST_REJECTED = 100;
const LONGEST_TEXT = 120;

/**
 * Reads a list, and says what would be collected by it.
 * @throws RupturaError of a file that cannot be read at all; what is unclear about its columns is said as a problem
 */
export async function planList(path: string, choice: ListChoice): Promise<ListPlan> {
  const table = await readNumberedTable(path, choice);
  const seen = seenOf(table, choice);
  try {
    return { ...seen, ...countsOf(listOf(table, choice, basename(path))), problem: null };
  } catch (error) {
    if (!(error instanceof RupturaError)) throw error;
    return { ...seen, ...NOTHING, problem: carryError(error) };
  }
}

type Seen = Pick<ListPlan, 'sheet' | 'headerLine' | 'headings' | 'candidates' | 'firstRows' | 'rows'>;

function seenOf(table: NumberedTable, { column }: ListChoice): Seen {
  const { sheet, header, headerLine, rows, lines } = table;
  const shown = rows.slice(0, MOST_FIRST_ROWS);
  return {
    sheet: sheet === null ? null : { name: sheet.name, others: sheet.others },
    headerLine,
    headings: header
      .slice(0, MOST_HEADINGS)
      .map((title) => ({ title: short(title), column: columnOfHeading(title) })),
    candidates: numberPlaces(header, headerLine === null ? null : column),
    firstRows: shown.map((row, at) => ({
      line: lines[at]!,
      cells: row.slice(0, MOST_HEADINGS).map(short),
    })),
    rows: rows.length,
  };
}

const NOTHING = {
  numberPlace: null,
  purchases: 0,
  completed: 0,
  repeated: 0,
  rejectedRows: 0,
  rejected: [],
} as const;

function countsOf(list: PurchaseList): Omit<ListPlan, keyof Seen | 'problem'> {
  const { columns, rows, lines, purchases, completed, rejected } = list;
  const place = columns.known.get('PO_NUMBER')!;
  return {
    numberPlace: place,
    purchases: purchases.length,
    completed,
    repeated: rows.length - rejected.length - purchases.length - completed,
    rejectedRows: rejected.length,
    rejected: rejected.slice(0, MOST_REJECTED).map(({ row, error }) => ({
      line: lines[row]!,
      text: short(cellOf(rows[row]!, place).trim()),
      error: carryError(error),
    })),
  };
}

function short(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}
