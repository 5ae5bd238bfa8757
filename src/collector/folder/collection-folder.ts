import { createHash, randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { type FileWishes, NO_WISHES } from '../file-wishes.ts';
import type { PurchaseOutcome } from '../purchase.ts';
import { type JournalEntry, parseJournal } from './journal.ts';

/**
 * What a collection keeps beside the purchases' folders, below its output folder:
 *
 *     .coleta/<id>/journal.ndjson   what happened
 *     .coleta/<id>/lista.csv        the list as it was when the collection was begun
 *     .coleta/worker.log            what nobody expected of workers
 */
const COLLECTIONS = '.coleta';

type Begun = Extract<JournalEntry, { kind: 'begun' }>;

/** A collection as its journal tells it. */
export interface RecordedCollection {
  readonly begun: Begun;
  /** Results that count, one a purchase. */
  readonly outcomes: ReadonlyMap<string, PurchaseOutcome>;
  readonly isCompleted: boolean;
  /** When each purchase with a result was read, by the portal's clock (milliseconds); those of which that is known. */
  readonly readAt: ReadonlyMap<string, number>;
  /** When it was begun, by the portal's clock, where its list is of all purchases that changed; null for other lists. */
  readonly wideAt: number | null;
}

/** Folder in which collections keep their own files. */
export function collectionsFolder(outputFolder: string): string {
  return join(outputFolder, COLLECTIONS);
}

export function journalPath(outputFolder: string, id: string): string {
  return join(collectionsFolder(outputFolder), id, 'journal.ndjson');
}

export function workerLogPath(outputFolder: string): string {
  return join(collectionsFolder(outputFolder), 'worker.log');
}

/** Path of a collection's own copy of its list. @param list name of the list */
export function listCopyPath(outputFolder: string, id: string, list: string): string {
  return join(collectionsFolder(outputFolder), id, `lista${extname(list).toLowerCase()}`);
}

/** A new collection's code: its time, so that people find it, and something that no other has. */
export function newCollectionId(at: Date): string {
  return `${compactTime(at)}-${randomBytes(2).toString('hex')}`;
}

/** Local time as it stands in names: `20260302-143005`. */
export function compactTime(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}

/**
 * Keeps the list with the collection, so that it can be resumed whatever becomes of the original.
 * @throws of the file system
 */
export async function keepList(outputFolder: string, id: string, list: string): Promise<string> {
  const copy = listCopyPath(outputFolder, id, list);
  await mkdir(join(collectionsFolder(outputFolder), id), { recursive: true, mode: 0o700 });
  await copyFile(list, copy);
  return copy;
}

/** SHA-256 of a file, hexadecimal. */
export async function fileDigest(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** A collection by its code; null where there is none. */
export async function readCollection(outputFolder: string, id: string): Promise<RecordedCollection | null> {
  // A code is one name: it leads nowhere else.
  if (id === '' || basename(id) !== id) return null;
  const bytes = await readFile(journalPath(outputFolder, id)).catch(nullIfMissing);
  return bytes === null ? null : recorded(parseJournal(bytes).entries);
}

/** All collections of an output folder, in the order in which they were begun. What cannot be read is left out. */
export async function readCollections(outputFolder: string): Promise<readonly RecordedCollection[]> {
  const names = await readdir(collectionsFolder(outputFolder)).catch(() => []);
  const all = await Promise.all(names.map((name) => readCollection(outputFolder, name).catch(() => null)));
  return all.filter((one) => one !== null).sort((one, other) => one.begun.at.localeCompare(other.begun.at));
}

/** The latest collection of a list that was begun in the same way and never completed; null where there is none. */
export async function findUnfinished(
  outputFolder: string,
  wanted: Pick<Begun, 'sha256' | 'base' | 'force' | 'simulate' | 'column' | 'wishes'>,
): Promise<RecordedCollection | null> {
  const fitting = (await readCollections(outputFolder))
    .filter(({ begun, isCompleted }) => !isCompleted && begun.sha256 === wanted.sha256)
    .filter(({ begun }) => begun.base === wanted.base && begun.force === wanted.force)
    .filter(({ begun }) => begun.simulate === wanted.simulate && begun.column === wanted.column)
    .filter(({ begun }) => areSameWishes(begun.wishes, wanted.wishes));
  return fitting.at(-1) ?? null;
}

/**
 * The latest collection in a folder that brought files or tried to.
 * @param list of this list: the same content, or the same name; null: of any
 */
export async function findLast(
  outputFolder: string,
  list: { readonly name: string; readonly sha256: string } | null,
): Promise<RecordedCollection | null> {
  const fitting = (await readCollections(outputFolder))
    .filter(({ begun }) => !begun.simulate)
    .filter(({ begun }) => list === null || begun.sha256 === list.sha256 || begun.list === list.name);
  return fitting.at(-1) ?? null;
}

/** Whether the same files are wanted, and under the same names. */
export function areSameWishes(one: FileWishes = NO_WISHES, other: FileWishes = NO_WISHES): boolean {
  const texts = [one, other].map(({ endings, mostBytes, since, template }) =>
    JSON.stringify([[...endings].sort(), mostBytes, since, template]),
  );
  return texts[0] === texts[1];
}

/** Null for a journal whose first line never got to the disk: nothing had begun. */
function recorded(entries: readonly JournalEntry[]): RecordedCollection | null {
  const [begun] = entries;
  if (begun?.kind !== 'begun') return null;
  const outcomes = new Map<string, PurchaseOutcome>();
  const readAt = new Map<string, number>();
  let isCompleted = false;
  let aheadMs: number | null = null;
  let wideAt: number | null = null;
  for (const entry of entries) {
    if (entry.kind === 'portal-clock') {
      aheadMs = entry.aheadMs;
      if (entry.isWide) wideAt ??= Date.parse(entry.at) + aheadMs;
    }
    if (entry.kind === 'outcome') {
      const { number, startedAt } = entry.outcome;
      outcomes.set(number, entry.outcome);
      if (entry.readAt !== undefined) readAt.set(number, Date.parse(entry.readAt));
      else if (aheadMs !== null) readAt.set(number, Date.parse(startedAt) + aheadMs);
      else readAt.delete(number);
    } else if (entry.kind === 'reopened') outcomes.delete(entry.number);
    if (entry.kind === 'state') isCompleted = entry.state === 'completed';
    else if (entry.kind === 'reopened') isCompleted = false;
  }
  return { begun, outcomes, isCompleted, readAt, wideAt };
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
