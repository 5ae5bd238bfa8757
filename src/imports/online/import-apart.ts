import { carriedError } from '../../contract/carried-error.ts';
import { RupturaError } from '../../contract/errors.ts';
import { type ProcessBounds, type ProcessEnd, runBounded } from '../../processes/bounded-process.ts';
import { programUrl } from '../../processes/program-url.ts';
import type { ImportReport } from '../report.ts';
import {
  carriedExamined,
  type FromImport,
  type ImportBegin,
  type ImportListener,
  type RunImport,
} from './import-border.ts';

/**
 * What reading and storing may take. Genuine files stay far below: memory does not grow with a file but for the shared
 * texts of a workbook (64 million characters at most), and a gigabyte of CSV is some minutes of computing.
 */
const IMPORT_BOUNDS: ProcessBounds = {
  heap: 512,
  resident: 1024,
  computing: 15 * 60_000,
  silence: 60_000,
};

/**
 * Imports in a process apart: a file that ends its reader ends that process, not the server, and a long import keeps
 * nobody waiting. The process has a connection of its own; when it dies, the transaction is rolled back.
 * @param url of the database
 */
export function importApart(url: string, bounds: ProcessBounds = IMPORT_BOUNDS): RunImport {
  return async (order, listener, signal) => {
    let outcome: Outcome | null = null;
    const onTold = (message: unknown): void => {
      outcome = hear(message as FromImport, listener) ?? outcome;
    };
    const program = programUrl(import.meta.url, 'import-main');
    const begin: ImportBegin = { order, url };
    const end = await runBounded(program, begin, bounds, onTold, signal);
    return outcomeOf(outcome, end, bounds);
  };
}

type Outcome = { readonly report: ImportReport } | { readonly error: Error };

/** Hands on what was told; how the import ended, once that is. */
function hear(told: FromImport, listener: ImportListener): Outcome | null {
  switch (told.kind) {
    case 'report':
      return { report: told.report };
    case 'failure':
      return { error: carriedError(told.error) };
    case 'examined':
      listener.onExamined(carriedExamined(told));
      break;
    case 'progress':
      listener.onRowErrors(told.rowErrors, null);
      listener.onProgress(told.progress);
      break;
    case 'storing':
      listener.onStoring();
      break;
    case 'row-errors':
      listener.onRowErrors(told.index.total, told.index);
  }
  return null;
}

/** What it told counts, however it ended after that: a report is told after the end of the transaction. */
function outcomeOf(outcome: Outcome | null, end: ProcessEnd, bounds: ProcessBounds): ImportReport {
  if (outcome === null) throw endError(end, bounds);
  if ('error' in outcome) throw outcome.error;
  return outcome.report;
}

function endError(end: ProcessEnd, bounds: ProcessBounds): RupturaError {
  switch (end.how) {
    case 'memory':
      return new RupturaError('IMPORTACAO_MEMORIA', { limite: bounds.heap });
    case 'time':
      return new RupturaError('IMPORTACAO_DEMORADA', { limite: Math.round(bounds.computing / 1000) });
    case 'stopped':
      return new RupturaError('IMPORTACAO_CANCELADA');
    case 'done':
      return new RupturaError('IMPORTACAO_INTERROMPIDA', { motivo: 'no outcome' });
    case 'died': {
      const motivo = end.detail.split('\n')[0]!;
      return new RupturaError('IMPORTACAO_INTERROMPIDA', { motivo }, { cause: new Error(end.detail) });
    }
  }
}
