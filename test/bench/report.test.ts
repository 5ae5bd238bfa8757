import { expect, test } from 'vitest';
import { cpuOf, type Row, ratioOf, reached, same, single, spreadOf, table } from '../../bench/report.ts';

const row = (median: number, target?: Row['target']): Row => ({
  section: 'analise',
  name: 'ours',
  unit: 'ms',
  spread: single(median),
  ...(target && { target }),
});

test('a spread is the middle and the ends, whatever the order', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
  expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, least: 1, most: 4 });
});

test('a ratio compares the runs of one round with each other', () => {
  expect(ratioOf([100, 40], [10, 2])).toEqual({ median: 15, least: 10, most: 20 });
});

test('CPU time is unknown when one run did not show it', () => {
  expect(cpuOf([{ wall: 1, cpu: 1 }])).toEqual([1]);
  expect(
    cpuOf([
      { wall: 1, cpu: 1 },
      { wall: 1, cpu: null },
    ]),
  ).toBeNull();
});

test('targets bound from below and from above, ends included', () => {
  expect(reached(row(5))).toBeNull();
  expect(reached(row(5, { atLeast: 5 }))).toBe(true);
  expect(reached(row(4.9, { atLeast: 5 }))).toBe(false);
  expect(reached(row(5, { atMost: 5 }))).toBe(true);
  expect(reached(row(5.1, { atMost: 5 }))).toBe(false);
});

test('missing answers are never the same answers', () => {
  const comparison = { section: 'analise', between: ['a', 'b'] as const };
  expect(same({ ...comparison, checksums: ['1', '1'] })).toBe(true);
  expect(same({ ...comparison, checksums: ['1', '2'] })).toBe(false);
  expect(same({ ...comparison, checksums: ['', ''] })).toBe(false);
});

test('the table names target and verdict of a row', () => {
  const lines = table([row(4, { atLeast: 5 }), row(1234567)]).split('\n');
  expect(lines[2]).toMatch(/^analise: ours +4 +4 +4 +ms +≥ 5 +NO$/);
  expect(lines[3]).toMatch(/^analise: ours +1,234,567 .* ms$/);
});
