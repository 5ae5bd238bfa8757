import { areSameWishes, type RecordedCollection } from '../folder/collection-folder.ts';
import type { CarriedOutcome } from '../list/collection-choice.ts';
import type { PortalTask } from '../settings.ts';
import { hasSucceeded } from './finished-purchase.ts';

/**
 * Which purchases are to be read again, and which results still count:
 *
 *     what changed after     min(when each was read) − overlap           asked of the portal
 *     a result still counts  read well, and nothing of it changed after   when it was read − overlap
 *
 * All instants are the portal's: clocks of machines differ, and are put right between two collections. A change has its
 * instant before others can see it, which is what the overlap is for; at worst a purchase is read once more than needed.
 */
export const OVERLAP_MS = 10 * 60_000;

/** What earlier collections of an output folder came to. */
export interface FormerReadings {
  /** The last good reading of each purchase, by its number. */
  readonly readings: ReadonlyMap<string, CarriedOutcome>;
  /** Purchases whose last attempt left something to be done, in lists of all purchases that changed. */
  readonly unfinished: readonly string[];
  /** When the last list of all changes that was worked off was begun; null where there was none. */
  readonly wideAt: number | null;
}

/** What collections say of a portal's purchases. @param collections in the order in which they were begun */
export function formerReadings(
  collections: readonly RecordedCollection[],
  { base, requisitions, wishes }: Pick<PortalTask, 'base' | 'requisitions' | 'wishes'>,
): FormerReadings {
  const readings = new Map<string, CarriedOutcome>();
  const unfinished = new Set<string>();
  let wideAt: number | null = null;
  for (const one of collections) {
    const { begun } = one;
    if (begun.base !== base || begun.simulate || begun.requisitions !== requisitions) continue;
    // Who wanted other files knows nothing of these.
    if (!areSameWishes(begun.wishes, wishes)) continue;
    for (const [number, outcome] of one.outcomes) {
      const readAt = one.readAt.get(number);
      const isGood = hasSucceeded(outcome);
      if (isGood) unfinished.delete(number);
      else if (one.wideAt !== null) unfinished.add(number);
      const known = readings.get(number);
      if (isGood && readAt !== undefined && readAt >= (known?.readAt ?? Number.NEGATIVE_INFINITY))
        readings.set(number, { outcome, readAt });
      // A later attempt that came to nothing may have left the folder behind in another state.
      else if (!isGood) readings.delete(number);
    }
    if (one.wideAt !== null && one.isCompleted) wideAt = Math.max(wideAt ?? one.wideAt, one.wideAt);
  }
  return { readings, unfinished: [...unfinished], wideAt };
}

/** From which instant on the portal is asked for all changes, after those that a collection begun at `mark` has seen. */
export function allChangesFrom(mark: number): number {
  return mark - OVERLAP_MS;
}

/** From which instant on the portal is asked for changes, so that each of these readings can be held against them. */
export function changesFrom(readings: Iterable<CarriedOutcome>): number | null {
  let first: number | null = null;
  for (const { readAt } of readings) first = Math.min(first ?? readAt, readAt);
  return first === null ? null : first - OVERLAP_MS;
}

/** Whether a reading tells what there is now. @param changedAt when the purchase changed last; null: not since it is asked about */
export function stillCounts({ readAt }: CarriedOutcome, changedAt: number | null): boolean {
  return changedAt === null || changedAt < readAt - OVERLAP_MS;
}
