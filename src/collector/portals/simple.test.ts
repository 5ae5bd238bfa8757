import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PurchaseCookies } from '../net/cookies.ts';
import { HttpClient } from '../net/http-client.ts';
import { HttpReader } from '../reading/http-reader.ts';
import { readPurchase } from '../reading/read-purchase.ts';
import { SessionExpiredError } from '../retry.ts';
import { PORTALS, portalAdapter } from './portals.ts';

const INDEX = `<html><head><title>Index of /15262984</title></head><body><h1>Index of /15262984</h1>
<a href="../">../</a> <a href="?C=M;O=A">Last modified</a> <a href="sub/">sub/</a>
<a href="a%20b.pdf">a b.pdf</a> <a href="/15262984/c.zip">c.zip</a> <a href="a%20b.pdf#p2">again</a>
<a href="/elsewhere/d.pdf">d.pdf</a> <a href="https://other.example/15262984/e.pdf">e.pdf</a></body></html>`;

const signal = AbortSignal.timeout(30_000);
const adapter = portalAdapter('simple');
let server: Server;
let base: string;
let client: HttpClient;

beforeAll(async () => {
  server = createServer((request, response) => {
    const isKnown = request.headers.cookie === 'key=open';
    if (request.url === '/15262984/' && isKnown) response.setHeader('content-type', 'text/html').end(INDEX);
    else if (isKnown) response.writeHead(404).end();
    else response.writeHead(401).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new HttpClient(base, (url) => adapter.isSignInUrl(url, base));
});
afterAll(() => {
  client.close();
  server.closeAllConnections();
  server.close();
});

function read(number: string, key: string) {
  const cookies = new PurchaseCookies([], () => undefined);
  cookies.take([`key=${key}; Path=/`], base);
  const what = { adapter, base, purchase: { number, written: number }, requisitions: true };
  return readPurchase(new HttpReader(client, adapter, base), what, cookies, signal);
}

it('lists the files of a purchase, and nothing else, through the same reader', async () => {
  const reading = await read('15262984', 'open');
  expect(reading.attachments.map(({ url, names }) => [url, names[0]])).toEqual([
    [`${base}/15262984/a%20b.pdf`, 'a b.pdf'],
    [`${base}/15262984/c.zip`, 'c.zip'],
  ]);
  expect((await read('15262985', 'open')).verdict).toBe('not-found');
  await expect(read('15262984', 'shut')).rejects.toThrow(SessionExpiredError);
});

it('is one of the portals, and others are refused by name', () => {
  expect(PORTALS).toEqual(['coupa', 'simple', 'coupa-api']);
  expect(() => portalAdapter('sap')).toThrow(/sap.*coupa, simple/);
});
