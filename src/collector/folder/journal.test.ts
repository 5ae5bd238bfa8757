import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PurchaseOutcome } from '../purchase.ts';
import { Journal, type JournalEntry, parseJournal } from './journal.ts';

let folder = '';
let path = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
  path = join(folder, 'deeper', 'journal.ndjson');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function outcome(number: string): JournalEntry {
  const instant = '2026-03-02T12:00:00.000Z';
  const done: PurchaseOutcome = {
    number,
    status: 'PARTIAL',
    found: 1,
    stored: [],
    lost: [{ url: 'https://portal.example/a', name: 'São\nPaulo.pdf', error: 'cortado', cause: 'CUT_BODY' }],
    evidence: [],
    supplier: null,
    url: `https://portal.example/order_headers/${number}`,
    folder: `${number}_PARTIAL`,
    error: null,
    cause: null,
    startedAt: instant,
    endedAt: instant,
  };
  return { kind: 'outcome', outcome: done };
}

async function write(...entries: JournalEntry[]): Promise<void> {
  const { journal } = await Journal.open(path);
  await Promise.all(entries.map((entry) => journal.append(entry)));
  await journal.close();
}

async function entries(): Promise<readonly JournalEntry[]> {
  const { journal, content } = await Journal.open(path);
  await journal.close();
  return content.entries;
}

describe('the journal of a collection', () => {
  it('keeps entries in their order, across openings', async () => {
    await write(outcome('1'), outcome('2'));
    await write({ kind: 'resumed', at: '2026-03-02T12:00:00.000Z' }, outcome('3'));
    expect((await entries()).map(({ kind }) => kind)).toEqual(['outcome', 'outcome', 'resumed', 'outcome']);
    expect((await entries())[3]).toEqual(outcome('3'));
  });

  it('forgets the line a crash cut off, wherever it was cut, and goes on after the whole ones', async () => {
    await write(outcome('1'), outcome('2'));
    const whole = await readFile(path);
    const first = whole.indexOf('\n') + 1;
    for (let length = first; length < whole.length; length += 7) {
      await writeFile(path, whole.subarray(0, length));
      await write(outcome('3'));
      expect(await entries()).toEqual([outcome('1'), outcome('3')]);
    }
  });

  it('forgets a block of zeros, as some file systems leave after a power cut', async () => {
    await write(outcome('1'));
    await appendFile(path, Buffer.alloc(4096));
    await write(outcome('2'));
    expect(await entries()).toEqual([outcome('1'), outcome('2')]);
  });

  it('has nothing to say before it was written', () => {
    expect(parseJournal(Buffer.alloc(0))).toEqual({ entries: [], wholeBytes: 0 });
  });
});
