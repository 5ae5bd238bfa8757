import { constants, type ReadStream } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { RupturaError } from '../contract/errors.ts';
import { type StoredZip, storedZip, type ZippedFile } from '../files/stored-zip.ts';
import type { KeptCollection } from './kept-collection.ts';

/** Names that stand in a purchase's folder and are no files of the purchase: not whole, or the program's own. */
const NOT_FOR_PEOPLE = /^\.|\.part$|^manifest\.json$/i;
const MANIFEST = 'manifest.json';

/** A file of a purchase, as it lies on the disk. */
export interface PurchaseFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** Folder of a purchase, absolute; null where none was made. */
async function purchaseFolder(collection: KeptCollection, number: string): Promise<string | null> {
  const folder = collection.outcome(number)?.folder ?? null;
  if (folder === null) return null;
  const root = await realpath(collection.outputFolder).catch(() => null);
  const path = root === null ? null : await realpath(join(root, folder)).catch(() => null);
  return root !== null && path !== null && isBelow(root, path) ? path : null;
}

/** Files of a purchase, by name. A folder that is gone has none. */
export async function purchaseFiles(collection: KeptCollection, number: string): Promise<PurchaseFile[]> {
  const folder = await purchaseFolder(collection, number);
  if (folder === null) return [];
  const names = await readdir(folder).catch((): string[] => []);
  const files = await Promise.all(
    names.filter((name) => !NOT_FOR_PEOPLE.test(name)).map((name) => fileAt(folder, name)),
  );
  return files.filter((file) => file !== null).sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Null for what is no plain file: a link may lead anywhere. */
async function fileAt(folder: string, name: string): Promise<PurchaseFile | null> {
  const path = join(folder, name);
  const stat = await lstat(path).catch(() => null);
  return stat?.isFile() === true ? { name, path, bytes: stat.size } : null;
}

/** A file on its way to somebody. */
export interface OpenedFile {
  readonly name: string;
  readonly bytes: number;
  readonly body: ReadStream;
}

/**
 * Opens one file of a purchase. The name is looked for among those there are: no path is made of it.
 * @throws RupturaError COLETA_ARQUIVO_NAO_ENCONTRADO
 */
export async function openPurchaseFile(
  collection: KeptCollection,
  number: string,
  name: string,
): Promise<OpenedFile> {
  const file = (await purchaseFiles(collection, number)).find((one) => one.name === name);
  if (file === undefined) throw missing(name);
  return await openFile(file.path, name);
}

/** Opens the result file as it is now. @throws RupturaError COLETA_ARQUIVO_NAO_ENCONTRADO */
export async function openResultFile(collection: KeptCollection): Promise<OpenedFile> {
  const name = relative(collection.outputFolder, collection.resultFile);
  return await openFile(collection.resultFile, name);
}

/** Opens the workbook with the results as it is now. @throws RupturaError COLETA_ARQUIVO_NAO_ENCONTRADO */
export async function openResultWorkbook(collection: KeptCollection): Promise<OpenedFile> {
  const { outputFolder, resultFile, workbookFile } = collection;
  if (workbookFile === null) throw missing(`${basename(resultFile, '.csv')}.xlsx`);
  return await openFile(workbookFile, relative(outputFolder, workbookFile));
}

/** @throws RupturaError COLETA_ARQUIVO_NAO_ENCONTRADO where it went away meanwhile, or is a link */
async function openFile(path: string, name: string): Promise<OpenedFile> {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);
  const file = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ELOOP') throw missing(name);
    throw error;
  });
  const { size } = await file.stat();
  // Read to what it has now: a result file may be written anew meanwhile.
  const body = file.createReadStream(size === 0 ? {} : { start: 0, end: size - 1 });
  return { name, bytes: size, body };
}

/** The files of a purchase as one archive, with what is known of them, read while it is sent. */
export async function purchaseArchive(collection: KeptCollection, number: string): Promise<StoredZip> {
  return storedZip(await archivedFiles(collection, number, ''));
}

/**
 * All that a collection has finished as one archive, laid out as in its output folder, the result file first. What is under
 * way is not in it, and neither is anything that has gone by the time it is looked for.
 * @throws RupturaError COLETA_ARQUIVO_NAO_ENCONTRADO without a result file
 */
export async function collectionArchive(collection: KeptCollection): Promise<StoredZip> {
  // Opened at once: it is written anew whenever a purchase is done.
  const { name, bytes, body } = await openResultFile(collection);
  const files: ZippedFile[] = [{ name, bytes, open: async () => body }];
  let workbook: OpenedFile | null = null;
  try {
    workbook = await openResultWorkbook(collection).catch(nullIfMissing);
    if (workbook !== null) {
      const { body: sheets, ...facts } = workbook;
      files.push({ name: facts.name, bytes: facts.bytes, open: async () => sheets });
    }
    // Their numbers are the same in any language.
    for (const { pedido } of collection.purchases('pt-BR')) {
      const folder = collection.outcome(pedido)?.folder ?? null;
      if (folder === null) continue;
      files.push(...(await archivedFiles(collection, pedido, `${folder.replaceAll(sep, '/')}/`)));
    }
    return storedZip(files);
  } catch (error) {
    body.destroy();
    workbook?.body.destroy();
    throw error;
  }
}

function nullIfMissing(error: unknown): null {
  if (error instanceof RupturaError && error.code === 'COLETA_ARQUIVO_NAO_ENCONTRADO') return null;
  throw error;
}

/** @param prefix before each name in the archive */
async function archivedFiles(
  collection: KeptCollection,
  number: string,
  prefix: string,
): Promise<ZippedFile[]> {
  const folder = await purchaseFolder(collection, number);
  if (folder === null) return [];
  const files = await purchaseFiles(collection, number);
  const manifest = await fileAt(folder, MANIFEST);
  return (manifest === null ? files : [...files, manifest]).map(({ name, path, bytes }) => ({
    name: `${prefix}${name}`,
    bytes,
    open: async () => (await openFile(path, name)).body,
  }));
}

function missing(name: string): RupturaError {
  return new RupturaError('COLETA_ARQUIVO_NAO_ENCONTRADO', { arquivo: name.slice(0, 120) });
}

function isBelow(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}
