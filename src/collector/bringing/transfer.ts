import { unpacked } from '../net/content-encoding.ts';
import type { HttpAnswer, HttpAsker } from '../net/http-client.ts';
import {
  LeftOutError,
  NotAFileError,
  type OddFile,
  OddFileError,
  PATIENCE,
  type Patience,
  PermanentError,
  PortalClosedError,
  SessionExpiredError,
  TransientError,
  withRetries,
} from '../retry.ts';
import { cutBody, filePackingOf, firstBytes, firstOfPage, watchBody } from './file-body.ts';
import { looksCut } from './file-end.ts';
import { looksLikePage } from './file-kind.ts';
import { askForFile, rememberForRest, type WantedFile } from './file-request.ts';
import { isDiskError, PartFile, readEnds, readMarks } from './part-file.ts';
import { SameBytes } from './same-bytes.ts';
import type { TransferPace } from './transfer-pace.ts';

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
  /** What tells its kind, see `readMarks`. */
  readonly first: Buffer;
  readonly part: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** A file that is kept. */
export interface KeptFile extends ArrivedFile {
  /** It is not what it should be, and came so again and again; what `verify` said of it. Null for a good one. */
  readonly oddity: OddFile | null;
}

export interface TransferRequest extends WantedFile {
  /** Gives the path to write to; asked once, when the first bytes are there. */
  place(head: FileHead): Promise<string>;
  /** Decides what a page means that came instead of the file; what it returns is thrown. Null: it may be the file. */
  onPage(url: string, html: string): Promise<Error | null>;
  /**
   * Looks at a file that arrived whole and is not empty.
   * @throws OddFileError for one that is kept if it always comes so, TransientError, PermanentError for what never is
   */
  verify(file: ArrivedFile): Promise<void>;
  /** Bytes so far, and in all where the portal said so. */
  onBytes(bytes: number, total: number | null): void;
}

export interface TransferLimits {
  readonly patience: Patience;
  /** A transfer that brings next to nothing in this time stands still. */
  readonly stallMs: number;
  /** How fast the transfers of this worker may be together; missing: as they come. */
  readonly pace?: TransferPace;
}

export const TRANSFER_LIMITS: TransferLimits = { patience: PATIENCE, stallMs: 30_000 };

/**
 * Brings one file to the disk, a chunk at a time, whatever its length; goes on where it was cut if the portal lets it.
 * @throws SessionExpiredError, NotAFileError, TransientError (tried often enough), PermanentError, the signal's reason
 */
export async function transfer(
  client: HttpAsker,
  request: TransferRequest,
  signal: AbortSignal,
  limits: TransferLimits = TRANSFER_LIMITS,
): Promise<KeptFile> {
  const once = new Transfer(client, request, signal, limits);
  return await withRetries(() => once.attempt(), signal, limits.patience);
}

/** One file on its way, over all its tries. */
class Transfer {
  readonly #client: HttpAsker;
  readonly #request: TransferRequest;
  readonly #signal: AbortSignal;
  readonly #limits: TransferLimits;
  readonly #part = new PartFile();
  /** SHA-256 of a former try that looked cut. */
  #cutSha256: string | null = null;
  readonly #odd = new SameBytes();
  /** Headers of the answer that began what is on the disk: those of a part may lack the name. */
  #head: Omit<FileHead, 'first'> | null = null;

  constructor(client: HttpAsker, request: TransferRequest, signal: AbortSignal, limits: TransferLimits) {
    this.#client = client;
    this.#request = request;
    this.#signal = signal;
    this.#limits = limits;
  }

