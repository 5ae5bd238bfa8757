import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ExpectedFile } from './catalog.ts';
import { FaultBook, type WrongAnswer } from './faults.ts';
import { portalOptions } from './options.ts';
import { type Portal, startPortal } from './start.ts';
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
  it.each([403, 503])('answer %i', async (status) => {
    portal.setFault(po, { on: 'page', kind: 'status', status });
    expect((await buyer.get(`/order_headers/${po}`)).status).toBe(status);
    expect((await buyer.get(`/order_headers/${portal.purchases[1]}`)).status).toBe(200);
  });

  it('say in words of two languages that they show nothing', async () => {
    for (const words of Object.keys(WORDS) as WordsName[]) {
      portal.setFault(po, { on: 'page', kind: 'words', words });
      const answer = await buyer.get(`/order_headers/${po}`);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain(WORDS[words].replaceAll("'", '&#39;'));
    }
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

  it('are cut while ranges are not what they should be', async () => {
    portal.setFault(po, [
      { on: 'file', which: 0, kind: 'cut', manner: 'length', times: 1 },
      { on: 'file', which: 0, kind: 'range', manner: 'ignored' },
    ]);
    expect((await read(await buyer.get(file.path))).whole).toBe(false);
    const answer = await buyer.get(file.path, { range: 'bytes=500-' });
    expect([answer.status, sha256(await bytesOf(answer))]).toEqual([200, file.sha256]);
  });

  it('begin with other bytes than their kind has, at the same length', async () => {
    const bytes = await bytesOf(await ask({ kind: 'wrong-magic' }));
    expect(bytes.length).toBe(file.bytes);
    expect(bytes.subarray(0, 4).toString()).toBe('XXXX');
  });

  it('end the session of everybody', async () => {
    expect((await ask({ kind: 'expire', times: 1 })).status).toBe(302);
    expect((await buyer.get('/user/home')).status).toBe(302);
    buyer = await signedIn(portal.base);
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
