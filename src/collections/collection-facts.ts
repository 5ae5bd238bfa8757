import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { FileWishes } from '../collector/file-wishes.ts';
import { journalPath } from '../collector/folder/collection-folder.ts';
import { type JournalEntry, parseJournal } from '../collector/folder/journal.ts';
import type { PurchaseOutcome } from '../collector/purchase.ts';
import type { CollectionSnapshot } from '../contract/collection.ts';
import type { CollectionMode, CollectionState } from '../contract/collection-codes.ts';
import { type ErrorCode, RupturaError } from '../contract/errors.ts';

/**
 * What the program keeps of a collection that was begun over HTTP, below `<RUPTURA_DATA>/coletas/<id>/`:
 *
 *     coleta.json   what was asked for
 *     fim.json      how the last run ended: only of a run that ended in peace
 *     saida/        output folder: folders of purchases, result file, journal
 */

/** What was asked for. */
export interface CollectionFacts {
  readonly id: string;
  /** Name of the list. */
  readonly list: string;
  readonly portal: string;
  readonly base: string;
  readonly mode: CollectionMode;
  readonly requisitions: boolean;
  readonly simulate: boolean;
  readonly force: boolean;
  /** Heading of the column of purchase orders; null: the one that is known as such. */
  readonly column: string | null;
  readonly workers: number;
  readonly downloads: number;
  /** Most requests a minute; null for as many as come. */
  readonly perMinute: number | null;
  readonly wishes?: FileWishes;
  /** Of all transfers together; missing or null: as they come. */
  readonly bytesPerSecond?: number | null;
}

/** How a run ended. */
export interface RunEnd {
  readonly snapshot: CollectionSnapshot;
  readonly error: { readonly code: ErrorCode; readonly params: RupturaError['params'] } | null;
  /** Seconds of all runs that ended in peace. */
  readonly seconds: number;
  /** Who brought which result, in all runs that ended in peace. */
  readonly workers: readonly (readonly [number: string, worker: number])[];
}

/** What a journal says of a collection. */
export interface JournalFacts {
  readonly startedAt: string;
  readonly resultFile: string;
  readonly outcomes: ReadonlyMap<string, PurchaseOutcome>;
  /** How the last run ended; null: it was killed, or runs. */
  readonly end: { readonly state: CollectionState; readonly at: string } | null;
  /** Instant of the last thing that is known to have happened. */
  readonly lastAt: string;
}

export function outputFolderOf(folder: string): string {
  return join(folder, 'saida');
}

export async function writeFacts(folder: string, facts: CollectionFacts): Promise<void> {
  await writeFileAtomic(join(folder, 'coleta.json'), JSON.stringify(facts), { mode: 0o600 });
}

/** Null where there is no such collection. */
export async function readFacts(folder: string): Promise<CollectionFacts | null> {
  return await readJson<CollectionFacts>(join(folder, 'coleta.json'));
}

const END = 'fim.json';

export async function writeEnd(folder: string, end: RunEnd): Promise<void> {
  await writeFileAtomic(join(folder, END), JSON.stringify(end), { mode: 0o600 });
}

export async function readEnd(folder: string): Promise<RunEnd | null> {
  return await readJson<RunEnd>(join(folder, END));
}

/** A run has begun: nothing is known of its end but what the journal will say. */
export async function forgetEnd(folder: string): Promise<void> {
  await rm(join(folder, END), { force: true });
}

/** Bytes of a journal, which only grows: who has read as many knows all that it says. */
export async function journalLength(folder: string, id: string): Promise<number> {
  const found = await stat(journalPath(outputFolderOf(folder), id)).catch(nullIfMissing);
  return found?.size ?? 0;
}

/** Null for a collection that was never begun. */
export async function readJournal(folder: string, id: string): Promise<JournalFacts | null> {
  const bytes = await readFile(journalPath(outputFolderOf(folder), id)).catch(nullIfMissing);
  return bytes === null ? null : journalFacts(parseJournal(bytes).entries);
}

/** What the entries of a journal come to. */
function journalFacts(entries: readonly JournalEntry[]): JournalFacts | null {
  const [begun] = entries;
  if (begun?.kind !== 'begun') return null;
  const outcomes = new Map<string, PurchaseOutcome>();
  let end: JournalFacts['end'] = null;
  let lastAt = begun.at;
  for (const entry of entries) {
    lastAt = entry.kind === 'outcome' ? entry.outcome.endedAt : entry.at;
    end = entry.kind === 'state' ? { state: entry.state, at: entry.at } : null;
    if (entry.kind === 'outcome') outcomes.set(entry.outcome.number, entry.outcome);
    else if (entry.kind === 'reopened') outcomes.delete(entry.number);
  }
  return { startedAt: begun.at, resultFile: begun.resultFile, outcomes, end, lastAt };
}

/** The error a run ended with, as it can be told in any language. */
export function errorOfEnd({ error }: Pick<RunEnd, 'error'>): RupturaError | null {
  return error === null ? null : new RupturaError(error.code, error.params);
}

/** Null where there is no such file, or a crash left half of one. */
async function readJson<T>(path: string): Promise<T | null> {
  const text = await readFile(path, 'utf8').catch(nullIfMissing);
  try {
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
