import { rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { RESULT_COLUMNS, type ResultColumn } from '../../contract/collection-codes.ts';
import type { Language } from '../../contract/language.ts';
import type { CellEdit, SheetEdit, SheetSurvey } from '../../tabular/xlsx/edit-sheet.ts';
import { surveySheet, writeEditedWorkbook } from '../../tabular/xlsx/edit-workbook.ts';
import { SHEET_COLUMNS } from '../../tabular/xlsx/references.ts';
import { cellOf } from '../list/list-columns.ts';
import type { PurchaseList } from '../list/list-reader.ts';
import type { ListSheet } from '../list/list-table.ts';
import type { PurchaseOutcome } from '../purchase.ts';
import { guardedText, type RowResult, rejectedResult, resultOf } from './result-rows.ts';
import { sweepTemporaries } from './temporaries.ts';

/** Least time between the ends of two writes, in milliseconds; a large workbook gets this many times its own time. */
const REST_MS = 15_000;
const REST_FACTOR = 20;

const COUNTS: readonly ResultColumn[] = ['ATTACHMENTS_FOUND', 'ATTACHMENTS_DOWNLOADED'];

/** Where a result is put: the place of each column, and which of them the sheet did not have. */
interface ResultPlaces {
  readonly places: ReadonlyMap<ResultColumn, number>;
  readonly added: readonly ResultColumn[];
}

/**
 * The workbook that came in, with what became of its purchases: columns filled or added on the sheet that was taken, all
 * else as it was. The CSV beside it is as true at any moment; this one follows it at a distance that its size decides.
 *
 * What enters: outcomes (`record`), taken back ones (`forget`). What leaves: the whole workbook, written beside and
 * renamed: when it is opened, at most every REST_MS while outcomes come, and with `flush`. After a crash it is made from
 * list and journal again.
 */
export class ResultWorkbook {
  readonly #list: PurchaseList;
  /** Path of the workbook that came in. */
  readonly #source: string;
  readonly #sheet: ListSheet;
  readonly #path: string;
  readonly #at: ResultPlaces;
  /** What is said of a row, by its index. */
  readonly #results = new Map<number, RowResult>();
  readonly #rowOfLine: ReadonlyMap<number, number>;
  readonly #rowsOf: ReadonlyMap<string, readonly number[]>;
  #isStale = true;
  #timer: NodeJS.Timeout | null = null;
  #restUntil = 0;
  #last: Promise<void> = Promise.resolve();
  #temporaries = 0;

  private constructor(list: PurchaseList, sheet: ListSheet, source: string, path: string, at: ResultPlaces) {
    this.#list = list;
    this.#sheet = sheet;
    this.#source = source;
    this.#path = path;
    this.#at = at;
    this.#rowOfLine = new Map(list.lines.map((line, row) => [line, row]));
    this.#rowsOf = new Map(list.purchases.map(({ number, rows }) => [number, rows]));
  }

  /**
   * The workbook of a list at `path`, in place of a former one; it is there with the first `flush`.
   * @param source path of the list
   * @returns null where the list is none, or its sheet has no room for what is added
   * @throws RupturaError of a workbook that cannot be read; of the file system
   */
  static async open(
    list: PurchaseList,
    source: string,
    path: string,
    language: Language,
  ): Promise<ResultWorkbook | null> {
    const { sheet, headerLine, lines } = list;
    if (sheet === null) return null;
    const firstRow = headerLine ?? lines[0] ?? 1;
    const at = resultPlaces(list, await surveySheet(source, basename(source), sheet.part, firstRow));
    if (at === null) return null;
    await sweepTemporaries(path);
    const workbook = new ResultWorkbook(list, sheet, source, path, at);
    const now = new Date().toISOString();
    for (const { row, error } of list.rejected)
      workbook.#results.set(row, rejectedResult(error.sentence(language), now));
    return workbook;
  }

  /** Puts an outcome on all rows of its purchase; on the disk with the next write. Others are ignored. */
  record(outcome: PurchaseOutcome): void {
    for (const row of this.#rowsOf.get(outcome.number) ?? []) {
      const supplier = cellOf(this.#list.rows[row]!, this.#list.columns.known.get('SUPPLIER'));
      this.#results.set(row, resultOf(outcome, supplier));
    }
    this.#writeLater();
  }

  /** Takes a purchase's outcome away: its rows are again as the list has them. */
  forget(number: string): void {
    for (const row of this.#rowsOf.get(number) ?? []) this.#results.delete(row);
    this.#writeLater();
  }

  /**
   * Waits until the workbook has everything that was recorded.
   * @throws of the file system, e.g. `ENOSPC`
   */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#last;
    if (this.#isStale) await this.#write();
  }

  #writeLater(): void {
    this.#isStale = true;
    if (this.#timer !== null) return;
    const wait = Math.max(0, this.#restUntil - performance.now());
    // Whoever wants the last write flushes; nobody is kept running for it.
    this.#timer = setTimeout(() => {
      this.#timer = null;
      // What cannot be written now is with the next one; the last one says so.
      this.#last = this.#write().catch(() => this.#writeLater());
    }, wait).unref();
  }

  async #write(): Promise<void> {
    this.#isStale = false;
    const began = performance.now();
    // A name of the kind that is swept, should nobody rename it.
    const temporary = `${this.#path}.${process.pid}${++this.#temporaries}`;
    try {
      const source = basename(this.#source);
      await writeEditedWorkbook(this.#source, source, this.#sheet.part, this.#edit(), temporary);
      await rename(temporary, this.#path);
    } catch (error) {
      this.#isStale = true;
      await sweepTemporaries(this.#path);
      throw error;
    } finally {
      this.#restUntil = performance.now() + Math.max(REST_MS, REST_FACTOR * (performance.now() - began));
    }
  }

  #edit(): SheetEdit {
    const { added, places } = this.#at;
    const columns = added.map((column) => places.get(column)!);
    return {
      cellsOf: (line) => this.#cellsOf(line),
      added: columns.length === 0 ? null : { first: Math.min(...columns), last: Math.max(...columns) },
    };
  }

  #cellsOf(line: number): readonly CellEdit[] {
    if (line === this.#list.headerLine) return this.#headings();
    const row = this.#rowOfLine.get(line);
    const result = row === undefined ? undefined : this.#results.get(row);
    return result === undefined ? [] : this.#resultCells(result);
  }

  #headings(): CellEdit[] {
    const like = this.#list.header.length - 1;
    const { added, places } = this.#at;
    return added.map((column) => ({ column: places.get(column)!, value: column, like }));
  }

  #resultCells(result: RowResult): CellEdit[] {
    const cells: CellEdit[] = [];
    for (const [column, place] of this.#at.places) {
      const text = result[column];
      if (text !== undefined) cells.push({ column: place, value: resultValue(column, text), like: null });
    }
    return cells.sort((one, other) => one.column - other.column);
  }
}

function resultValue(column: ResultColumn, text: string): CellEdit['value'] {
  if (text === '') return null;
  return COUNTS.includes(column) ? Number(text) : guardedText(text);
}

/**
 * A result goes into the column that the list has for it, unless that one is calculated; the others are added behind the
 * last one that is used. Null where the sheet has no room for them.
 */
function resultPlaces({ columns }: PurchaseList, survey: SheetSurvey): ResultPlaces | null {
  const places = new Map<ResultColumn, number>();
  const added: ResultColumn[] = [];
  const mergedTo = survey.merged.map(({ last }) => last.column);
  let next = Math.max(survey.lastColumn, ...mergedTo) + 1;
  for (const column of RESULT_COLUMNS) {
    // The number is as people wrote it.
    if (column === 'PO_NUMBER') continue;
    const own = columns.known.get(column);
    if (own !== undefined && !survey.formulas.has(own)) places.set(column, own);
    // A supplier that is calculated is one.
    else if (own === undefined || column !== 'SUPPLIER') {
      places.set(column, next++);
      added.push(column);
    }
  }
  return next > SHEET_COLUMNS ? null : { places, added };
}
