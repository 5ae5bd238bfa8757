/** Purchases whose pages are put together by chance are collected whole, or it is said that they were not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CollectionMode } from '../../src/contract/collection-codes.ts';
import { startPortal } from '../portal/start.ts';
import { CollectBench } from './collect-bench.ts';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const RUNS = Number(process.env['RUNS'] ?? 60);

let bench: CollectBench;

beforeEach(async () => {
  bench = await CollectBench.start();
  await bench.portal.close();
  bench.portal = await startPortal({
    seed: SEED,
    purchases: RUNS,
    scenes: ['drawn'],
    fileBytes: [500, 3_000],
    mountMs: [0, 1_500],
  });
  await bench.begin();
});
afterEach(async () => {
  await bench.end();
  await bench.portal.close();
});

/** What is not right with what became of a purchase; nothing where all is. */
async function faultOf(number: string, mode: CollectionMode): Promise<string> {
  const signal = AbortSignal.timeout(120_000);
  const prepared = await bench.collector.prepare(bench.purchase(number), signal);
  const outcome = await bench.collector.collect(prepared, () => undefined, signal);
  const files = bench.portal.expectedFiles(number);
  const wanted = new Set(files.map(({ sha256 }) => sha256));
  const stored = new Set(outcome.stored.map(({ sha256 }) => sha256));
  const foreign = [...stored].filter((one) => !wanted.has(one)).length;
  const missing = [...wanted].filter((one) => !stored.has(one)).length;
  const told = `${number} ${outcome.status} ${outcome.cause ?? ''}: ${missing} of ${wanted.size} missing, ${foreign} foreign`;
  if (foreign > 0) return told;
  const isSuccess = outcome.status === 'COMPLETED' || outcome.status === 'NO_ATTACHMENTS';
  if (!isSuccess) return mode === 'http' ? '' : told;
  const isRight = outcome.status === (files.length === 0 ? 'NO_ATTACHMENTS' : 'COMPLETED');
  return missing === 0 && isRight ? '' : told;
}

describe.each(['browser', 'auto', 'http'] as const)('drawn pages in mode %s', (mode) => {
  it('leave nothing out without a word', { timeout: 1_800_000 }, async () => {
    await bench.open(mode, { purchaseTimeoutMs: 60_000 });
    const faults: string[] = [];
    for (const number of bench.portal.purchases) faults.push(await faultOf(number, mode));
    expect(faults.filter(Boolean), `SEED=${SEED} RUNS=${RUNS}`).toEqual([]);
  });
});
