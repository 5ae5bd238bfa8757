import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Name of the file that says what a backup folder holds. */
export const BACKUP_MANIFEST = 'manifesto.json';

/** What a backup folder holds, by file name. */
export interface BackupManifest {
  readonly formato: 1;
  readonly arquivos: Readonly<Record<string, { readonly sha256: string; readonly linhas: number }>>;
}

/**
 * Rows of each file of a backup folder, by the hash of its content. Files that were changed since are not in it, nor
 * is anything when there is no readable manifest.
 */
export async function backupContents(folder: string): Promise<ReadonlyMap<string, number>> {
  try {
    return contentsOf(JSON.parse(await readFile(join(folder, BACKUP_MANIFEST), 'utf8')));
  } catch {
    return new Map();
  }
}

function contentsOf(manifest: unknown): Map<string, number> {
  const contents = new Map<string, number>();
  if (!isRecord(manifest) || !isRecord(manifest['arquivos'])) return contents;
  for (const file of Object.values(manifest['arquivos'])) {
    if (!isRecord(file)) continue;
    const { sha256, linhas } = file;
    if (typeof sha256 === 'string' && typeof linhas === 'number') contents.set(sha256, linhas);
  }
  return contents;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
