import { describe, expect, it } from 'vitest';
import type { Attachment } from '../purchase.ts';
import { type Agreement, AutoMode, compareReadings, isEnough, type ReadingWay } from './auto-mode.ts';
import type { PurchaseReading } from './read-purchase.ts';

/** Purchases of one shape, one after the other. @returns how each was read, and what is to be collected again */
function run(
  auto: AutoMode,
  purchases: number,
  agreement: (purchase: number) => Agreement,
  { shape = 'a', holds = true } = {},
): { ways: ReadingWay[]; again: string[][] } {
  const ways: ReadingWay[] = [];
  const again: string[][] = [];
  for (let purchase = 0; purchase < purchases; purchase++) {
    const way = auto.advise(`${shape}${purchase}`, [shape]);
    ways.push(way);
    if (way === 'http') continue;
    const doubtful = auto.compared(`${shape}${purchase}`, [{ name: shape, holds }], agreement(purchase));
    if (doubtful.length > 0) again.push([...doubtful]);
  }
  return { ways, again };
}

/** Positions at which purchases were read in a way. */
function at(ways: readonly ReadingWay[], way: ReadingWay): number[] {
  return ways.flatMap((one, position) => (one === way ? [position] : []));
}

describe('the way purchases of one shape are read', () => {
  it('is both until it has agreed three times, then HTTP, and both again ever more seldom', () => {
    const { ways } = run(new AutoMode(), 200, () => 'same');
    expect(at(ways, 'both')).toEqual([0, 1, 2, 13, 34, 75, 116, 157, 198]);
    expect(ways).not.toContain('browser');
  });

  it('stays both while purchases prove nothing, and a check that proves nothing is made again', () => {
    expect(run(new AutoMode(), 6, () => 'says-nothing').ways).toEqual(new Array(6).fill('both'));
    expect(run(new AutoMode(), 6, () => 'same', { holds: false }).ways).toEqual(new Array(6).fill('both'));
    const { ways } = run(new AutoMode(), 20, (purchase) => (purchase === 13 ? 'says-nothing' : 'same'));
    expect(at(ways, 'both')).toEqual([0, 1, 2, 13, 14]);
  });

  it('collects again at the first difference what was read over HTTP since the last agreement, and nothing else', () => {
    const { ways, again } = run(new AutoMode(), 40, (purchase) => (purchase === 34 ? 'different' : 'same'));
    expect(again).toEqual([Array.from({ length: 20 }, (_, one) => `a${14 + one}`)]);
    expect(ways.slice(35)).toEqual(new Array(5).fill('both'));
  });

  it('needs more to be trusted after a difference, and is the browser for good after a second one', () => {
    const differences = new Set([3 + 10, 3 + 10 + 10 + 1 + 10]);
    const { ways, again } = run(new AutoMode(), 60, (purchase) =>
      differences.has(purchase) ? 'different' : 'same',
    );
    expect(ways.slice(14, 24)).toEqual(new Array(10).fill('both'));
    expect(ways.slice(24, 34)).toEqual(new Array(10).fill('http'));
    expect(ways.slice(35)).toEqual(new Array(25).fill('browser'));
    expect(again.map((one) => one.length)).toEqual([10, 10]);
  });

  it('is checked by one purchase at a time, another one where that is given up', () => {
    const auto = new AutoMode();
    run(auto, 13, () => 'same');
    expect(auto.advise('x', ['a'])).toBe('both');
    expect(auto.advise('y', ['a'])).toBe('http');
    auto.abandoned('x');
    expect(auto.advise('z', ['a'])).toBe('both');
  });
});

describe('shapes', () => {
  it('are trusted one by one, and a purchase only where all of its pages are', () => {
    const auto = new AutoMode();
    run(auto, 3, () => 'same');
    expect(auto.advise('1', ['a'])).toBe('http');
    expect(auto.advise('2', ['b'])).toBe('both');
    expect(auto.advise('3', ['a', 'b'])).toBe('both');
  });

  it('of a page without attachments learn nothing from the other pages of a purchase', () => {
    const auto = new AutoMode();
    const pages = [
      { name: 'a', holds: true },
      { name: 'b', holds: false },
    ];
    for (const purchase of ['1', '2', '3']) auto.compared(purchase, pages, 'same');
    expect([auto.advise('4', ['a']), auto.advise('5', ['b'])]).toEqual(['http', 'both']);
  });

  it('that differ take the purchases of each other along only where they share them', () => {
    const auto = new AutoMode();
    for (const shape of ['a', 'b']) run(auto, 3, () => 'same', { shape });
    auto.advise('only a', ['a']);
    auto.advise('only b', ['b']);
    auto.advise('both', ['a', 'b']);
    expect(auto.compared('x', [{ name: 'b', holds: true }], 'different')).toEqual(['only b', 'both']);
  });
});

describe('two readings of one purchase', () => {
  const attachment = (url: string | null, names = ['a.pdf']): Attachment => ({
    url,
    trigger: url === null ? '#a' : null,
    page: 'https://x.example/order_headers/1',
    names,
    part: 'other',
    kind: 'file',
  });
  const whole: PurchaseReading = {
    url: 'https://x.example/order_headers/1',
    verdict: 'purchase',
    another: null,
    attachments: [attachment('https://x.example/f/1')],
    supplier: null,
    parts: [],
    isWhole: true,
    closedRequisitions: [],
    unreadRequisitions: [],
    shapes: [],
  };

  it('are the same only with the same addresses and names', () => {
    expect(compareReadings(whole, structuredClone(whole))).toBe('same');
    expect(compareReadings(whole, { ...whole, attachments: [] })).toBe('different');
    const renamed = { ...whole, attachments: [attachment('https://x.example/f/1', ['b.pdf'])] };
    expect(compareReadings(whole, renamed)).toBe('different');
    const click = { ...whole, attachments: [...whole.attachments, attachment(null)] };
    expect(compareReadings(click, whole)).toBe('different');
    expect(compareReadings(whole, { ...whole, verdict: 'unknown' })).toBe('different');
  });

  it('say nothing where there is nothing', () => {
    const none = { ...whole, attachments: [] };
    expect(compareReadings(none, none)).toBe('says-nothing');
  });

  it('need a browser where HTTP shows no purchase, not all of it, or what only a click starts', () => {
    expect(isEnough(whole)).toBe(true);
    expect(isEnough({ ...whole, isWhole: false })).toBe(false);
    expect(isEnough({ ...whole, verdict: 'unknown' })).toBe(false);
    expect(isEnough({ ...whole, attachments: [attachment(null)] })).toBe(false);
  });
});
