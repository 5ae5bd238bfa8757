import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EVERY_SCENE } from '../../../test/portal/scene-names.ts';
import { type Portal, startPortal } from '../../../test/portal/start.ts';
import { expiredState, storageState } from '../../../test/portal/storage-state.ts';
import type { CollectionMode } from '../../contract/collection.ts';
import type { PurchaseProgress } from '../bringing/collecting.ts';
import { findBrowser } from '../net/find-browser.ts';
import type { PurchaseOrder, PurchaseOutcome } from '../purchase.ts';
import { SessionExpiredError } from '../retry.ts';
import { PURCHASE_TIMEOUT_MS } from '../settings.ts';
import { openCollector, type PortalCollector } from './collect-purchase.ts';

const signal = AbortSignal.timeout(300_000);
const hasBrowser = findBrowser() !== null;

let portal: Portal;
let folder: string;
let collector: PortalCollector;
/** Transfers of this moment, and most of them at one moment. */
let now = 0;
let most = 0;

beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-collect-'));
  portal.resetStats();
  most = 0;
});
afterEach(async () => {
  await collector?.close();
  await rm(folder, { recursive: true, force: true });
  expect(portal.stats().defects).toEqual([]);
});

async function open(
  mode: CollectionMode,
  { stallMs = 500, ...others }: { downloads?: number; purchaseTimeoutMs?: number; stallMs?: number } = {},
): Promise<void> {
  const statePath = join(folder, 'state.json');
  await writeFile(statePath, JSON.stringify(await storageState(portal.base)));
  const settings = {
    portal: 'coupa',
    base: portal.base,
    outputFolder: join(folder, 'out'),
    mode,
    downloads: 4,
    headless: true,
    statePath,
    profileFolder: join(folder, 'profile'),
    requisitions: true,
    purchaseTimeoutMs: PURCHASE_TIMEOUT_MS,
    ...others,
  };
  const patience = { firstDelayMs: 10, longestRetryAfterMs: 500 };
  collector = await openCollector(
    settings,
    {
      enter: async () => {
        most = Math.max(most, ++now);
        return () => void now--;
      },
    },
    { patience, transferLimits: { patience, stallMs } },
  );
}

function purchase(number: string): PurchaseOrder {
  return { number, folders: [], supplier: null, rows: [0] };
}

async function collect(
  number: string,
  onProgress: (one: PurchaseProgress) => void = () => undefined,
): Promise<PurchaseOutcome> {
  const prepared = await collector.prepare(purchase(number), signal);
  return await collector.collect(prepared, onProgress, signal);
}

async function storedHashes(outcome: PurchaseOutcome): Promise<string[]> {
  const path = join(folder, 'out', outcome.folder!);
  const names = (await readdir(path)).filter((name) => name !== 'manifest.json');
  expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
  // Messages have a PDF beside them, which is no attachment.
  const own = new Set(outcome.stored.map(({ name }) => name));
  const hashes = names
    .filter((name) => own.has(name))
    .map(async (name) =>
      createHash('sha256')
        .update(await readFile(join(path, name)))
        .digest('hex'),
    );
  return (await Promise.all(hashes)).sort();
}

async function expectAll(number: string, outcome: PurchaseOutcome): Promise<void> {
  const expected = portal.expectedFiles(number);
  expect(outcome).toMatchObject({
    number,
    status: 'COMPLETED',
    found: expected.length,
    error: null,
    lost: [],
  });
  // The same content is stored once.
  const contents = [...new Set(expected.map(({ sha256 }) => sha256))].sort();
  expect(await storedHashes(outcome)).toEqual(contents);
  expect(outcome.stored.map(({ sha256 }) => sha256).sort()).toEqual(
    expected.map(({ sha256 }) => sha256).sort(),
  );
}

const BY_HTTP = EVERY_SCENE.filter(
  (scene) => scene !== 'empty' && scene !== 'clicks' && !scene.startsWith('late'),
);

