import type { ByteKeys } from './byte-keys.ts';
import { NO_DATE } from './facts.ts';

/**
 * Reads the text format of `COPY … TO STDOUT` from chunks of bytes without making a string of every field:
 * tab between fields, line feed after a row, `\N` for null, backslash escapes.
 */
export class CopyTextReader {
  /** Bytes that hold the current row; valid during the callback only. */
  bytes: Buffer = Buffer.alloc(0);
  /** First byte and end of each field of the current row. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly #onRow: () => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(fields: number, onRow: () => void) {
    this.start = new Int32Array(fields);
    this.end = new Int32Array(fields);
    this.#onRow = onRow;
  }

  /** Takes the next bytes; calls back once for every complete row in them. */
  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.bytes = bytes;
    const { start, end } = this;
    let field = 0;
    let rowStart = 0;
    start[0] = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte > TAB && byte !== LINE_FEED) continue;
      if (byte === TAB) {
        end[field++] = at;
        start[field] = at + 1;
      } else if (byte === LINE_FEED) {
        end[field] = at;
        this.#onRow();
        field = 0;
        rowStart = at + 1;
        start[0] = rowStart;
      }
    }
    this.#rest = bytes.subarray(rowStart);
  }

  isNull(field: number): boolean {
    const start = this.start[field]!;
    return (
      this.end[field]! - start === 2 && this.bytes[start] === BACKSLASH && this.bytes[start + 1] === LETTER_N
    );
  }

  /** Decimal digits of a field as one integer, the point left out: `12.345` is 12345. Null is 0. */
  scaled(field: number): number {
    const { bytes } = this;
    let at = this.start[field]!;
    const end = this.end[field]!;
    const negative = bytes[at] === MINUS;
    if (negative) at++;
    let value = 0;
    for (; at < end; at++) {
      const digit = bytes[at]! - DIGIT_0;
      if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    }
    return negative ? -value : value;
  }

  /** Whole number of a field; NO_DATE for null. Dates are selected as days since 1970-01-01. */
  day(field: number): number {
    return this.isNull(field) ? NO_DATE : this.scaled(field);
  }

  /** Number of the bytes between two fields (both included) in `keys`. */
  key(keys: ByteKeys, from: number, to: number, guess?: number): number {
    return keys.find(this.bytes, this.start[from]!, this.end[to]!, guess);
  }

  /** Text of a field; null for null. */
  text(field: number): string | null {
    if (this.isNull(field)) return null;
    const raw = this.bytes.toString('utf8', this.start[field]!, this.end[field]!);
    return raw.includes('\\') ? decodeEscapes(raw) : raw;
  }
}

const TAB = 9;
const LINE_FEED = 10;
const MINUS = 45;
const DIGIT_0 = 48;
const LETTER_N = 78;
const BACKSLASH = 92;

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function decodeEscapes(raw: string): string {
  return raw.replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter);
}
