import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CollectBench } from '../../../test/collector/collect-bench.ts';

let bench: CollectBench;

beforeAll(async () => {
  bench = await CollectBench.start();
});
afterAll(() => bench.portal.close());
beforeEach(() => bench.begin());
afterEach(() => bench.end());

/** All that is in the output folder. */
async function left(): Promise<string[]> {
  return await readdir(join(bench.folder, 'out'), { recursive: true }).catch(() => []);
}

describe('a dry run of a purchase', () => {
  it('tells what there is, brings nothing and makes nothing', async () => {
    await bench.open('http', { simulate: true });
    const number = bench.portal.purchaseOf('plain');
    const outcome = await bench.collect(number);
    const expected = bench.portal.expectedFiles(number);
    expect(outcome).toMatchObject({ status: 'SIMULATED', found: expected.length, folder: null, error: null });
    expect(outcome.stored).toEqual([]);
    expect(outcome.foreseen).toHaveLength(expected.length);
    expect(bench.portal.stats().files).toEqual({});
    expect(await left()).toEqual([]);
  });

  it('tells what former collections stored, and leaves it as it is', async () => {
    const number = bench.portal.purchaseOf('plain');
    await bench.open('http');
    const { stored } = await bench.collect(number);
    const before = await left();
    await bench.open('http', { simulate: true });
    const outcome = await bench.collect(number);
    expect(outcome).toMatchObject({ status: 'SIMULATED', foreseen: [] });
    expect(outcome.stored.map(({ url }) => url).sort()).toEqual(stored.map(({ url }) => url).sort());
    expect(await left()).toEqual(before);
  });

  it('calls whole only what is', async () => {
    await bench.open('http', { simulate: true });
    expect((await bench.collect(bench.portal.purchaseOf('empty'))).status).toBe('NO_ATTACHMENTS');
    expect((await bench.collect('99999999')).status).toBe('PO_NOT_FOUND');
    const mixed = await bench.collect(bench.portal.purchaseOf('late-mixed'));
    expect([mixed.status, mixed.cause]).toEqual(['PARTIAL', 'NEEDS_BROWSER']);
    const clicks = await bench.collect(bench.portal.purchaseOf('clicks'));
    expect([clicks.status, clicks.cause, clicks.found]).toEqual(['PARTIAL', 'NEEDS_BROWSER', 4]);
    expect(clicks.foreseen).toHaveLength(1);
    expect(await left()).toEqual([]);
  });
});
