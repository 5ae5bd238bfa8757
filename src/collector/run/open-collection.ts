import { mkdir } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import type { CollectionMode } from '../../contract/collection-codes.ts';
import { RupturaError } from '../../contract/errors.ts';
import { NO_WISHES } from '../file-wishes.ts';
import {
  compactTime,
  fileDigest,
  findUnfinished,
  journalPath,
  keepList,
  listCopyPath,
  newCollectionId,
  type RecordedCollection,
  readCollection,
} from '../folder/collection-folder.ts';
import { type CollectionResults, openResults } from '../folder/collection-results.ts';
import { Journal } from '../folder/journal.ts';
import type { CollectionChoice } from '../list/collection-choice.ts';
import { type PurchaseList, readList } from '../list/list-reader.ts';
import type { ListSheet } from '../list/list-table.ts';
import { proxyFor } from '../net/proxy.ts';
import type { PurchaseOrder, PurchaseOutcome } from '../purchase.ts';
import type { PortalTask } from '../settings.ts';
import type { CollectionStore } from './kept-outcomes.ts';

/** A collection whose files are open. */
export interface OpenCollection {
  readonly id: string;
  readonly isResumed: boolean;
  readonly from: PortalTask;
  /** Purchases without a result. */
  readonly purchases: readonly PurchaseOrder[];
  /** Purchases that had their result before. */
  readonly before: number;
  readonly rejectedRows: number;
  /** The sheet of the list that was taken; null where the list is no workbook. */
  readonly sheet: ListSheet | null;
  /** Numbers of all purchases of the list, in its order. */
  readonly order: readonly string[];
  /** Results of former runs. */
  readonly former: readonly PurchaseOutcome[];
  /** Absolute path. */
  readonly resultFile: string;
  /** Absolute path of the workbook with the results; null where the list is none. */
  readonly workbookFile: string | null;
  readonly store: CollectionStore;
  close(): Promise<void>;
}

/**
 * Opens a collection: a new one, or one to go on with. Whoever calls holds the output folder for himself.
 * @throws RupturaError of the list, COLETA_NAO_ENCONTRADA, COLETA_JA_CONCLUIDA, COLETA_PROXY_INVALIDO; of the file system
 */
export async function openCollection(choice: CollectionChoice, at: Date): Promise<OpenCollection> {
  const { outputFolder } = choice;
  await mkdir(outputFolder, { recursive: true });
  const former = await formerOf(choice);
  if (former === null) return await begin(choice, at);
  const { begun } = former;
  // An environment that is wrong is told before anything is begun, not by each purchase.
  proxyFor(begun.base);
  const list = await readList(listCopyPath(outputFolder, begun.id, begun.list), begun);
  const { journal } = await Journal.open(journalPath(outputFolder, begun.id));
  await journal.append({ kind: 'resumed', at: at.toISOString() });
  await appendClock(journal, choice);
  const again = new Set(choice.again);
  for (const number of again) await journal.append({ kind: 'reopened', number, at: at.toISOString() });
  const outcomes = [...former.outcomes.values()].filter(({ number }) => !again.has(number));
  const mode = modeOf(begun.mode, choice.otherMode ?? null);
  return await opened({ ...begun, mode, isResumed: true }, list, journal, outcomes, choice);
}

/** Whoever tries again what needs a browser says so; pages and an API are two ways that do not replace each other. */
function modeOf(begun: CollectionMode, other: CollectionMode | null): CollectionMode {
  return other === null || begun === 'api' || other === 'api' ? begun : other;
}

async function formerOf(choice: CollectionChoice): Promise<RecordedCollection | null> {
  const { outputFolder, resume, list, from, force, column } = choice;
  if (resume !== null) {
    const former = await readCollection(outputFolder, resume);
    if (former === null)
      throw new RupturaError('COLETA_NAO_ENCONTRADA', { coleta: resume, pasta: outputFolder });
    if (former.isCompleted && choice.again.length === 0)
      throw new RupturaError('COLETA_JA_CONCLUIDA', { coleta: resume });
    return former;
  }
  if (choice.isNew || list === null) return null;
  const { base, simulate, wishes = NO_WISHES } = from;
  const wanted = { sha256: await fileDigest(list), base, force, simulate, column, wishes };
  return await findUnfinished(outputFolder, wanted);
}

