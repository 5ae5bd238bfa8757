import { RupturaError } from '../contract/errors.ts';
import type { Lease, Leases } from '../tasks/leases.ts';
import { ownerText } from '../tasks/owners.ts';
import { persistently } from '../tasks/retrying.ts';
import type { CollectionHandle } from './collection-handle.ts';

/** So long it is waited for a database that does not answer; then what runs is finished, and the rest is for later. */
const LONGEST_DOUBT_MS = 10 * 60_000;

/** What of a run is told by whether the collection is still this server's. */
type Owned = Pick<CollectionHandle, 'snapshot' | 'pause' | 'resume' | 'cancel' | 'done'>;

export interface LeaseKeeping {
  readonly onProblem: (error: unknown) => void;
  /** Milliseconds; the usual where none are given. */
  readonly longestDoubt?: number;
}

/**
 * Takes a collection for this server, among all that work on one database. The lock on its folder cannot do that: it
 * knows the processes of one machine only.
 * @throws RupturaError COLETA_EM_OUTRO_SERVIDOR; what the database failed with
 */
export async function takeCollection(leases: Leases, id: string): Promise<Lease> {
  const lease = await leases.take('coleta', id);
  if (lease !== null) return lease;
  const owner = await leases.holder('coleta', id);
  throw new RupturaError('COLETA_EM_OUTRO_SERVIDOR', {
    coleta: id,
    servidor: owner === null ? '?' : ownerText(owner),
  });
}

/**
 * Holds a collection as long as its run lasts, and lets go of it then.
 *
 * | mode | enters by | the run | leaves by |
 * |---|---|---|---|
 * | *held* | `takeCollection`, or having it again | goes on | the lease is lost → in doubt; the run ends → let go |
 * | *in doubt* | a lease that was not renewed in time: perhaps nobody has it, the database does not answer | begins nothing new, finishes what runs | taken again → held; somebody has it → another's; for too long → let go |
 * | *another's* | somebody else has it | stops at once | – |
 */
export async function holdCollection(
  leases: Leases,
  first: Lease,
  run: Owned,
  keeping: LeaseKeeping,
): Promise<void> {
  const over = new AbortController();
  void run.done.finally(() => over.abort()).catch(() => undefined);
  for (let lease: Lease | null = first; lease !== null; ) {
    await anyOf(lease.lost, over.signal);
    if (over.signal.aborted) return await lease.release();
    lease = await takeAgain(leases, lease.key, run, over.signal, keeping);
  }
}

/** Null where the run ends without it. */
async function takeAgain(
  leases: Leases,
  id: string,
  run: Owned,
  over: AbortSignal,
  { onProblem, longestDoubt = LONGEST_DOUBT_MS }: LeaseKeeping,
): Promise<Lease | null> {
  const wasPaused = run.snapshot().pausada;
  run.pause();
  try {
    const limits = { limit: longestDoubt, gone: over, onProblem };
    const lease = await persistently(() => leases.take('coleta', id), limits);
    if (lease === null) run.cancel('now');
    else if (!wasPaused) run.resume();
    return lease;
  } catch (error) {
    onProblem(error);
    run.cancel('finish');
    return null;
  }
}

function anyOf(...signals: readonly AbortSignal[]): Promise<void> {
  const any = AbortSignal.any([...signals]);
  if (any.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    any.addEventListener('abort', () => resolve(), { once: true });
  });
}
