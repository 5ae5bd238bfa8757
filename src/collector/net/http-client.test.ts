import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encrypt } from '../../../test/collector/encrypted-portal.ts';
import { type ProxyServer, startProxy } from '../../../test/collector/proxy-server.ts';
import { PermanentError } from '../retry.ts';
import { PurchaseCookies } from './cookies.ts';
import { HttpClient } from './http-client.ts';
import { identityOf } from './identity.ts';

const signal = AbortSignal.timeout(60_000);
const IDENTITY = identityOf(150, 'win32', 'pt-BR');
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(): Promise<{ base: string; seen: IncomingHttpHeaders[] }> {
  const seen: IncomingHttpHeaders[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(request.headers);
    if (request.url === '/away') response.writeHead(302, { location: '/file' }).end();
    else response.end('content');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

async function proxied(credentials: string | null, scheme = 'HTTP_PROXY'): Promise<ProxyServer> {
  const proxy = await startProxy(credentials);
  closers.push(proxy.close);
  vi.stubEnv(scheme, proxy.url);
  return proxy;
}

async function ask(url: string, referer: string | null = null): Promise<string> {
  const client = new HttpClient(new URL(url).origin, () => false, 5_000, Promise.resolve(IDENTITY));
  const cookies = new PurchaseCookies([], () => undefined);
  try {
    const { body } = await client.get({ url, cookies, referer, signal });
    return (await body.toArray()).join('');
  } finally {
    client.close();
  }
}

describe('a request in the place of a browser', () => {
  it('says of itself what the browser says, wherever it is led', async () => {
    const { base, seen } = await serve();
    expect(await ask(`${base}/away`, `${base}/page`)).toBe('content');
    expect(seen).toHaveLength(2);
    for (const headers of seen) {
      expect(headers).toMatchObject({
        'user-agent': IDENTITY.userAgent,
        'accept-language': 'pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7',
        referer: `${base}/page`,
        'sec-fetch-site': 'same-origin',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
      });
      expect(headers.accept).toMatch(/^text\/html,.*\*\/\*/);
    }
    await ask(`${base}/file`, 'https://elsewhere.example/page?secret=1');
    expect(seen[2]).toMatchObject({ referer: 'https://elsewhere.example/', 'sec-fetch-site': 'cross-site' });
  });

  it('goes through the proxy of the environment, with its credentials, unless the host is excepted', async () => {
    const { base, seen } = await serve();
    const proxy = await proxied('ana:p%40ss'.replace('%40', ''));
    expect(await ask(`${base}/file`)).toBe('content');
    expect(proxy.asked).toEqual([`GET ${base}/file`]);
    expect(seen[0]).not.toHaveProperty('proxy-authorization');
    vi.stubEnv('NO_PROXY', '127.0.0.1');
    expect(await ask(`${base}/file`)).toBe('content');
    expect(proxy.asked).toHaveLength(1);
  });

  it('is told why a proxy does not let it through, without the credentials', async () => {
    const { base } = await serve();
    const proxy = await startProxy('ana:right');
    closers.push(proxy.close);
    const wrong = proxy.url.replace('right', 'wrong');
    for (const [scheme, url] of [
      ['HTTP_PROXY', `${base}/file`],
      ['HTTPS_PROXY', 'https://127.0.0.1:1/file'],
    ] as const) {
      vi.stubEnv(scheme, wrong);
      const error = (await ask(url).catch((failure: unknown) => failure)) as PermanentError;
      expect(error).toBeInstanceOf(PermanentError);
      expect([error.group, error.message]).toEqual(['PROXY', expect.stringContaining('407')]);
      expect(error.message).not.toContain('wrong');
    }
  });

  it('asks encrypted addresses through a tunnel, and says what to do about a certificate of a company', async () => {
    const { base } = await serve();
    const encrypted = await encrypt(base);
    closers.push(encrypted.close);
    const proxy = await proxied(null, 'HTTPS_PROXY');
    const error = (await ask(`${encrypted.base}/file`).catch(
      (failure: unknown) => failure,
    )) as PermanentError;
    expect([error.group, error.message]).toEqual([
      'CERTIFICATE',
      expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    ]);
    expect(proxy.asked).toEqual([`CONNECT ${new URL(encrypted.base).host}`]);
  });
});
