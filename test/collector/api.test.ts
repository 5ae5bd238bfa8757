import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openApi } from '../../src/collector/api/open-api.ts';
import { coupa } from '../../src/collector/portals/coupa.ts';
import { coupaApi } from '../../src/collector/portals/coupa-api.ts';
import { PortalClosedError, SessionExpiredError } from '../../src/collector/retry.ts';
import { type ApiManners, CLIENT_ID, CLIENT_SECRET } from '../portal/api-desk.ts';
import { EVERY_SCENE } from '../portal/scene-names.ts';
import { CollectBench } from './collect-bench.ts';

let bench: CollectBench;

beforeAll(async () => {
  bench = await CollectBench.start();
});
afterAll(() => bench.portal.close());
beforeEach(async () => {
  await bench.begin();
  bench.portal.api.reset();
  await bench.open('api');
});
afterEach(async () => {
  expect(bench.portal.api.leakedTokens).toBe(0);
  await bench.end();
});

const SMALL = EVERY_SCENE.filter((scene) => scene !== 'empty');

describe('a purchase by the API', () => {
  it.each(SMALL)('like "%s" is collected whole, whatever its page is like', async (scene) => {
    const number = bench.portal.purchaseOf(scene);
    const outcome = await bench.collect(number);
    await bench.expectAll(number, outcome);
    expect(outcome.url).toBe(`${bench.portal.base}/order_headers/${number}`);
    expect(outcome.evidence.length).toBeGreaterThan(2);
    for (const part of outcome.evidence)
      expect(part).toMatchObject({ said: part.found, stored: part.found, missing: null });
  });

  it('of whose lines the API tells nothing is never called complete', async () => {
    bench.portal.api.manners.linesTold = 'never';
    const outcome = await bench.collect(bench.portal.variantOf('every-part').number);
    expect(outcome).toMatchObject({ status: 'PARTIAL', cause: 'LINES_NOT_TOLD' });
    expect(outcome.stored).toHaveLength(3);
  });

  it('is put together from several requisitions, of which it names one', async () => {
    const { number } = bench.portal.variantOf('eight-requisitions');
    await bench.expectAll(number, await bench.collect(number));
  });

  it('keeps its parts apart, with what each says', async () => {
    const { number } = bench.portal.variantOf('every-part');
    const prepared = await bench.collector.prepare(bench.purchase(number), bench.signal);
    const said = prepared.reading?.parts.map(({ part, said: count, found }) => [part, count, found]);
    expect(said).toEqual([
      ['form', 1, 1],
      ['lines', 1, 1],
      ['comments', 1, 1],
      ['requisition', 1, 1],
    ]);
    await bench.expectAll(number, await bench.collector.collect(prepared, () => undefined, bench.signal));
  });

  it('is only looked at in a dry run: what there is and how long, and no file is asked for', async () => {
    await bench.open('api', { simulate: true });
    const { number } = bench.portal.variantOf('every-part');
    const outcome = await bench.collect(number);
    expect(outcome).toMatchObject({ status: 'SIMULATED', found: 4, folder: null });
    expect(outcome.evidence.map(({ part, said }) => [part, said])).toEqual([
      ['form', 1],
      ['lines', 1],
      ['comments', 1],
      ['requisition', 1],
    ]);
    expect(bench.portal.api.asked.filter((path) => /\/attachments\/\d+$/.test(path))).toEqual([]);
  });

  it('without attachments is said to have none, not guessed', async () => {
    const outcome = await bench.collect(bench.portal.purchaseOf('empty'));
    expect(outcome).toMatchObject({ status: 'NO_ATTACHMENTS', found: 0, folder: null, error: null });
  });

  it('is found by its number, whatever its id is, and whatever prefix the list has', async () => {
    const { number, shown, written } = bench.portal.variantOf('number-is-not-id');
    for (const spelling of [shown, `PO${shown}`, `po ${shown}`, written]) {
      const outcome = await bench.collect(shown, undefined, spelling);
      expect(outcome).toMatchObject({
        status: 'COMPLETED',
        url: `${bench.portal.base}/order_headers/${number}`,
      });
    }
    const id = await bench.collect(number);
    expect(id).toMatchObject({ status: 'FAILED', cause: 'ANOTHER_PURCHASE', stored: [], folder: null });
    expect(id.error).toContain(`PO${shown}`);
  });

  it('is found by one question once the manner of the portal is known', async () => {
    const { api } = bench.portal;
    const lookups = () => api.asked.filter((path) => path.startsWith('/api/purchase_orders?')).length;
    await bench.collect(bench.portal.purchaseOf('plain'));
    const first = lookups();
    await bench.collect(bench.portal.purchaseOf('names'));
    expect([first, lookups() - first]).toEqual([2, 1]);
  });

  it('of a number that no purchase has is not found, and of another prefix is another purchase', async () => {
    expect(await bench.collect('99999999')).toMatchObject({ status: 'PO_NOT_FOUND', cause: 'NOT_FOUND' });
    // An API that does not understand the question gives all that it has, and is not asked for the rest of it.
    Object.assign(bench.portal.api, { asked: [] }).manners.ignoresEndsWith = true;
    expect(await bench.collect('99999999')).toMatchObject({ status: 'PO_NOT_FOUND' });
    expect(bench.portal.api.asked.length).toBeLessThan(5);
    const number = bench.portal.purchaseOf('plain');
    expect((await bench.collect(number, undefined, `PM${number}`)).stored).toEqual([]);
  });

  it('of which there are versions is its last one; of which there are strangers, none', async () => {
    const { api } = bench.portal;
    const [one, other] = [bench.portal.purchaseOf('plain'), bench.portal.purchaseOf('requisitions')];
    api.versions.set(one, [other]);
    const outcome = await bench.collect(one);
    expect(outcome).toMatchObject({
      status: 'COMPLETED',
      url: `${bench.portal.base}/order_headers/${other}`,
    });
    api.strangers = true;
    expect(await bench.collect(one)).toMatchObject({ status: 'FAILED', cause: 'AMBIGUOUS', stored: [] });
  });

  const MANNERS: readonly Partial<ApiManners>[] = [
    { show: 'description' },
    { show: 'elsewhere' },
    { tellsAttachmentsOfComments: false },
    { most: 12 },
    { ignoresIn: true },
    { linesTold: 'apart' },
    { tokenSeconds: 1 },
  ];
  it.each(MANNERS)('is collected whole where the API behaves like %o', async (manners) => {
    Object.assign(bench.portal.api.manners, manners);
    for (const number of [bench.portal.variantOf('every-part').number, bench.portal.purchaseOf('names')])
      await bench.expectAll(number, await bench.collect(number));
  });

  it('with a requisition that may not be read keeps the rest and says so', async () => {
    bench.portal.api.scopes = ['core.common.read', 'core.purchase_order.read'];
    const outcome = await bench.collect(bench.portal.purchaseOf('requisitions'));
    expect(outcome).toMatchObject({ status: 'PR_NOT_ACCESSIBLE', cause: 'PR_NOT_ACCESSIBLE' });
    expect(outcome.stored.length).toBeGreaterThan(0);
  });

  it('waits when the API is busy, and never takes a page for an answer', async () => {
    const number = bench.portal.purchaseOf('plain');
    bench.portal.api.busy = 3;
    await bench.expectAll(number, await bench.collect(number));
    bench.portal.api.pages = 2;
    await bench.expectAll(number, await bench.collect(number));
    bench.portal.api.pages = Number.POSITIVE_INFINITY;
    expect(await bench.collect(number)).toMatchObject({
      status: 'FAILED',
      cause: 'UNKNOWN_PAGE',
      stored: [],
    });
    bench.portal.api.page = 'Scheduled maintenance';
    await expect(bench.collect(number)).rejects.toThrow(PortalClosedError);
  });
});

