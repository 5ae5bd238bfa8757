import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ExpectedFile } from '../../../test/portal/catalog.ts';
import type { WrongAnswer } from '../../../test/portal/faults.ts';
import { type Portal, startPortal } from '../../../test/portal/start.ts';
import { type StorageState, storageState } from '../../../test/portal/storage-state.ts';
import { PurchaseCookies, type StoredCookie } from '../net/cookies.ts';
import { HttpClient } from '../net/http-client.ts';
import { coupa } from '../portals/coupa.ts';
import {
  NotAFileError,
  OddFileError,
  PermanentError,
  SessionExpiredError,
  TransientError,
} from '../retry.ts';
import { type ArrivedFile, type TransferRequest, transfer } from './transfer.ts';
import { TransferPace } from './transfer-pace.ts';

const LIMITS = { patience: { firstDelayMs: 10, longestRetryAfterMs: 2_000 }, stallMs: 300 };
const signal = AbortSignal.timeout(300_000);

let portal: Portal;
let state: StorageState;
let folder: string;
let client: HttpClient;
let po: string;
let file: ExpectedFile;

beforeAll(async () => {
  portal = await startPortal({ fileBytes: [200_000, 300_000] });
  state = await storageState(portal.base);
  po = portal.purchaseOf('plain');
  file = portal.expectedFiles(po)[0]!;
});
afterAll(() => portal.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-transfer-'));
  client = new HttpClient(portal.base, (url) => coupa.isSignInUrl(url, portal.base), 2_000);
  portal.resetStats();
});
afterEach(async () => {
  client.close();
  portal.setFault(po, null);
  await rm(folder, { recursive: true });
});

function requestFor(url: string, page: string, others: Partial<TransferRequest> = {}): TransferRequest {
  return {
    url,
    page,
    cookies: new PurchaseCookies(state.cookies as StoredCookie[], () => undefined),
    place: async () => join(folder, 'file.part'),
    onPage: async (at) => new TransientError('HTML_AS_FILE', 'COLETA_ARQUIVO_PAGINA', { url: at }),
    verify: async () => undefined,
    onBytes: () => undefined,
    ...others,
  };
}

function bring(wanted: ExpectedFile = file, others: Partial<TransferRequest> = {}): Promise<ArrivedFile> {
  return transfer(
    client,
    requestFor(portal.base + wanted.path, portal.base + wanted.page, others),
    signal,
    LIMITS,
  );
}

async function storedSha256(): Promise<string> {
  return createHash('sha256')
    .update(await readFile(join(folder, 'file.part')))
    .digest('hex');
}

