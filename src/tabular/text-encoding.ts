import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { RupturaError } from '../contract/errors.ts';
import { fileError } from '../files/file-errors.ts';

export type TextEncoding = 'utf-8' | 'windows-1252' | 'utf-16le' | 'utf-16be';

/** What one look at every byte of a text file tells. */
export interface ByteSummary {
  readonly encoding: TextEncoding;
  /** Bytes of the byte order mark at the start. */
  readonly bom: number;
  readonly size: number;
  /** SHA-256 of the content, in hexadecimal. */
  readonly sha256: string;
}

const CHUNK = 1 << 18;

/** Turns bytes into text piece by piece. Both throw TypeError where the bytes are no text. */
export interface StreamDecoder {
  decode(bytes: Buffer): string;
  end(): string;
}

/** Characters 0x80–0x9F of Windows-1252; the five unassigned ones keep their control code. */
const WINDOWS_1252_HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** A decoder for one stream. Node's own windows-1252 reads 0x80–0x9F as controls in some versions, so not used. */
export function textDecoder(encoding: TextEncoding): StreamDecoder {
  if (encoding === 'windows-1252') return { decode: decodeWindows1252, end: () => '' };
  const decoder = new TextDecoder(encoding, { fatal: true });
  return { decode: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

function decodeWindows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (high) => WINDOWS_1252_HIGH[high.charCodeAt(0) - 0x80]!);
}

/** Counts of what is and is not UTF-8, over a file read in chunks. */
class Utf8Check {
  valid = true;
  /** Characters of several bytes, counted only from the first invalid chunk on and in chunks before it. */
  sequences = 0;
  invalidBytes = 0;
  firstInvalid = { byte: 0, line: 1 };
  #carry: Buffer = Buffer.alloc(0);
  #offset = 0;
  #lines = 1;

  add(chunk: Buffer): void {
    const joined = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk]);
    const cut = completeLength(joined);
    this.#check(joined.subarray(0, cut));
    this.#carry = Buffer.from(joined.subarray(cut));
  }

  end(): void {
    this.#check(this.#carry);
  }

  #check(bytes: Buffer): void {
    if (isUtf8(bytes)) this.sequences += multibyteStarts(bytes);
    else this.#inspect(bytes);
    this.#lines += countLines(bytes);
    this.#offset += bytes.length;
  }

  #inspect(bytes: Buffer): void {
    let at = 0;
    let lines = this.#lines;
    while (at < bytes.length) {
      const length = sequenceLength(bytes, at);
      if (length > 1) this.sequences++;
      if (length === 0) {
        if (this.valid) this.firstInvalid = { byte: this.#offset + at, line: lines };
        this.valid = false;
        this.invalidBytes++;
      }
      if (bytes[at] === 10) lines++;
      at += Math.max(length, 1);
    }
  }
}

function multibyteStarts(bytes: Buffer): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) if (bytes[at]! >= 0xc0) count++;
  return count;
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

/** Length of the valid UTF-8 character at a place, 0 when there is none. */
function sequenceLength(bytes: Buffer, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  return isUtf8(bytes.subarray(at, at + length)) && at + length <= bytes.length ? length : 0;
}

/** Length without a last character that the chunk cuts in two. */
function completeLength(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/**
 * Reads a text file once: encoding, byte order mark, size and hash.
 * Strict UTF-8, else Windows-1252 (which covers Latin-1); UTF-16 only with its byte order mark.
 * @throws RupturaError ARQUIVO_CODIFICACAO (UTF-8 damaged in places), ARQUIVO_BINARIO (null bytes)
 */
export async function summariseBytes(
  path: string,
  file: string,
  onBytes: (count: number) => void,
): Promise<ByteSummary> {
  const hash = createHash('sha256');
  const check = new Utf8Check();
  let size = 0;
  let mark: { encoding: TextEncoding; bom: number } | null = null;
  let lines = 1;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
      if (size === 0) mark = byteOrderMark(chunk);
      hash.update(chunk);
      if (mark === null || mark.encoding === 'utf-8') {
        refuseNull(chunk, size, lines, file);
        check.add(chunk);
        lines += countLines(chunk);
      }
      size += chunk.length;
      onBytes(chunk.length);
    }
  } catch (error) {
    throw fileError(error, file);
  }
  check.end();
  return { ...decideEncoding(mark, check, file), size, sha256: hash.digest('hex') };
}

function refuseNull(chunk: Buffer, offset: number, lines: number, file: string): void {
  const at = chunk.indexOf(0);
  if (at < 0) return;
  const linha = lines + countLines(chunk.subarray(0, at));
  throw new RupturaError('ARQUIVO_BINARIO', { arquivo: file, linha, byte: offset + at });
}

function byteOrderMark(start: Buffer): { encoding: TextEncoding; bom: number } | null {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { encoding: 'utf-8', bom: 3 };
  if (start[0] === 0xff && start[1] === 0xfe) return { encoding: 'utf-16le', bom: 2 };
  if (start[0] === 0xfe && start[1] === 0xff) return { encoding: 'utf-16be', bom: 2 };
  return null;
}

/**
 * In Windows-1252 text, bytes that happen to form UTF-8 characters are rare; a file where they are as many as the
 * invalid ones, or that begins with a UTF-8 mark, is damaged UTF-8 and would be read as garbage.
 */
function decideEncoding(
  mark: { encoding: TextEncoding; bom: number } | null,
  check: Utf8Check,
  file: string,
): { encoding: TextEncoding; bom: number } {
  if (mark !== null && mark.encoding !== 'utf-8') return mark;
  if (check.valid) return mark ?? { encoding: 'utf-8', bom: 0 };
  if (mark === null && check.sequences < check.invalidBytes) return { encoding: 'windows-1252', bom: 0 };
  const { line, byte } = check.firstInvalid;
  throw new RupturaError('ARQUIVO_CODIFICACAO', { arquivo: file, linha: line, byte });
}
