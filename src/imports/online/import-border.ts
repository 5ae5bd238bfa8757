import { type CarriedError, carriedError, carryError } from '../../contract/carried-error.ts';
import { RupturaError } from '../../contract/errors.ts';
import type { Examined } from '../examine.ts';
import type { ImportOptions, ImportProgress, ImportReport } from '../report.ts';
import type { RowErrorIndex } from '../row-error-file.ts';

/** What passes between the server and the process that reads and stores an import. All of it is plain data. */

/** What is to be imported, and how. */
export interface ImportOrder
  extends Omit<ImportOptions, 'onExamined' | 'onRowError' | 'onStoring' | 'onProgress' | 'signal'> {
  /** Where all reasons against rows go. */
  readonly rowErrorPath: string;
}

/** What is told of an import on its way. */
export interface ImportListener {
  /** A table of a file, as it was found. */
  onExamined(examined: Examined): void;
  onProgress(progress: ImportProgress): void;
  /** All rows are good and are stored now. */
  onStoring(): void;
  /** So many reasons against rows so far; the last time with where they lie. */
  onRowErrors(total: number, index: RowErrorIndex | null): void;
}

/** Does an import. It rejects with what the import failed with; the listener is told everything before. */
export type RunImport = (
  order: ImportOrder,
  listener: ImportListener,
  signal: AbortSignal,
) => Promise<ImportReport>;

/** What the process is begun with. */
export interface ImportBegin {
  readonly order: ImportOrder;
  /** Connection string, password included: in no argument and no environment, where others could read it. */
  readonly url: string;
}

export type FromImport =
  | {
      readonly kind: 'examined';
      readonly examined: Omit<Examined, 'problem'>;
      readonly problem: CarriedError | null;
    }
  | { readonly kind: 'progress'; readonly progress: ImportProgress; readonly rowErrors: number }
  | { readonly kind: 'storing' }
  | { readonly kind: 'row-errors'; readonly index: RowErrorIndex }
  | { readonly kind: 'report'; readonly report: ImportReport }
  | { readonly kind: 'failure'; readonly error: CarriedError };

export function carryExamined({ problem, ...examined }: Examined): FromImport {
  return { kind: 'examined', examined, problem: problem === null ? null : carryError(problem) };
}

export function carriedExamined(told: Extract<FromImport, { kind: 'examined' }>): Examined {
  const problem = told.problem === null ? null : carriedError(told.problem);
  return { ...told.examined, problem: problem instanceof RupturaError ? problem : null };
}
