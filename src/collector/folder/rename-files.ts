import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { nameKey } from '../safe-name.ts';
import { takeName } from './settled-names.ts';

/**
 * Gives files of a folder other names, which may be names that others of them have now. Each step leaves every file
 * whole under a name of its own, so whoever is killed in between loses none.
 * @param names new names by present ones; no two alike, and none of a file that is not among them
 * @param others all further names of the folder
 * @throws of the file system
 */
export async function renameFiles(
  folder: string,
  names: ReadonlyMap<string, string>,
  others: Iterable<string>,
): Promise<void> {
  const waiting = new Map([...names].filter(([from, to]) => from !== to));
  const taken = new Set([...others, ...names.keys(), ...names.values()].map(nameKey));
  while (waiting.size > 0) {
    const free = [...waiting].filter(([from, to]) => isFree(to, from, waiting));
    for (const [from, to] of free) {
      await rename(join(folder, from), join(folder, to));
      waiting.delete(from);
    }
    if (free.length > 0) continue;
    // Each waits for the next, round and round: one of them steps aside.
    const [from, to] = waiting.entries().next().value!;
    const aside = takeName(to, taken);
    await rename(join(folder, from), join(folder, aside));
    waiting.delete(from);
    waiting.set(aside, to);
  }
}

/** Whether nobody who still has to move has a name, except whoever wants it: then only its case changes. */
function isFree(to: string, from: string, waiting: ReadonlyMap<string, string>): boolean {
  return ![...waiting.keys()].some((other) => other !== from && nameKey(other) === nameKey(to));
}
