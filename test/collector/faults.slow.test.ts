import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { findBrowser } from '../../src/collector/net/find-browser.ts';
import { type DistantPortal, spawnPortal } from '../portal/spawn.ts';
import {
  collectAt,
  collectingCommand,
  expectNobodyLeft,
  expectWhole,
  livingProcesses,
  type Place,
  placeFor,
  purchaseFolders,
  resultRows,
  start,
} from './support.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let portal: DistantPortal;
let place: Place;

afterEach(async () => {
  await expectNobodyLeft(place);
  await place.close();
  await portal.close();
});

/** The first process of a place whose command line fits; null where there is none. */
async function find(pattern: RegExp): Promise<number | null> {
  for (const pid of await livingProcesses(place)) {
    const line = (await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')).replaceAll('\0', ' ');
    if (pattern.test(line)) return pid;
  }
  return null;
}

async function killOne(pattern: RegExp): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const pid = await find(pattern);
    if (pid !== null) {
      process.kill(pid, 'SIGKILL');
      return;
    }
    await sleep(100);
  }
  throw new Error(`nothing like ${pattern} ran`);
}

describe('sixty purchases with faults', () => {
  it.skipIf(findBrowser() === null)(
    `lose, mix, double and halve no file, with a worker, a browser and the coordinator killed (SEED=${SEED})`,
    { timeout: 300_000 },
    async () => {
      portal = await spawnPortal({ preset: 'faulty', purchases: 60, seed: SEED });
      place = await placeFor(portal, portal.purchases);
      const options = ['--json', '--workers', '2'];
      const running = start(place, await collectingCommand(portal, place, options));
      await running.until(/"evento":"pedido"/, 120_000);
      await killOne(/worker-main/);
      await running.until(/"prontos":(1[5-9]|[2-6][0-9])/, 180_000);
      // The browser's first process has no type; those below it end with it.
      await killOne(/chrom(?!.*--type=)/);
      await running.until(/"prontos":(3[5-9]|[4-6][0-9])/, 180_000);
      running.child.kill('SIGKILL');
      await running.ended;
      await expectNobodyLeft(place);
      expect((await resultRows(place)).filter(({ STATUS }) => STATUS === '').length).toBeGreaterThan(0);
      // The same command goes on with it.
      await collectAt(portal, place, options);
      await expectNobodyLeft(place);
      const rows = await resultRows(place);
      expect(rows.map(({ PO_NUMBER }) => PO_NUMBER)).toEqual(portal.purchases);
      expect(rows.filter(({ STATUS }) => STATUS !== 'COMPLETED' && STATUS !== 'NO_ATTACHMENTS')).toEqual([]);
      for (const number of portal.purchases) await expectWhole(portal, place, number);
      expect(
        [...(await purchaseFolders(place)).keys()].every((number) => portal.purchases.includes(number)),
      ).toBe(true);
      const stats = await portal.stats();
      expect([stats.leakedCookies, stats.leftovers, stats.leftoverCookies, stats.defects]).toEqual([
        0,
        0,
        0,
        [],
      ]);
      await expectNothingTwice();
    },
  );

  async function expectNothingTwice(): Promise<void> {
    await portal.resetStats();
    await collectAt(portal, place, ['--modo', 'http']);
    const { files } = await portal.stats();
    const reread = Object.keys(files).filter((id) => !isReachedByClick(id));
    expect(reread).toEqual([]);
    for (const number of portal.purchases) await expectWhole(portal, place, number);
  }

  /** A file without an address is only known once it came. */
  function isReachedByClick(id: string): boolean {
    return portal.expectedFiles(id.slice(0, -2)).some((file) => file.id === id && file.click);
  }
});

describe('a file of a gigabyte', () => {
  it('costs no memory', { timeout: 180_000 }, async () => {
    portal = await spawnPortal({ scenes: ['huge'], purchases: 1 });
    place = await placeFor(portal, portal.purchases);
    const running = start(
      place,
      await collectingCommand(portal, place, ['--modo', 'http', '--json', '--workers', '1']),
    );
    const most = { bytes: 0 };
    while (running.child.exitCode === null) {
      const pid = await find(/worker-main/);
      const status = pid === null ? '' : await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      most.bytes = Math.max(most.bytes, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024);
      await sleep(250);
    }
    expect((await running.ended).code).toBe(0);
    await expectWhole(portal, place, portal.purchases[0]!);
    expect(most.bytes).toBeGreaterThan(0);
    // Of one process, the loader of its sources included.
    expect(most.bytes).toBeLessThan(220 * 2 ** 20);
  });
});
