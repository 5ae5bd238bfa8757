/** Pictures and films as telephones make them: a true beginning, filling, and a true end where there is one. */
import type { FileParts, Filling } from '../file-body.ts';

const JPEG_HEAD = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
const JPEG_END = Buffer.from('ffd9', 'hex');
/** Brand of the file, and those it is compatible with. */
const BRANDS = {
  mov: ['qt  ', 'qt  '],
  heic: ['heic', 'mif1heic'],
  '3gp': ['3gp4', 'isom3gp4'],
} as const;

/** JPEG of exactly `size` bytes (or the least it needs). */
export function jpegParts(size: number, filler: (length: number) => Filling): FileParts {
  const filling = filler(Math.max(0, size - JPEG_HEAD.length - JPEG_END.length));
  return { head: JPEG_HEAD, filling, tail: JPEG_END };
}

/** A file of boxes (ISO 14496-12): its brand, then one box of filling. */
export function boxParts(
  brand: keyof typeof BRANDS,
  size: number,
  filler: (length: number) => Filling,
): FileParts {
  const [main, others] = BRANDS[brand];
  const type = box('ftyp', Buffer.concat([Buffer.from(main), Buffer.alloc(4), Buffer.from(others)]));
  const filling = filler(Math.max(0, size - type.length - 8));
  const data = Buffer.alloc(8);
  data.writeUInt32BE(filling.length + 8, 0);
  data.write('mdat', 4, 'latin1');
  return { head: Buffer.concat([type, data]), filling, tail: Buffer.alloc(0) };
}

function box(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}
