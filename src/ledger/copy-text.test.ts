import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CopyTextReader } from './copy-text.ts';
import { NO_DATE } from './facts.ts';

/** COPY's text form of a field. */
function encode(text: string | null): string {
  if (text === null) return '\\N';
  const letters: Record<string, string> = {
    '\\': '\\\\',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\b': '\\b',
  };
  return text.replace(/[\\\n\r\t\b]/g, (letter) => letters[letter]!);
}

function read(stream: Buffer, chunk: number, fields: number): (string | null)[][] {
  const rows: (string | null)[][] = [];
  const reader: CopyTextReader = new CopyTextReader(fields, () => {
    rows.push(Array.from({ length: fields }, (_, field) => reader.text(field)));
  });
  for (let at = 0; at < stream.length; at += chunk) reader.push(stream.subarray(at, at + chunk));
  return rows;
}

it('reads any texts and nulls, wherever the stream is cut', () => {
  const text = fc.option(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('\\N', 'a\tb', 'linha\nnova', '\\', 'São\u{1f600}'),
    ),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(text, text, text), { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      (rows, chunk) => {
        const stream = Buffer.from(rows.map((row) => `${row.map(encode).join('\t')}\n`).join(''));
        expect(read(stream, chunk, 3)).toEqual(rows.map((row) => [...row]));
      },
    ),
  );
});

describe('numbers and dates', () => {
  function values(
    line: string,
    fields: number,
    read: (row: CopyTextReader, field: number) => number,
  ): number[] {
    let found: number[] = [];
    const reader: CopyTextReader = new CopyTextReader(fields, () => {
      found = Array.from({ length: fields }, (_, field) => read(reader, field));
    });
    reader.push(Buffer.from(line));
    return found;
  }

  it('reads decimals as whole numbers of their smallest unit', () => {
    const line = '12.345\t-0.001\t999999999999.999\t\\N\n';
    const expected = [12_345, -1, 999_999_999_999_999, 0];
    expect(values(line, 4, (row, field) => row.scaled(field))).toEqual(expected);
  });

  it('reads no date as later than every date', () => {
    expect(values('20514\t\\N\t-5\n', 3, (row, field) => row.day(field))).toEqual([20_514, NO_DATE, -5]);
  });
});
