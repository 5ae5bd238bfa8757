import { mkdir, rename } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Readable } from 'node:stream';
import { safeFileName } from '../collector/safe-name.ts';
import { COLLECTION_LIMITS } from '../contract/collection-wire.ts';
import { ByteBudget, receiveFile, shownName } from '../files/upload.ts';

/** A list on its way. */
export interface ListUpload {
  /** As people know it. */
  readonly name: string;
  readonly body: Readable;
  /** Bytes that the sender announced, or 0. */
  readonly foreseen: number;
}

/** A list as it lies on the disk, in a folder that holds nothing else. */
export interface ReceivedList {
  readonly folder: string;
  readonly path: string;
  readonly name: string;
}

/**
 * Writes a list to the disk as it arrives, under a name that any system takes.
 * @param folder in which a folder is made for it
 * @throws RupturaError those of receiving a file
 */
export async function receiveList(
  folder: string,
  { name, body, foreseen }: ListUpload,
): Promise<ReceivedList> {
  const place = join(folder, 'recebida');
  await mkdir(place, { recursive: true, mode: 0o700 });
  const budget = new ByteBudget(COLLECTION_LIMITS.list_bytes);
  budget.foresee(foreseen);
  const { path } = await receiveFile(body, { name, folder: place, budget }, new AbortController().signal);
  const safe = safeFileName(shownName(name, [])) || 'lista.csv';
  // The name of the result file is made of it, and longer.
  const kept = `${parse(safe).name.slice(0, 120)}${parse(safe).ext}`;
  await rename(path, join(place, kept));
  return { folder: place, path: join(place, kept), name: kept };
}
