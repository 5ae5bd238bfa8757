/** What goes wrong on purpose goes wrong as said, as often as said, and nowhere else. */
import { get } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ExpectedFile } from './catalog.ts';
import { FaultBook, type WrongAnswer } from './faults.ts';
import { portalOptions } from './options.ts';
import { type Portal, startPortal } from './start.ts';
import { cookieHeader, storageState } from './storage-state.ts';
import { bytesOf, sha256, signedIn, type Visitor } from './visitor.ts';
import { WORDS, type WordsName } from './words.ts';

let portal: Portal;
let buyer: Visitor;
let po: string;
let file: ExpectedFile;

beforeAll(async () => {
  portal = await startPortal({ fileBytes: [100_000, 200_000] });
  buyer = await signedIn(portal.base);
  po = portal.purchaseOf('plain');
  file = portal.expectedFiles(po)[0]!;
});

afterEach(async () => {
  portal.setFault(po, null);
  expect(portal.stats().defects).toEqual([]);
  expect(sha256(await bytesOf(await buyer.get(file.path)))).toBe(file.sha256);
});

afterAll(() => portal.close());

/** Lets something go wrong with the first file, and asks for it. */
async function ask(fault: WrongAnswer & { readonly times?: number }): Promise<Response> {
  portal.setFault(po, { on: 'file', which: 0, ...fault });
  return await buyer.get(file.path);
}

/** What arrives of a body, and whether its end did. */
async function read(answer: Response): Promise<{ bytes: Buffer; whole: boolean }> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of answer.body!) pieces.push(piece as Uint8Array);
    return { bytes: Buffer.concat(pieces), whole: true };
  } catch {
    return { bytes: Buffer.concat(pieces), whole: false };
  }
}