  async attempt(): Promise<KeptFile> {
    const file = await this.#bring();
    try {
      const { bytes, url } = file;
      if (bytes === 0) throw new OddFileError('EMPTY_FILE', 'COLETA_ARQUIVO_VAZIO', { url });
      await this.#request.verify(file);
      return { ...file, oddity: null };
    } catch (error) {
      if (error instanceof OddFileError && this.#odd.isWhatThereIs(file.sha256))
        return { ...file, oddity: error.oddity };
      this.#part.beginAnew();
      throw error;
    }
  }

  async #bring(): Promise<ArrivedFile> {
    const answer = await askForFile(this.#client, this.#request, this.#part, this.#signal);
    const watch = watchBody(answer, this.#limits.stallMs, this.#signal, this.#limits.pace);
    try {
      const packing = filePackingOf(answer);
      const chunks = unpacked(watch.chunks, packing)[Symbol.asyncIterator]();
      const isBeginning = this.#part.received === 0;
      const some = await firstBytes(chunks);
      const first = isBeginning ? await this.#refuseOther(answer, some, chunks) : some;
      if (isBeginning || this.#head === null) this.#head = headOf(answer);
      const head = { ...this.#head, first };
      const path = this.#part.path ?? (await this.#request.place(head));
      answer.acceptCookies();
      rememberForRest(this.#part, answer.body, packing !== null);
      await this.#part.append(path, first, chunks, (received) =>
        this.#request.onBytes(received, this.#part.total),
      );
      this.#throwIfShort(answer, watch.bytes);
      return await this.#arrived(path, head);
    } catch (error) {
      if (this.#part.validator === null) this.#part.beginAnew();
      this.#signal.throwIfAborted();
      throw isOwn(error) ? error : watch.explain(error);
    } finally {
      watch.end();
      answer.drop();
    }
  }

  /** @returns what was read of it @throws where less came than was announced, or a page instead of a file */
  async #refuseOther({ body, url }: HttpAnswer, first: Buffer, rest: AsyncIterator<Buffer>): Promise<Buffer> {
    const { headers } = body;
    const announced = Number(headers['content-length'] ?? 0);
    if (first.length === 0 && announced > 0) throw cutBody(this.#request.url, 0, announced);
    // A body that ends with its connection may have been cut before its first byte.
    if (
      first.length === 0 &&
      headers['content-length'] === undefined &&
      headers['transfer-encoding'] === undefined
    )
      throw new TransientError('EMPTY_FILE', 'COLETA_ARQUIVO_VAZIO', { url: this.#request.url });
    const isCalledPage = /^\s*(text\/html|application\/xhtml)/i.test(headers['content-type'] ?? '');
    const isAttachment = /^\s*attachment/i.test(headers['content-disposition'] ?? '');
    // Some servers call a page whatever has no type of its own.
    if (!isCalledPage || isAttachment || !looksLikePage(first)) return first;
    const page = await firstOfPage(first, rest);
    const problem = await this.#request.onPage(url, page.toString('utf8'));
    if (problem !== null) throw problem;
    return page;
  }

  /** @throws TransientError where less came than was announced */
  #throwIfShort({ body }: HttpAnswer, wireBytes: number): void {
    const { url } = this.#request;
    const announced = body.headers['content-length'];
    if (announced !== undefined && Number(announced) !== wireBytes)
      throw cutBody(url, wireBytes, Number(announced));
    const { received, total } = this.#part;
    if (total !== null && received !== total) throw cutBody(url, received, total);
  }

  /** A whole file, or one that looks cut for the first time. */
  async #arrived(path: string, head: FileHead): Promise<ArrivedFile> {
    const { received: bytes, sha256 } = this.#part;
    const ends = await readEnds(path, bytes);
    // The same bytes twice are what the portal has, however sloppily they were written.
    if (looksCut(ends.head, ends.tail) && this.#cutSha256 !== sha256) {
      this.#cutSha256 = sha256;
      this.#part.beginAnew();
      throw cutBody(this.#request.url, bytes, '?');
    }
    return { ...head, first: await readMarks(path, bytes), part: path, bytes, sha256 };
  }
}

function headOf({ url, body }: HttpAnswer): Omit<FileHead, 'first'> {
  const { 'content-disposition': disposition = null, 'content-type': contentType = null } = body.headers;
  return { url, disposition, contentType };
}

/** Whether an error says itself what it is; all others are the body's. */
function isOwn(error: unknown): boolean {
  return (
    isDiskError(error) ||
    error instanceof TransientError ||
    error instanceof PermanentError ||
    error instanceof NotAFileError ||
    error instanceof LeftOutError ||
    error instanceof SessionExpiredError ||
    error instanceof PortalClosedError
  );
}
