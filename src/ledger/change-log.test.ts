import { describe, expect, it } from 'vitest';
import { isBroken, type LogPosition, type Look } from './change-log.ts';

const SINCE: LogPosition = { registry: '1:1', snapshot: { xmin: '100', xmax: '120', inProgress: ['100'] } };

function looked(change: Partial<Look>): Look {
  const snapshot = { xmin: '130', xmax: '130', inProgress: [] };
  const seen = { snapshot, registry: '1:1', today: 20_000, pruned: 5, prunedTransaction: '99' };
  return { ...seen, marks: [], oldestMark: 0, ...change };
}

describe('the marks of a look', () => {
  it('are all there were where what was pruned had been seen before', () => {
    expect(isBroken(SINCE, looked({}))).toBe(false);
    expect(isBroken(SINCE, looked({ pruned: 0, prunedTransaction: null }))).toBe(false);
  });

  it.each([
    ['the oldest transaction that was under way then was pruned', { prunedTransaction: '100' }],
    ['a later one was pruned', { prunedTransaction: '125' }],
    ['the tables were created anew', { registry: '2:1' }],
    [
      'transactions went back, as in a restored backup',
      { snapshot: { xmin: '119', xmax: '119', inProgress: [] } },
    ],
  ])('may not be all where %s', (_, change) => {
    expect(isBroken(SINCE, looked(change))).toBe(true);
  });
});
