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
 * Hashes of the files of a folder that its manifest knows to be empty tables: only those may empty a table. Without a
 * readable manifest there are none.
 */
export async function emptyTablesOf(folder: string): Promise<ReadonlySet<string>> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, BACKUP_MANIFEST), 'utf8'));
    return new Set(emptyHashes(manifest));
  } catch {
    return new Set();
  }
}

function emptyHashes(manifest: unknown): string[] {
  if (!isRecord(manifest) || !isRecord(manifest['arquivos'])) return [];
  return Object.values(manifest['arquivos']).flatMap((file) =>
    isRecord(file) && file['linhas'] === 0 && typeof file['sha256'] === 'string' ? [file['sha256']] : [],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
