import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** How a body may be packed for the way. */
export type Packing = 'gzip' | 'deflate' | 'br';

const DECODERS = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress } as const;

/** How a body is packed for the way; null where it is not, or in a way that nobody asked for: then it is taken as it is. */
export function packingOf(headers: IncomingHttpHeaders): Packing | null {
  const said = headers['content-encoding']?.trim().toLowerCase().replace(/^x-/, '') ?? '';
  return Object.hasOwn(DECODERS, said) ? (said as Packing) : null;
}

/** The bytes that were packed. What ends the packed bytes early ends these too. */
export function unpacked(chunks: AsyncIterable<Buffer>, packing: Packing | null): AsyncIterable<Buffer> {
  if (packing === null) return chunks;
  const decoder = DECODERS[packing]();
  const source = Readable.from(chunks, { objectMode: false });
  source.on('error', (error) => decoder.destroy(error));
  return source.pipe(decoder);
}
