/** A picture of one grey dot, with filling in a chunk that every reader passes over. */
import { crc32, deflateSync } from 'node:zlib';
import type { FileParts, Filling } from '../file-body.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** PNG of exactly `size` bytes (or the least a picture needs). */
export function pngParts(size: number, filler: (length: number) => Filling): FileParts {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(1, 0);
  header.writeUInt32BE(1, 4);
  header.writeUInt8(8, 8);
  const picture = Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([0, 0x80]))),
  ]);
  const end = chunk('IEND', Buffer.alloc(0));
  const filling = filler(Math.max(0, size - picture.length - end.length - 12));
  const opening = Buffer.alloc(8);
  opening.writeUInt32BE(filling.length, 0);
  opening.write('fiLl', 4, 'latin1');
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(filling.read(0, filling.length), crc32('fiLl')), 0);
  return { head: Buffer.concat([picture, opening]), filling, tail: Buffer.concat([sum, end]) };
}

/** The picture as it is, a little larger than it needs to be. */
export function smallPng(filling: Filling): Buffer {
  const parts = pngParts(0, () => filling);
  return Buffer.concat([parts.head, filling.read(0, filling.length), parts.tail]);
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}
