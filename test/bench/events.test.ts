import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { commitsIn, percentile } from '../../bench/commits.ts';
import { dataOf, eventBlocks } from '../../bench/event-reader.ts';

describe('events are read', () => {
  it.each([1, 2, 3, 7, 1000])('whole, from pieces of %i bytes', async (size) => {
    const text = ':\n\nid: 1\ndata: {"a":1}\n\nretry: 5\n\nid: 2\ndata: {"b":"é"}\n\n';
    const bytes = Buffer.from(text);
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
    const found: string[] = [];
    for await (const block of eventBlocks(Readable.from(pieces))) {
      found.push(dataOf(block)?.toString() ?? '-');
    }
    expect(found).toEqual(['-', '{"a":1}', '-', '{"b":"é"}']);
  });
});

it('a commit is known by its quantity and no other', () => {
  const text = '{"qtd_saldo":12.771,"ruptura_qtd":13.771},{"qtd_saldo":7.7711},{"qtd_saldo":5.772}';
  expect(commitsIn(text, 771)).toEqual([12]);
});

it('a percentile is a value that was measured', () => {
  expect(percentile([5, 1, 3], 0.5)).toBe(3);
  expect(percentile([5, 1, 3], 1)).toBe(5);
  expect(percentile([], 0.5)).toBeNaN();
});
