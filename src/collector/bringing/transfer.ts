import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { PurchaseCookies } from '../net/cookies.ts';
import { type HttpAnswer, type HttpClient, timeOut, unreachable } from '../net/http-client.ts';
import { throwIfBusy } from '../reading/http-reader.ts';
import {
  NotAFileError,
  PATIENCE,
  type Patience,
  PermanentError,
  TransientError,
  withRetries,
} from '../retry.ts';
import { HEAD_BYTES, looksCut, TAIL_BYTES } from './file-end.ts';

/** What an answer says about the file it brings, before any of it is written. */
export interface FileHead {
  /** Address arrived at. */
  readonly url: string;
  /** Raw header values; null where there is none. */
  readonly disposition: string | null;
  readonly contentType: string | null;
  /** First bytes of the file. */
  readonly first: Buffer;
}

/** A file that arrived whole, under its provisional path. */
export interface ArrivedFile extends FileHead {
  readonly part: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface TransferRequest {
  readonly url: string;
  /** Page that shows it. */
  readonly page: string;
  readonly cookies: PurchaseCookies;
  /** Gives the path to write to; asked once, when the first bytes are there. */
  place(head: FileHead): Promise<string>;
  /** Decides what a page means that came instead of the file; what it returns is thrown. */
  onPage(url: string, html: string): Promise<Error>;
  /** Looks at a file that arrived whole. @throws TransientError, PermanentError where it is not what it should be */
  verify(file: ArrivedFile): Promise<void>;
  /** Bytes so far, and in all where the portal said so. */
  onBytes(bytes: number, total: number | null): void;
}

export interface TransferLimits {
  readonly patience: Patience;
  /** A transfer that brings less than LEAST_BYTES in this time stands still. */
  readonly stallMs: number;
}

export const TRANSFER_LIMITS: TransferLimits = { patience: PATIENCE, stallMs: 30_000 };
const LEAST_BYTES = 1_024;
const MOST_OF_A_PAGE = 256 * 1024;

/** What is on the disk of a file between two tries. */
interface Progress {
  part: string | null;
  received: number;
  hash: Hash;
  /** `ETag` or `Last-Modified` by which the rest may be asked for; null: begin anew. */
  validator: string | null;
  total: number | null;
  /** SHA-256 of a former try that looked cut. */
  cutSha256: string | null;
  /** The portal answers parts wrongly. */
  isPartless: boolean;
}

/**
 * Brings one file to the disk, a chunk at a time, whatever its length; goes on where it was cut if the portal lets it.
 * @throws SessionExpiredError, NotAFileError, TransientError (tried often enough), PermanentError, the signal's reason
 */
export async function transfer(
  client: HttpClient,
  request: TransferRequest,
  signal: AbortSignal,
  limits: TransferLimits = TRANSFER_LIMITS,
): Promise<ArrivedFile> {
  const progress: Progress = {
    part: null,
    received: 0,
    hash: createHash('sha256'),
    validator: null,
    total: null,
    cutSha256: null,
    isPartless: false,
  };
  const tryOnce = async (): Promise<ArrivedFile> => {
    const file = await attempt(client, request, progress, signal, limits);
    try {
      await request.verify(file);
      return file;
    } catch (error) {
      beginAnew(progress);
      throw error;
    }
  };
  return await withRetries(tryOnce, signal, limits.patience);
}

async function attempt(
  client: HttpClient,
  request: TransferRequest,
  progress: Progress,
  signal: AbortSignal,
  limits: TransferLimits,
): Promise<ArrivedFile> {
  const answer = await ask(client, request, progress, signal);
  const { body } = answer;
  const watch = watchBody(answer, limits.stallMs, signal);
  try {
    const encoding = encodingOf(answer);
    const wire = { bytes: 0 };
    const chunks = decoded(counted(body, wire, watch.onChunk), encoding)[Symbol.asyncIterator]();
    const first = await firstBytes(chunks);
    if (progress.received === 0) await refuseOther(answer, request, first, chunks);
    const head = headOf(answer, first);
    progress.part ??= await request.place(head);
    answer.acceptCookies();
    remember(progress, body, encoding);
    await write(progress.part, progress, request, first, chunks);
    throwIfShort(body, wire.bytes, request.url, progress);
    return await arrived(progress.part, progress, request.url, head);
  } catch (error) {
    if (progress.validator === null) beginAnew(progress);
    signal.throwIfAborted();
    throw isOwn(error) ? error : watch.explain(error);
  } finally {
    watch.end();
    answer.drop();
  }
}

function isOwn(error: unknown): boolean {
  // The file system's own errors (a full disk) are nobody's to try again.
  if (typeof (error as NodeJS.ErrnoException).path === 'string' || isDiskError(error)) return true;
  return (
    error instanceof TransientError ||
    error instanceof PermanentError ||
    error instanceof NotAFileError ||
    isSession(error)
  );
}

function isDiskError(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EFBIG'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function isSession(error: unknown): boolean {
  return (error as Error).name === 'SessionExpiredError';
}

/** Asks for the file, or for the rest of it. */
async function ask(
  client: HttpClient,
  { url, page, cookies }: TransferRequest,
  progress: Progress,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const rest = progress.validator !== null && progress.received > 0 && !progress.isPartless;
  const headers = rest ? { range: `bytes=${progress.received}-`, 'if-range': progress.validator! } : {};
  const answer = await client.get({ url, cookies, referer: page, headers, signal });
  throwIfBusy(answer);
  const { status } = answer;
  if (rest && status === 206 && isTheRest(answer.body, progress)) return answer;
  if (status === 206 || status === 416) {
    answer.drop();
    progress.isPartless = true;
    beginAnew(progress);
    throw new TransientError('WRONG_RANGE', 'COLETA_HTTP', { status, url });
  }
  if (status !== 200) {
    answer.drop();
    throw new PermanentError(`HTTP_${status}`, 'COLETA_HTTP', { status, url });
  }
  if (withoutHash(answer.url) === withoutHash(page)) {
    answer.drop();
    throw new NotAFileError(url);
  }
  beginAnew(progress);
  return answer;
}

function withoutHash(url: string): string {
  return url.replace(/#.*$/, '');
}

function beginAnew(progress: Progress): void {
  progress.received = 0;
  progress.hash = createHash('sha256');
  progress.validator = null;
}

/** Whether a part begins where the file on the disk ends, and belongs to the same file. */
function isTheRest({ headers }: IncomingMessage, progress: Progress): boolean {
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  if (range === null || Number(range[1]) !== progress.received) return false;
  if (range[3] !== '*' && progress.total !== null && Number(range[3]) !== progress.total) return false;
  const length = Number(range[2]) - Number(range[1]) + 1;
  if (headers['content-length'] !== undefined && Number(headers['content-length']) !== length) return false;
  const isOther =
    headers.etag !== undefined && progress.validator?.includes('"') && headers.etag !== progress.validator;
  return isOther !== true && headers['content-encoding'] === undefined;
}

/** What to ask the rest by, and how long the whole is. */
function remember(
  progress: Progress,
  { headers, statusCode }: IncomingMessage,
  encoding: string | null,
): void {
  if (statusCode === 206) return;
  const length = headers['content-length'];
  progress.total = encoding === null && length !== undefined ? Number(length) : null;
  const etag = headers.etag?.startsWith('"') === true ? headers.etag : null;
  const canResume = encoding === null && headers['accept-ranges'] !== 'none';
  progress.validator = canResume ? (etag ?? headers['last-modified'] ?? null) : null;
}

/**
 * How the body is packed for the way; null where it is not. Packed files that servers mistake for packed answers
 * (`Content-Encoding: gzip` on an archive) stay packed, as in browsers.
 */
function encodingOf({ body, url }: HttpAnswer): string | null {
  const encoding = body.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return null;
  const names = `${new URL(url).pathname} ${body.headers['content-disposition'] ?? ''}`;
  const isArchive =
    /\.(t?gz|tar\.gz)\b/i.test(names) || /gzip|x-tgz/.test(body.headers['content-type'] ?? '');
  return isArchive && encoding.includes('gzip') ? null : encoding;
}

async function* counted(
  body: IncomingMessage,
  wire: { bytes: number },
  onChunk: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of body as AsyncIterable<Buffer>) {
    wire.bytes += chunk.length;
    onChunk(chunk.length);
    yield chunk;
  }
}

function decoded(chunks: AsyncIterable<Buffer>, encoding: string | null): AsyncIterable<Buffer> {
  if (encoding === null) return chunks;
  const decoder =
    encoding === 'br' ? createBrotliDecompress() : encoding === 'deflate' ? createInflate() : createGunzip();
  const source = Readable.from(chunks, { objectMode: false });
  source.on('error', (error) => decoder.destroy(error));
  return source.pipe(decoder);
}

/** Enough of the beginning to know a page by, or all of a smaller file. */
async function firstBytes(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let size = 0; size < 512; ) {
    const next = await chunks.next();
    if (next.done === true) break;
    parts.push(next.value);
    size += next.value.length;
  }
  return Buffer.concat(parts);
}

