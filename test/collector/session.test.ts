import { writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { findBrowser } from '../../src/collector/net/find-browser.ts';
import type { PortalOptions } from '../portal/options.ts';
import { type Portal, startPortal } from '../portal/start.ts';
import { expiredState } from '../portal/storage-state.ts';
import {
  collectAt,
  expectNobodyLeft,
  expectWhole,
  NO_BROWSER,
  type Place,
  placeFor,
  resultRows,
} from './support.ts';

const HTTP = ['--modo', 'http', '--workers', '2'];
const OPTIONS: Partial<PortalOptions> = {
  purchases: 12,
  scenes: ['plain'],
  filesPerPurchase: 3,
  pageMs: 30,
  fileMs: [10, 40],
};

let portal: Portal;
let place: Place;

async function open(options: Partial<PortalOptions>): Promise<void> {
  portal = await startPortal({ ...OPTIONS, ...options });
  place = await placeFor(portal, portal.purchases);
}
afterEach(async () => {
  await expectNobodyLeft(place);
  await place.close();
  await portal.close();
});

async function expectAllWhole(): Promise<void> {
  const rows = await resultRows(place);
  expect(rows.map(({ PO_NUMBER, STATUS }) => [PO_NUMBER, STATUS])).toEqual(
    portal.purchases.map((number) => [number, 'COMPLETED']),
  );
  for (const number of portal.purchases) await expectWhole(portal, place, number);
}

describe('a session that ends in the middle of a collection', () => {
  it('ends it where nobody signs in, and loses nothing: the same command goes on afterwards', {
    timeout: 90_000,
  }, async () => {
    await open({ expireAfter: [22] });
    const { code, err } = await collectAt(portal, place, HTTP, NO_BROWSER);
    expect([code, err]).toEqual([EXIT.failure, expect.stringContaining('coletar entrar')]);
    const rows = await resultRows(place);
    // No purchase is blamed for it.
    expect(rows.every(({ STATUS }) => STATUS === 'COMPLETED' || STATUS === '')).toBe(true);
    expect(rows.some(({ STATUS }) => STATUS === '')).toBe(true);
    await place.signIn();
    expect((await collectAt(portal, place, HTTP)).code).toBe(EXIT.ok);
    await expectAllWhole();
  });

  it.skipIf(findBrowser() === null)(
    'is renewed once by single sign-on, for all workers',
    { timeout: 90_000 },
    async () => {
      await open({ expireAfter: [22], singleSignOn: true });
      const { code } = await collectAt(portal, place, HTTP);
      expect(code).toBe(EXIT.ok);
      await expectAllWhole();
      expect(portal.stats().signIns).toBeLessThanOrEqual(2);
    },
  );

  it('is told from the beginning when it has ended before', { timeout: 60_000 }, async () => {
    await open({});
    await writeFile(place.state, JSON.stringify(expiredState(portal.base)));
    const { code, err } = await collectAt(portal, place, HTTP, NO_BROWSER);
    expect([code, err]).toEqual([EXIT.failure, expect.stringContaining('acabou')]);
    expect(portal.stats().pages).toEqual({});
  });

  it('is not blamed on a portal that does not answer', { timeout: 90_000 }, async () => {
    await open({});
    const base = portal.base;
    await portal.close();
    const { code, err } = await collectAt({ ...portal, base }, place, HTTP);
    expect([code, err]).toEqual([EXIT.failure, expect.stringContaining('não respondeu')]);
  });
});
