import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CollectBench } from '../../../test/collector/collect-bench.ts';
import { EVERY_SCENE } from '../../../test/portal/scene-names.ts';
import { expiredState, storageState } from '../../../test/portal/storage-state.ts';
import type { PurchaseProgress } from '../bringing/collecting.ts';
import { findBrowser } from '../net/find-browser.ts';
import { SessionExpiredError } from '../retry.ts';

let bench: CollectBench;

beforeAll(async () => {
  bench = await CollectBench.start();
});
afterAll(() => bench.portal.close());
beforeEach(() => bench.begin());
afterEach(() => bench.end());

const BY_HTTP = EVERY_SCENE.filter(
  (scene) => scene !== 'empty' && scene !== 'clicks' && !scene.startsWith('late'),
);

describe('a purchase over HTTP', () => {
  it.each(BY_HTTP)('like "%s" is collected whole', async (scene) => {
    await bench.open('http');
    const number = bench.portal.purchaseOf(scene);
    await bench.expectAll(number, await bench.collect(number));
    expect(bench.portal.stats().leakedCookies).toBe(0);
  });

  it('without attachments says so, and makes no folder', async () => {
    await bench.open('http');
    const outcome = await bench.collect(bench.portal.purchaseOf('empty'));
    expect(outcome).toMatchObject({ status: 'NO_ATTACHMENTS', found: 0, folder: null, error: null });
  });

  it('that needs a browser is never called complete', async () => {
    await bench.open('http');
    const clicks = await bench.collect(bench.portal.purchaseOf('clicks'));
    expect(clicks).toMatchObject({ status: 'PARTIAL', found: 4, cause: 'NEEDS_BROWSER' });
    expect(clicks.stored).toHaveLength(1);
    expect(await bench.collect(bench.portal.purchaseOf('late'))).toMatchObject({
      status: 'FAILED',
      cause: 'NEEDS_BROWSER',
    });
    expect(await bench.collect(bench.portal.purchaseOf('late-mixed'))).toMatchObject({
      status: 'PARTIAL',
      cause: 'NEEDS_BROWSER',
    });
  });

  it('that is not there, or not for this person, says so', async () => {
    await bench.open('http');
    expect(await bench.collect('99999999')).toMatchObject({
      status: 'PO_NOT_FOUND',
      cause: 'NOT_FOUND',
      folder: null,
    });
    const number = bench.portal.purchaseOf('plain');
    for (const words of ['oops-pt', 'access-denied-en'] as const) {
      bench.portal.setFault(number, { on: 'page', kind: 'words', words });
      expect((await bench.collect(number)).status).toBe('PO_NOT_FOUND');
    }
    bench.portal.setFault(number, null);
  });

  it('with a requisition that may not be read keeps the rest and says so', async () => {
    await bench.open('http');
    const number = bench.portal.purchaseOf('requisitions');
    bench.portal.setFault(number, { on: 'requisition', which: 1, kind: 'status', status: 403 });
    const outcome = await bench.collect(number);
    bench.portal.setFault(number, null);
    expect(outcome).toMatchObject({ status: 'PR_NOT_ACCESSIBLE', found: 4, cause: 'PR_NOT_ACCESSIBLE' });
    expect(await bench.storedHashes(outcome)).toHaveLength(4);
  });

  it('of which one file cannot be had keeps the others', async () => {
    await bench.open('http');
    const number = bench.portal.purchaseOf('plain');
    bench.portal.setFault(number, { on: 'file', which: 2, kind: 'status', status: 404 });
    const outcome = await bench.collect(number);
    bench.portal.setFault(number, null);
    expect(outcome).toMatchObject({ status: 'PARTIAL', found: 6, cause: 'HTTP_404' });
    expect(outcome.lost).toMatchObject([{ cause: 'HTTP_404' }]);
    expect(await bench.storedHashes(outcome)).toHaveLength(5);
  });

  it('collected again brings only what is missing, into the one folder it has', async () => {
    await bench.open('http');
    const number = bench.portal.purchaseOf('plain');
    bench.portal.setFault(number, { on: 'file', which: 2, times: 1, kind: 'status', status: 404 });
    expect(await bench.collect(number)).toMatchObject({ status: 'PARTIAL', found: 6 });
    bench.portal.resetStats();
    const outcome = await bench.collect(number);
    await bench.expectAll(number, outcome);
    expect(Object.values(bench.portal.stats().files)).toEqual([1]);
    const parent = join(bench.folder, 'out', outcome.folder!, '..');
    expect(await readdir(parent)).toEqual([`${number}_COMPLETED`]);
  });

  it('with a file that is something else for good keeps it and says so, but no page instead of it', async () => {
    await bench.open('http');
    const number = bench.portal.purchaseOf('plain');
    bench.portal.setFault(number, [
      { on: 'file', which: 0, kind: 'wrong-magic' },
      { on: 'file', which: 1, kind: 'html', disguised: true },
    ]);
    const outcome = await bench.collect(number);
    bench.portal.setFault(number, null);
    expect(outcome).toMatchObject({ status: 'PARTIAL', found: 6, cause: 'HTML_AS_FILE' });
    expect(await bench.storedHashes(outcome)).toHaveLength(5);
    expect(outcome.stored.map(({ remark }) => remark !== null)).toEqual([true, false, false, false, false]);
  });

  it('that takes too long is left with what there is', async () => {
    await bench.open('http', { purchaseTimeoutMs: 700 });
    const number = bench.portal.purchaseOf('plain');
    bench.portal.setFault(number, { on: 'file', which: 1, kind: 'slow', ms: 5_000 });
    const outcome = await bench.collect(number);
    expect(outcome).toMatchObject({ status: 'TIMEOUT', cause: 'TIMEOUT', found: 6 });
    expect(outcome.stored).toHaveLength(5);
    bench.portal.setFault(number, { on: 'page', kind: 'hang' });
    expect(await bench.collect(number)).toMatchObject({ status: 'TIMEOUT', found: 0 });
    bench.portal.setFault(number, null);
  });

  it('at a portal that fails says why', async () => {
    await bench.open('http');
    const number = bench.portal.purchaseOf('plain');
    bench.portal.setFault(number, { on: 'page', kind: 'status', status: 500 });
    expect(await bench.collect(number)).toMatchObject({ status: 'FAILED', cause: 'HTTP_500' });
    bench.portal.setFault(number, { on: 'page', kind: 'reset' });
    expect(await bench.collect(number)).toMatchObject({ status: 'FAILED', cause: 'CONNECTION' });
    bench.portal.setFault(number, null);
  });

  it('is left for another try when the session ends in the middle, and completed after signing in', async () => {
    await bench.open('http');
    const number = bench.portal.purchaseOf('plain');
    bench.portal.setFault(number, { on: 'file', which: 3, times: 1, kind: 'expire' });
    await expect(bench.collect(number)).rejects.toThrow(SessionExpiredError);
    await expect(bench.collector.prepare(bench.purchase(number), bench.signal)).rejects.toThrow(
      SessionExpiredError,
    );
    await bench.signIn();
    await bench.collector.reloadSession();
    await bench.expectAll(number, await bench.collect(number));
  });

  it('keeps the session when the portal only once leads to the sign-in page', async () => {
    await bench.open('http');
    const number = bench.portal.purchaseOf('plain');
    bench.portal.setFault(number, { on: 'page', times: 1, kind: 'sign-in-redirect' });
    await expect(bench.collector.prepare(bench.purchase(number), bench.signal)).rejects.toThrow(
      SessionExpiredError,
    );
    await bench.expectAll(number, await bench.collect(number));
    bench.portal.setFault(number, null);
  });

  it('is opened while files of the one before still come, and the two never mix', async () => {
    await bench.open('http');
    const [first, second] = [bench.portal.purchaseOf('plain'), bench.portal.purchaseOf('twins')];
    bench.portal.setFault(first, { on: 'file', which: 0, times: 1, kind: 'slow', ms: 600 });
    const prepared = await bench.collector.prepare(bench.purchase(first), bench.signal);
    let isDone = false;
    const collecting = bench.collector
      .collect(prepared, () => undefined, bench.signal)
      .finally(() => {
        isDone = true;
      });
    const next = await bench.collector.prepare(bench.purchase(second), bench.signal);
    expect(isDone).toBe(false);
    bench.most = 0;
    await bench.expectAll(second, await bench.collector.collect(next, () => undefined, bench.signal));
    await bench.expectAll(first, await collecting);
    expect(bench.most).toBe(4);
    bench.portal.setFault(first, null);
  });

  it('tells the bytes of each file, and one file at a time where that is asked for', async () => {
    await bench.open('http', { downloads: 1 });
    const number = bench.portal.purchaseOf('plain');
    const told: PurchaseProgress[] = [];
    await bench.expectAll(number, await bench.collect(number, (one) => told.push(one)));
    expect(told[0]).toEqual({ kind: 'attachments-found', count: 6 });
    expect(told.filter(({ kind }) => kind === 'transfer-ended')).toHaveLength(6);
    expect(told.filter((one) => one.kind === 'transfer' && one.bytes === one.total)).toHaveLength(6);
    expect(bench.most).toBe(1);
    await bench.collector.close();
    await bench.open('http', { downloads: 4 });
    await bench.expectAll(
      bench.portal.purchaseOf('markup'),
      await bench.collect(bench.portal.purchaseOf('markup')),
    );
    expect([bench.most, bench.now]).toEqual([4, 0]);
  });

  it('keeps renewed cookies, readable to nobody else, and not over those of a new sign-in', async () => {
    await bench.open('http');
    const path = bench.statePath;
    const before = await readFile(path, 'utf8');
    await bench.collect(bench.portal.purchaseOf('plain'));
    expect(await readFile(path, 'utf8')).not.toBe(before);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const fresh = JSON.stringify(await storageState(bench.portal.base));
    await writeFile(path, fresh);
    await bench.collect(bench.portal.purchaseOf('twins'));
    expect(await readFile(path, 'utf8')).toBe(fresh);
    await writeFile(path, JSON.stringify(expiredState(bench.portal.base)));
    await bench.collector.reloadSession();
    await expect(bench.collect(bench.portal.purchaseOf('plain'))).rejects.toThrow(SessionExpiredError);
  });
});

describe.skipIf(findBrowser() === null)('purchases in mode auto', () => {
  it('are read both ways at first, then over HTTP, by browser where HTTP does not show all', async () => {
    await bench.open('auto');
    const plain = bench.portal.purchases.filter((_, index) =>
      ['plain', 'markup', 'names', 'twins'].includes(EVERY_SCENE[index]!),
    );
    for (const number of plain.slice(0, 3)) await bench.expectAll(number, await bench.collect(number));
    bench.portal.resetStats();
    for (const number of [...plain.slice(3), ...plain])
      await bench.expectAll(number, await bench.collect(number));
    expect(bench.portal.stats().assets.requests).toBe(0);
    // Not needed for a while, it is ended.
    expect(await bench.collector.browserPids()).toEqual([]);
    for (const scene of ['late-mixed', 'clicks', 'requisitions'] as const) {
      const number = bench.portal.purchaseOf(scene);
      await bench.expectAll(number, await bench.collect(number));
    }
  });
});
