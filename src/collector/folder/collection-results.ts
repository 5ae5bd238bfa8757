import { extname, join, parse } from 'node:path';
import type { Language } from '../../contract/language.ts';
import type { PurchaseList } from '../list/list-reader.ts';
import type { PurchaseOutcome } from '../purchase.ts';
import { ResultFile } from './result-file.ts';
import { ResultWorkbook } from './result-workbook.ts';
import { SimulationFile } from './simulation-file.ts';

/** The files in which a collection says what became of its purchases. */
export interface CollectionResults {
  /** Absolute path of the workbook that came in, with the results; null where the list is none. */
  readonly workbookFile: string | null;
  /** Takes what became of a purchase; on the disk soon, or with the next `flush`. */
  record(outcome: PurchaseOutcome): void;
  /** Takes a purchase's outcome away. */
  forget(number: string): void;
  /** Waits until the files have everything. @throws of the file system */
  flush(): Promise<void>;
}

/** What results are made of, and where they go. */
export interface ResultPlace {
  /** Path of the list. */
  readonly source: string;
  /** Absolute path of the CSV. */
  readonly resultFile: string;
  readonly isSimulated: boolean;
  /** Of what is said of rows that name no purchase. */
  readonly language: Language;
}

const WORKBOOKS: readonly string[] = ['.xlsx', '.xlsm', '.xltx', '.xltm'];

/** Path of the workbook with the results, beside the CSV: of the kind that the list is. @param list name of it */
export function workbookPath(resultFile: string, list: string): string {
  const extension = extname(list).toLowerCase();
  const { dir, name } = parse(resultFile);
  return join(dir, `${name}${WORKBOOKS.includes(extension) ? extension : '.xlsx'}`);
}

/**
 * Opens the result files of a list: a CSV, and the workbook where the list came as one. They are there with the first
 * `flush`.
 * @throws of the file system; RupturaError of a workbook that cannot be read
 */
export async function openResults(list: PurchaseList, place: ResultPlace): Promise<CollectionResults> {
  const { source, resultFile, isSimulated, language } = place;
  if (isSimulated) return together(await SimulationFile.open(list, resultFile), null, null);
  const path = workbookPath(resultFile, source);
  const workbook = await ResultWorkbook.open(list, source, path, language);
  return together(await ResultFile.open(list, resultFile, language), workbook, path);
}

function together(
  file: ResultFile | SimulationFile,
  workbook: ResultWorkbook | null,
  path: string | null,
): CollectionResults {
  return {
    workbookFile: workbook === null ? null : path,
    record: (outcome) => {
      file.record(outcome);
      workbook?.record(outcome);
    },
    forget: (number) => {
      file.forget(number);
      workbook?.forget(number);
    },
    flush: async () => {
      await file.flush();
      await workbook?.flush();
    },
  };
}
