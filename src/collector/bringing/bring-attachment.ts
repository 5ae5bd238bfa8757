import { writeFile } from 'node:fs/promises';
import type { Attachment, StoredFile } from '../purchase.ts';
import { PermanentError, withRetries } from '../retry.ts';
import { attachmentName } from './attachment-name.ts';
import type { Bringing, FetchByBrowser } from './collector-context.ts';
import type { ReservedName } from './file-store.ts';
import { keepDownload } from './keep-download.ts';
import { keptName } from './kept-name.ts';
import { linkFile } from './link-file.ts';
import { SameBytes } from './same-bytes.ts';
import { type TransferRequest, transfer } from './transfer.ts';
import { pageProblem, verifyFile } from './verify-file.ts';
import { FileFilter } from './wanted-file.ts';

/**
 * Brings one attachment to the folder of its purchase, unless a former run did.
 * @throws NotAFileError, TransientError, PermanentError, SessionExpiredError, the signal's reason
 */
export async function bringAttachment(bringing: Bringing, attachment: Attachment): Promise<StoredFile> {
  const { collector, store, onProgress, signal } = bringing;
  const { url, kind } = attachment;
  const filter = new FileFilter(collector.settings, attachment);
  filter.checkPage();
  const before = url === null ? null : await store.storedBefore(url);
  if (before !== null) {
    onProgress({ kind: 'transfer-ended', name: before.name, isStored: true });
    return before;
  }
  if (kind === 'link' && url !== null) return await keepLink(bringing, attachment, url);
  const leave = await collector.gate.enter(signal);
  try {
    if (url !== null) return await bringAddress(bringing, attachment, url, filter);
    return await bringClick(bringing, attachment);
  } finally {
    leave();
  }
}

async function bringAddress(
  bringing: Bringing,
  attachment: Attachment,
  url: string,
  filter = new FileFilter(bringing.collector.settings, attachment),
): Promise<StoredFile> {
  const { collector, prepared, store, signal } = bringing;
  const { page, names } = attachment;
  const desk = new Desk(bringing);
  const request: TransferRequest = {
    url,
    page,
    cookies: prepared.cookies,
    place: async (head) => {
      const name = attachmentName({ ...head, names });
      filter.checkName(name);
      return await desk.place(name);
    },
    onPage: async (at, html) => pageProblem(bringing, attachment, { url, at, html }),
    verify: (file) => verifyFile(bringing, attachment, file),
    onBytes: (bytes, total) => {
      filter.checkSize(total ?? bytes);
      desk.tell(bytes, total);
    },
  };
  try {
    const file = await transfer(collector.client, request, signal, collector.limits);
    const { bytes, sha256, oddity } = file;
    const name = keptName({ ...file, names }, oddity);
    const stored = await store.commit(desk.reserved, { url, page, bytes, sha256, ...name });
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
  #reserved: ReservedName | null = null;

  constructor(bringing: Bringing) {
    this.#bringing = bringing;
  }

  get reserved(): ReservedName {
    if (this.#reserved === null) throw new Error('no name was reserved');
    return this.#reserved;
  }

  async place(given: string): Promise<string> {
    this.#reserved = await this.#bringing.store.reserve(given);
    return this.#reserved.part;
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

/** Keeps where a link leads. */
async function keepLink(bringing: Bringing, { names, page }: Attachment, url: string): Promise<StoredFile> {
  const { store } = bringing;
  const { given, content, sha256 } = linkFile(url, names);
  const desk = new Desk(bringing);
  try {
    await writeFile(await desk.place(given), content, { flush: true });
    const file = { url, page, bytes: content.length, sha256, given, remark: null };
    const stored = await store.commit(desk.reserved, file);
    desk.end(true);
    return stored;
  } catch (error) {
    await desk.giveUp(false);
    throw error;
  }
}

/** Clicks for a file that has no address; one that only shows an address is brought from there. */
async function bringClick(bringing: Bringing, attachment: Attachment): Promise<StoredFile> {
  const { prepared, signal, collector, store } = bringing;
  const { clicker } = prepared;
  if (clicker === null) {
    throw new PermanentError('NEEDS_BROWSER', 'COLETA_PRECISA_DE_NAVEGADOR', { url: attachment.page });
  }
  const same = new SameBytes();
  const once = async (): Promise<StoredFile> => {
    const clicked = await clicker.click(attachment, store.path, prepared.cookies, signal);
    const { path } = clicked;
    if (path === null) return await bringAddress(bringing, attachment, clicked.url);
    return await keepDownload(bringing, attachment, { ...clicked, path }, same);
  };
  return await withRetries(once, signal, collector.limits.patience);
}

/**
 * Has a browser bring a file that the portal does not give to programs.
 * @param fetch of the browser, whose page is this purchase's for now
 * @throws as `bringAttachment`
 */
export async function bringByBrowser(
  bringing: Bringing,
  attachment: Attachment,
  fetch: FetchByBrowser,
): Promise<StoredFile> {
  const { prepared, signal, collector, store } = bringing;
  const { url, page } = attachment;
  if (url === null) throw new TypeError('a file without an address is clicked for');
  const same = new SameBytes();
  const leave = await collector.gate.enter(signal);
  try {
    const once = async (): Promise<StoredFile> => {
      const fetched = await fetch({ url, page, cookies: prepared.cookies }, store.path, signal);
      return await keepDownload(bringing, attachment, { ...fetched, url }, same);
    };
    return await withRetries(once, signal, collector.limits.patience);
  } finally {
    leave();
  }
}
