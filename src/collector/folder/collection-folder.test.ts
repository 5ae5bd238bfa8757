import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PurchaseOutcome } from '../purchase.ts';
import { findUnfinished, journalPath, newCollectionId, readCollection } from './collection-folder.ts';
import { Journal, type JournalEntry } from './journal.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-coletas-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function begun(id: string, at: string, sha256 = 'aa'): JournalEntry {
  const facts = {
    portal: 'coupa',
    base: 'https://p',
    mode: 'auto',
    requisitions: true,
    simulate: false,
    force: false,
    column: null,
  } as const;
  return { kind: 'begun', id, list: 'l.csv', sha256, ...facts, resultFile: 'l.csv', at };
}

function outcome(number: string, status: PurchaseOutcome['status'] = 'COMPLETED'): JournalEntry {
  const nothing = { found: 0, stored: [], lost: [], evidence: [], supplier: null, url: '', folder: null };
  const end = { error: null, cause: null, startedAt: '', endedAt: '' };
  return { kind: 'outcome', outcome: { number, status, ...nothing, ...end } };
}

async function record(id: string, entries: readonly JournalEntry[]): Promise<void> {
  const { journal } = await Journal.open(journalPath(folder, id));
  for (const entry of entries) await journal.append(entry);
  await journal.close();
}

const at = '2026-03-02T10:00:00.000Z';

describe('collections of an output folder', () => {
  it('are read from their journals: the last result of each purchase counts', async () => {
    const again: JournalEntry = { kind: 'reopened', number: '2', at };
    await record('a', [begun('a', at), outcome('1', 'FAILED'), outcome('1'), outcome('2'), again]);
    const { outcomes, isCompleted } = (await readCollection(folder, 'a'))!;
    expect([...outcomes].map(([number, { status }]) => [number, status])).toEqual([['1', 'COMPLETED']]);
    expect(isCompleted).toBe(false);
  });

  it('are not found under a name that leads elsewhere', async () => {
    await record('a', [begun('a', at)]);
    for (const id of ['', '.', '..', '../.coleta/a', 'a/', '/a', 'b']) {
      expect(await readCollection(folder, id)).toBeNull();
    }
  });

  it('go on with the latest of the same list that was not completed', async () => {
    await record('a', [begun('a', '2026-03-01T00:00:00.000Z')]);
    await record('b', [begun('b', '2026-03-02T00:00:00.000Z'), { kind: 'state', state: 'interrupted', at }]);
    await record('c', [begun('c', '2026-03-03T00:00:00.000Z'), { kind: 'state', state: 'completed', at }]);
    await record('d', [begun('d', '2026-03-04T00:00:00.000Z', 'bb')]);
    await writeFile(join(folder, '.coleta', 'worker.log'), 'not a collection');
    const wanted = { sha256: 'aa', base: 'https://p', force: false, column: null, simulate: false };
    expect((await findUnfinished(folder, wanted))?.begun.id).toBe('b');
    expect(await findUnfinished(folder, { ...wanted, base: 'https://other' })).toBeNull();
    expect(await findUnfinished(folder, { ...wanted, force: true })).toBeNull();
    expect(await findUnfinished(folder, { ...wanted, simulate: true })).toBeNull();
    expect(await findUnfinished(folder, { ...wanted, column: 'Pedido' })).toBeNull();
    expect(await findUnfinished(join(folder, 'nowhere'), wanted)).toBeNull();
  });

  it('never had begun when a crash came before the first line was on the disk', async () => {
    await record('a', []);
    await writeFile(journalPath(folder, 'a'), '{"kind":"begun","id":"a","li');
    expect(await readCollection(folder, 'a')).toBeNull();
  });

  it('have codes that tell their time and differ', () => {
    const codes = new Set(Array.from({ length: 50 }, () => newCollectionId(new Date(2026, 2, 2, 14, 30, 5))));
    expect([...codes].every((code) => /^20260302-143005-[0-9a-f]{4}$/.test(code))).toBe(true);
    expect(codes.size).toBeGreaterThan(40);
  });
});
