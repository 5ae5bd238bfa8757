import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CollectBench } from '../../../test/collector/collect-bench.ts';
import { EVERY_SCENE } from '../../../test/portal/scene-names.ts';
import { startPortal } from '../../../test/portal/start.ts';
import { findBrowser } from '../net/find-browser.ts';
import type { PurchaseOutcome } from '../purchase.ts';
import { SessionExpiredError } from '../retry.ts';

const hasBrowser = findBrowser() !== null;

let bench: CollectBench;

beforeAll(async () => {
  bench = await CollectBench.start();
});
afterAll(() => bench.portal.close());
beforeEach(() => bench.begin());
afterEach(() => bench.end());

describe.skipIf(!hasBrowser)('a purchase by browser', () => {
  it('of any kind is collected whole, with one browser', { timeout: 120_000 }, async () => {
    await bench.open('browser');
    for (const scene of EVERY_SCENE.filter((one) => one !== 'empty')) {
      const number = bench.portal.purchaseOf(scene);
      await bench.expectAll(number, await bench.collect(number));
    }
    expect(bench.portal.stats().leftovers).toBe(0);
    expect(bench.portal.stats().leakedCookies).toBe(0);
  });

  it.each([
    ['is killed in the middle', false],
    ['was killed in the middle, and is known to be gone', true],
  ])('is collected whole when the browser %s', async (_when, isKnown) => {
    await bench.open('browser');
    const [first, second] = [bench.portal.purchaseOf('clicks'), bench.portal.purchaseOf('plain')];
    await bench.expectAll(second, await bench.collect(second));
    const prepared = await bench.collector.prepare(bench.purchase(first), bench.signal);
    process.kill((await bench.collector.browserPids())[0]!, 'SIGKILL');
    if (isKnown) await expect.poll(() => bench.collector.browserPids()).toEqual([]);
    await bench.expectAll(first, await bench.collector.collect(prepared, () => undefined, bench.signal));
  });
});

describe.skipIf(!hasBrowser)('purchases of a portal where much goes wrong', () => {
  it('are all collected whole, two at a time, through the end of a session', {
    timeout: 120_000,
  }, async () => {
    const calm = bench.portal;
    bench.portal = await startPortal({ preset: 'faulty', purchases: 14, expireAfter: [60] });
    try {
      await bench.open('auto', { stallMs: 3_000 });
      const waiting = [...bench.portal.purchases];
      const outcomes = new Map<string, PurchaseOutcome>();
      let ends = 0;
      const lane = async (): Promise<void> => {
        for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
          try {
            outcomes.set(number, await bench.collect(number));
          } catch (error) {
            expect(error).toBeInstanceOf(SessionExpiredError);
            ends++;
            waiting.push(number);
            await bench.signIn();
            await bench.collector.reloadSession();
          }
        }
      };
      await Promise.all([lane(), lane()]);
      // A browser may be signed in again by single sign-on, and nobody hears of it.
      expect(ends + bench.portal.stats().expiredCookies).toBeGreaterThan(0);
      expect(Object.keys(bench.portal.stats().faults).length).toBeGreaterThan(4);
      for (const number of bench.portal.purchases) {
        if (bench.portal.expectedFiles(number).length > 0)
          await bench.expectAll(number, outcomes.get(number)!);
      }
      expect([bench.portal.stats().leakedCookies, bench.portal.stats().leftovers]).toEqual([0, 0]);
      await bench.collector.close();
    } finally {
      await bench.portal.close();
      bench.portal = calm;
    }
  });
});
