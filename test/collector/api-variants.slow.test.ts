import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { findBrowser } from '../../src/collector/net/find-browser.ts';
import type { PurchaseOutcome } from '../../src/collector/purchase.ts';
import type { CollectionMode } from '../../src/contract/collection-codes.ts';
import type { VariantCase } from '../portal/catalog.ts';
import { CollectBench } from './collect-bench.ts';

/**
 * The API as the reference of what pages show: of every kind of page, what is called complete by its page is exactly what
 * the API tells of that purchase.
 */
let bench: CollectBench;

beforeAll(async () => {
  bench = await CollectBench.start();
});
afterAll(() => bench.portal.close());
beforeEach(() => bench.begin());
afterEach(() => bench.end());

const SUCCESS = new Set(['COMPLETED', 'NO_ATTACHMENTS']);

async function collect({ written }: VariantCase): Promise<PurchaseOutcome | string> {
  const number = written.replace(/\D/g, '');
  return await bench.collect(number, undefined, written).catch((error: Error) => error.name);
}

/** Contents and links that are stored, each once. */
function stored(outcome: PurchaseOutcome): string[] {
  return [
    ...new Set(outcome.stored.map(({ url, sha256, name }) => (name.endsWith('.url') ? url : sha256))),
  ].sort();
}

function truth({ number, links }: VariantCase): string[] {
  const files = bench.portal.expectedFiles(number).map(({ sha256 }) => sha256);
  return [...new Set([...files, ...links.map(({ url }) => url)])].sort();
}

it('tells all of a purchase, whatever its page is like', { timeout: 600_000 }, async () => {
  await bench.open('api');
  const wrong: unknown[] = [];
  for (const variant of bench.portal.variants) {
    const outcome = await collect(variant);
    const wanted = truth(variant);
    const isRight =
      typeof outcome !== 'string' &&
      outcome.status === (wanted.length > 0 ? 'COMPLETED' : 'NO_ATTACHMENTS') &&
      JSON.stringify(stored(outcome)) === JSON.stringify(wanted);
    if (!isRight)
      wrong.push([variant.name, typeof outcome === 'string' ? outcome : [outcome.status, outcome.error]]);
  }
  expect(wrong).toEqual([]);
});

const MODES: readonly CollectionMode[] = findBrowser() === null ? ['http'] : ['http', 'browser'];
it.each(MODES)(
  'is what pages read by %s show, or they are not called complete',
  { timeout: 1_800_000 },
  async (mode) => {
    await bench.open('api');
    const told = new Map<string, string[]>();
    for (const variant of bench.portal.variants) {
      const outcome = await collect(variant);
      if (typeof outcome !== 'string' && SUCCESS.has(outcome.status)) told.set(variant.name, stored(outcome));
    }
    await bench.end();
    await bench.begin();
    await bench.open(mode);
    const wrong: unknown[] = [];
    for (const variant of bench.portal.variants) {
      const outcome = await collect(variant);
      if (typeof outcome === 'string' || !SUCCESS.has(outcome.status)) continue;
      const isSame = JSON.stringify(stored(outcome)) === JSON.stringify(told.get(variant.name));
      if (!isSame)
        wrong.push([variant.name, outcome.status, stored(outcome).length, told.get(variant.name)?.length]);
    }
    expect(wrong).toEqual([]);
  },
);
