import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** Files as one archive, each under its own name, read while it is sent. */
export function zipFiles(paths: readonly string[]): Readable {
  const zip = new ZipFile();
  const archive = zip.outputStream as Readable;
  zip.on('error', (error: Error) => archive.destroy(error));
  for (const path of paths) zip.addFile(path, basename(path));
  zip.end();
  return archive;
}