describe('a purchase over HTTP', () => {
  it.each(BY_HTTP)('like "%s" is collected whole', async (scene) => {
    await open('http');
    const number = portal.purchaseOf(scene);
    await expectAll(number, await collect(number));
    expect(portal.stats().leakedCookies).toBe(0);
  });

  it('without attachments says so, and makes no folder', async () => {
    await open('http');
    const outcome = await collect(portal.purchaseOf('empty'));
    expect(outcome).toMatchObject({ status: 'NO_ATTACHMENTS', found: 0, folder: null, error: null });
  });

  it('that needs a browser is never called complete', async () => {
    await open('http');
    const clicks = await collect(portal.purchaseOf('clicks'));
    expect(clicks).toMatchObject({ status: 'PARTIAL', found: 4, cause: 'NEEDS_BROWSER' });
    expect(clicks.stored).toHaveLength(1);
    expect(await collect(portal.purchaseOf('late'))).toMatchObject({
      status: 'FAILED',
      cause: 'NEEDS_BROWSER',
    });
    expect(await collect(portal.purchaseOf('late-mixed'))).toMatchObject({
      status: 'PARTIAL',
      cause: 'NEEDS_BROWSER',
    });
  });

  it('that is not there, or not for this person, says so', async () => {
    await open('http');
    expect(await collect('99999999')).toMatchObject({
      status: 'PO_NOT_FOUND',
      cause: 'NOT_FOUND',
      folder: null,
    });
    const number = portal.purchaseOf('plain');
    for (const words of ['oops-pt', 'access-denied-en'] as const) {
      portal.setFault(number, { on: 'page', kind: 'words', words });
      expect((await collect(number)).status).toBe('PO_NOT_FOUND');
    }
    portal.setFault(number, null);
  });

  it('with a requisition that may not be read keeps the rest and says so', async () => {
    await open('http');
    const number = portal.purchaseOf('requisitions');
    portal.setFault(number, { on: 'requisition', which: 1, kind: 'status', status: 403 });
    const outcome = await collect(number);
    portal.setFault(number, null);
    expect(outcome).toMatchObject({ status: 'PR_NOT_ACCESSIBLE', found: 4, cause: 'PR_NOT_ACCESSIBLE' });
    expect(await storedHashes(outcome)).toHaveLength(4);
  });

  it('of which one file cannot be had keeps the others', async () => {
    await open('http');
    const number = portal.purchaseOf('plain');
    portal.setFault(number, { on: 'file', which: 2, kind: 'status', status: 404 });
    const outcome = await collect(number);
    portal.setFault(number, null);
    expect(outcome).toMatchObject({ status: 'PARTIAL', found: 6, cause: 'HTTP_404' });
    expect(outcome.lost).toMatchObject([{ cause: 'HTTP_404' }]);
    expect(await storedHashes(outcome)).toHaveLength(5);
  });

  it('collected again brings only what is missing, into the one folder it has', async () => {
    await open('http');
    const number = portal.purchaseOf('plain');
    portal.setFault(number, { on: 'file', which: 2, times: 1, kind: 'status', status: 404 });
    expect(await collect(number)).toMatchObject({ status: 'PARTIAL', found: 6 });
    portal.resetStats();
    const outcome = await collect(number);
    await expectAll(number, outcome);
    expect(Object.values(portal.stats().files)).toEqual([1]);
    const parent = join(folder, 'out', outcome.folder!, '..');
    expect(await readdir(parent)).toEqual([`${number}_COMPLETED`]);
  });

  it('with a file that is something else for good says so, and does not keep it', async () => {
    await open('http');
    const number = portal.purchaseOf('plain');
    portal.setFault(number, { on: 'file', which: 0, kind: 'wrong-magic' });
    const outcome = await collect(number);
    portal.setFault(number, null);
    expect(outcome).toMatchObject({ status: 'PARTIAL', found: 6, cause: 'WRONG_MAGIC' });
    expect(await storedHashes(outcome)).toHaveLength(5);
  });

  it('that takes too long is left with what there is', async () => {
    await open('http', { purchaseTimeoutMs: 700 });
    const number = portal.purchaseOf('plain');
    portal.setFault(number, { on: 'file', which: 1, kind: 'slow', ms: 5_000 });
    const outcome = await collect(number);
    expect(outcome).toMatchObject({ status: 'TIMEOUT', cause: 'TIMEOUT', found: 6 });
    expect(outcome.stored).toHaveLength(5);
    portal.setFault(number, { on: 'page', kind: 'hang' });
    expect(await collect(number)).toMatchObject({ status: 'TIMEOUT', found: 0 });
    portal.setFault(number, null);
  });

  it('at a portal that fails says why', async () => {
    await open('http');
    const number = portal.purchaseOf('plain');
    portal.setFault(number, { on: 'page', kind: 'status', status: 500 });
    expect(await collect(number)).toMatchObject({ status: 'FAILED', cause: 'HTTP_500' });
    portal.setFault(number, { on: 'page', kind: 'reset' });
    expect(await collect(number)).toMatchObject({ status: 'FAILED', cause: 'CONNECTION' });
    portal.setFault(number, null);
  });

  it('is left for another try when the session ends in the middle, and completed after signing in', async () => {
    await open('http');
    const number = portal.purchaseOf('plain');
    portal.setFault(number, { on: 'file', which: 3, times: 1, kind: 'expire' });
    await expect(collect(number)).rejects.toThrow(SessionExpiredError);
    await expect(collector.prepare(purchase(number), signal)).rejects.toThrow(SessionExpiredError);
    await writeFile(join(folder, 'state.json'), JSON.stringify(await storageState(portal.base)));
    await collector.reloadSession();
    await expectAll(number, await collect(number));
  });

  it('keeps the session when the portal only once leads to the sign-in page', async () => {
    await open('http');
    const number = portal.purchaseOf('plain');
    portal.setFault(number, { on: 'page', times: 1, kind: 'sign-in-redirect' });
    await expect(collector.prepare(purchase(number), signal)).rejects.toThrow(SessionExpiredError);
    await expectAll(number, await collect(number));
    portal.setFault(number, null);
  });

  it('is opened while files of the one before still come, and the two never mix', async () => {
    await open('http');
    const [first, second] = [portal.purchaseOf('plain'), portal.purchaseOf('twins')];
    portal.setFault(first, { on: 'file', which: 0, times: 1, kind: 'slow', ms: 600 });
    const prepared = await collector.prepare(purchase(first), signal);
    let isDone = false;
    const collecting = collector
      .collect(prepared, () => undefined, signal)
      .finally(() => {
        isDone = true;
      });
    const next = await collector.prepare(purchase(second), signal);
    expect(isDone).toBe(false);
    most = 0;
    await expectAll(second, await collector.collect(next, () => undefined, signal));
    await expectAll(first, await collecting);
    expect(most).toBe(4);
    portal.setFault(first, null);
  });

  it('tells the bytes of each file, and one file at a time where that is asked for', async () => {
    await open('http', { downloads: 1 });
    const number = portal.purchaseOf('plain');
    const told: PurchaseProgress[] = [];
    await expectAll(number, await collect(number, (one) => told.push(one)));
    expect(told[0]).toEqual({ kind: 'attachments-found', count: 6 });
    expect(told.filter(({ kind }) => kind === 'transfer-ended')).toHaveLength(6);
    expect(told.filter((one) => one.kind === 'transfer' && one.bytes === one.total)).toHaveLength(6);
    expect(most).toBe(1);
    await collector.close();
    await open('http', { downloads: 4 });
    await expectAll(portal.purchaseOf('markup'), await collect(portal.purchaseOf('markup')));
    expect([most, now]).toEqual([4, 0]);
  });

  it('keeps renewed cookies, readable to nobody else, and not over those of a new sign-in', async () => {
    await open('http');
    const path = join(folder, 'state.json');
    const before = await readFile(path, 'utf8');
    await collect(portal.purchaseOf('plain'));
    expect(await readFile(path, 'utf8')).not.toBe(before);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const fresh = JSON.stringify(await storageState(portal.base));
    await writeFile(path, fresh);
    await collect(portal.purchaseOf('twins'));
    expect(await readFile(path, 'utf8')).toBe(fresh);
    await writeFile(path, JSON.stringify(expiredState(portal.base)));
    await collector.reloadSession();
    await expect(collect(portal.purchaseOf('plain'))).rejects.toThrow(SessionExpiredError);
  });
});