describe('pages', () => {
  it.each([403, 404, 429, 500, 503])('answer %i', async (status) => {
    portal.setFault(po, { on: 'page', kind: 'status', status });
    expect((await buyer.get(`/order_headers/${po}`)).status).toBe(status);
    expect((await buyer.get(`/order_headers/${portal.purchases[1]}`)).status).toBe(200);
  });

  it.each(Object.keys(WORDS) as WordsName[])('say it in words: %s', async (words) => {
    portal.setFault(po, { on: 'page', kind: 'words', words });
    const answer = await buyer.get(`/order_headers/${po}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(WORDS[words].replaceAll("'", '&#39;'));
  });

  it('of one requisition may be refused, the purchase and the other one not', async () => {
    const number = portal.purchaseOf('requisitions');
    const page = await buyer.text(`/order_headers/${number}`);
    const [first, second] = [...page.matchAll(/href="(\/requisition_headers\/\d+)"/g)].map(
      ([, path]) => path!,
    );
    portal.setFault(number, { on: 'requisition', which: 1, kind: 'status', status: 403 });
    expect((await buyer.get(first!)).status).toBe(200);
    expect((await buyer.get(second!)).status).toBe(403);
    expect((await buyer.get(`/order_headers/${number}`)).status).toBe(200);
    portal.setFault(number, null);
  });

  it('come late, or never', async () => {
    const path = `/order_headers/${po}`;
    portal.setFault(po, { on: 'page', kind: 'slow', ms: 250 });
    const begun = performance.now();
    expect((await buyer.get(path)).status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThan(240);
    portal.setFault(po, { on: 'page', kind: 'hang' });
    const cookie = cookieHeader(await storageState(portal.base));
    const signal = AbortSignal.timeout(300);
    await expect(fetch(portal.base + path, { headers: { cookie }, signal })).rejects.toThrow('timeout');
  });
});

describe('files', () => {
  it('fail as often as said, then are good', async () => {
    const [first, second] = [
      await ask({ kind: 'status', status: 500, times: 2 }),
      await buyer.get(file.path),
    ];
    expect([first.status, second.status]).toEqual([500, 500]);
    expect(sha256(await bytesOf(await buyer.get(file.path)))).toBe(file.sha256);
  });

  it('say when to come again, in seconds or as a date', async () => {
    const seconds = await ask({ kind: 'status', status: 429, retryAfter: { seconds: 2, as: 'seconds' } });
    expect([seconds.status, seconds.headers.get('retry-after')]).toEqual([429, '2']);
    const date = await ask({ kind: 'status', status: 503, retryAfter: { seconds: 2, as: 'date' } });
    const wait = Date.parse(date.headers.get('retry-after')!) - Date.now();
    expect(wait).toBeGreaterThan(1_500);
    expect(wait).toBeLessThanOrEqual(3_000);
  });

  it.each(['length', 'chunked', 'close'] as const)('are cut, by %s', async (manner) => {
    const answer = await ask({ kind: 'cut', manner });
    expect(answer.headers.get('content-length')).toBe(manner === 'length' ? String(file.bytes) : null);
    const { bytes, whole } = await read(answer);
    expect(bytes.length).toBe(Math.floor(file.bytes * 0.6));
    // Without a length and without chunks there is nothing to tell by.
    expect(whole).toBe(manner === 'close');
  });

  it('are cut again where the rest is asked for, and then go on to the end', async () => {
    const { bytes } = await read(await ask({ kind: 'cut', manner: 'length', times: 2 }));
    const rest = await buyer.get(file.path, { range: `bytes=${bytes.length}-` });
    expect(rest.status).toBe(206);
    const more = await read(rest);
    expect(more.whole).toBe(false);
    const have = Buffer.concat([bytes, more.bytes]);
    const last = await bytesOf(await buyer.get(file.path, { range: `bytes=${have.length}-` }));
    expect(sha256(Buffer.concat([have, last]))).toBe(file.sha256);
  });

  it.each([
    ['ignored', 200],
    ['wrong', 206],
  ] as const)('answer ranges in a manner that is %s', async (manner, status) => {
    portal.setFault(po, { on: 'file', which: 0, kind: 'range', manner });
    const answer = await buyer.get(file.path, { range: 'bytes=1000-' });
    expect(answer.status).toBe(status);
    if (manner === 'wrong') expect(answer.headers.get('content-range')).toMatch(/^bytes 0-/);
    expect((await bytesOf(answer)).subarray(0, 5).toString()).toBe('%PDF-');
    portal.setFault(po, null);
  });

  it('are cut while ranges are not what they should be', async () => {
    portal.setFault(po, [
      { on: 'file', which: 0, kind: 'cut', manner: 'length', times: 1 },
      { on: 'file', which: 0, kind: 'range', manner: 'ignored' },
    ]);
    expect((await read(await buyer.get(file.path))).whole).toBe(false);
    const answer = await buyer.get(file.path, { range: 'bytes=500-' });
    expect([answer.status, sha256(await bytesOf(answer))]).toEqual([200, file.sha256]);
  });

  it('are empty', async () => {
    const answer = await ask({ kind: 'empty' });
    expect([answer.status, (await bytesOf(answer)).length]).toEqual([200, 0]);
  });

  it('begin with other bytes than their kind has, at the same length', async () => {
    const bytes = await bytesOf(await ask({ kind: 'wrong-magic' }));
    expect(bytes.length).toBe(file.bytes);
    expect(bytes.subarray(0, 4).toString()).toBe('XXXX');
  });

  it.each([true, false])('are a page instead, disguised: %s', async (disguised) => {
    const answer = await ask({ kind: 'html', disguised });
    expect(answer.headers.get('content-type')).toContain(disguised ? 'application/pdf' : 'text/html');
    expect(answer.headers.get('content-disposition')).toBe(
      disguised ? 'attachment; filename="Invoice.pdf"' : null,
    );
    expect(await answer.text()).toContain('<!DOCTYPE html>');
  });

  it('are the sign-in page, or lead to it', async () => {
    expect(await (await ask({ kind: 'sign-in-page' })).text()).toContain('type="password"');
    const answer = await ask({ kind: 'sign-in-redirect' });
    expect(answer.headers.get('location')).toMatch(/^\/sessions\/new\?return_to=/);
    portal.setFault(po, null);
    expect((await buyer.get(file.path)).status).toBe(200);
  });

  it('end the session of everybody', async () => {
    expect((await ask({ kind: 'expire', times: 1 })).status).toBe(302);
    expect((await buyer.get('/user/home')).status).toBe(302);
    buyer = await signedIn(portal.base);
  });

  it('end the connection before any answer', async () => {
    await expect(ask({ kind: 'reset' })).rejects.toThrow();
  });

  it('trickle for ever', async () => {
    const reader = (await ask({ kind: 'trickle' })).body!.getReader();
    const first = await reader.read();
    const second = await reader.read();
    expect([first.value!.length, second.value!.length]).toEqual([1, 1]);
    await reader.cancel();
  });

  it('stall in the middle', async () => {
    const reader = (await ask({ kind: 'stall' })).body!.getReader();
    let length = 0;
    while (length < Math.floor(file.bytes / 2)) length += (await reader.read()).value!.length;
    const more = await Promise.race([reader.read(), new Promise((done) => setTimeout(done, 300, 'nothing'))]);
    expect([length, more]).toEqual([Math.floor(file.bytes / 2), 'nothing']);
    await reader.cancel();
  });

  it('lie about their length', async () => {
    const long = await ask({ kind: 'wrong-length', manner: 'too-long' });
    expect(Number(long.headers.get('content-length'))).toBe(file.bytes + 1_000);
    expect(await read(long)).toMatchObject({ whole: false });
    const short = await ask({ kind: 'wrong-length', manner: 'too-short' });
    expect(Number(short.headers.get('content-length'))).toBe(file.bytes - 1_000);
    expect((await read(short)).bytes.length).toBeLessThanOrEqual(file.bytes - 1_000);
  });

  it('have raw bytes in their header where a server writes them raw', async () => {
    const names = portal.expectedFiles(portal.purchaseOf('names'));
    const cookie = cookieHeader(await storageState(portal.base));
    const header = async (start: string): Promise<string | undefined> => {
      const { path } = names.find(({ name }) => name.startsWith(start))!;
      return await new Promise((done, fail) => {
        const request = get(portal.base + path, { headers: { cookie } }, (answer) => {
          answer.resume();
          done(answer.headers['content-disposition']);
        });
        request.on('error', fail);
      });
    };
    expect(await header('latim')).toBe('attachment; filename="latim cru \u00e9.pdf"');
    expect(await header('utf8')).toBe('attachment; filename="utf8 cru \u00c3\u00a9.pdf"');
  });
});

describe('chance', () => {
  const options = portalOptions({ preset: 'faulty', seed: 5 });

  /** What goes wrong with the first tries of many files. */
  function drawn(seed: number, tries: number): (string | null)[][] {
    const book = new FaultBook({ ...options, seed });
    return Array.from({ length: 200 }, (_, which) =>
      Array.from({ length: tries }, () => book.take('15262900', 'file', which)?.kind ?? null),
    );
  }

  it('is the same for the same seed, and ends after two tries', () => {
    expect(drawn(5, 4)).toEqual(drawn(5, 4));
    expect(drawn(5, 4)).not.toEqual(drawn(6, 4));
    expect(drawn(5, 4).filter(([, , third, fourth]) => third !== null || fourth !== null)).toEqual([]);
  });

  it('is as frequent as asked for, and of every kind', () => {
    const failed = drawn(5, 1).filter(([first]) => first !== null);
    expect(failed.length).toBeGreaterThan(30);
    expect(failed.length).toBeLessThan(75);
    expect(new Set(failed.map(([kind]) => kind)).size).toBeGreaterThan(6);
  });

  it('lets everything be had in the end', async () => {
    const faulty = await startPortal({
      preset: 'faulty',
      purchases: 4,
      scenes: ['plain'],
      fileMs: [0, 0],
      pageMs: 0,
    });
    try {
      const visit = await signedIn(faulty.base);
      for (const number of faulty.purchases) {
        for (const one of faulty.expectedFiles(number))
          expect(await lastOf(visit, one), one.id).toBe(one.sha256);
      }
      expect(Object.values(faulty.stats().faults).length).toBeGreaterThan(2);
      expect(faulty.stats().defects).toEqual([]);
    } finally {
      await faulty.close();
    }
  });

  /** SHA-256 of the third try's body. */
  async function lastOf(visit: Visitor, { path }: ExpectedFile): Promise<string> {
    for (let attempt = 0; attempt < 2; attempt++) await visit.get(path).then(read, () => null);
    return sha256(await bytesOf(await visit.get(path)));
  }
});
