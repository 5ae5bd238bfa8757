/** Whether two collections of the same purchases left the same on the disk. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Place } from './support.ts';

/**
 * SHA-256 of all files of purchases, by their paths below the output folder; manifests as they are, but for what
 * addresses say that are good for one click.
 */
export async function treeOf({ output }: Place): Promise<Record<string, string>> {
  const entries = await readdir(output, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(output, join(entry.parentPath, entry.name)))
    .filter((path) => path.includes('/') && !path.startsWith('.coleta'))
    .sort();
  const contents = paths.map(async (path) => {
    const bytes = await readFile(join(output, path));
    const isManifest = path.endsWith('manifest.json');
    const content = isManifest
      ? bytes.toString().replace(/(\/tickets\/\d+)\?[^"]*/g, '$1')
      : createHash('sha256').update(bytes).digest('hex');
    return [path, content] as const;
  });
  return Object.fromEntries(await Promise.all(contents));
}
