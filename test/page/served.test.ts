import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPage } from '../../scripts/build-page.mjs';
import { ask, openTestServer, type TestServer } from '../http/support.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Scripts and styles of all pages together, as they travel. */
const MOST_BYTES = 156_000;

describe('the files of the pages', () => {
  let folder: string;
  let names: string[];
  let test: TestServer;
  let document: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ruptura-page-'));
    await buildPage(ROOT, folder);
    await buildPage(ROOT, join(ROOT, 'dist', 'web', 'page'));
    names = readdirSync(folder);
    test = await openTestServer();
    document = (await ask(test.server, '/carteira')).text;
  });
  afterAll(async () => {
    await test?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const linked = (): string[] =>
    [...document.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1]!);

  it('stay under 156 kB of scripts and styles together', () => {
    const sizes = names
      .filter((name) => name.endsWith('.gz'))
      .map((name) => readFileSync(join(folder, name)).length);
    const sum = sizes.reduce((total, size) => total + size, 0);
    expect(sizes.length).toBeGreaterThan(3);
    expect(sum).toBeLessThanOrEqual(MOST_BYTES);
  });

  it('have compressed forms that hold the same', () => {
    for (const name of names.filter((one) => /\.(js|css)$/.test(one))) {
      const plain = readFileSync(join(folder, name));
      expect(gunzipSync(readFileSync(join(folder, `${name}.gz`))).equals(plain)).toBe(true);
      expect(brotliDecompressSync(readFileSync(join(folder, `${name}.br`))).equals(plain)).toBe(true);
    }
  });

  it('name no other host, and no source that a browser would have to fetch there', () => {
    const loads = /(?:import\(|from|src=|href=|url\()\s*["'`]?(?:https?:)?\/\/[a-z]/;
    for (const name of names.filter((one) => /\.(js|css|html)$/.test(one))) {
      expect(readFileSync(join(folder, name), 'utf8'), name).not.toMatch(loads);
    }
  });

  it('are named by one document, which nobody may keep unasked, without inline script or style', async () => {
    const { status, headers, text } = await ask(test.server, '/');
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-cache',
    ]);
    expect(text).not.toMatch(/<style|style=|<script(?![^>]*src=)| on[a-z]+=/);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const again = await ask(test.server, { url: '/', headers: { 'if-none-match': String(headers['etag']) } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('are served for good, in the smallest form the browser takes', async () => {
    expect(linked().length).toBeGreaterThanOrEqual(3);
    for (const url of linked()) {
      const plain = await ask(test.server, { url, headers: { 'accept-encoding': 'identity' } });
      expect([plain.status, plain.headers['cache-control']], url).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
      const small = await test.server.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
      expect(small.headers['content-encoding']).toBe('br');
      expect(String(small.headers['vary'])).toContain('accept-encoding');
      expect(brotliDecompressSync(small.rawPayload).toString()).toBe(plain.text);
    }
  });

  it.each(['/carteira', '/mapa', '/produto?cod_produto=A%2F1', '/importar', '/administracao'])(
    'open %s with the application',
    async (url) => {
      expect(await ask(test.server, url)).toMatchObject({ status: 200, text: document });
    },
  );

  it.each([
    '/api/nada',
    '/nada',
    '/carteira/nada',
    '/static/pagina/nada.js',
    '/static/pagina/index.html',
    '/static/pagina/..%2fembed.js',
  ])('leave %s to be not found: in JSON for programs, as a page for browsers', async (url) => {
    const unknown = { status: 404, body: { codigo: 'ROTA_NAO_ENCONTRADA' } };
    expect(await ask(test.server, url)).toMatchObject(unknown);
    expect(await ask(test.server, { url, headers: { accept: 'application/json, */*' } })).toMatchObject(
      unknown,
    );
    const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const page = await ask(test.server, { url, headers: browser });
    expect(page).toMatchObject({ status: 404, text: document });
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      vary: expect.stringContaining('accept'),
    });
    expect(await ask(test.server, { url, method: 'POST', headers: browser })).toMatchObject(unknown);
  });

  it('are found under what people type for them, with what follows', async () => {
    const typed = async (url: string) => (await ask(test.server, url)).headers['location'];
    expect(await typed('/entrada')).toBe('/entradas');
    expect(await typed('/entrada?cod_produto=A%2F1')).toBe('/entradas?cod_produto=A%2F1');
    expect(await typed('/admin')).toBe('/administracao');
  });

  it('have an icon where browsers look for one', async () => {
    const { status, headers, text } = await ask(test.server, '/favicon.ico');
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'image/svg+xml',
      'public, max-age=86400',
    ]);
    expect(text).toMatch(/^<svg .*<\/svg>$/);
    expect(document).toContain(encodeURIComponent(text));
  });
});