describe('a file of a portal', () => {
  it('arrives whole, with its length, hash and header', async () => {
    let progress = [0, 0];
    const onBytes = (bytes: number, total: number | null): void => {
      progress = [bytes, total ?? -1];
    };
    const arrived = await bring(file, { onBytes });
    expect(arrived).toMatchObject({ bytes: file.bytes, sha256: file.sha256, contentType: 'application/pdf' });
    expect(arrived.disposition).toContain(file.name);
    expect(progress).toEqual([file.bytes, file.bytes]);
    expect(await storedSha256()).toBe(file.sha256);
  });

  const passing: readonly [string, WrongAnswer][] = [
    ['a 500', { kind: 'status', status: 500 }],
    ['a 429 with seconds', { kind: 'status', status: 429, retryAfter: { seconds: 1, as: 'seconds' } }],
    ['a 503 with a date', { kind: 'status', status: 503, retryAfter: { seconds: 1, as: 'date' } }],
    ['a connection that ends', { kind: 'reset' }],
    ['a body shorter than announced', { kind: 'cut', manner: 'length' }],
    ['a chunked body without an end', { kind: 'cut', manner: 'chunked' }],
    ['a body of unknown length that ends early', { kind: 'cut', manner: 'close' }],
    ['0 bytes', { kind: 'empty' }],
    ['a page', { kind: 'html', disguised: false }],
    ['the sign-in page', { kind: 'sign-in-page' }],
    ['a wrong length, too long', { kind: 'wrong-length', manner: 'too-long' }],
    ['a wrong length, too short', { kind: 'wrong-length', manner: 'too-short' }],
    ['a body that stands still', { kind: 'stall' }],
    ['a byte from time to time', { kind: 'trickle' }],
  ];
  it.each(passing)('arrives whole after %s', async (_, fault) => {
    portal.setFault(po, { on: 'file', which: 0, times: 1, ...fault } as Parameters<Portal['setFault']>[1]);
    const began = performance.now();
    expect((await bring()).sha256).toBe(file.sha256);
    expect(await storedSha256()).toBe(file.sha256);
    // A length that is too long looks like a cut, and the rest that is asked for is not there.
    const tries = fault.kind === 'wrong-length' && fault.manner === 'too-long' ? 3 : 2;
    expect(Object.values(portal.stats().files)).toEqual([tries]);
    if ('retryAfter' in fault)
      expect(performance.now() - began).toBeGreaterThan(fault.retryAfter!.as === 'date' ? 1 : 999);
  });

  it.each([
    ['HTTP_500', { kind: 'status', status: 500 }, 4],
    ['CUT_BODY', { kind: 'cut', manner: 'length' }, 4],
    ['HTML_AS_FILE', { kind: 'html', disguised: false }, 4],
  ] as const)('is tried 3 times more, then given up with %s', async (group, fault, asked) => {
    portal.setFault(po, [
      { on: 'file', which: 0, ...fault } as never,
      { on: 'file', which: 0, kind: 'range', manner: 'ignored' },
    ]);
    await expect(bring()).rejects.toMatchObject({ name: 'TransientError', group });
    expect(Object.values(portal.stats().files)).toEqual([asked]);
  });

  it('that is empty three times is empty', async () => {
    portal.setFault(po, { on: 'file', which: 0, kind: 'empty' });
    expect(await bring()).toMatchObject({ bytes: 0, oddity: 'EMPTY_FILE' });
    expect((await stat(join(folder, 'file.part'))).size).toBe(0);
    expect(Object.values(portal.stats().files)).toEqual([3]);
  });

  it('that is odd in another way each time is none', async () => {
    let tries = 0;
    const verify = async (): Promise<void> => {
      portal.setFault(po, { on: 'file', which: 0, kind: 'cut', manner: 'close', at: 0.3 + tries++ / 10 });
      throw new OddFileError('WRONG_MAGIC', 'COLETA_ARQUIVO_TIPO', { nome: 'a', url: 'b' });
    };
    await expect(bring(file, { verify })).rejects.toMatchObject({
      name: expect.stringMatching(/Error/) as string,
    });
  });

  it.each([403, 404, 410, 400])('is not asked for again after a %i', async (status) => {
    portal.setFault(po, { on: 'file', which: 0, kind: 'status', status });
    await expect(bring()).rejects.toMatchObject({ name: 'PermanentError', group: `HTTP_${status}` });
    expect(Object.values(portal.stats().files)).toEqual([1]);
  });

  it('goes on where it was cut, where the portal lets it', async () => {
    portal.setFault(po, { on: 'file', which: 0, times: 2, kind: 'cut', manner: 'length', at: 0.5 });
    expect((await bring()).sha256).toBe(file.sha256);
    const { rangesAsked, rangesGiven, fileBytes } = portal.stats();
    expect([rangesAsked, rangesGiven]).toEqual([2, 2]);
    // Some of what was sent before a cut never arrives, but not all is sent three times.
    expect(fileBytes).toBeLessThan(1.6 * file.bytes);
  });

  it.each(['ignored', 'wrong'] as const)('begins anew where parts are %s', async (manner) => {
    portal.setFault(po, [
      { on: 'file', which: 0, times: 1, kind: 'cut', manner: 'length' },
      { on: 'file', which: 0, kind: 'range', manner },
    ]);
    expect((await bring()).sha256).toBe(file.sha256);
    expect(await storedSha256()).toBe(file.sha256);
    expect(portal.stats().rangesAsked).toBe(1);
  });

  it('is brought again when it turns out to be something else', async () => {
    let looks = 0;
    const verify = async (): Promise<void> => {
      if (looks++ === 0)
        throw new TransientError('WRONG_MAGIC', 'COLETA_ARQUIVO_TIPO', { nome: 'a', url: 'b' });
    };
    expect((await bring(file, { verify })).sha256).toBe(file.sha256);
    expect(looks).toBe(2);
  });

  it('is not asked for by who is led to sign in', async () => {
    portal.setFault(po, { on: 'file', which: 0, kind: 'sign-in-redirect' });
    await expect(bring()).rejects.toThrow(SessionExpiredError);
    expect(Object.values(portal.stats().files)).toEqual([1]);
  });

  it('stops at once when told to', async () => {
    portal.setFault(po, { on: 'file', which: 0, kind: 'stall' });
    const stop = new AbortController();
    const request = requestFor(portal.base + file.path, portal.base + file.page);
    const bringing = transfer(client, request, stop.signal, { ...LIMITS, stallMs: 60_000 });
    setTimeout(() => stop.abort(new Error('stopped')), 100);
    const began = performance.now();
    await expect(bringing).rejects.toThrow('stopped');
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('an attachment', () => {
  it('on another host gets no cookies of the portal, and a Referer where one is wanted', async () => {
    const purchase = portal.purchaseOf('guarded');
    const cookies = new PurchaseCookies(state.cookies as StoredCookie[], () => undefined);
    const page = coupa.purchaseUrls(portal.base, { number: purchase, written: purchase })[0];
    const answer = await client.get({ url: page, cookies, referer: null, signal });
    answer.acceptCookies();
    answer.body.resume();
    for (const wanted of portal.expectedFiles(purchase)) {
      expect((await bring(wanted, { cookies })).sha256).toBe(wanted.sha256);
    }
    expect(portal.stats().leakedCookies).toBe(0);
  });

  it('that leads back to its page is none', async () => {
    const page = coupa.purchaseUrls(portal.base, { number: po, written: po })[0];
    const request = requestFor(`${portal.base}/attachments/${po}00`, page);
    await expect(transfer(client, request, signal, LIMITS)).rejects.toThrow(NotAFileError);
  });
});

describe('answers of other servers', () => {
  const body = Buffer.from(`%PDF-1.4\n${'content '.repeat(5_000)}\n%%EOF\n`);
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function serve(listener: RequestListener): Promise<string> {
    server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
  }

  const ask = (url: string) => transfer(client, requestFor(url, `${url}-page`), signal, LIMITS);

  it('that pack a file for the way are unpacked', async () => {
    const packed = gzipSync(body);
    const url = await serve((_, response) => {
      response.writeHead(200, {
        'content-encoding': 'gzip',
        'content-length': packed.length,
        'content-type': 'application/pdf',
      });
      response.end(packed);
    });
    expect((await ask(url)).bytes).toBe(body.length);
    expect(await readFile(join(folder, 'file.part'))).toEqual(body);
  });

  it('that mistake an archive for a packed answer leave the archive as it is', async () => {
    const packed = gzipSync(body);
    const url = await serve((_, response) => {
      response.writeHead(200, {
        'content-encoding': 'gzip',
        'content-disposition': 'attachment; filename="a.tar.gz"',
      });
      response.end(packed);
    });
    expect((await ask(url)).bytes).toBe(packed.length);
    expect(await readFile(join(folder, 'file.part'))).toEqual(packed);
  });

  it('that pack a file and are cut are tried again', async () => {
    const packed = gzipSync(body);
    let asked = 0;
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(asked++ === 0 ? packed.subarray(0, packed.length - 20) : packed);
    });
    expect((await ask(url)).bytes).toBe(body.length);
    expect(asked).toBe(2);
  });

  it('that always send the same file without its usual end are believed', async () => {
    const sloppy = body.subarray(0, body.length - 7);
    let asked = 0;
    const url = await serve((_, response) => {
      asked++;
      response.end(sloppy);
    });
    expect((await ask(url)).bytes).toBe(sloppy.length);
    expect(asked).toBe(2);
  });

  it('that give the rest of another version are begun anew', async () => {
    let asked = 0;
    const url = await serve((request, response) => {
      asked++;
      if (asked === 1) {
        response.writeHead(200, { etag: '"1"', 'content-length': body.length });
        response.write(body.subarray(0, 9_000), () => response.destroy());
      } else if (request.headers.range !== undefined) {
        const range = `bytes 9000-${body.length - 1}/${body.length}`;
        response.writeHead(206, { etag: '"2"', 'content-range': range });
        response.end(Buffer.alloc(body.length - 9_000));
      } else response.end(body);
    });
    expect((await ask(url)).bytes).toBe(body.length);
    expect(await readFile(join(folder, 'file.part'))).toEqual(body);
    expect(asked).toBe(3);
  });

  it('that redirect for ever are left, and nobody is asked in vain', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      response.writeHead(302, { location: `/file?${++asked}` }).end();
    });
    await expect(ask(url)).rejects.toThrow(PermanentError);
    expect(asked).toBe(6);
  });

  it('come no faster than the pace of the worker, which is no standing still', async () => {
    const url = await serve((_, response) => void response.end(Buffer.alloc(300_000, 'x')));
    const pace = new TransferPace();
    pace.set(200_000);
    const began = performance.now();
    const limits = { ...LIMITS, pace };
    expect((await transfer(client, requestFor(url, `${url}-page`), signal, limits)).bytes).toBe(300_000);
    expect(performance.now() - began).toBeGreaterThan(1_000);
  });

  it('of 256 MB need no more memory than small ones', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const chunks = 256;
    const url = await serve(async (_, response) => {
      response.writeHead(200, { 'content-length': chunk.length * chunks });
      for (let sent = 0; sent < chunks; sent++) {
        if (!response.write(chunk)) await once(response, 'drain');
      }
      response.end();
    });
    const before = process.memoryUsage().rss;
    let most = 0;
    const onBytes = (): void => {
      most = Math.max(most, process.memoryUsage.rss());
    };
    const arrived = await transfer(client, requestFor(url, `${url}-page`, { onBytes }), signal, LIMITS);
    expect(arrived.bytes).toBe(chunk.length * chunks);
    expect((await stat(join(folder, 'file.part'))).size).toBe(arrived.bytes);
    expect(most - before).toBeLessThan(100 * 1024 * 1024);
  });
});
