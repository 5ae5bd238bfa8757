import { basename, join } from 'node:path';
import { listCopyPath } from '../collector/folder/collection-folder.ts';
import { workbookPath } from '../collector/folder/collection-results.ts';
import { cellOf } from '../collector/list/list-columns.ts';
import { type PurchaseList, readList } from '../collector/list/list-reader.ts';
import type { PurchaseOutcome } from '../collector/purchase.ts';
import type { CollectionEvent } from '../collector/run/collection-event.ts';
import { summarise } from '../collector/run/summary.ts';
import type { CollectionSnapshot, CollectionSummary } from '../contract/collection.ts';
import type { CollectionState } from '../contract/collection-codes.ts';
import type { Collection, CollectionPurchase } from '../contract/collection-wire.ts';
import type { RupturaError } from '../contract/errors.ts';
import type { Language } from '../contract/language.ts';
import { Watched, type WatchedWork } from '../tasks/watched.ts';
import {
  type CollectionFacts,
  errorOfEnd,
  forgetEnd,
  type JournalFacts,
  journalLength,
  outputFolderOf,
  type RunEnd,
  readEnd,
  readFacts,
  readJournal,
  writeEnd,
} from './collection-facts.ts';
import type { CollectionHandle, CollectionResult } from './collection-handle.ts';
import { collectionPurchases, type QuotedRejection } from './collection-purchases.ts';
import { PurchaseTally } from './purchase-tally.ts';

/** Where nobody says how a collection ended, its server was killed. */
const KILLED: CollectionState = 'interrupted';

type Mode =
  | { readonly is: 'resting'; readonly state: CollectionState; readonly at: string | null }
  | { readonly is: 'running'; readonly handle: CollectionHandle };

/**
 * A collection that was begun over HTTP, whether it runs or rests. What is true of it stands on the disk; what is here
 * is read from there, and follows the run while there is one:
 *
 * | mode | enters by | what it tells is from | leaves by | ignored |
 * |---|---|---|---|---|
 * | *resting* | being read; a run whose end is written | the journal, and the last run that ended in peace | `start` → running | – |
 * | *running* | `start` | the run, its events and its picture | the run is over, and its end is written → resting | – |
 *
 * Another server that shares the folder may go on with one that rests here: `isCurrent` says whether it did.
 */
export class KeptCollection implements WatchedWork {
  readonly watched = new Watched();
  readonly facts: CollectionFacts;
  readonly outputFolder: string;
  readonly #folder: string;
  readonly #list: PurchaseList;
  readonly #rejected: readonly QuotedRejection[];
  readonly #journal: JournalFacts;
  readonly #tally: PurchaseTally;
  #mode: Mode;
  #end: RunEnd | null;
  #restedAt: number;
  /** Bytes of the journal that are known. */
  #read = 0;
  /** As they were told last, by language. */
  readonly #rows = new Map<Language, { revision: number; purchases: readonly CollectionPurchase[] }>();
  #done: Promise<void> = Promise.resolve();
  /** Grows with everything that changes a purchase, or the state. */
  revision = 1;

  private constructor(
    folder: string,
    facts: CollectionFacts,
    list: PurchaseList,
    journal: JournalFacts,
    end: RunEnd | null,
  ) {
    this.#folder = folder;
    this.facts = facts;
    this.outputFolder = outputFolderOf(folder);
    this.#list = list;
    this.#rejected = rejectedRows(list);
    this.#journal = journal;
    this.#tally = new PurchaseTally(list, journal.outcomes, end?.workers ?? []);
    this.#end = journal.end === null ? null : end;
    this.#mode = { is: 'resting', ...(journal.end ?? { state: KILLED, at: null }) };
    this.#restedAt = Date.parse(journal.lastAt);
  }

  /** Reads a collection from its folder; null where there is none. @throws of the file system and of the list */
  static async open(folder: string): Promise<KeptCollection | null> {
    const facts = await readFacts(folder);
    // Measured first: what is written meanwhile is read once more.
    const read = facts === null ? 0 : await journalLength(folder, facts.id);
    const journal = facts === null ? null : await readJournal(folder, facts.id);
    if (facts === null || journal === null) return null;
    const list = await readList(listOf(folder, facts), facts);
    const kept = new KeptCollection(folder, facts, list, journal, await readEnd(folder));
    kept.#read = read;
    return kept;
  }

