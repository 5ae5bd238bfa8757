import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BrowserStarts } from './browser-starts.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('browsers of several workers', () => {
  it('start one after the other, in the order in which they asked', () => {
    const begun: number[] = [];
    const starts = new BrowserStarts((worker) => begun.push(worker), 1);
    for (const worker of [3, 1, 2]) starts.ask(worker, 7);
    expect(begun).toEqual([3]);
    starts.ended(3, 7);
    expect(begun).toEqual([3, 1]);
    // One that died is waited for no longer.
    starts.leaveAll(1);
    expect(begun).toEqual([3, 1, 2]);
    starts.ended(2, 7);
  });

  it('do not wait for ever for one that takes long', async () => {
    const begun: number[] = [];
    const starts = new BrowserStarts((worker) => begun.push(worker), 1);
    for (const worker of [1, 2, 3]) starts.ask(worker, 1);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(begun).toEqual([1]);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(begun).toEqual([1, 2, 3]);
  });
});
