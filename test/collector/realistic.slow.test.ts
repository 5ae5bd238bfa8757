import { afterEach, describe, expect, it } from 'vitest';
import { findBrowser } from '../../src/collector/net/find-browser.ts';
import type { CollectionMode } from '../../src/contract/collection-codes.ts';
import { type DistantPortal, spawnPortal } from '../portal/spawn.ts';
import { collectAt, expectNobodyLeft, expectWhole, type Place, placeFor, resultRows } from './support.ts';

/** Fewer while something is tried out. */
const PURCHASES = Number(process.env['PURCHASES'] ?? 200);

let portal: DistantPortal;
let place: Place;

afterEach(async () => {
  await expectNobodyLeft(place);
  await place.close();
  await portal.close();
});

/** Collects all of a portal's purchases. @returns seconds */
async function collectAll(mode: CollectionMode): Promise<number> {
  place = await placeFor(portal, portal.purchases);
  const began = performance.now();
  const { code, err } = await collectAt(portal, place, ['--json', '--workers', '4', '--modo', mode]);
  const seconds = (performance.now() - began) / 1000;
  const rows = await resultRows(place);
  const less = rows.filter(({ STATUS }) => STATUS !== 'COMPLETED');
  expect(less.map((row) => `${row['PO_NUMBER']} ${row['STATUS']}: ${row['ERROR_MESSAGE']}`)).toEqual([]);
  expect(`${code} ${err}`).toMatch(/^0 /);
  for (const number of portal.purchases) await expectWhole(portal, place, number);
  return seconds;
}

describe.skipIf(findBrowser() === null)(
  'purchases whose comments come between 0 and 5 seconds after the page',
  () => {
    it('are collected with every file, in mode auto as in a browser', { timeout: 3_600_000 }, async () => {
      portal = await spawnPortal({
        preset: 'realistic',
        purchases: PURCHASES,
        fileBytes: [20_000, 200_000],
        sessionIdleMs: 3_600_000,
      });
      const browser = await collectAll('browser');
      await place.close();
      const auto = await collectAll('auto');
      process.stdout.write(
        `${PURCHASES} purchases, comments after 0–5 s, 4 workers: browser ${browser.toFixed(0)} s, auto ${auto.toFixed(0)} s (${(auto / browser).toFixed(2)})\n`,
      );
    });
  },
);
