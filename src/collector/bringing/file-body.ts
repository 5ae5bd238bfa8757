import type { IncomingMessage } from 'node:http';
import { type Packing, packingOf } from '../net/content-encoding.ts';
import { type HttpAnswer, timeOut, unreachable } from '../net/http-client.ts';
import { TransientError } from '../retry.ts';
import { MOST_OF_A_PAGE } from './part-file.ts';
import type { TransferPace } from './transfer-pace.ts';

/** A transfer that brings less than this in the time it is given stands still. */
const LEAST_BYTES = 1_024;
/** By so much a page is told from a file. */
const BYTES_TO_KNOW_BY = 512;

/**
 * How the body of a file is packed for the way; null where it is not. Packed files that servers mistake for packed
 * answers (`Content-Encoding: gzip` on an archive) stay packed, as in browsers.
 */
export function filePackingOf({ body, url }: HttpAnswer): Packing | null {
  const packing = packingOf(body.headers);
  const names = `${new URL(url).pathname} ${body.headers['content-disposition'] ?? ''}`;
  const isArchive =
    /\.(t?gz|tar\.gz)\b/i.test(names) || /gzip|x-tgz/.test(body.headers['content-type'] ?? '');
  return isArchive && packing === 'gzip' ? null : packing;
}

/** Enough of the beginning to know a page by, or all of a smaller file. */
export async function firstBytes(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  return Buffer.concat(await gather([], chunks, BYTES_TO_KNOW_BY));
}

/** Enough of a page that came instead of a file to know what it says; the rest of it is still to be read. */
export async function firstOfPage(first: Buffer, rest: AsyncIterator<Buffer>): Promise<Buffer> {
  return Buffer.concat(await gather([first], rest, MOST_OF_A_PAGE));
}

async function gather(
  parts: readonly Buffer[],
  rest: AsyncIterator<Buffer>,
  most: number,
): Promise<readonly Buffer[]> {
  const all = [...parts];
  for (let size = all.reduce((sum, { length }) => sum + length, 0); size < most; ) {
    const next = await rest.next();
    if (next.done === true) break;
    all.push(next.value);
    size += next.value.length;
  }
  return all;
}

/** @param esperados bytes that were announced; `?` where nobody said */
export function cutBody(url: string, recebidos: number, esperados: number | '?'): TransientError {
  return new TransientError('CUT_BODY', 'COLETA_ARQUIVO_CORTADO', { url, recebidos, esperados });
}

/** A body on its way: what came of it, packed as it is, and why it ended. */
export interface BodyWatch {
  /** The bytes as they come. */
  readonly chunks: AsyncIterable<Buffer>;
  /** How many came. */
  readonly bytes: number;
  /** Why it could not be read to its end. */
  explain(error: unknown): unknown;
  end(): void;
}

/** Ends a body that stands still for `stallMs` or is not wanted any more. @param pace how fast it may come; null: at will */
export function watchBody(
  { body, url }: HttpAnswer,
  stallMs: number,
  signal: AbortSignal,
  pace: TransferPace | null = null,
): BodyWatch {
  let bytes = 0;
  let before = 0;
  let stalled: TransientError | null = null;
  // Whoever is held back by its own pace does not stand still.
  let isHeld = false;
  const timer = setInterval(() => {
    if (bytes - before < LEAST_BYTES && !isHeld) {
      stalled = timeOut(url, stallMs);
      body.destroy(stalled);
    }
    before = bytes;
  }, stallMs);
  const stop = (): void => {
    body.destroy(signal.reason);
  };
  signal.addEventListener('abort', stop, { once: true });
  return {
    chunks: counted(body, async (length) => {
      bytes += length;
      if (pace === null) return;
      isHeld = true;
      await pace.pay(length, signal);
      isHeld = false;
    }),
    get bytes() {
      return bytes;
    },
    explain: (error) => stalled ?? cutOrUnreachable(error, url),
    end: () => {
      clearInterval(timer);
      signal.removeEventListener('abort', stop);
    },
  };
}

async function* counted(
  body: IncomingMessage,
  onChunk: (bytes: number) => Promise<void>,
): AsyncGenerator<Buffer> {
  for await (const chunk of body as AsyncIterable<Buffer>) {
    await onChunk(chunk.length);
    yield chunk;
  }
}

const CUT_CODES = ['ECONNRESET', 'Z_BUF_ERROR', 'ERR_STREAM_PREMATURE_CLOSE'];

function cutOrUnreachable(error: unknown, url: string): TransientError {
  if (!CUT_CODES.includes((error as NodeJS.ErrnoException).code ?? '')) return unreachable(url, error);
  const params = { url, recebidos: '?', esperados: '?' };
  return new TransientError('CUT_BODY', 'COLETA_ARQUIVO_CORTADO', params, { cause: error });
}
