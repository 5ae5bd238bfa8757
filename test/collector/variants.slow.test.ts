import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PurchaseOutcome } from '../../src/collector/purchase.ts';
import { PortalClosedError, SessionExpiredError } from '../../src/collector/retry.ts';
import type { CollectionMode } from '../../src/contract/collection-codes.ts';
import type { VariantCase } from '../portal/catalog.ts';
import type { Ending } from '../portal/variants/variant.ts';
import { CollectBench } from './collect-bench.ts';

/** Only variants whose name matches, e.g. `VARIANTS=mount npm run test:slow -- variants`; only these modes. */
const ONLY = new RegExp(process.env['VARIANTS'] ?? '');
const MODES = (process.env['MODES'] ?? 'http,browser,auto').split(',') as CollectionMode[];
/** Collectors at once, each with a portal of its own: most of the time they wait. */
const LANES = 4;

/** For one purchase. */
const PURCHASE_MS = 120_000;

/** What a collector made of a variant. */
interface Made {
  readonly name: string;
  readonly ending: Ending | 'failed';
  readonly outcome: PurchaseOutcome | null;
  readonly ms: number;
  /** What must never be, in words. */
  readonly faults: readonly string[];
  /** Whether it is what is right. */
  readonly isRight: boolean;
}

const benches: CollectBench[] = [];

beforeAll(async () => {
  for (let lane = 0; lane < LANES; lane++) {
    const bench = await CollectBench.start();
    benches.push(bench);
    await bench.begin();
  }
}, 60_000);
afterAll(async () => {
  for (const bench of benches) {
    await bench.end();
    await bench.portal.close();
  }
});

describe.each(MODES)('every kind of page in mode %s', (mode) => {
  it('is collected whole, or said not to be', { timeout: 3_600_000 }, async () => {
    const waiting = benches[0]!.portal.variants.filter(({ name }) => ONLY.test(name));
    const total = waiting.length;
    const made: Made[] = [];
    const lane = async (bench: CollectBench): Promise<void> => {
      await bench.open(mode, { purchaseTimeoutMs: PURCHASE_MS });
      for (let variant = waiting.shift(); variant !== undefined; variant = waiting.shift()) {
        const one = await collect(bench, mode, variant.name);
        made.push(one);
        if (one.ending === 'sign-in') {
          await bench.signIn();
          await bench.collector.reloadSession();
        }
      }
    };
    await Promise.all(benches.map(lane));
    expect(made.length).toBe(total);
    report(mode, made);
    expect(made.flatMap(({ faults }) => faults)).toEqual([]);
    expect(made.filter(({ isRight }) => !isRight).map(({ name, ending }) => `${name}: ${ending}`)).toEqual(
      [],
    );
  });
});

async function collect(bench: CollectBench, mode: CollectionMode, name: string): Promise<Made> {
  const variant = bench.portal.variantOf(name);
  const began = performance.now();
  const { outcome, error } = await outcomeOf(bench, variant);
  const ms = performance.now() - began;
  const ending = outcome === null ? endingOfError(error) : endingOf(outcome);
  const faults = outcome === null ? [] : faultsOf(bench, variant, outcome);
  const right = rightEndings(variant, mode);
  return { name, ending, outcome, ms, faults, isRight: right.has(ending) };
}

async function outcomeOf(
  bench: CollectBench,
  { number, written }: VariantCase,
): Promise<{ outcome: PurchaseOutcome | null; error: unknown }> {
  const digits = written.replace(/\D/g, '');
  const signal = AbortSignal.timeout(PURCHASE_MS + 60_000);
  try {
    const purchase = {
      number: digits === '' ? number : digits,
      written,
      folders: [],
      supplier: null,
      rows: [0],
    };
    const prepared = await bench.collector.prepare(purchase, signal);
    return { outcome: await bench.collector.collect(prepared, () => undefined, signal), error: null };
  } catch (error) {
    return { outcome: null, error };
  }
}

function endingOfError(error: unknown): Made['ending'] {
  if (error instanceof SessionExpiredError) return 'sign-in';
  if (error instanceof PortalClosedError) return 'portal-closed';
  throw error;
}

function endingOf({ status, cause, found }: PurchaseOutcome): Made['ending'] {
  if (status === 'COMPLETED') return 'all';
  if (status === 'NO_ATTACHMENTS') return 'none-said';
  if (cause === 'ANOTHER_PURCHASE') return 'another-purchase';
  if (cause === 'UNKNOWN_PAGE' || (cause === 'CONNECTION' && found === 0)) return 'not-a-purchase';
  if (cause === 'NOT_FOUND') return 'not-found';
  if (cause === 'NOT_ALLOWED') return 'not-allowed';
  if (cause === 'PORTAL_CLOSED' || /^HTTP_(429|5\d\d)$/.test(cause ?? '')) return 'portal-closed';
  return status === 'PARTIAL' || status === 'FAILED' || status === 'PR_NOT_ACCESSIBLE'
    ? 'incomplete'
    : 'failed';
}

/** What must never be: a success that leaves something out, a file that is not this purchase's. */
function faultsOf(bench: CollectBench, variant: VariantCase, outcome: PurchaseOutcome): string[] {
  const files = bench.portal.expectedFiles(variant.number);
  const own = new Set(files.map(({ sha256 }) => sha256));
  const stored = outcome.stored.map(({ sha256 }) => sha256);
  const links = outcome.stored.filter(({ name }) => name.endsWith('.url'));
  const foreign = outcome.stored.filter((one) => !own.has(one.sha256) && !links.includes(one));
  const faults = foreign.map(({ name }) => `${variant.name}: stored "${name}", which is none of its files`);
  const missing = files.filter(({ sha256, reachable }) => reachable && !stored.includes(sha256));
  const isSuccess = outcome.status === 'COMPLETED' || outcome.status === 'NO_ATTACHMENTS';
  if (isSuccess && missing.length > 0)
    faults.push(`${variant.name}: ${outcome.status} without ${missing.map(({ name }) => name).join(', ')}`);
  if (isSuccess && links.length < variant.links.length)
    faults.push(`${variant.name}: ${outcome.status} without ${variant.links.length - links.length} links`);
  return faults;
}

function rightEndings(
  { ending, alsoRight, overHttp }: VariantCase,
  mode: CollectionMode,
): Set<Made['ending']> {
  const right = new Set<Made['ending']>([ending, ...alsoRight]);
  if (mode !== 'http' || overHttp === 'same') return right;
  // What only scripts can show is not there over HTTP, and that is said.
  for (const one of ['incomplete', 'not-a-purchase'] as const) right.add(one);
  if (overHttp === 'less') for (const one of ['all', 'none-said'] as const) right.delete(one);
  return right;
}

/** Prints how each mode does, and whatever is not right. */
function report(mode: CollectionMode, made: readonly Made[]): void {
  const slowest = [...made].sort((one, other) => other.ms - one.ms).slice(0, 8);
  const wrong = made.filter(({ isRight, faults }) => !isRight || faults.length > 0);
  const lines = [
    `${mode}: ${made.length} kinds of page, ${made.length - wrong.length} right`,
    ...wrong.map(
      ({ name, ending, outcome, ms, faults }) =>
        `  ${name}: ${ending} (${outcome?.cause ?? '-'}, ${outcome?.stored.length ?? 0}/${outcome?.found ?? 0}, ${Math.round(ms)} ms) ${faults.join('; ')}`,
    ),
    `  slowest: ${slowest.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(1)} s`).join(', ')}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