function headOf({ url, body }: HttpAnswer, first: Buffer): FileHead {
  const { 'content-disposition': disposition = null, 'content-type': contentType = null } = body.headers;
  return { url, disposition, contentType, first };
}

/** @throws where nothing came, or a page instead of a file */
async function refuseOther(
  answer: HttpAnswer,
  request: TransferRequest,
  first: Buffer,
  rest: AsyncIterator<Buffer>,
): Promise<void> {
  const { headers } = answer.body;
  if (first.length === 0) {
    const announced = Number(headers['content-length'] ?? 0);
    if (announced > 0) throw cut(request.url, 0, announced);
    throw new TransientError('EMPTY_FILE', 'COLETA_ARQUIVO_VAZIO', { url: request.url });
  }
  const isCalledPage = /^\s*(text\/html|application\/xhtml)/i.test(headers['content-type'] ?? '');
  const isAttachment = /^\s*attachment/i.test(headers['content-disposition'] ?? '');
  if (isCalledPage && !isAttachment) throw await request.onPage(answer.url, await textOf(first, rest));
}

async function textOf(first: Buffer, rest: AsyncIterator<Buffer>): Promise<string> {
  const parts = [first];
  for (let size = first.length; size < MOST_OF_A_PAGE; ) {
    const next = await rest.next();
    if (next.done === true) break;
    parts.push(next.value);
    size += next.value.length;
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Appends what arrives to the part. */
async function write(
  part: string,
  progress: Progress,
  request: TransferRequest,
  first: Buffer,
  rest: AsyncIterator<Buffer>,
): Promise<void> {
  const file = await open(part, progress.received === 0 ? 'w' : 'r+');
  try {
    for (let chunk: Buffer | undefined = first; chunk !== undefined; chunk = await nextOf(rest)) {
      await writeAll(file, chunk, progress.received);
      progress.hash.update(chunk);
      progress.received += chunk.length;
      request.onBytes(progress.received, progress.total);
    }
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function nextOf(chunks: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
  const next = await chunks.next();
  return next.done === true ? undefined : next.value;
}

async function writeAll(file: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    done += (await file.write(chunk, done, chunk.length - done, position + done)).bytesWritten;
  }
}

/** @throws TransientError where less came than was announced */
function throwIfShort(
  { headers }: IncomingMessage,
  wireBytes: number,
  url: string,
  progress: Progress,
): void {
  const announced = headers['content-length'];
  if (announced !== undefined && Number(announced) !== wireBytes)
    throw cut(url, wireBytes, Number(announced));
  if (progress.total !== null && progress.received !== progress.total)
    throw cut(url, progress.received, progress.total);
}

function cut(url: string, recebidos: number, esperados: number | string): TransientError {
  return new TransientError('CUT_BODY', 'COLETA_ARQUIVO_CORTADO', { url, recebidos, esperados });
}

/** A whole file, or one that looks cut for the first time. */
async function arrived(part: string, progress: Progress, url: string, head: FileHead): Promise<ArrivedFile> {
  const bytes = progress.received;
  const sha256 = progress.hash.copy().digest('hex');
  const ends = await readEnds(part, bytes);
  // The same bytes twice are what the portal has, however sloppily they were written.
  if (looksCut(ends.head, ends.tail) && progress.cutSha256 !== sha256) {
    progress.cutSha256 = sha256;
    beginAnew(progress);
    throw cut(url, bytes, '?');
  }
  return { ...head, first: ends.head, part, bytes, sha256 };
}

/** First and last bytes of a file. */
export async function readEnds(path: string, bytes: number): Promise<{ head: Buffer; tail: Buffer }> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(Math.min(HEAD_BYTES, bytes));
    const tail = Buffer.alloc(Math.min(TAIL_BYTES, bytes));
    await file.read(head, 0, head.length, 0);
    await file.read(tail, 0, tail.length, bytes - tail.length);
    return { head, tail };
  } finally {
    await file.close();
  }
}

/** Ends a body that stands still or is not wanted any more, and says why it ended. */
function watchBody({ body, url }: HttpAnswer, stallMs: number, signal: AbortSignal) {
  let since = 0;
  let stalled: TransientError | null = null;
  const timer = setInterval(() => {
    if (since < LEAST_BYTES) {
      stalled = timeOut(url, stallMs);
      body.destroy(stalled);
    }
    since = 0;
  }, stallMs);
  const stop = (): void => {
    body.destroy(signal.reason);
  };
  signal.addEventListener('abort', stop, { once: true });
  return {
    onChunk: (bytes: number): void => {
      since += bytes;
    },
    /** Why a body could not be read. */
    explain: (error: unknown): unknown => stalled ?? cutOrUnreachable(error, url),
    end: (): void => {
      clearInterval(timer);
      signal.removeEventListener('abort', stop);
    },
  };
}

function cutOrUnreachable(error: unknown, url: string): TransientError {
  const isCut = ['ECONNRESET', 'Z_BUF_ERROR', 'ERR_STREAM_PREMATURE_CLOSE'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );
  if (!isCut) return unreachable(url, error);
  return new TransientError(
    'CUT_BODY',
    'COLETA_ARQUIVO_CORTADO',
    { url, recebidos: '?', esperados: '?' },
    { cause: error },
  );
}
