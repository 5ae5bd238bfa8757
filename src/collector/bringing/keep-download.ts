import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import type { Attachment, StoredFile } from '../purchase.ts';
import { type OddFile, OddFileError, TransientError } from '../retry.ts';
import { attachmentName } from './attachment-name.ts';
import type { Bringing } from './collector-context.ts';
import { looksCut } from './file-end.ts';
import { keptName } from './kept-name.ts';
import { readEnds, readMarks } from './part-file.ts';
import type { SameBytes } from './same-bytes.ts';
import { verifyFile } from './verify-file.ts';
import { FileFilter } from './wanted-file.ts';

/** A file that a browser has brought to the disk. */
export interface Download {
  /** Address it is stored under. */
  readonly url: string;
  /** Absolute path, on the file system of its final place; it is taken from there. */
  readonly path: string;
  /** Name the portal gave it; null where it gave none. */
  readonly name: string | null;
}

/** What browsers call a download that nobody named. */
const NAMELESS = /^download(\.\w+)?$/i;

/**
 * Looks at what a browser has brought, as at everything that arrives, and keeps it.
 * @param same what came for this file before
 * @throws TransientError, SessionExpiredError for what is not the file; of the file system
 */
export async function keepDownload(
  bringing: Bringing,
  attachment: Attachment,
  download: Download,
  same: SameBytes,
): Promise<StoredFile> {
  const { store, onProgress } = bringing;
  const { url, path } = download;
  try {
    const { bytes, sha256, first, oddity } = await lookAt(bringing, attachment, download, same);
    const naming = { url, names: namesOf(attachment, download), disposition: null, contentType: null, first };
    const filter = new FileFilter(bringing.collector.settings, attachment);
    filter.checkName(attachmentName(naming));
    filter.checkSize(bytes);
    const reserved = await store.reserve(attachmentName(naming));
    try {
      await rename(path, reserved.part);
      onProgress({ kind: 'transfer', name: reserved.name, bytes, total: bytes });
      const file = { url, page: attachment.page, bytes, sha256, ...keptName(naming, oddity) };
      const stored = await store.commit(reserved, file);
      onProgress({ kind: 'transfer-ended', name: reserved.name, isStored: true });
      return stored;
    } catch (error) {
      await store.release(reserved);
      throw error;
    }
  } finally {
    await rm(path, { force: true });
  }
}

async function lookAt(bringing: Bringing, attachment: Attachment, download: Download, same: SameBytes) {
  const { url, path } = download;
  const { size: bytes } = await stat(path);
  const { head, tail } = await readEnds(path, bytes);
  if (looksCut(head, tail))
    throw new TransientError('CUT_BODY', 'COLETA_ARQUIVO_CORTADO', { url, recebidos: bytes, esperados: '?' });
  const first = await readMarks(path, bytes);
  const sha256 = await hashOf(path);
  const named = { ...attachment, names: namesOf(attachment, download) };
  let oddity: OddFile | null = null;
  try {
    if (bytes === 0) throw new OddFileError('EMPTY_FILE', 'COLETA_ARQUIVO_VAZIO', { url });
    await verifyFile(bringing, named, { url, disposition: null, contentType: null, first, bytes });
  } catch (error) {
    if (!(error instanceof OddFileError && same.isWhatThereIs(sha256))) throw error;
    oddity = error.oddity;
  }
  return { bytes, sha256, first, oddity };
}

function namesOf({ names }: Attachment, { name }: Download): readonly string[] {
  return name === null || NAMELESS.test(name) ? names : [name, ...names];
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
