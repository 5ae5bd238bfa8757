import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { ATTACHMENT_PARTS } from '../../contract/collection-codes.ts';
import type { PartEvidence, StoredFile } from '../purchase.ts';
import { safeFileName } from '../safe-name.ts';

export const MANIFEST_NAME = 'manifest.json';

/** A PDF made of a mail; of a mail that could not be read it says why there is none. */
export interface MailPdf {
  /** File name of the mail. */
  readonly mail: string;
  /** File name of the PDF; null where there is none. */
  readonly name: string | null;
  readonly error: string | null;
}

/** A file of a folder, and what it is called at the portal, before numbers tell those apart that are called alike. */
export interface ManifestFile extends StoredFile {
  readonly given: string;
}

/** What a folder of a purchase holds, and where from. */
export interface Manifest {
  readonly po_id: string;
  /** One entry an address: two addresses of the same content share a file. In the order of the pages once it is whole. */
  readonly arquivos: readonly ManifestFile[];
  readonly pdfs: readonly MailPdf[];
  /** What the pages said when it was finished, by part, and what came of it. */
  readonly evidencias: readonly PartEvidence[];
}

/**
 * Reads the manifest of a folder. What is damaged or leads out of the folder is left out: the files are there all the
 * same, and at worst are brought once more and recognised as the same.
 * @returns one without entries where there is none
 */
export async function readManifest(folder: string, number: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST_NAME), 'utf8').catch(() => '{}');
  const { arquivos, pdfs, evidencias } = parsed(text);
  return {
    po_id: number,
    arquivos: listOf(arquivos)
      .map((one) => (typeof one === 'object' ? { remark: null, ...one } : one))
      .filter(isStoredFile)
      .map(asManifestFile),
    pdfs: listOf(pdfs).filter(isMailPdf),
    evidencias: listOf(evidencias).filter(isEvidence),
  };
}

/**
 * Writes the manifest of a folder: beside, then renamed. @param isLast whether it must survive the machine, too
 * @throws of the file system
 */
export async function writeManifest(folder: string, manifest: Manifest, isLast: boolean): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFileAtomic(join(folder, MANIFEST_NAME), text, { fsync: isLast });
}

/**
 * The manifest with an entry for an address, in place of a former one. Files that a script of a page made have the
 * address of the page: those are told apart by their content.
 */
export function withFile(manifest: Manifest, file: ManifestFile): Manifest {
  const { url, page, name, given, bytes, sha256, remark } = file;
  const isOther = (one: ManifestFile): boolean => one.url !== url || (url === page && one.sha256 !== sha256);
  return {
    ...manifest,
    arquivos: [...manifest.arquivos.filter(isOther), { url, name, given, bytes, sha256, page, remark }],
  };
}

function parsed(text: string): { arquivos?: unknown; pdfs?: unknown; evidencias?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isStoredFile(value: unknown): value is StoredFile {
  const { url, name, bytes, sha256, page, remark } = (value ?? {}) as Record<string, unknown>;
  const isText = [url, sha256, page].every((one) => typeof one === 'string');
  const isSaid = remark === null || typeof remark === 'string';
  return isText && isSaid && isOwnName(name) && Number.isSafeInteger(bytes);
}

/** A name that nobody gave is the one the file has. */
function asManifestFile(file: StoredFile): ManifestFile {
  const { given } = file as { given?: unknown };
  return { ...file, given: isOwnName(given) ? given : file.name };
}

function isEvidence(value: unknown): value is PartEvidence {
  const { part, page, said, found, stored, missing } = (value ?? {}) as Record<string, unknown>;
  const isCounted = [found, stored, said ?? 0].every((one) => Number.isSafeInteger(one));
  const isWorded = typeof page === 'string' && (missing === null || typeof missing === 'string');
  return isCounted && isWorded && ATTACHMENT_PARTS.some((one) => one === part);
}

function isMailPdf(value: unknown): value is MailPdf {
  const { mail, name, error } = (value ?? {}) as Record<string, unknown>;
  const isSaid = error === null || typeof error === 'string';
  return isOwnName(mail) && (name === null || isOwnName(name)) && isSaid;
}

/** Names are those this program gave: safe ones, without a path. */
function isOwnName(name: unknown): name is string {
  return typeof name === 'string' && name !== '' && safeFileName(name) === name;
}
