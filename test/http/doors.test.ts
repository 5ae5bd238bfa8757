/** Who may ask a server, and what a browser may make of its answers. */
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addLine, move, openTestServer, type TestServer } from './support.ts';

const LISTED = 'https://erp.example.com';
const MOVEMENTS = '/api/estoque/movimentacoes';
const MOVEMENT = JSON.stringify({
  cod_produto: 'A',
  data_movimentacao: '2026-03-01',
  qtd_movimentacao: 1,
});

let test: TestServer;
let port: number;

beforeAll(async () => {
  test = await openTestServer({ settings: { RUPTURA_ORIGENS: `${LISTED},http://[fd00::7]:8080` } });
  await move(test.database.pool, 'A', '5');
  await addLine(test.database.pool, { order: '<b>PED', product: 'A', quantity: '5', date: '2026-03-03' });
  await test.server.listen({ host: '127.0.0.1', port: 0 });
  port = (test.server.server.address() as AddressInfo).port;
});

afterAll(async () => {
  await test.close();
});

interface Answer {
  readonly status: number;
  readonly code: unknown;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

async function ask(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body?: string,
): Promise<Answer> {
  const request = httpRequest({ port, host: '127.0.0.1', method, path, headers }).end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk as string;
  const isJson = String(response.headers['content-type']).startsWith('application/json');
  const code = isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>)['codigo'] : undefined;
  return { status: response.statusCode ?? 0, code, headers: response.headers, text };
}

function write(headers: Record<string, string>): Promise<Answer> {
  return ask(MOVEMENTS, { 'content-type': 'application/json', ...headers }, 'POST', MOVEMENT);
}

async function stored(): Promise<number> {
  const { rows } = await test.database.pool.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM movimentacao_estoque',
  );
  return rows[0]!.n;
}

/** Sends bytes as they are; what comes back until the end. */
async function raw(text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  socket.write(text);
  let received = '';
  for await (const chunk of socket) received += chunk as string;
  return received;
}

