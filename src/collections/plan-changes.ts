import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiAccess, openApi } from '../collector/api/open-api.ts';
import type { PortalChanges } from '../collector/api/portal-api.ts';
import { compactTime, readCollections } from '../collector/folder/collection-folder.ts';
import type { CarriedOutcome } from '../collector/list/collection-choice.ts';
import { readList } from '../collector/list/list-reader.ts';
import { parsePurchaseNumber } from '../collector/list/purchase-number.ts';
import {
  allChangesFrom,
  changesFrom,
  formerReadings,
  stillCounts,
} from '../collector/run/changed-purchases.ts';
import type { PortalTask } from '../collector/settings.ts';
import { RupturaError } from '../contract/errors.ts';

/** Which changes are wanted. */
export interface WantedChanges {
  /** Absolute path. */
  readonly outputFolder: string;
  /** Path of the list they are limited to; null: all purchases that changed. */
  readonly list: string | null;
  readonly column: string | null;
  /** Since when, where there is no list; null: since the last collection of all changes. */
  readonly since: Date | null;
  readonly from: PortalTask;
}

/** A collection of what changed. */
export interface ChangesPlan {
  /** Path of the list to work off; null where nothing changed. */
  readonly list: string | null;
  readonly carried: readonly CarriedOutcome[];
  readonly isWide: boolean;
  /** False where purchases may be missing of which only a comment or a requisition changed. */
  readonly isTold: boolean;
  /** Removes what was made for it; the collection has a copy. */
  discard(): Promise<void>;
}

/**
 * What is to be collected because it changed, asked of the portal's API.
 * @throws RupturaError COLETA_NOVIDADES_SEM_INICIO, those of lists; what the API refuses
 */
export async function planChanges(
  wanted: WantedChanges,
  access: ApiAccess,
  signal: AbortSignal,
): Promise<ChangesPlan> {
  const former = formerReadings(await readCollections(wanted.outputFolder), wanted.from);
  if (wanted.list === null) return await planAll(wanted, former, access, signal);
  const { purchases } = await readList(wanted.list, { force: true, column: wanted.column });
  const readings = purchases
    .map(({ number }) => former.readings.get(number))
    .filter((one) => one !== undefined);
  const since = changesFrom(readings);
  const changes = since === null ? null : await changesAfter(since, access, signal);
  const carried = changes === null ? [] : await counting(readings, changes, wanted.outputFolder);
  return {
    ...{ list: wanted.list, carried, isWide: false, isTold: changes?.isTold ?? true },
    discard: async () => undefined,
  };
}

async function planAll(
  { outputFolder, since, from }: WantedChanges,
  former: ReturnType<typeof formerReadings>,
  access: ApiAccess,
  signal: AbortSignal,
): Promise<ChangesPlan> {
  const begin = since?.getTime() ?? former.wideAt;
  if (begin === null) throw new RupturaError('COLETA_NOVIDADES_SEM_INICIO', { base: from.base });
  const changes = await changesAfter(allChangesFrom(begin), access, signal);
  const written = changes.purchases.map((one) => one.written);
  const numbers = new Set(written.map((one) => parsePurchaseNumber(one)));
  const rows = [...written, ...former.unfinished.filter((number) => !numbers.has(number))];
  const readings = [...numbers]
    .map((number) => former.readings.get(number ?? ''))
    .filter((one) => one !== undefined);
  const carried = await counting(readings, { ...changes, isTold: true }, outputFolder);
  const { isTold } = changes;
  // All of it was read after it changed.
  if (carried.length === rows.length)
    return { list: null, carried, isWide: true, isTold, discard: async () => undefined };
  const folder = await mkdtemp(join(tmpdir(), 'ruptura-novidades-'));
  const list = join(folder, `novidades_${compactTime(new Date())}.csv`);
  await writeFile(list, `\ufeff${['PO_NUMBER', ...rows.map(cell)].join('\r\n')}\r\n`, { mode: 0o600 });
  return {
    // One that begins later than the last one ended leaves a gap, and does not move the mark.
    ...{ list, carried, isWide: former.wideAt === null || begin <= former.wideAt },
    isTold,
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

function cell(text: string): string {
  return /[";,\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function changesAfter(since: number, access: ApiAccess, signal: AbortSignal): Promise<PortalChanges> {
  const client = openApi(access);
  try {
    return await access.api.changes(client, new Date(since), signal);
  } finally {
    client.close();
  }
}

/** Readings that tell what there is now, and whose folder is still there. An API that tells less proves nothing. */
async function counting(
  readings: readonly CarriedOutcome[],
  { purchases, isTold }: PortalChanges,
  outputFolder: string,
): Promise<readonly CarriedOutcome[]> {
  if (!isTold) return [];
  const changedAt = new Map<string, number>();
  for (const { written, at } of purchases) {
    const number = parsePurchaseNumber(written) ?? written;
    changedAt.set(number, Math.max(at, changedAt.get(number) ?? 0));
  }
  const found: CarriedOutcome[] = [];
  for (const reading of readings) {
    const { number, folder } = reading.outcome;
    if (!stillCounts(reading, changedAt.get(number) ?? null)) continue;
    if (folder === null || (await isThere(join(outputFolder, folder)))) found.push(reading);
  }
  return found;
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