  /** Where its own copy of the list is. */
  get listFile(): string {
    return listOf(this.#folder, this.facts);
  }

  get resultFile(): string {
    return join(this.outputFolder, this.#journal.resultFile);
  }

  /** The workbook that came in, with the results; null where the list is none. */
  get workbookFile(): string | null {
    const isWorkbook = this.#list.sheet !== null && !this.facts.simulate;
    return isWorkbook ? workbookPath(this.resultFile, this.facts.list) : null;
  }

  /** Whether nobody else has gone on with it since it was read: another server that shares the folder may. */
  async isCurrent(): Promise<boolean> {
    return !this.rests || (await journalLength(this.#folder, this.facts.id)) === this.#read;
  }

  get rests(): boolean {
    return this.#mode.is === 'resting';
  }

  /** When the last thing happened: the same after the server was started anew. A run that goes on has no state. */
  get mark(): string {
    return this.rests ? String(this.#restedAt) : '0';
  }

  /** The run at work, or the last one that ended in peace. */
  get snapshot(): CollectionSnapshot | null {
    return this.run?.snapshot() ?? this.#end?.snapshot ?? null;
  }

  /** Settled when the run at work is over and its end is written. */
  get done(): Promise<void> {
    return this.#done;
  }

  /**
   * Follows a run that has just begun.
   * @param early what happened in it before
   * @param again purchases that it collects once more
   */
  async start(
    handle: CollectionHandle,
    early: readonly CollectionEvent[],
    again: readonly string[],
  ): Promise<void> {
    this.#mode = { is: 'running', handle };
    for (const number of again) this.#tally.reopen(number);
    for (const event of early) this.#take(event);
    const unlisten = handle.onEvent((event) => this.#take(event));
    this.#done = this.#followToEnd(handle).then((rest) => {
      unlisten();
      this.#mode = rest;
      this.#tally.rest();
      this.#changed();
    });
    this.#changed();
    await forgetEnd(this.#folder);
  }

  /** The run at work; null where there is none. */
  get run(): CollectionHandle | null {
    return this.#mode.is === 'running' ? this.#mode.handle : null;
  }

  #take(event: CollectionEvent): void {
    // Bytes and names of files change no purchase; the picture shows them.
    if (this.#tally.take(event)) this.#changed();
    else this.watched.tell();
  }

  async #followToEnd(handle: CollectionHandle): Promise<Mode> {
    try {
      const result = await handle.done;
      const at = new Date();
      await this.#keepEnd(handle, result, at);
      return { is: 'resting', state: result.state, at: at.toISOString() };
    } catch {
      return { is: 'resting', state: 'failed', at: new Date().toISOString() };
    }
  }

  async #keepEnd(handle: CollectionHandle, result: CollectionResult, at: Date): Promise<void> {
    const { error, summary } = result;
    this.#restedAt = at.getTime();
    this.#end = {
      snapshot: handle.snapshot(),
      error: error === null ? null : { code: error.code, params: error.params },
      seconds: (this.#end?.seconds ?? 0) + summary.duracao,
      workers: [...this.#tally.workers],
    };
    // What cannot be written is told again from the journal, less the workers.
    await writeEnd(this.#folder, this.#end).catch(() => undefined);
    this.#read = await journalLength(this.#folder, this.facts.id);
  }

  #changed(): void {
    this.revision++;
    this.watched.tell();
  }

  /** Every purchase in the order of the list, rows that name none among them. */
  purchases(language: Language): readonly CollectionPurchase[] {
    const told = this.#rows.get(language);
    if (told?.revision === this.revision) return told.purchases;
    const purchases = collectionPurchases({
      purchases: this.#list.purchases,
      lines: this.#list.lines,
      rejected: this.#rejected,
      outcomes: this.#tally.outcomes,
      atWork: this.#tally.atWork,
      workers: this.#tally.workers,
      mayRetry: this.state !== 'finishing',
      language,
    });
    this.#rows.set(language, { revision: this.revision, purchases });
    return purchases;
  }

  /** The result of a purchase; null where it has none yet. */
  outcome(number: string): PurchaseOutcome | null {
    return this.#tally.outcomes.get(number) ?? null;
  }

  has(number: string): boolean {
    return this.#tally.has(number);
  }

  /** Purchases with a result that leaves something to be done. */
  failed(): readonly string[] {
    return this.#tally.failed();
  }

  get state(): CollectionState {
    return this.#mode.is === 'running' ? this.#mode.handle.snapshot().estado : this.#mode.state;
  }

  /** Why the last run did not complete; null where it did, or where somebody stopped it. */
  get error(): RupturaError | null {
    return !this.rests || this.#end === null ? null : errorOfEnd(this.#end);
  }

  /** The collection in a line. */
  line(language: Language): Collection {
    const { facts } = this;
    const { error } = this;
    return {
      ...{ coleta_id: facts.id, arquivo: facts.list, estado: this.state },
      pausada: this.run?.snapshot().pausada ?? false,
      simular: facts.simulate,
      ...{ portal: facts.portal, base: facts.base, modo: facts.mode },
      ...{ workers: facts.workers, downloads: facts.downloads },
      inicio: this.#journal.startedAt,
      fim: this.#mode.is === 'resting' ? this.#mode.at : null,
      linhas: this.#list.rows.length,
      linhas_recusadas: this.#rejected.length,
      total: this.#list.purchases.length,
      ...this.#tally.count(),
      pode_retomar: this.#mode.is === 'resting' && this.#mode.state !== 'completed',
      pasta: this.outputFolder,
      codigo: error?.code ?? null,
      error: error?.sentence(language) ?? null,
    };
  }

  /** All runs in numbers, once the collection rests; null while it runs. */
  summary(): CollectionSummary | null {
    if (this.#mode.is === 'running') return null;
    const finished = this.#tally.finished();
    return summarise(finished, {
      id: this.facts.id,
      state: this.#mode.state,
      seconds: this.#end?.seconds ?? 0,
      rejectedRows: this.#rejected.length,
      left: this.#list.purchases.length - finished.length,
      resultFile: basename(this.#journal.resultFile),
      workbookFile: this.workbookFile === null ? null : basename(this.workbookFile),
    });
  }
}

function listOf(folder: string, { id, list }: CollectionFacts): string {
  return listCopyPath(outputFolderOf(folder), id, list);
}

function rejectedRows({ rejected, rows, columns }: PurchaseList): QuotedRejection[] {
  const place = columns.known.get('PO_NUMBER');
  return rejected.map(({ row, error }) => ({
    row,
    text: cellOf(rows[row] ?? [], place)
      .trim()
      .slice(0, 60),
    error,
  }));
}
