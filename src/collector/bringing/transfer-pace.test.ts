import { describe, expect, it } from 'vitest';
import { TransferPace } from './transfer-pace.ts';

const signal = new AbortController().signal;

describe('a pace of transfers', () => {
  it('holds all of a worker together to so many bytes per second', async () => {
    const pace = new TransferPace();
    pace.set(100_000);
    const began = performance.now();
    const transfer = async (): Promise<void> => {
      for (let chunk = 0; chunk < 4; chunk++) await pace.pay(10_000, signal);
    };
    await Promise.all([transfer(), transfer()]);
    // 80,000 bytes, a quarter of a second of them at once.
    expect(performance.now() - began).toBeGreaterThan(500);
  });

  it('is none at first, and no more once it is taken away', async () => {
    const pace = new TransferPace();
    const began = performance.now();
    await pace.pay(1e12, signal);
    pace.set(1_000_000);
    pace.set(null);
    await pace.pay(1e12, signal);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('lets go of whoever is stopped', async () => {
    const pace = new TransferPace();
    pace.set(1);
    const stop = new AbortController();
    const paying = pace.pay(1_000_000, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(paying).rejects.toThrow('stopped');
  });
});
