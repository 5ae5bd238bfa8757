import type { Dirent } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PURCHASE_ORDER_STATUSES } from '../../contract/collection-codes.ts';
import { hashFile } from '../../files/file-hash.ts';
import type { PurchaseOrder } from '../purchase.ts';
import { nameKey, numberedName, UNKNOWN_FOLDER } from '../safe-name.ts';
import type { FolderLayout } from './folder-layout.ts';
import { MANIFEST_NAME, type Manifest, readManifest, withFile, writeManifest } from './manifest.ts';
import { isTemporaryOf } from './temporaries.ts';

/** Where the folder of a purchase is while it is worked on. */
export interface WorkPlace {
  /** Absolute path of the folder it stands in. */
  readonly parent: string;
  /** Absolute path of the folder at work. */
  readonly path: string;
}

/**
 * Opens the one folder of a purchase, with all that former runs left: a work folder of a run that was killed is gone on
 * with, a finished folder becomes the work folder again, and of several the files are put into one.
 * @param supplier as the portal names it; it decides where the list says nothing
 * @throws of the file system
 */
export async function openWorkPlace(
  outputFolder: string,
  purchase: PurchaseOrder,
  supplier: string | null,
  layout: FolderLayout,
): Promise<WorkPlace> {
  const parent = join(outputFolder, ...(await levelsOf(outputFolder, purchase, supplier, layout)));
  const path = join(parent, `${purchase.number}__WORK`);
  await mkdir(parent, { recursive: true });
  const formers = await formersOf(outputFolder, parent, purchase, supplier, layout);
  const others = formers.filter((former) => former !== path);
  const [first] = others;
  if (others.length === formers.length && first !== undefined) await rename(others.shift()!, path);
  else await mkdir(path, { recursive: true });
  for (const former of others) await mergeFolder(former, path, purchase.number);
  return { parent, path };
}

/**
 * Folders of a purchase that former runs left, absolute; nothing is made or moved.
 * @throws of the file system
 */
export async function formerFolders(
  outputFolder: string,
  purchase: PurchaseOrder,
  supplier: string | null,
  layout: FolderLayout,
): Promise<string[]> {
  const parent = join(outputFolder, ...(await levelsOf(outputFolder, purchase, supplier, layout)));
  return await formersOf(outputFolder, parent, purchase, supplier, layout);
}

async function levelsOf(
  outputFolder: string,
  purchase: PurchaseOrder,
  supplier: string | null,
  layout: FolderLayout,
): Promise<readonly string[]> {
  const isUnknown = layout.isByHierarchy && purchase.folders.length === 0 && supplier === null;
  if (!isUnknown) return layout.levels(purchase, supplier);
  // Nobody knows the supplier today; whoever knew it once decided where the folder is.
  const names = namesOf(purchase, null, layout);
  for (const { name } of await foldersIn(outputFolder)) {
    if (!name.startsWith('.') && (await formersIn(join(outputFolder, name), names)).length > 0) return [name];
  }
  return [UNKNOWN_FOLDER];
}

/** Folders of former runs: where the purchase goes now, and where it went while nobody knew its supplier. */
async function formersOf(
  outputFolder: string,
  parent: string,
  purchase: PurchaseOrder,
  supplier: string | null,
  layout: FolderLayout,
): Promise<string[]> {
  const nobody = { ...purchase, folders: [], supplier: null };
  const unknown = join(outputFolder, ...layout.levels(nobody, null));
  const isElsewhere = purchase.folders.length <= 1 && unknown !== parent;
  const names = new Set([...namesOf(purchase, supplier, layout), ...namesOf(nobody, null, layout)]);
  return [...(await formersIn(parent, names)), ...(isElsewhere ? await formersIn(unknown, names) : [])];
}

/** All names that the folder of a purchase may have. */
function namesOf(purchase: PurchaseOrder, supplier: string | null, layout: FolderLayout): Set<string> {
  const { number } = purchase;
  const spellings = [purchase, { ...purchase, written: number }];
  const names = PURCHASE_ORDER_STATUSES.flatMap((status) => [
    `${number}_${status}`,
    ...spellings.map((one) => layout.folder(one, supplier, status)),
  ]);
  return new Set([`${number}__WORK`, ...names]);
}

async function formersIn(parent: string, names: ReadonlySet<string>): Promise<string[]> {
  const found = (await foldersIn(parent)).filter(({ name }) => names.has(name));
  return found.map(({ name }) => join(parent, name)).sort();
}

async function foldersIn(parent: string): Promise<Dirent[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(nothingIfMissing);
  return entries.filter((entry) => entry.isDirectory());
}

function nothingIfMissing(error: NodeJS.ErrnoException): Dirent[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

/**
 * Puts all that a folder has into another one and removes it. The same content under one name is kept once, other
 * content gets a number. A run that is killed in between loses nothing: what was not moved yet is moved the next time.
 * @throws of the file system
 */
export async function mergeFolder(from: string, into: string, number: string): Promise<void> {
  const names = new Map<string, string>();
  const taken = new Set((await readdir(into)).map(nameKey));
  const own = await readdir(from, { withFileTypes: true });
  for (const entry of own.filter(({ name }) => !isProvisional(name) && name !== MANIFEST_NAME)) {
    names.set(entry.name, await moveEntry(entry, from, into, taken));
  }
  let manifest = await readManifest(into, number);
  const former = await readManifest(from, number);
  for (const file of former.arquivos) manifest = withMoved(manifest, file, names.get(file.name) ?? file.name);
  const pdfs = former.pdfs.map((pdf) => ({ ...pdf, mail: names.get(pdf.mail) ?? pdf.mail }));
  const known = new Set(manifest.pdfs.map(({ mail }) => mail));
  await writeManifest(
    into,
    { ...manifest, pdfs: [...manifest.pdfs, ...pdfs.filter(({ mail }) => !known.has(mail))] },
    true,
  );
  for (const { name } of own.filter(({ name }) => isProvisional(name) || name === MANIFEST_NAME)) {
    await rm(join(from, name), { force: true });
  }
  await rmdir(from);
}

/** An address that both know keeps the entry of the folder merged into. */
function withMoved(manifest: Manifest, file: Manifest['arquivos'][number], name: string): Manifest {
  return manifest.arquivos.some(({ url }) => url === file.url)
    ? manifest
    : withFile(manifest, { ...file, name });
}

/** Files that are not whole: of transfers, and of manifests that were being written. */
export function isProvisional(name: string): boolean {
  return /\.part$/i.test(name) || isTemporaryOf(name, MANIFEST_NAME);
}

async function moveEntry(entry: Dirent, from: string, into: string, taken: Set<string>): Promise<string> {
  const source = join(from, entry.name);
  for (let count = 1; ; count++) {
    const name = numberedName(entry.name, count);
    if (!taken.has(nameKey(name))) {
      taken.add(nameKey(name));
      await rename(source, join(into, name));
      return name;
    }
    if (entry.isFile() && (await isSameFile(source, join(into, name)))) {
      await rm(source);
      return name;
    }
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const hashes = [one, other].map((path) => hashFile(path, path, () => undefined).catch(() => null));
  const [left, right] = await Promise.all(hashes);
  return left !== null && left === right;
}

/** Puts the names in a folder on the disk, where the system can do that. */
export async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders; there the journal of the file system does it.
  const folder = await open(path, 'r').catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
