import { basename } from 'node:path';
import { type CarriedError, carriedError } from '../../contract/carried-error.ts';
import { RupturaError } from '../../contract/errors.ts';
import { type ProcessBounds, runBounded } from '../../processes/bounded-process.ts';
import { programUrl } from '../../processes/program-url.ts';
import type { ListPlan } from './list-plan.ts';
import type { ListChoice } from './list-reader.ts';

/** What a list may take while it is read. It is in memory as a whole: 64 million characters at most. */
const LIST_BOUNDS: ProcessBounds = { heap: 384, resident: 768, computing: 60_000, silence: 60_000 };

/** What the process is begun with, and what it tells of the list. */
export interface ListBegin {
  readonly path: string;
  readonly choice: ListChoice;
}
export type ListTold =
  | { readonly plan: ListPlan; readonly error: null }
  | { readonly plan: null; readonly error: CarriedError };

/**
 * Reads a list that a stranger sent in a process apart, and says what it comes to. Whoever goes on with it here knows
 * that it can be read within bounds.
 * @throws RupturaError what reading it throws; COLETA_LISTA_DEMORADA where it takes more than a list may
 */
export async function examineList(
  path: string,
  { force, column }: ListChoice,
  signal: AbortSignal,
  bounds: ProcessBounds = LIST_BOUNDS,
): Promise<ListPlan> {
  let told: ListTold | null = null;
  const program = programUrl(import.meta.url, 'list-main');
  const begin: ListBegin = { path, choice: { force, column } };
  const hear = (message: unknown): void => {
    told = message as ListTold;
  };
  const end = await runBounded(program, begin, bounds, hear, signal);
  // The compiler does not see that it was heard meanwhile.
  const outcome = told as ListTold | null;
  if (outcome?.error === null) return outcome.plan;
  if (outcome !== null) throw carriedError(outcome.error);
  signal.throwIfAborted();
  if (end.how === 'died') throw new Error(end.detail);
  const params = {
    arquivo: basename(path),
    memoria: bounds.heap,
    segundos: Math.round(bounds.computing / 1000),
  };
  throw new RupturaError('COLETA_LISTA_DEMORADA', params);
}

/** The same of a list by which something is to be collected. @throws RupturaError where nothing can be */
export async function proveList(path: string, choice: ListChoice, signal: AbortSignal): Promise<void> {
  const { problem } = await examineList(path, choice, signal);
  if (problem !== null) throw carriedError(problem);
}
