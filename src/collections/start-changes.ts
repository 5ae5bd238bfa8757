import { resolve } from 'node:path';
import { RupturaError } from '../contract/errors.ts';
import type { CollectionHandle, CollectionOptions } from './collection-handle.ts';
import { planChanges } from './plan-changes.ts';
import { apiAccess, requireClient } from './portal-client.ts';
import { startCollection } from './start-collection.ts';

/** A collection of what changed that has begun. */
export interface ChangesStarted {
  /** Null where nothing changed. */
  readonly handle: CollectionHandle | null;
  /** By which way changes are known: the API told them, all or not those of comments and requisitions; or every page is looked at. */
  readonly known: 'by-api' | 'by-api-in-part' | 'by-pages';
}

/**
 * Starts a collection of what changed. By an API, of the purchases that changed since they were read, among those of the
 * list or among all; by pages, which do not tell what changed, of every purchase of the list: what is stored already is not
 * brought again. It is always a new one: what an interrupted one has read still counts, as far as nothing changed after.
 * @param since where there is no list and no earlier collection of all changes to start from
 * @throws RupturaError COLETA_NOVIDADES_SEM_LISTA, COLETA_NOVIDADES_SEM_INICIO; what `startCollection` throws
 */
export async function startChanges(
  options: CollectionOptions,
  since: Date | null,
  signal: AbortSignal,
): Promise<ChangesStarted> {
  const { from, client, list, column } = options;
  const always = { ...options, isNew: true, force: true };
  const access = apiAccess(from.portal, from.base, client);
  if (access === null) {
    if (list === null) throw new RupturaError('COLETA_NOVIDADES_SEM_LISTA');
    return { handle: await startCollection(always), known: 'by-pages' };
  }
  const clock = await requireClient(access);
  const wanted = { outputFolder: resolve(options.outputFolder), list, column, since, from };
  const plan = await planChanges(wanted, access, signal);
  const known = plan.isTold ? 'by-api' : 'by-api-in-part';
  const { carried, isWide } = plan;
  if (plan.list === null) return { handle: null, known };
  try {
    const told = clock === null ? null : { ...clock, isWide };
    const handle = await startCollection({ ...always, list: plan.list, carried, clock: told });
    return { handle, known };
  } finally {
    await plan.discard();
  }
}
