/** The script and its example as files over HTTP, and who may call the API from elsewhere. No browser needed. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWN_PROPERTIES } from '../../scripts/build-embed.mjs';
import { EMBED_LABELS } from '../../src/i18n/embed-labels.ts';
import { resolveSettings } from '../../src/settings/process-settings.ts';
import { addLine } from '../http/support.ts';
import { openServerBench, type ServerBench } from './support.ts';

const ORIGIN = 'https://erp.example';
const NAMES = ['ruptura-worker-client', 'ruptura-worker-addon', 'ruptura-estoque-async'];

describe('the embedded script as a file', () => {
  let bench: ServerBench;
  const url = (path: string): string => `${bench.server.url}${path}`;

  beforeAll(async () => {
    bench = await openServerBench({ RUPTURA_ORIGENS: `${ORIGIN}, http://intranet:8080/` });
  });
  afterAll(async () => {
    await bench.close();
  });

  it('is one text under three names, less than 12 KB gzipped', async () => {
    const texts = await Promise.all(
      NAMES.map(async (name) => await (await fetch(url(`/static/carteira/js/${name}.js`))).text()),
    );
    expect(new Set(texts).size).toBe(1);
    expect(gzipSync(texts[0]!, { level: 9 }).length).toBeLessThan(12_000);
  });

  it('shortens no name that a label fills in', () => {
    const filled = Object.values(EMBED_LABELS).flatMap(
      ([sentence]) => sentence.match(/(?<=\{)\w+(?=\})/g) ?? [],
    );
    expect(OWN_PROPERTIES.split('|').filter((name) => filled.includes(name))).toEqual([]);
  });

  it('is compressed, kept by browsers, and asked about each time', async () => {
    const path = url('/static/carteira/js/ruptura-worker-client.js');
    const answer = await fetch(path, { headers: { 'accept-encoding': 'gzip' } });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'gzip',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
    });
    const tag = answer.headers.get('etag')!;
    const again = await fetch(path, { headers: { 'if-none-match': tag, 'cache-control': 'no-cache' } });
    expect(again.status).toBe(304);
    const plain = await fetch(path, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(await answer.text());
  });

  it('shows hostile codes as text in the example', async () => {
    await addLine(bench.database.pool, {
      order: `"><script>alert('1')</script>`,
      product: 'A',
      quantity: '1',
      date: '2026-03-04',
    });
    const answer = await fetch(url('/exemplo'));
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    const text = await answer.text();
    expect(text).toContain('data-pedido="&#34;&#62;&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;"');
    expect(text.match(/<script/g)).toHaveLength(1);
  });

  it.each([ORIGIN, 'http://intranet:8080'])('lets the listed origin %s call the API', async (origin) => {
    const preflight = await fetch(url('/api/ruptura/worker/processar'), {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('content-type');
    const answer = await fetch(url('/carteira/api/ruptura/worker/resultado/NADA'), { headers: { origin } });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it.each(['https://erp.example.evil', 'http://erp.example', 'null', 'https://erp.example:8443'])(
    'does not let %s',
    async (origin) => {
      for (const method of ['OPTIONS', 'GET']) {
        const answer = await fetch(url('/api/ruptura/worker/resultado/NADA'), {
          method,
          headers: { origin, 'access-control-request-method': 'GET' },
        });
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
        expect(answer.headers.get('access-control-allow-methods')).toBeNull();
      }
    },
  );
});

describe('the setting of origins', () => {
  it.each([
    '*',
    'erp.example',
    'https://erp.example/pedidos',
    'ftp://a',
    'https://u:p@a',
    'https://a,https://',
  ])('refuses %s', (text) => {
    expect(() => resolveSettings({ RUPTURA_ORIGENS: text })).toThrow(/RUPTURA_ORIGENS/);
  });

  it('is read as browsers send origins', () => {
    const { values } = resolveSettings({ RUPTURA_ORIGENS: 'HTTPS://ERP.Example:443/ , http://a:8080' });
    expect(values.RUPTURA_ORIGENS).toBe('https://erp.example,http://a:8080');
  });
});
