import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { collectionsFolder } from '../collector/folder/collection-folder.ts';
import { RupturaError } from '../contract/errors.ts';
import { withFolderLock } from '../processes/folder-lock.ts';
import { isAlive, ownIdentity, type ProcessIdentity } from '../processes/process-identity.ts';

interface Holder extends ProcessIdentity {
  /** What it holds the folder for. */
  readonly coleta: string;
  readonly marca: number;
}

let marks = 0;

/**
 * Takes an output folder for one coordinator: two would write into each other's folders. A holder that was killed holds
 * nothing any more.
 * @param name what others are told of who holds it
 * @returns what gives it back
 * @throws RupturaError COLETA_EM_USO
 */
export async function holdOutputFolder(outputFolder: string, name: string): Promise<() => Promise<void>> {
  const folder = collectionsFolder(outputFolder);
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'em-uso.json');
  const turn = join(folder, 'trava');
  const own: Holder = { ...ownIdentity(), coleta: name, marca: ++marks };
  await withFolderLock(turn, async () => {
    const holder = await readHolder(path);
    if (holder !== null && isAlive(holder)) {
      throw new RupturaError('COLETA_EM_USO', {
        pasta: outputFolder,
        coleta: holder.coleta,
        pid: holder.pid,
      });
    }
    await writeFileAtomic(path, JSON.stringify(own), { mode: 0o600 });
  });
  return async () => {
    await withFolderLock(turn, async () => {
      const holder = await readHolder(path);
      if (holder?.pid === own.pid && holder.marca === own.marca) await rm(path, { force: true });
    });
  };
}

/** Null where nobody holds it. */
async function readHolder(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}
