import { basename } from 'node:path';
import { type CarriedError, carriedError } from '../../contract/carried-error.ts';
import { RupturaError } from '../../contract/errors.ts';
import { type ProcessBounds, runBounded } from '../../processes/bounded-process.ts';
import { programUrl } from '../../processes/program-url.ts';

/** What a list may take while it is read. It is in memory as a whole: 64 million characters at most. */
const LIST_BOUNDS: ProcessBounds = { heap: 384, resident: 768, computing: 60_000, silence: 60_000 };

/** What the process is begun with, and what it tells of the list: null where it can be read. */
export interface ListBegin {
  readonly path: string;
}
export type ListTold = { readonly error: CarriedError | null };

/**
 * Reads a list that a stranger sent in a process apart, so that whoever goes on with it here knows that it can be read
 * within bounds.
 * @throws RupturaError what reading it throws; COLETA_LISTA_DEMORADA where it takes more than a list may
 */
export async function proveList(
  path: string,
  signal: AbortSignal,
  bounds: ProcessBounds = LIST_BOUNDS,
): Promise<void> {
  let told: ListTold | null = null;
  const program = programUrl(import.meta.url, 'list-main');
  const begin: ListBegin = { path };
  const hear = (message: unknown): void => {
    told = message as ListTold;
  };
  const end = await runBounded(program, begin, bounds, hear, signal);
  // The compiler does not see that it was heard meanwhile.
  const outcome = told as ListTold | null;
  if (outcome?.error === null) return;
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
