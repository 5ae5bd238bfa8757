/** Portals as they are reached from inside a company: through a proxy with a password, behind a certificate of its own. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { findBrowser } from '../../src/collector/net/find-browser.ts';
import { type Portal, startPortal } from '../portal/start.ts';
import { encrypt, OWN_CERTIFICATE } from './encrypted-portal.ts';
import { type ProxyServer, startProxy } from './proxy-server.ts';
import { collectAt, expectNobodyLeft, expectWhole, NO_BROWSER, type Place, placeFor } from './support.ts';

let portal: Portal;
let place: Place;
let proxy: ProxyServer;

beforeAll(async () => {
  portal = await startPortal({ purchases: 2, scenes: ['plain'], filesPerPurchase: 2 });
  proxy = await startProxy('ana:segredo');
});
afterAll(async () => {
  await proxy.close();
  await portal.close();
});
beforeEach(async () => {
  place = await placeFor(portal, portal.purchases);
});
afterEach(async () => {
  await expectNobodyLeft(place);
  await place.close();
});

describe('a portal that is reached through a proxy', () => {
  it('with a certificate of the company is collected over HTTP, and nothing tells the password', {
    timeout: 60_000,
  }, async () => {
    const certificates = join(place.folder, 'empresa.pem');
    await writeFile(certificates, OWN_CERTIFICATE);
    const encrypted = await encrypt(portal.base);
    const options = ['--modo', 'http', '--workers', '1', '--base-url', encrypted.base];
    const environment = { ...NO_BROWSER, HTTPS_PROXY: proxy.url };
    const untrusted = await collectAt(portal, place, options, environment);
    expect([untrusted.code, untrusted.err]).toEqual([
      EXIT.failure,
      expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    ]);
    const trusted = { ...environment, NODE_EXTRA_CA_CERTS: certificates };
    const { code, out, err } = await collectAt(portal, place, options, trusted);
    expect([code, err]).toEqual([EXIT.ok, '']);
    await encrypted.close();
    for (const number of portal.purchases) await expectWhole(portal, place, number);
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${new URL(encrypted.base).host}`]));
    const log = await readFile(join(place.output, '.coleta', 'worker.log'), 'utf8');
    expect(`${out}${err}${log}`).not.toContain('segredo');
  });

  it.skipIf(findBrowser() === null)(
    'is collected by a browser through the same one',
    {
      timeout: 90_000,
    },
    async () => {
      const before = proxy.asked.length;
      const options = ['--modo', 'browser', '--workers', '1'];
      const { code } = await collectAt(portal, place, options, { http_proxy: proxy.url });
      expect(code).toBe(EXIT.ok);
      for (const number of portal.purchases) await expectWhole(portal, place, number);
      const asked = proxy.asked.slice(before);
      for (const number of portal.purchases) {
        // The page by the browser, its files without.
        expect(asked).toContain(`GET ${portal.base}/order_headers/${number}`);
        for (const { path } of portal.expectedFiles(number))
          expect(asked).toContain(`GET ${portal.base}${path}`);
      }
    },
  );

  it('that cannot be used is told before anything is begun', { timeout: 30_000 }, async () => {
    const environment = { HTTP_PROXY: 'socks5://ana:segredo@127.0.0.1:1080' };
    const { code, err } = await collectAt(portal, place, ['--modo', 'http'], environment);
    expect([code, err]).toEqual([EXIT.usage, expect.stringContaining('socks5://127.0.0.1:1080')]);
    expect(err).not.toContain('segredo');
  });
});
