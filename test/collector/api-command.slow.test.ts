import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { CLIENT_ID, CLIENT_SECRET } from '../portal/api-desk.ts';
import { type Portal, startPortal } from '../portal/start.ts';
import {
  collectAt,
  collectingCommand,
  expectNobodyLeft,
  expectWhole,
  livingProcesses,
  NO_BROWSER,
  type Place,
  placeFor,
  purchaseFolders,
  resultRows,
  start,
} from './support.ts';

const ONE = ['--workers', '1'];
const CLIENT = { ...NO_BROWSER, COUPA_CLIENT_ID: CLIENT_ID, COUPA_CLIENT_SECRET: CLIENT_SECRET };

let portal: Portal;
let place: Place;

// What changes at a portal stays changed: each test has its own.
beforeEach(async () => {
  portal = await startPortal({ purchases: 30, scenes: ['plain'], filesPerPurchase: 3 });
  place = await placeFor(portal, portal.purchases.slice(0, 4));
});
afterEach(async () => {
  await expectNobodyLeft(place);
  await place.close();
  expect(portal.stats().defects).toEqual([]);
  await portal.close();
});

function filesAsked(): number {
  return portal.api.asked.filter((path) => /\/attachments\/\d+$/.test(path)).length;
}

/** Numbers of purchases of which anything but their number was asked. */
function purchasesRead(): string[] {
  const read = portal.api.asked.map(
    (path) => /^\/api\/purchase_orders\/(\d+)\/attachments\?/.exec(path)?.[1],
  );
  return [...new Set(read.filter((one) => one !== undefined))].sort();
}