describe('the token', () => {
  it('is asked for once, and anew when the portal takes it back', async () => {
    const { api } = bench.portal;
    const number = bench.portal.purchaseOf('plain');
    await bench.collect(number);
    await bench.collect(bench.portal.purchaseOf('names'));
    expect(api.tokensGiven).toBe(1);
    api.revoke();
    await bench.expectAll(number, await bench.collect(number));
    expect(api.tokensGiven).toBe(2);
  });

  it('that nobody gives out any more hands the purchase back, with no attempt lost and nothing stored', async () => {
    const { api } = bench.portal;
    const number = bench.portal.purchaseOf('plain');
    const prepared = await bench.collector.prepare(bench.purchase(number), bench.signal);
    api.revoke();
    api.scopes = null;
    const collected = bench.collector.collect(prepared, () => undefined, bench.signal);
    await expect(collected).rejects.toThrow(SessionExpiredError);
    await expect(bench.collect(number)).rejects.toThrow(SessionExpiredError);
    api.reset();
    await bench.expectAll(number, await bench.collect(number));
  });
});

describe('what changed', () => {
  const since = new Date();
  const later = since.getTime() + 3_600_000;

  async function changes() {
    const { base } = bench.portal;
    const access = {
      api: coupaApi,
      pages: coupa,
      base,
      credentials: { id: CLIENT_ID, secret: CLIENT_SECRET },
    };
    const { purchases, isTold } = await coupaApi.changes(openApi(access), since, bench.signal);
    return { isTold, numbers: purchases.map(({ written }) => written.replace(/\D/g, '')).sort() };
  }

  it('is told of purchases, of any of their requisitions, and of comments on either', async () => {
    const { portal } = bench;
    const [own, commented] = [portal.purchaseOf('names'), portal.variantOf('every-part').number];
    const several = portal.variantOf('eight-requisitions').number;
    expect(await changes()).toEqual({ isTold: true, numbers: [] });
    portal.touch(own, later);
    portal.api.changedComments.set(commented, later);
    portal.api.changedRequisitions.set(String(portal.record(several)!.requisitions.at(-1)!.id), later);
    expect(await changes()).toEqual({ isTold: true, numbers: [own, commented, several].sort() });
    portal.touch(own, 0);
  });

  it('is said to be told in part where the API does not understand all questions', async () => {
    const { api } = bench.portal;
    api.manners.listsComments = false;
    expect((await changes()).isTold).toBe(false);
    api.manners.listsComments = true;
    api.manners.ignoresGt = ['comments'];
    expect((await changes()).isTold).toBe(false);
    api.manners.ignoresGt = ['purchase_orders'];
    await expect(changes()).rejects.toThrow('updated-at[gt]');
    api.manners.ignoresGt = [];
    api.scopes = ['core.common.read', 'core.purchase_order.read'];
    expect((await changes()).isTold).toBe(true);
  });
});