describe.skipIf(!hasBrowser)('a purchase by browser', () => {
  it('of any kind is collected whole, with one browser', { timeout: 120_000 }, async () => {
    await open('browser');
    for (const scene of EVERY_SCENE.filter((one) => one !== 'empty')) {
      const number = portal.purchaseOf(scene);
      await expectAll(number, await collect(number));
    }
    expect(portal.stats().leftovers).toBe(0);
    expect(portal.stats().leakedCookies).toBe(0);
  });

  it.each([
    ['is killed in the middle', false],
    ['was killed in the middle, and is known to be gone', true],
  ])('is collected whole when the browser %s', async (_when, isKnown) => {
    await open('browser');
    const [first, second] = [portal.purchaseOf('clicks'), portal.purchaseOf('plain')];
    await expectAll(second, await collect(second));
    const prepared = await collector.prepare(purchase(first), signal);
    process.kill((await collector.browserPids())[0]!, 'SIGKILL');
    if (isKnown) await expect.poll(() => collector.browserPids()).toEqual([]);
    await expectAll(first, await collector.collect(prepared, () => undefined, signal));
  });
});

describe.skipIf(!hasBrowser)('purchases in mode auto', () => {
  it('are read both ways at first, then over HTTP, by browser where HTTP does not show all', async () => {
    await open('auto');
    const plain = portal.purchases.filter((_, index) =>
      ['plain', 'markup', 'names', 'twins'].includes(EVERY_SCENE[index]!),
    );
    for (const number of plain.slice(0, 2)) await expectAll(number, await collect(number));
    expect(await collector.browserPids()).toEqual([]);
    portal.resetStats();
    for (const number of plain.slice(2)) await expectAll(number, await collect(number));
    expect(portal.stats().assets.requests).toBe(0);
    for (const scene of ['late-mixed', 'clicks', 'requisitions'] as const) {
      const number = portal.purchaseOf(scene);
      await expectAll(number, await collect(number));
    }
  });
});

