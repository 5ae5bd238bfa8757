/**
 * The bytes of a made-up file: a head, filling and a tail. Any part can be read without the parts before it, so a file
 * of 1 GB costs no memory and an answer may begin anywhere.
 */
import { createHash } from 'node:crypto';
import { digestOf, noise } from './random.ts';

/** A file's bytes, read from `start` to before `end`. */
export interface FileBody {
  readonly size: number;
  read(start: number, end: number): Buffer;
}

/** Filling of any length that differs from block to block and from file to file. */
export interface Filling {
  readonly length: number;
  read(start: number, end: number): Buffer;
}

export interface FileParts {
  readonly head: Buffer;
  readonly filling: Filling;
  readonly tail: Buffer;
}

export type FillingKind = 'bytes' | 'text';

const BLOCK = 65_536;
const POOL = 1_048_576;
const CHUNK = 262_144;
const pools = new Map<FillingKind, Buffer>();

/** A file of nothing but these bytes. */
export function wholeBody(bytes: Buffer): FileBody {
  return { size: bytes.length, read: (start, end) => bytes.subarray(start, end) };
}

/** A file made of its parts. */
export function bodyOf({ head, filling, tail }: FileParts): FileBody {
  const tailAt = head.length + filling.length;
  const size = tailAt + tail.length;
  return {
    size,
    read: (start, end) => {
      const inFilling = [Math.max(start, head.length), Math.min(end, tailAt)] as const;
      const middle = inFilling[0] < inFilling[1];
      return Buffer.concat([
        head.subarray(Math.min(start, head.length), Math.min(end, head.length)),
        middle ? filling.read(inFilling[0] - head.length, inFilling[1] - head.length) : Buffer.alloc(0),
        tail.subarray(Math.max(0, start - tailAt), Math.max(0, end - tailAt)),
      ]);
    },
  };
}

/** Filling that belongs to a key: parts of one pool, each block stamped with the key and its number. */
export function fillingOf(kind: FillingKind, key: string, length: number): Filling {
  const pool = poolOf(kind);
  const mark = digestOf(key);
  const read = (start: number, end: number): Buffer => {
    const bytes = Buffer.allocUnsafe(Math.max(0, end - start));
    for (let at = start; at < end; ) {
      const number = Math.floor(at / BLOCK);
      const stop = Math.min(end, (number + 1) * BLOCK);
      const block = blockOf(pool, mark, kind, number);
      block.copy(bytes, at - start, at - number * BLOCK, stop - number * BLOCK);
      at = stop;
    }
    return bytes;
  };
  return { length, read };
}

function blockOf(pool: Buffer, mark: Buffer, kind: FillingKind, number: number): Buffer {
  const from = (mark.readUInt32LE(0) + number * 40_503) % POOL;
  const block = Buffer.from(pool.subarray(from, from + BLOCK));
  if (kind === 'bytes') {
    mark.copy(block, 0);
    block.writeDoubleLE(number, 16);
  } else {
    block.write(`${mark.toString('hex', 0, 6)} ${String(number).padStart(10, '0')}\n`, 'latin1');
  }
  return block;
}

function poolOf(kind: FillingKind): Buffer {
  const known = pools.get(kind);
  if (known !== undefined) return known;
  const bytes = noise(POOL + BLOCK, 'pool', kind);
  const pool = kind === 'bytes' ? bytes : textOf(bytes);
  pools.set(kind, pool);
  return pool;
}

/** Letters, digits and a line break every 80th byte, none of which a spreadsheet or an editor minds. */
function textOf(bytes: Buffer): Buffer {
  const letters = Buffer.from('abcdefghijklmnopqrstuvwxyz0123456789');
  return Buffer.from(bytes.map((byte, index) => (index % 80 === 79 ? 10 : letters[byte % letters.length]!)));
}

/** A file's bytes from `start` to before `end`, a piece at a time. */
export function* piecesOf(body: FileBody, start = 0, end = body.size): Generator<Buffer> {
  for (let at = start; at < end; at += CHUNK) yield body.read(at, Math.min(end, at + CHUNK));
}

/** Hexadecimal SHA-256 of a whole file. */
export function sha256Of(body: FileBody): string {
  const hash = createHash('sha256');
  for (const piece of piecesOf(body)) hash.update(piece);
  return hash.digest('hex');
}
