/** The folder of a collection follows the pages, whatever goes wrong on the way and however many are at work. */
import { afterEach, describe, expect, it } from 'vitest';
import { findBrowser } from '../../src/collector/net/find-browser.ts';
import { type DistantPortal, spawnPortal } from '../portal/spawn.ts';
import { treeOf } from './same-folder.ts';
import { collectAt, collectingCommand, expectNobodyLeft, type Place, placeFor, start } from './support.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const PURCHASES = 14;

let portal: DistantPortal | null = null;
const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) {
    await expectNobodyLeft(place);
    await place.close();
  }
  await portal?.close();
});

async function newPlace(): Promise<Place> {
  const place = await placeFor(portal!, portal!.purchases);
  places.push(place);
  return place;
}

describe.skipIf(findBrowser() === null)(`every kind of purchase, with faults (SEED=${SEED})`, () => {
  it('leaves the same folders with one worker, with four files at once on two, and after two kills', {
    timeout: 600_000,
  }, async () => {
    // The addresses of files say where the portal is, so it is the same one for all; its faults come once a file.
    portal = await spawnPortal({ preset: 'faulty', purchases: PURCHASES, seed: SEED, expireAfter: [] });
    const one = await newPlace();
    await collectAt(portal, one, ['--workers', '1', '--downloads', '1']);
    const many = await newPlace();
    await collectAt(portal, many, ['--workers', '2', '--downloads', '4']);
    const killed = await newPlace();
    for (const done of [/"prontos":([3-9]|1\d)/, /"prontos":([7-9]|1\d)/]) {
      const running = start(killed, await collectingCommand(portal, killed, ['--json', '--workers', '2']));
      await running.until(done, 240_000);
      running.child.kill('SIGKILL');
      await running.ended;
      await expectNobodyLeft(killed);
    }
    await collectAt(portal, killed, ['--workers', '2']);
    const wanted = await treeOf(one);
    expect(Object.keys(wanted).length).toBeGreaterThan(2 * PURCHASES);
    expect(await treeOf(many)).toEqual(wanted);
    expect(await treeOf(killed)).toEqual(wanted);
  });
});
