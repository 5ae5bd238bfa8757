/** What a page of another port can make a server do with portals, in a real browser: nothing. */
import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PortalSessionAnswer } from '../../src/contract/collection-wire.ts';
import { CHROMIUM, openPage, startChromium } from '../embed/browser.ts';
import { type CollectorBench, call, openCollectorBench } from './support.ts';

/** A host that answers everything, as a portal's would, with a session for whoever comes. */
interface Host {
  readonly base: string;
  /** `path cookies` of all that it was asked. */
  readonly asked: string[];
  /** What `/` shows. */
  html: string;
  close(): Promise<void>;
}

async function startHost(): Promise<Host> {
  const host = { asked: [] as string[], html: '', base: '', close: async () => stop(server) };
  const server = createServer((request, response) => {
    if (request.url !== '/') host.asked.push(`${request.url} ${request.headers.cookie ?? ''}`);
    response.setHeader('set-cookie', 'session_token=given; Path=/; Max-Age=10000');
    response.setHeader('content-type', 'text/html');
    response.end(host.html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return host;
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

let bench: CollectorBench;
let other: Host;

beforeEach(async () => {
  bench = await openCollectorBench({ purchases: 1, scenes: ['plain'] }, false);
  other = await startHost();
});

afterEach(async () => {
  await other.close();
  await bench.close();
});

const check = (base: string) =>
  call<PortalSessionAnswer>(bench, `/api/coletas/sessao?base=${encodeURIComponent(base)}`);
const kept = () => readdir(join(bench.dataFolder, 'coletas', 'sessao')).catch(() => []);

describe.skipIf(CHROMIUM === null)('a page of another port', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it('cannot make the server ask a host or keep what it answers', async () => {
    const target = `${bench.url.replace('127.0.0.1', 'localhost')}/api/coletas/sessao?base=${other.base}/`;
    other.html = `<!doctype html><link rel="icon" href="data:,"><img src="${target}image"><script src="${target}script"></script>
      <iframe src="${target}frame"></iframe><img src="${target}hidden" referrerpolicy="no-referrer">
      <script>fetch('${target}fetch', { mode: 'no-cors' }).catch(() => 0).then(() => { document.title = 'done' })</script>`;
    const { page, context } = await openPage(browser, `${other.base}/`);
    await page.waitForFunction("document.readyState === 'complete' && document.title === 'done'");
    await context.close();
    expect(other.asked).toEqual([]);
    expect(await kept()).toEqual([]);
    // Asked by a program, the same address is asked: what was counted would have been seen.
    await check(other.base);
    expect(other.asked.length).toBeGreaterThan(0);
  });
});

describe('a portal at which nobody signed in', () => {
  it('is asked how its session stands, and what it sends is not kept', async () => {
    for (const base of [other.base, other.base.replace('127.0.0.1', 'localhost')]) {
      expect((await check(base)).status).toBe(200);
    }
    expect(other.asked.length).toBeGreaterThan(1);
    expect(other.asked.filter((one) => !one.endsWith(' '))).toEqual([]);
    expect(await kept()).toEqual([]);
  });
});

describe('a session that was begun over https', () => {
  it('is not spoken of to the same host in clear', async () => {
    const { host, hostname } = new URL(other.base);
    const cookie = { name: 'session_token', value: 'secret', domain: hostname, path: '/' };
    await call(bench, `/api/coletas/sessao?base=https://${host}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ cookies: [cookie], origins: [] }),
    });
    const before = await kept();
    expect(before).toHaveLength(1);
    await check(`http://${host}`);
    expect(other.asked.length).toBeGreaterThan(0);
    expect(other.asked.join()).not.toContain('secret');
    expect(await kept()).toEqual(before);
  });
});