describe.skipIf(!hasBrowser)('purchases of a portal where much goes wrong', () => {
  it('are all collected whole, two at a time, through the end of a session', {
    timeout: 120_000,
  }, async () => {
    const calm = portal;
    portal = await startPortal({ preset: 'faulty', purchases: 14, expireAfter: [60] });
    try {
      await open('auto', { stallMs: 3_000 });
      const waiting = [...portal.purchases];
      const outcomes = new Map<string, PurchaseOutcome>();
      let ends = 0;
      const lane = async (): Promise<void> => {
        for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
          try {
            outcomes.set(number, await collect(number));
          } catch (error) {
            expect(error).toBeInstanceOf(SessionExpiredError);
            ends++;
            waiting.push(number);
            await writeFile(join(folder, 'state.json'), JSON.stringify(await storageState(portal.base)));
            await collector.reloadSession();
          }
        }
      };
      await Promise.all([lane(), lane()]);
      // A browser may be signed in again by single sign-on, and nobody hears of it.
      expect(ends + portal.stats().expiredCookies).toBeGreaterThan(0);
      expect(Object.keys(portal.stats().faults).length).toBeGreaterThan(4);
      for (const number of portal.purchases) {
        if (portal.expectedFiles(number).length > 0) await expectAll(number, outcomes.get(number)!);
      }
      expect([portal.stats().leakedCookies, portal.stats().leftovers]).toEqual([0, 0]);
      await collector.close();
    } finally {
      await portal.close();
      portal = calm;
    }
  });
});
