/** The proxy lets through what it should and writes it down; a portal behind it is reached no other way. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { CHROMIUM, startChromium } from '../embed/browser.ts';
import { type ForwardProxy, startProxy } from './proxy.ts';
import { AUTHORITY, type Portal, startPortal } from './start.ts';
import { storageState } from './storage-state.ts';
import { throughProxy } from './visitor.ts';

const execute = promisify(execFile);

let portal: Portal;
let proxy: ForwardProxy;

afterEach(async () => {
  await proxy.close();
  await portal.close();
});

describe('a portal behind a proxy', () => {
  it('is reached through it only', async () => {
    portal = await startPortal({ onlyThroughProxy: true });
    proxy = await startProxy();
    await expect(fetch(`${portal.base}/sessions/new`)).rejects.toThrow();
    const answer = await throughProxy(proxy.address, `${portal.base}/sessions/new`);
    expect(answer.status).toBe(200);
    expect(proxy.passages()).toMatchObject([{ method: 'GET', target: `${portal.base}/sessions/new` }]);
    expect(portal.stats().pastProxy).toBe(1);
  });

  it('wants credentials where there are some', async () => {
    portal = await startPortal();
    proxy = await startProxy({ credentials: 'ana:segredo' });
    const bare = proxy.address.replace('ana:segredo@', '');
    expect((await throughProxy(bare, `${portal.base}/sessions/new`)).status).toBe(407);
    expect((await throughProxy(proxy.address, `${portal.base}/sessions/new`)).status).toBe(200);
    expect(proxy.refused()).toBe(1);
  });

  it.skipIf(CHROMIUM === null)(
    'is reached by https through a tunnel, where its authority is known',
    async () => {
      portal = await startPortal({ https: true });
      proxy = await startProxy({ hosts: { 'coupa.example': portal.securePort! } });
      const ask = async (environment: Record<string, string>): Promise<string> => {
        const code = `fetch('https://127.0.0.1:${portal.securePort}/sessions/new').then((one) => console.log(one.status), (error) => console.log(error.cause.code))`;
        const { stdout } = await execute(process.execPath, ['-e', code], {
          env: { ...process.env, ...environment },
        });
        return stdout.trim();
      };
      expect(await ask({})).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
      expect(await ask({ NODE_EXTRA_CA_CERTS: AUTHORITY })).toBe('200');
      const browser = await startChromium();
      try {
        const context = await browser.newContext({
          proxy: { server: proxy.address },
          ignoreHTTPSErrors: true,
        });
        const page = await context.newPage();
        await page.goto('https://coupa.example/sessions/new');
        expect(await page.title()).toContain('Sign In');
      } finally {
        await browser.close();
      }
      expect(proxy.passages()).toContainEqual(
        expect.objectContaining({ method: 'CONNECT', target: 'coupa.example:443' }),
      );
    },
  );

  it.skipIf(CHROMIUM === null)('has a name that only the proxy knows, and a browser goes there', async () => {
    portal = await startPortal({ onlyThroughProxy: true, fileBytes: [1_000, 2_000] });
    proxy = await startProxy({ hosts: { 'coupa.example': portal.port } });
    const base = 'http://coupa.example';
    const browser = await startChromium();
    try {
      const context = await browser.newContext({
        proxy: { server: proxy.address },
        storageState: await storageState(portal.base, base),
      });
      const page = await context.newPage();
      await page.goto(`${base}/order_headers/${portal.variantOf('mount-0').number}`);
      await page.waitForSelector('.attachmentFile a');
      expect(await page.title()).toContain(portal.variantOf('mount-0').number);
      expect(await page.locator('.attachment-file').getAttribute('data-url')).toContain(base);
    } finally {
      await browser.close();
    }
    expect(proxy.passages().some(({ target }) => target.startsWith(`${base}/order_headers/`))).toBe(true);
    expect(portal.stats()).toMatchObject({ pastProxy: 0, defects: [] });
  });
});