async function begin(choice: CollectionChoice, at: Date): Promise<OpenCollection> {
  const { outputFolder, from, force, column } = choice;
  if (choice.list === null)
    throw new RupturaError('COLETA_NAO_ENCONTRADA', { coleta: '', pasta: outputFolder });
  // Environment and list are read before anything is made: one that is wrong leaves nothing behind.
  proxyFor(from.base);
  await readList(choice.list, choice);
  const id = choice.id ?? newCollectionId(at);
  const copy = await keepList(outputFolder, id, choice.list);
  const list = await readList(copy, choice);
  const begun = {
    kind: 'begun' as const,
    id,
    list: basename(choice.list),
    sha256: await fileDigest(copy),
    ...from,
    force,
    column,
    resultFile: resultName(choice.list, from.simulate, at),
    at: at.toISOString(),
  };
  const { journal } = await Journal.open(journalPath(outputFolder, id));
  await journal.append(begun);
  await appendClock(journal, choice);
  const listed = new Set(list.purchases.map(({ number }) => number));
  const carried = choice.carried.filter(({ outcome }) => listed.has(outcome.number));
  for (const { outcome, readAt } of carried)
    await journal.append({ kind: 'outcome', outcome, readAt: new Date(readAt).toISOString() });
  const outcomes = carried.map(({ outcome }) => outcome);
  return await opened({ ...begun, isResumed: false }, list, journal, outcomes, choice);
}

async function appendClock(journal: Journal, { clock }: CollectionChoice): Promise<void> {
  if (clock === null) return;
  const { aheadMs, isWide, seenAt } = clock;
  await journal.append({ kind: 'portal-clock', aheadMs, isWide, at: seenAt.toISOString() });
}

function resultName(list: string, isSimulated: boolean, at: Date): string {
  return `${parse(list).name}_${isSimulated ? 'simulado' : 'processed'}_${compactTime(at)}.csv`;
}

async function opened(
  facts: Pick<OpenCollection, 'id' | 'isResumed' | 'resultFile'> & PortalTask & { readonly list: string },
  list: PurchaseList,
  journal: Journal,
  outcomes: readonly PurchaseOutcome[],
  { outputFolder, language }: CollectionChoice,
): Promise<OpenCollection> {
  const { id, isResumed, portal, base, mode, requisitions, simulate, wishes = NO_WISHES } = facts;
  const resultFile = join(outputFolder, facts.resultFile);
  const source = listCopyPath(outputFolder, id, facts.list);
  const place = { source, resultFile, isSimulated: simulate, language };
  const results = await openResults(list, place);
  for (const outcome of outcomes) results.record(outcome);
  await results.flush();
  const done = new Set(outcomes.map(({ number }) => number));
  return {
    ...{ id, isResumed, resultFile, workbookFile: results.workbookFile },
    from: { portal, base, mode, requisitions, simulate, wishes },
    purchases: list.purchases.filter(({ number }) => !done.has(number)),
    before: list.purchases.filter(({ number }) => done.has(number)).length,
    rejectedRows: list.rejected.length,
    sheet: list.sheet,
    order: list.purchases.map(({ number }) => number),
    former: outcomes,
    store: storeOf(journal, results),
    close: () => journal.close(),
  };
}

/** The journal first: what it has survives anything, and the result file is made from it again. */
function storeOf(journal: Journal, results: CollectionResults): CollectionStore {
  return {
    outcome: async (outcome) => {
      await journal.append({ kind: 'outcome', outcome });
      results.record(outcome);
    },
    reopened: async (number) => {
      await journal.append({ kind: 'reopened', number, at: new Date().toISOString() });
      results.forget(number);
    },
    state: async (state) => {
      await results.flush();
      await journal.append({ kind: 'state', state, at: new Date().toISOString() });
    },
  };
}
