/** Sends a file as it should be: whole or in part, a piece at a time, no faster than it is taken. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { dispositionOf } from './disposition.ts';
import type { RangeManner } from './faults.ts';
import { type FileBody, piecesOf } from './file-body.ts';
import { MIME, type PortalFile } from './file-spec.ts';
import { type Part, partOf } from './range.ts';
import type { Visit } from './visit.ts';

export type Headers = Record<string, string | number>;

/** Answers with a file, or with the part of it that is asked for. */
export async function sendFile(visit: Visit, file: PortalFile, body: FileBody): Promise<void> {
  const manner = visit.portal.faults.rangeManner(file.po, file.index);
  const headers = headersOf(file, body);
  const part = manner === 'ignored' ? null : partOf(visit.request, body.size, etagOf(file, body));
  if (visit.request.headers.range !== undefined) visit.portal.stats.rangesAsked++;
  if (part === 'unsatisfiable') {
    visit.response.writeHead(416, { 'content-range': `bytes */${body.size}`, 'content-length': 0 }).end();
  } else if (part === null) {
    visit.response.writeHead(200, headers);
    await sendBytes(visit, body, { start: 0, end: body.size });
  } else {
    await sendPart(visit, headers, body, misplaced(part, manner));
  }
}

async function sendPart(visit: Visit, headers: Headers, body: FileBody, part: Part): Promise<void> {
  visit.portal.stats.rangesGiven++;
  visit.response.writeHead(206, {
    ...headers,
    'content-length': part.end - part.start,
    'content-range': `bytes ${part.start}-${part.end - 1}/${body.size}`,
  });
  await sendBytes(visit, body, part);
}

/** A server that gets ranges wrong gives a part of the right length from the beginning. */
function misplaced({ start, end }: Part, manner: RangeManner): Part {
  return manner === 'wrong' ? { start: 0, end: end - start } : { start, end };
}

/** Sends bytes after the head of the answer, and ends it. A visitor who leaves is no error. */
export async function sendBytes(visit: Visit, body: FileBody, { start, end }: Part): Promise<void> {
  if (visit.request.method === 'HEAD') {
    visit.response.end();
    return;
  }
  try {
    await pipeline(Readable.from(counted(visit, piecesOf(body, start, end))), visit.response);
  } catch {
    visit.response.destroy();
  }
}

/** Sends bytes after the head of the answer, and leaves it open. */
export async function sendSome(visit: Visit, body: FileBody, { start, end }: Part): Promise<void> {
  for (const piece of counted(visit, piecesOf(body, start, end))) {
    if (visit.response.destroyed) return;
    await new Promise<void>((done) => visit.response.write(piece, () => done()));
  }
}

function* counted({ portal }: Visit, pieces: Iterable<Buffer>): Generator<Buffer> {
  for (const piece of pieces) {
    portal.stats.fileBytes += piece.length;
    yield piece;
  }
}

/** Headers of a whole file. */
export function headersOf(file: PortalFile, body: FileBody): Headers {
  const disposition = dispositionOf(file);
  return {
    // Before the length: Node.js re-encodes a disposition that comes after it, and raw bytes would not stay raw.
    ...(disposition === null ? {} : { 'content-disposition': disposition }),
    'content-type': file.type ?? MIME[file.kind],
    'content-length': body.size,
    'accept-ranges': 'bytes',
    etag: etagOf(file, body),
    'cache-control': 'private, no-store',
  };
}

function etagOf({ id }: PortalFile, { size }: FileBody): string {
  return `"${id}-${size}"`;
}
