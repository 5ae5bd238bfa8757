/** Answers are compressed where the caller takes it, and are the same answers. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptedEncoding, compressAnswers } from '../../src/http/compression.ts';
import { addLine, move, openTestServer, type TestServer } from './support.ts';

const PROJECTION = '/api/estoque/P1/projecao';
const MAP = '/api/estoque/mapa';
/** Larger than what is compressed at once. */
const LONG_LIST = '/api/estoque/mapa?limite=1000';
const SMALL = '/api/estoque/P1/atual';

let test: TestServer;
let port: number;

beforeAll(async () => {
  test = await openTestServer();
  const { pool } = test.database;
  for (let number = 1; number <= 300; number++) await move(pool, `P${number}`, String(number));
  await addLine(pool, { order: 'PED1', product: 'P1', quantity: '5', date: '2026-03-03' });
  await test.server.listen({ host: '127.0.0.1', port: 0 });
  port = (test.server.server.address() as AddressInfo).port;
});

afterAll(async () => {
  await test.close();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
}

async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const request = httpRequest({ port, host: '127.0.0.1', method, path, headers }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) };
}

function plain({ headers, bytes }: Answer): string {
  if (headers['content-encoding'] === 'br') return brotliDecompressSync(bytes).toString();
  if (headers['content-encoding'] === 'gzip') return gunzipSync(bytes).toString();
  return bytes.toString();
}

function withoutInstant(text: string): string {
  return text.replace(/"calculado_em":"[^"]*"/, '');
}

describe('a compressed answer', () => {
  it.each([
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0.1, gzip', 'gzip'],
    ['*', undefined],
  ])('comes by Accept-Encoding: %s', async (header, expected) => {
    for (const path of [PROJECTION, MAP, LONG_LIST, '/docs', '/docs/openapi.json', '/api/exportar/mapa']) {
      const answer = await ask(path, { 'accept-encoding': header });
      const untouched = await ask(path);
      if (expected !== undefined)
        expect([path, answer.headers['content-encoding']]).toEqual([path, expected]);
      expect(withoutInstant(plain(answer))).toBe(withoutInstant(untouched.bytes.toString()));
      expect(untouched.headers['content-encoding']).toBeUndefined();
      expect(answer.bytes.length).toBeLessThan(untouched.bytes.length / 2);
      for (const { headers } of [answer, untouched]) expect(headers['vary']).toMatch(/accept-encoding/);
    }
  });

  it.each(['identity', 'gzip;q=0, br;q=0', 'deflate', '', 'nada;;;q=x'])(
    'never comes by Accept-Encoding: %s',
    async (header) => {
      for (const path of [PROJECTION, MAP]) {
        const { headers, status } = await ask(path, { 'accept-encoding': header });
        expect([status, headers['content-encoding']]).toEqual([200, undefined]);
      }
    },
  );

  it('keeps its entity tag, and is not sent again to who holds it', async () => {
    for (const path of [PROJECTION, MAP]) {
      const first = await ask(path, { 'accept-encoding': 'br' });
      const tag = String(first.headers['etag']);
      // A weak tag names the content, however it is encoded.
      expect(tag).toMatch(/^W\//);
      expect((await ask(path)).headers['etag']).toBe(tag);
      const again = await ask(path, { 'accept-encoding': 'gzip', 'if-none-match': tag });
      expect([again.status, again.bytes.length, again.headers['content-encoding']]).toEqual([
        304,
        0,
        undefined,
      ]);
      expect(again.headers['vary']).toMatch(/accept-encoding/);
    }
  });

  it('has the headers of GET for HEAD, and no body', async () => {
    for (const path of [PROJECTION, MAP, LONG_LIST, '/docs']) {
      for (const header of ['br', 'gzip', 'identity']) {
        const get = await ask(path, { 'accept-encoding': header });
        const head = await ask(path, { 'accept-encoding': header }, 'HEAD');
        expect([head.status, head.bytes.length]).toEqual([200, 0]);
        for (const name of ['content-type', 'content-encoding', 'etag', 'vary', 'cache-control']) {
          expect([path, header, name, head.headers[name]]).toEqual([path, header, name, get.headers[name]]);
        }
        const { 'content-length': length } = head.headers;
        // The instant in it may be of another length compressed; where both tell a length uncompressed, it is one.
        if (length !== undefined && header === 'identity') expect(length).toBe(get.headers['content-length']);
        if (header !== 'identity') expect(Number(length ?? 0)).toBeLessThan(get.bytes.length + 50);
      }
    }
  });

  it('is not made of small answers, workbooks and event streams', async () => {
    const headers = { 'accept-encoding': 'br, gzip' };
    for (const path of [SMALL, '/api/exportar/mapa?formato=xlsx', '/nada']) {
      expect([path, (await ask(path, headers)).headers['content-encoding']]).toEqual([path, undefined]);
    }
    const request = httpRequest({ port, host: '127.0.0.1', path: '/api/ao-vivo?todos=1', headers }).end();
    const [stream] = (await once(request, 'response')) as [IncomingMessage];
    const [first] = (await once(stream, 'data')) as [Buffer];
    expect([stream.headers['content-encoding'], first.toString().slice(0, 4)]).toEqual([undefined, 'id: ']);
    request.destroy();
  });

  it('that fails in the middle is cut, not ended', async () => {
    const server = fastify();
    await compressAnswers(server);
    server.get('/', (_request, reply) => {
      const body = new PassThrough();
      body.write(randomBytes(200_000).toString('hex'));
      setTimeout(() => body.destroy(new Error('lost')), 100);
      return reply.type('text/csv').send(body);
    });
    try {
      const address = await server.listen({ host: '127.0.0.1', port: 0 });
      const request = get(address, { headers: { 'accept-encoding': 'gzip' } });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      expect(response.headers['content-encoding']).toBe('gzip');
      await expect(async () => {
        for await (const _ of response);
      }).rejects.toThrow('aborted');
    } finally {
      await server.close();
    }
  });

  it('changes with the book', async () => {
    const before = await ask(PROJECTION, { 'accept-encoding': 'br' });
    await move(test.database.pool, 'P1', '1000');
    const after = await ask(PROJECTION, { 'accept-encoding': 'br' });
    expect(JSON.parse(plain(before))['estoque_atual']).toBe(1);
    expect(JSON.parse(plain(after))['estoque_atual']).toBe(1001);
    expect(after.headers['etag']).not.toBe(before.headers['etag']);
  });
});

describe('the encoding a caller takes', () => {
  it.each([
    [undefined, null],
    ['BR', 'br'],
    ['gzip;q=1.0, br;q=0.5', 'gzip'],
    ['*;q=0.5, br;q=0', 'gzip'],
    ['br ; q=0.000 , gzip;q=0, *', null],
    ['br;q=0.001, identity;q=0', 'br'],
    ['gzip;q=abc', null],
    [`${'x'.repeat(80)},gzip`, 'gzip'],
  ])('of %s is %s', (header, expected) => {
    expect(acceptedEncoding(header)).toBe(expected);
  });
});

describe('a compressed body of a request', () => {
  it('is refused in a sentence', async () => {
    for (const path of ['/api/estoque/movimentacoes', '/api/importacao?arquivo=a.csv']) {
      const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
      const { status, bytes } = await ask(path, headers, 'POST');
      expect([status, JSON.parse(bytes.toString())['codigo']]).toEqual([415, 'CODIFICACAO_NAO_ACEITA']);
    }
  });
});
