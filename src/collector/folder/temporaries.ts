import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Removes what a killed process left of writing `path` safely. Only one process at a time writes it, so there is nobody
 * whom the removal could disturb. A folder that is not there has nothing to remove.
 */
export async function sweepTemporaries(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  for (const name of names)
    if (isTemporaryOf(name, basename(path))) await rm(join(folder, name), { force: true });
}

/** Whether a name is one that write-file-atomic gives to what it has not finished: the name, a dot, a number. */
export function isTemporaryOf(name: string, target: string): boolean {
  return name.startsWith(`${target}.`) && /^\d+$/.test(name.slice(target.length + 1));
}
