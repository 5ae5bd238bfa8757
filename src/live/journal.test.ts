import { describe, expect, it } from 'vitest';
import { LiveJournal } from './journal.ts';

function touched(...orders: string[]) {
  return { orders: new Set(orders), products: new Set<string>() };
}

function ordersSince(journal: LiveJournal, version: number): string[] | null {
  const changed = journal.since(version);
  return changed === null ? null : [...changed.orders].sort();
}

describe('the journal of changes', () => {
  it('tells what changed after a version, and nothing to who has all of it', () => {
    const journal = new LiveJournal();
    journal.restart(10, 10, 1000);
    journal.add(12, touched('P1', 'P2'), 2000);
    journal.add(13, touched('P2', 'P3'), 3000);
    expect(ordersSince(journal, 10)).toEqual(['P1', 'P2', 'P3']);
    expect(ordersSince(journal, 12)).toEqual(['P2', 'P3']);
    expect(ordersSince(journal, 13)).toEqual([]);
  });

  it('cannot tell about versions before it began, or that do not exist yet', () => {
    const journal = new LiveJournal();
    expect(journal.since(0)).toBeNull();
    journal.restart(10, 10, 1000);
    expect(journal.since(9)).toBeNull();
    expect(journal.since(11)).toBeNull();
  });

  it('after another day of the same book does not take the same version for the same answers', () => {
    const journal = new LiveJournal();
    journal.restart(10, 10, 1000);
    const before = journal.position();
    journal.restart(10, 11, 2000);
    expect(journal.since(10)).toBeNull();
    expect(journal.versionOf(before)).toBeNull();
    journal.add(11, touched('P1'), 3000);
    expect(ordersSince(journal, 11)).toEqual([]);
  });

  it('knows its own positions and no others', () => {
    const journal = new LiveJournal();
    journal.restart(10, 10, 1000);
    expect(journal.versionOf(journal.position())).toBe(10);
    for (const position of ['', '10', '.10', `${journal.position()}x`, `x${journal.position()}`]) {
      expect(journal.versionOf(position)).toBeNull();
    }
  });

  it('finds the version of an instant, and none for one before it began', () => {
    const journal = new LiveJournal();
    journal.restart(10, 10, 1000);
    journal.add(12, touched('P1'), 2000);
    expect(journal.versionAt(1000)).toBeNull();
    expect(journal.versionAt(1500)).toBe(10);
    expect(journal.versionAt(2000)).toBe(10);
    expect(journal.versionAt(2001)).toBe(12);
  });

  it('forgets the oldest changes when they are too many, and says so', () => {
    const journal = new LiveJournal();
    journal.restart(0, 0, 1);
    for (let version = 1; version <= 300; version++) {
      journal.add(version, touched(...Array.from({ length: 999 }, (_, i) => `P${i}`)), version * 10);
    }
    expect(journal.since(150)).toBeNull();
    expect(journal.versionAt(1500)).toBeNull();
    expect(journal.since(201)?.orders.size).toBe(999);
    expect(ordersSince(journal, 300)).toEqual([]);
  });
});
