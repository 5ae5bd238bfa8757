import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import type { Attachment, StoredFile } from '../purchase.ts';
import type { Clicked } from '../reading/page-reader.ts';
import {
  PermanentError,
  PortalClosedError,
  SessionExpiredError,
  TransientError,
  withRetries,
} from '../retry.ts';
import type { Bringing } from './collector-context.ts';
import { looksCut } from './file-end.ts';
import type { ReservedName } from './file-store.ts';
import { readEnds } from './part-file.ts';
import { type ArrivedFile, type FileHead, type TransferRequest, transfer } from './transfer.ts';

/** What browsers call a download that nobody named. */
const NAMELESS = /^download(\.\w+)?$/i;

/**
 * Brings one attachment to its final name, unless a former run did.
 * @throws NotAFileError, TransientError, PermanentError, SessionExpiredError, the signal's reason
 */
export async function bringAttachment(bringing: Bringing, attachment: Attachment): Promise<StoredFile> {
  const { collector, store, onProgress, signal } = bringing;
  const before = attachment.url === null ? null : await store.storedBefore(attachment.url);
  if (before !== null) {
    onProgress({ kind: 'transfer-ended', name: before.name, isStored: true });
    return before;
  }
  const leave = await collector.gate.enter(signal);
  try {
    if (attachment.url !== null) return await bringAddress(bringing, attachment, attachment.url);
    return await bringClick(bringing, attachment);
  } finally {
    leave();
  }
}

async function bringAddress(bringing: Bringing, attachment: Attachment, url: string): Promise<StoredFile> {
  const { collector, prepared, store, signal } = bringing;
  const desk = new Desk(bringing, attachment);
  const request: TransferRequest = {
    url,
    page: attachment.page,
    cookies: prepared.cookies,
    place: (head) => desk.place(url, head),
    onPage: (at, html) => pageInstead(bringing, url, at, html),
    verify: (file) => desk.verify(file),
    onBytes: (bytes, total) => desk.tell(bytes, total),
  };
  try {
    const { bytes, sha256 } = await transfer(collector.client, request, signal, collector.limits);
    const stored = await store.commit(desk.reserved, {
      url,
      page: attachment.page,
      bytes,
      sha256,
      remark: null,
    });
    desk.end(true);
    return stored;
  } catch (error) {
    await desk.giveUp(signal.aborted);
    throw error;
  }
}

/** What the transfer of one file keeps at hand: its name, once there is one. Every chunk is told; who sends it on is sparing. */
class Desk {
  readonly #bringing: Bringing;
  readonly #attachment: Attachment;
  #reserved: ReservedName | null = null;

  constructor(bringing: Bringing, attachment: Attachment) {
    this.#bringing = bringing;
    this.#attachment = attachment;
  }

  get reserved(): ReservedName {
    if (this.#reserved === null) throw new Error('no name was reserved');
    return this.#reserved;
  }

  async place(url: string, { disposition, contentType, first }: FileHead): Promise<string> {
    const { names } = this.#attachment;
    this.#reserved = await this.#bringing.store.reserve({ url, names, disposition, contentType, first });
    return this.#reserved.part;
  }

  async verify(file: ArrivedFile): Promise<void> {
    this.#bringing.store.verify(this.reserved, file.first, file.url);
  }

  tell(bytes: number, total: number | null): void {
    this.#bringing.onProgress({ kind: 'transfer', name: this.reserved.name, bytes, total });
  }

  end(isStored: boolean): void {
    this.#bringing.onProgress({ kind: 'transfer-ended', name: this.reserved.name, isStored });
  }

  /** What arrived of a file that is stopped may be of use to the next run; of one that failed it is not. */
  async giveUp(isStopped: boolean): Promise<void> {
    if (this.#reserved === null) return;
    if (!isStopped) await this.#bringing.store.release(this.#reserved);
    this.end(false);
  }
}

/** What it means that a page came instead of a file. */
async function pageInstead(
  { collector, signal }: Bringing,
  asked: string,
  url: string,
  html: string,
): Promise<Error> {
  const { adapter, settings } = collector;
  const verdict = adapter.verdict({ asked, url, status: 200, html, frames: [] });
  if (verdict === 'sign-in' && (await collector.hasEnded(signal)))
    return new SessionExpiredError(settings.base);
  if (verdict === 'portal-closed') return new PortalClosedError(asked, null);
  const group = verdict === 'sign-in' ? 'SIGN_IN_PAGE' : 'HTML_AS_FILE';
  return new TransientError(group, 'COLETA_ARQUIVO_PAGINA', { url: asked });
}

/** Clicks for a file that has no address; one that only shows an address is brought from there. */
async function bringClick(bringing: Bringing, attachment: Attachment): Promise<StoredFile> {
  const { prepared, signal, collector, store } = bringing;
  const { clicker } = prepared;
  if (clicker === null) {
    throw new PermanentError('NEEDS_BROWSER', 'COLETA_PRECISA_DE_NAVEGADOR', { url: attachment.page });
  }
  const once = async (): Promise<StoredFile> => {
    const clicked = await clicker.click(attachment, store.path, prepared.cookies, signal);
    if (clicked.path === null) return await bringAddress(bringing, attachment, clicked.url);
    try {
      return await keepClicked(bringing, attachment, clicked, clicked.path);
    } finally {
      await rm(clicked.path, { force: true });
    }
  };
  return await withRetries(once, signal, collector.limits.patience);
}

async function keepClicked(
  { store, onProgress }: Bringing,
  attachment: Attachment,
  clicked: Clicked,
  path: string,
): Promise<StoredFile> {
  const { size: bytes } = await stat(path);
  const { url } = clicked;
  if (bytes === 0) throw new TransientError('EMPTY_FILE', 'COLETA_ARQUIVO_VAZIO', { url });
  const { head, tail } = await readEnds(path, bytes);
  if (looksCut(head, tail))
    throw new TransientError('CUT_BODY', 'COLETA_ARQUIVO_CORTADO', { url, recebidos: bytes, esperados: '?' });
  const named = clicked.name === null || NAMELESS.test(clicked.name) ? [] : [clicked.name];
  const names = [...named, ...attachment.names];
  const reserved = await store.reserve({ url, names, disposition: null, contentType: null, first: head });
  try {
    store.verify(reserved, head, url);
    const sha256 = await hashOf(path);
    await rename(path, reserved.part);
    onProgress({ kind: 'transfer', name: reserved.name, bytes, total: bytes });
    const stored = await store.commit(reserved, { url, page: attachment.page, bytes, sha256, remark: null });
    onProgress({ kind: 'transfer-ended', name: reserved.name, isStored: true });
    return stored;
  } catch (error) {
    await store.release(reserved);
    throw error;
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
