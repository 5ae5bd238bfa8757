/** Which part of a file is asked for. */
import type { IncomingMessage } from 'node:http';

/** Bytes from `start` to before `end`. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * The part a request asks for; null: all of it, also where the request names another version of the file.
 * `unsatisfiable`: there is no such part.
 */
export function partOf(request: IncomingMessage, size: number, etag: string): Part | 'unsatisfiable' | null {
  const condition = request.headers['if-range'];
  if (condition !== undefined && condition !== etag) return null;
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return start < end ? { start, end } : 'unsatisfiable';
}
