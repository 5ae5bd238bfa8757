import { describe, expect, it } from 'vitest';
import type { Attachment } from '../purchase.ts';
import { type Agreement, AutoMode, compareReadings, isEnough, type ReadingWay } from './auto-mode.ts';

function run(mode: AutoMode, purchases: number, agreement: (purchase: number) => Agreement): ReadingWay[] {
  return Array.from({ length: purchases }, (_, purchase) => {
    const way = mode.next();
    if (way === 'both') mode.compared(agreement(purchase));
    return way;
  });
}

function attachment(url: string | null, names = ['a.pdf']): Attachment {
  return {
    url,
    trigger: url === null ? '#a' : null,
    page: 'https://x.example/order_headers/1',
    names,
    part: 'other',
    kind: 'file',
  };
}

describe('the way purchases are read', () => {
  it('is what was asked for in the other modes', () => {
    expect(run(new AutoMode('browser'), 5, () => 'same')).toEqual(new Array(5).fill('browser'));
    expect(run(new AutoMode('http'), 5, () => 'same')).toEqual(new Array(5).fill('http'));
  });

  it('is both at first, then HTTP, then both every so often', () => {
    const ways = run(new AutoMode('auto'), 90, () => 'same');
    expect(ways.slice(0, 3)).toEqual(['both', 'both', 'http']);
    const checks = ways.flatMap((way, purchase) => (way === 'both' ? [purchase] : []));
    expect(checks).toEqual([0, 1, 42, 83]);
    expect(ways).not.toContain('browser');
  });

  it('stays both while purchases prove nothing', () => {
    const ways = run(new AutoMode('auto'), 6, (purchase) => (purchase < 4 ? 'says-nothing' : 'same'));
    expect(ways).toEqual(new Array(6).fill('both'));
  });

  it('is the browser after a difference, tried again once, and the browser for good after a second one', () => {
    const mode = new AutoMode('auto');
    const ways = run(mode, 200, (purchase) => (purchase < 2 ? 'same' : 'different'));
    const browser = ways.flatMap((way, purchase) => (way === 'browser' ? [purchase] : []));
    expect(browser[0]).toBe(43);
    expect(ways.slice(43, 73)).toEqual(new Array(30).fill('browser'));
    expect(ways[73]).toBe('both');
    expect(ways.slice(74)).toEqual(new Array(126).fill('browser'));
    expect(mode.isHttpEnough).toBe(false);
  });
});

describe('two readings of one purchase', () => {
  const whole = {
    attachments: [attachment('https://x.example/f/1')],
    isWhole: true,
    verdict: 'purchase' as const,
  };

  it('are the same only with the same addresses and names', () => {
    expect(compareReadings(whole, structuredClone(whole))).toBe('same');
    expect(compareReadings(whole, { ...whole, attachments: [] })).toBe('different');
    const renamed = { ...whole, attachments: [attachment('https://x.example/f/1', ['b.pdf'])] };
    expect(compareReadings(whole, renamed)).toBe('different');
  });

  it('say nothing where there is nothing, or where HTTP says itself that it is not enough', () => {
    expect(compareReadings(whole, { ...whole, verdict: 'unknown' })).toBe('different');
    const none = { attachments: [], isWhole: true, verdict: 'purchase' as const };
    expect(compareReadings(none, none)).toBe('says-nothing');
    expect(compareReadings(whole, { ...none, isWhole: false })).toBe('says-nothing');
    const click = { ...whole, attachments: [attachment(null)] };
    expect(compareReadings(click, click)).toBe('says-nothing');
    expect(isEnough(click)).toBe(false);
    expect(isEnough(whole)).toBe(true);
  });
});
