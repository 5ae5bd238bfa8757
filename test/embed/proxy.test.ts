/** The script behind a reverse proxy, as the documents say it is set up: what they say is what is tried here. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { move } from '../http/support.ts';
import { CHROMIUM, openPage, type WatchedPage } from './browser.ts';
import { type FrontServer, startFrontServer } from './front-server.ts';
import { BUTTONS, type EmbedBench, loadStates, openEmbedBench, pageOf, STATES } from './support.ts';

const TEXTS = Object.fromEntries(Object.entries(STATES).map(([order, { text }]) => [order, text]));
const STREAM = 'info: [ruptura] resultados por stream';
const ENGLISH = readFileSync(new URL('../../docs/embedding.md', import.meta.url), 'utf8');
const PORTUGUESE = readFileSync(new URL('../../docs/embedding.pt-br.md', import.meta.url), 'utf8');
const NGINX = process.env['NGINX_PROGRAM'] ?? 'nginx';

/** The text of the first block of code in a language. */
function block(text: string, language: string, holding = ''): string {
  const blocks = [...text.matchAll(/```(\w+)\n(.*?)```/gs)].filter(([, name]) => name === language);
  return blocks.map(([, , code]) => code!).find((code) => code.includes(holding))!;
}

/** The lines of a configuration without their comments, which are in the language of the page. */
function directives(text: string): string[] {
  return block(text, 'nginx')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

const LINES = directives(ENGLISH);
const MOUNT = /^location (\S+) \{/.exec(LINES[0]!)![1]!;
const TARGET = /proxy_pass (\S+);/.exec(LINES.join('\n'))![1]!;
/** What nginx sends along, and its own `host`. */
const HEADERS = Object.fromEntries(
  LINES.map((line) => /^proxy_set_header (\S+) (\S+);$/.exec(line))
    .filter((match) => match !== null)
    .map(([, name, value]) => [name!.toLowerCase(), value!])
    .filter(([, value]) => value !== '""'),
);
const SCRIPT = block(ENGLISH, 'html', 'data-api').trim();

describe('the proxy settings of the documents', () => {
  it('are the same in both languages', () => {
    expect(directives(PORTUGUESE)).toEqual(LINES);
    expect(block(PORTUGUESE, 'html', 'data-api').trim()).toBe(SCRIPT);
  });
});

describe.skipIf(CHROMIUM === null)('the embedded script behind a proxy (in Chromium)', () => {
  let bench: EmbedBench;
  const undos: (() => unknown)[] = [];

  beforeAll(async () => {
    bench = await openEmbedBench();
    await loadStates(bench.database);
  });
  afterAll(async () => {
    for (const undo of undos.reverse()) await undo();
    await bench.close();
  });

  /** All answers by stream, then a change by itself: nothing on the way keeps events back. */
  async function works(watched: WatchedPage): Promise<void> {
    const shown = () => watched.page.evaluate(BUTTONS);
    await expect.poll(shown, { timeout: 10_000 }).toEqual(TEXTS);
    await expect.poll(() => watched.page.locator('.ruptura-dialogo').count()).toBe(0);
    expect(watched.console).toEqual([STREAM]);
    await move(bench.database.pool, 'F6', '4');
    await expect.poll(shown, { timeout: 5000 }).toEqual({ ...TEXTS, 'P-BAIXA': 'Estoque OK' });
    await watched.page.locator('button[data-pedido="P-OK"]').click();
    await expect.poll(() => watched.page.locator('.ruptura-aviso').textContent()).toMatch(/^Analisado/);
    await move(bench.database.pool, 'F6', '-4');
    await expect.poll(shown, { timeout: 5000 }).toEqual(TEXTS);
  }

  /** As nginx does: the path is taken away, and the server is asked by the name it has there. */
  async function startProxy(port: number, url = bench.server.url, headers = HEADERS): Promise<FrontServer> {
    const { host } = new URL(url);
    const proxy = await startFrontServer(url, { mount: MOUNT, headers: { host, ...headers }, port });
    proxy.pages.set('/pedidos', pageOf(Object.keys(STATES), SCRIPT));
    return proxy;
  }

  it.each(['127.0.0.1', 'erp.example'])('works under a path of the page’s own origin, %s', async (name) => {
    const proxy = await startProxy(await freePort());
    undos.push(() => proxy.close());
    const watched = await openPage(bench.browser, `http://${name}:${new URL(proxy.url).port}/pedidos`);
    undos.push(() => watched.context.close());
    await works(watched);
    const strays = proxy.asked.filter((one) => !one.includes(` ${MOUNT}`));
    expect(strays).toEqual(['GET /pedidos']);
  });

  it('needs the origin listed where the proxy does not tell it, and says so', async () => {
    const port = await freePort();
    const origin = `http://erp.example:${port}`;
    const listed = await openEmbedBench({ RUPTURA_ORIGENS: origin });
    undos.push(() => listed.close());
    await loadStates(listed.database);
    for (const [target, ways] of [
      [listed, [STREAM]],
      [bench, ['info: [ruptura] workers indisponíveis: pedidos analisados um a um']],
    ] as const) {
      const proxy = await startProxy(port, target.server.url, {});
      const watched = await openPage(bench.browser, `${origin}/pedidos`);
      await expect.poll(() => watched.page.evaluate(BUTTONS), { timeout: 10_000 }).toEqual(TEXTS);
      expect(watched.console.filter((line) => line.startsWith('info'))).toEqual(ways);
      // The server's own sentence says what to do about it.
      expect(watched.console.join().includes('RUPTURA_ORIGENS')).toBe(target === bench);
      await watched.context.close();
      await proxy.close();
    }
  });

  it.skipIf(spawnSync(NGINX, ['-v']).error !== undefined)(
    'works behind nginx with these very lines',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'ruptura-nginx-'));
      const port = await freePort();
      writeFileSync(join(folder, 'index.html'), pageOf(Object.keys(STATES), SCRIPT));
      const location = LINES.join('\n').replace(TARGET, `${bench.server.url}/`);
      writeFileSync(join(folder, 'nginx.conf'), nginxConfiguration(folder, port, location));
      const nginx = spawn(NGINX, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      undos.push(
        () => rmSync(folder, { recursive: true, force: true }),
        () => nginx.kill(),
      );
      const url = `http://127.0.0.1:${port}`;
      await expect.poll(async () => (await fetch(url).catch(() => null))?.status).toBe(200);
      const watched = await openPage(bench.browser, url);
      undos.push(() => watched.context.close());
      await works(watched);
    },
  );
});

function nginxConfiguration(folder: string, port: number, location: string): string {
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const temporary = places.map((place) => `${place}_temp_path ${folder}/${place};`).join('\n');
  // Workers of a master that runs as root could not read a private folder.
  return `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
    events {} http { access_log off; ${temporary} types { text/html html; } charset utf-8;
    server { listen 127.0.0.1:${port}; root ${folder}; ${location} } }`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.on('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