describe('with a client of the API', () => {
  it('collects by it without being told to, asks no page, and keeps its secret', {
    timeout: 120_000,
  }, async () => {
    const running = start(
      place,
      await collectingCommand(portal, place, ['--workers', '2', '--json']),
      CLIENT,
    );
    await running.until(/"evento"/);
    for (const pid of await livingProcesses(place)) {
      expect(await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')).not.toContain(CLIENT_SECRET);
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      if (pid !== running.child.pid) expect(environment).not.toContain(CLIENT_SECRET);
    }
    const { code, out, err } = await running.ended;
    expect([code, err]).toEqual([EXIT.ok, expect.any(String)]);
    for (const number of portal.purchases.slice(0, 4)) await expectWhole(portal, place, number);
    expect(portal.stats().pages).toEqual({});
    expect(out).toContain('"modo":"api"');
    const kept = await readdir(place.folder, { recursive: true, withFileTypes: true });
    for (const entry of kept.filter((one) => one.isFile())) {
      const text = await readFile(join(entry.parentPath, entry.name), 'latin1');
      expect(text.includes(CLIENT_SECRET), entry.name).toBe(false);
    }
    expect(out + err).not.toContain(CLIENT_SECRET);
  });

  it('that is refused ends before anything is begun', { timeout: 60_000 }, async () => {
    const wrong = await collectAt(portal, place, ONE, { ...CLIENT, COUPA_CLIENT_SECRET: 'wrong' });
    expect(wrong.code).toBe(EXIT.usage);
    expect(wrong.err).toContain('recusou o cliente da API');
    portal.api.scopes = ['core.common.read'];
    expect((await collectAt(portal, place, ONE, CLIENT)).err).toContain('core.purchase_order.read');
    expect((await readdir(place.folder)).includes('saida')).toBe(false);
    const half = await collectAt(portal, place, ONE, { ...NO_BROWSER, COUPA_CLIENT_ID: CLIENT_ID });
    expect(half.err).toContain('COUPA_CLIENT_SECRET');
    const none = await collectAt(portal, place, [...ONE, '--portal', 'coupa-api'], NO_BROWSER);
    expect([none.code, none.err]).toEqual([EXIT.usage, expect.stringContaining('COUPA_CLIENT_ID')]);
  });

  it('is not asked about another tenant than its own, nor where pages are wanted', {
    timeout: 60_000,
  }, async () => {
    const other = { ...CLIENT, COUPA_URL: 'https://company.coupahost.com' };
    await place.writeList(portal.purchases.slice(0, 1));
    expect((await collectAt(portal, place, [...ONE, '--modo', 'http'], other)).code).toBe(EXIT.ok);
    expect((await collectAt(portal, place, [...ONE, '--modo', 'http', '--force'], CLIENT)).code).toBe(
      EXIT.ok,
    );
    expect(portal.api.tokensGiven).toBe(0);
  });
});

describe('--novidades', () => {
  const NEWS = [...ONE, '--novidades'];

  it('reads of a list only what changed, and brings only what is new', { timeout: 180_000 }, async () => {
    const [a = '', b = '', c = '', d = ''] = portal.purchases;
    const late = portal.record(b)!.attachments[1]!;
    portal.api.hidden.add(late.id);
    portal.api.manners.skewMs = -3 * 3_600_000;
    expect((await collectAt(portal, place, ONE, CLIENT)).code).toBe(EXIT.ok);
    portal.api.hidden.clear();
    portal.api.asked = [];
    // By its own clock, which is three hours behind, it changes soon after it was read.
    const soon = Date.now() - 3 * 3_600_000 + 15 * 60_000;
    portal.touch(b, soon);
    const { code, out, err } = await collectAt(portal, place, NEWS, CLIENT);
    expect([code, err]).toEqual([EXIT.ok, expect.any(String)]);
    expect(purchasesRead()).toEqual([b]);
    expect(filesAsked()).toBe(1);
    for (const number of [a, b, c, d]) await expectWhole(portal, place, number);
    expect((await resultRows(place, true)).map(({ STATUS }) => STATUS)).toEqual([
      'COMPLETED',
      'COMPLETED',
      'COMPLETED',
      'COMPLETED',
    ]);
    expect(out).toContain('API oficial');
    expect(err).toContain('3 pedidos não mudaram');
    const since = await collectAt(portal, place, [...NEWS, '--desde', '2026-11-01'], CLIENT);
    expect([since.code, since.err]).toEqual([EXIT.usage, expect.stringContaining('--desde')]);
  });

  it('collects all that changed where no list limits it, and goes on where it ended', {
    timeout: 180_000,
  }, async () => {
    const [a = '', b = '', c = ''] = portal.purchases.slice(10);
    const withoutList = async (options: readonly string[]) => {
      const [program = '', script = '', command = '', , ...rest] = await collectingCommand(
        portal,
        place,
        options,
      );
      return await start(place, [program, script, command, ...rest], CLIENT).ended;
    };
    const first = await withoutList(NEWS);
    expect([first.code, first.err]).toEqual([EXIT.usage, expect.stringContaining('--desde')]);
    portal.touch(a, Date.now());
    portal.touch(b, Date.now());
    const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    portal.setFault(b, { on: 'file', which: 0, kind: 'status', status: 404 });
    expect((await withoutList([...NEWS, '--desde', day])).code).toBe(EXIT.failure);
    expect([...(await purchaseFolders(place)).keys()].sort()).toEqual([a, b]);
    portal.setFault(b, null);
    portal.api.asked = [];
    portal.api.changedComments.set(portal.variantOf('every-part').number, Date.now() + 3_600_000);
    portal.touch(c, Date.now() + 3_600_000);
    const { number, shown } = portal.variantOf('every-part');
    expect((await withoutList(NEWS)).code).toBe(EXIT.ok);
    // What failed, what changed, and what only got a comment; what was read after it changed is read once more at most.
    expect(purchasesRead()).toEqual(expect.arrayContaining([b, c, number]));
    for (const one of [a, b, c, shown]) await expectWhole(portal, place, one);
  });

  it('by pages reads every page of the list again, says so, and brings nothing twice', {
    timeout: 120_000,
  }, async () => {
    const http = ['--workers', '1', '--modo', 'http'];
    expect((await collectAt(portal, place, http, NO_BROWSER)).code).toBe(EXIT.ok);
    const files = Object.keys(portal.stats().files).length;
    portal.resetStats();
    const { code, err } = await collectAt(portal, place, [...http, '--novidades'], NO_BROWSER);
    expect([code, err]).toEqual([EXIT.ok, expect.stringContaining('não dizem o que mudou')]);
    expect(files).toBeGreaterThan(0);
    expect(portal.stats().files).toEqual({});
    expect(Object.keys(portal.stats().pages)).toEqual(
      expect.arrayContaining(portal.purchases.slice(0, 4).map((number) => `/order_headers/${number}`)),
    );
  });
});