describe('a server of this machine only', () => {
  it.each(['localhost', 'LOCALHOST:5000', '127.0.0.1', '127.9.9.9:1', '[::1]:5000', 'ruptura.localhost'])(
    'answers as %s',
    async (host) => {
      expect((await ask('/api/estoque/A/atual', { host })).status).toBe(200);
    },
  );

  it.each(['erp.example.com', 'erp.example.com:443', '[fd00::7]:8080'])(
    'answers as %s, the host of a listed origin',
    async (host) => {
      expect((await ask('/api/estoque/A/atual', { host })).status).toBe(200);
    },
  );

  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example:5000',
    'evil-localhost',
    '192.168.0.7:5000',
    '[::2]',
    '0.0.0.0',
    '2130706433',
    'user@localhost',
    'localhost/x',
    'a b',
    ' ',
    'x'.repeat(5000),
    '<script>',
  ])('refuses to answer as %.40s', async (host) => {
    for (const path of ['/api/estoque/A/atual', '/docs', '/saude', '/nada']) {
      const { status, code, text } = await ask(path, { host });
      expect([path, status, code]).toEqual([path, 403, 'HOST_NAO_ACEITO']);
      expect(text.length).toBeLessThan(1000);
    }
    const before = await stored();
    expect(await write({ host, origin: `http://${encodeURIComponent(host)}` })).toMatchObject({
      code: 'HOST_NAO_ACEITO',
    });
    expect(await stored()).toBe(before);
  });

  it('says in a sentence that Host is missing, and answers probes of HTTP/1.0', async () => {
    const missing = await raw('GET /saude HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect(missing).toMatch(/^HTTP\/1\.1 400 /);
    expect(missing).toContain('falta o campo host');
    expect(await raw('GET /saude HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('a write', () => {
  it.each([
    ['no origin, as programs send it', {}],
    ['its own origin', { host: 'localhost:5000', origin: 'http://localhost:5000' }],
    ['its own origin behind TLS', { host: 'erp.example.com', origin: 'https://erp.example.com' }],
    ['a listed origin', { origin: LISTED }],
    [
      'its own origin behind a proxy that changes Host',
      { origin: 'https://intranet', 'sec-fetch-site': 'same-origin' },
    ],
    [
      'its own origin behind a proxy that tells the host',
      { origin: 'http://intranet:8080', 'x-forwarded-host': 'intranet:8080' },
    ],
  ])('with %s is taken', async (_case, headers) => {
    const before = await stored();
    expect((await write(headers as Record<string, string>)).status).toBe(201);
    expect(await stored()).toBe(before + 1);
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another port of this machine', { host: 'localhost:5000', origin: 'http://localhost:8080' }],
    ['no origin that a page will tell', { origin: 'null' }],
    ['an origin that begins like ours', { host: 'localhost', origin: 'http://localhost.evil.example' }],
    ['another page of the same site', { origin: 'https://evil.example', 'sec-fetch-site': 'same-site' }],
    ['something that is no origin', { origin: '\u00ff<script>' }],
  ])('with %s is refused, and nothing stored', async (_case, headers) => {
    const before = await stored();
    expect(await write(headers as Record<string, string>)).toMatchObject({
      status: 403,
      code: 'ORIGEM_NAO_ACEITA',
    });
    for (const [method, path] of [
      ['DELETE', '/api/ruptura/worker/sessao/x'],
      ['POST', '/carteira/api/ruptura/worker/processar'],
      ['PUT', '/nada'],
    ] as const) {
      const answer = await ask(path, headers as Record<string, string>, method);
      expect([path, answer.status, answer.code]).toEqual([path, 403, 'ORIGEM_NAO_ACEITA']);
    }
    expect(await stored()).toBe(before);
  });

  it('reading is not', async () => {
    const { status, headers } = await ask('/api/estoque/A/atual', { origin: 'https://evil.example' });
    // Its browser keeps the answer from that page.
    expect([status, headers['access-control-allow-origin']]).toEqual([200, undefined]);
  });
});

/** Questions that make the server ask another host, look through all tables or write a whole list. */
const ACTING = [
  '/api/coletas/sessao?base=http://127.0.0.1:9',
  '/api/exportar/carteira',
  '/api/inconsistencias',
  '/api/verificacao',
];

describe('a question that acts', () => {
  it.each([
    ['of an image, a frame or a link of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of another port of this machine', { host: 'localhost:5000', 'sec-fetch-site': 'same-site' }],
    ['of a page that is told only by its address', { referer: 'https://evil.example/page?x' }],
    ['of a page of another port', { host: 'localhost:5000', referer: 'http://localhost:8080/' }],
    ['of a script of another origin', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['of a page without a name', { origin: 'null' }],
    ['of something that is no page', { referer: 'about:client' }],
  ])('%s is refused, whatever its method', async (_case, headers) => {
    for (const path of ACTING) {
      for (const method of ['GET', 'HEAD']) {
        const { status, code } = await ask(path, headers as Record<string, string>, method);
        expect([path, status, code]).toEqual([path, 403, method === 'GET' ? 'ORIGEM_NAO_ACEITA' : undefined]);
      }
    }
  });

  it.each([
    ['of a program', {}],
    ['of an address that somebody typed', { 'sec-fetch-site': 'none' }],
    ['of an own page', { 'sec-fetch-site': 'same-origin' }],
    [
      'of an own page whose browser says nothing of sites',
      { host: 'localhost:5000', referer: 'http://localhost:5000/x' },
    ],
    ['of an own page behind a proxy', { referer: 'http://erp:8080/x', 'x-forwarded-host': 'erp:8080' }],
    ['of a script of a listed origin', { origin: LISTED, 'sec-fetch-site': 'cross-site' }],
    ['of a link of a listed origin', { referer: `${LISTED}/`, 'sec-fetch-site': 'cross-site' }],
  ])('%s is answered', async (_case, headers) => {
    // That the portal is asked then is shown where there is one.
    for (const path of ACTING.slice(1)) {
      expect([path, (await ask(path, headers as Record<string, string>)).status]).toEqual([path, 200]);
    }
  });

  it('is told from one that only reads, which any page may set off and none may see', async () => {
    for (const path of ['/api/estoque/A/atual', '/api/carteira', '/docs']) {
      const { status, headers } = await ask(path, { 'sec-fetch-site': 'cross-site' });
      expect([path, status, headers['cross-origin-resource-policy']]).toEqual([path, 200, 'same-origin']);
    }
  });
});

describe('a listed origin', () => {
  it('is told so, and caches are told what the answer depends on, errors and lists alike', async () => {
    for (const path of ['/api/estoque/A/atual', '/api/configuracao', '/api/inconsistencias', '/api/nada']) {
      const { headers } = await ask(path, { origin: LISTED });
      expect([path, headers['access-control-allow-origin']]).toEqual([path, LISTED]);
      expect(headers['vary']).toMatch(/origin/);
      expect(headers['vary']).toMatch(/accept-encoding/);
    }
    for (const path of [
      '/api/configuracao',
      '/api/inconsistencias',
      '/api/coletas',
      '/docs',
      '/saude',
      '/api/nada',
    ]) {
      expect([path, (await ask(path)).headers['vary']]).toEqual([
        path,
        expect.stringMatching(/accept-language/),
      ]);
    }
  });
});

/** Every route of the server that takes GET and no parameter. */
function plainRoutes(): string[] {
  const tree = test.server.printRoutes({ commonPrefix: false });
  const found: string[] = [];
  const stack: string[] = [];
  for (const line of tree.split('\n')) {
    const match = /^([│ ]*)(?:├──|└──) (\S+)(?: \(([A-Z, ]+)\))?/.exec(line);
    if (match === null) continue;
    const depth = match[1]!.length / 4;
    stack.length = depth;
    stack[depth] = match[2]!;
    if (match[3]?.includes('GET')) found.push(stack.join(''));
  }
  return found.filter((path) => !/[:*]/.test(path) && !path.endsWith('/ao-vivo'));
}

describe('what a browser may make of an answer', () => {
  it('is nothing, where it is no page', async () => {
    for (const path of ['/api/estoque/A/atual', '/nada', '/metrics', '/api/exportar/carteira']) {
      expect((await ask(path)).headers, path).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
  });

  it('is, of every page served, its own files and nothing inline', async () => {
    const pages: string[] = [];
    for (const path of plainRoutes()) {
      const { headers, text } = await ask(path, { accept: 'text/html' });
      if (!String(headers['content-type']).startsWith('text/html')) continue;
      pages.push(path);
      const policy = String(headers['content-security-policy']);
      for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]) {
        expect([path, policy]).toEqual([path, expect.stringContaining(part)]);
      }
      expect(policy).not.toMatch(/unsafe|\*|https?:|nonce/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
      expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
    }
    expect(pages).toEqual(expect.arrayContaining(['/docs', '/exemplo']));
  });

  it('is text, of HTML in a field', async () => {
    const page = await ask('/exemplo');
    expect(page.text).toContain('&#60;b&#62;PED');
    expect(page.text).not.toContain('<b>PED');
    const json = await ask('/api/ruptura/worker/resultado/%3Cb%3EPED');
    expect(json.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(json.text).toContain('<b>PED');
  });
});
