import { lstat, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { PurchaseOrderStatus } from '../../contract/collection-codes.ts';
import { hashFile } from '../../files/file-hash.ts';
import { attachmentName } from '../bringing/attachment-name.ts';
import { contentFault } from '../bringing/file-kind.ts';
import type {
  FileNaming,
  FileStore,
  LookAtStored,
  OpenFileStore,
  ReservedName,
} from '../bringing/file-store.ts';
import type { PurchaseOrder, StoredFile } from '../purchase.ts';
import { TransientError } from '../retry.ts';
import { nameKey, numberedName } from '../safe-name.ts';
import { mailPdfs } from './mail-pdfs.ts';
import { MANIFEST_NAME, type Manifest, readManifest, withFile, writeManifest } from './manifest.ts';
import {
  formerFolders,
  isProvisional,
  mergeFolder,
  openWorkPlace,
  syncFolder,
  type WorkPlace,
} from './purchase-place.ts';

/** A file that is in the folder. */
interface PresentFile {
  readonly bytes: number;
  /** Of its content as it is now; null until somebody has to know it. */
  sha256: string | null;
}

/** What is known of a file on its way. */
interface Underway {
  readonly naming: FileNaming;
  /** First bytes of what arrived whole: of an earlier try it may have been something else. */
  first: Buffer;
}

/**
 * Opens the folder of a purchase. What a killed run left half written is removed; what is whole stays and is not brought
 * again.
 * @throws of the file system
 */
export const openPurchaseFolder: OpenFileStore = async (outputFolder, purchase, supplier) => {
  const place = await openWorkPlace(outputFolder, purchase, supplier);
  const present = await lookInto(place.path);
  const manifest = await readManifest(place.path, purchase.number);
  return new PurchaseFolder(outputFolder, purchase, place, manifest, present);
};

/** What former collections stored of a purchase, each address once. @throws of the file system */
export const storedInFolders: LookAtStored = async (outputFolder, purchase, supplier) => {
  const stored = new Map<string, StoredFile>();
  for (const folder of await formerFolders(outputFolder, purchase, supplier)) {
    const { arquivos } = await readManifest(folder, purchase.number);
    for (const file of arquivos) {
      const path = join(folder, file.name);
      const hash = await hashFile(path, path, () => undefined).catch(() => null);
      if (hash === file.sha256 && !stored.has(file.url)) stored.set(file.url, file);
    }
  }
  return [...stored.values()];
};

/**
 * The folder of one purchase while its files arrive, many at a time.
 *
 * What enters: a name for each file when its first bytes are there (`reserve`), what arrived (`commit`) or did not
 * (`release`). What leaves: files under their final names, each whole; `manifest.json`; at the end the folder itself
 * under its final name. Names are given out without a pause in between, and files take theirs one after the other, so
 * neither two names nor two contents meet, however many transfers run. One process at a time has the folder: the output
 * folder is locked.
 */
class PurchaseFolder implements FileStore {
  readonly path: string;
  readonly #outputFolder: string;
  readonly #number: string;
  readonly #parent: string;
  #manifest: Manifest;
  readonly #present: Map<string, PresentFile>;
  /** Names given out or on the disk, as file systems without case see them. */
  readonly #taken: Set<string>;
  readonly #underway = new Map<string, Underway>();
  #last: Promise<unknown> = Promise.resolve();
  #saving: Promise<void> | null = null;
  #isStale = false;

  constructor(
    outputFolder: string,
    { number }: PurchaseOrder,
    { parent, path }: WorkPlace,
    manifest: Manifest,
    present: Map<string, PresentFile>,
  ) {
    this.path = path;
    this.#outputFolder = outputFolder;
    this.#number = number;
    this.#parent = parent;
    this.#manifest = manifest;
    this.#present = present;
    this.#taken = new Set([MANIFEST_NAME, ...present.keys()].map(nameKey));
  }

  async storedBefore(url: string): Promise<StoredFile | null> {
    const entry = this.#manifest.arquivos.find((one) => one.url === url);
    const file = entry === undefined ? undefined : this.#present.get(entry.name);
    if (entry === undefined || file?.bytes !== entry.bytes || entry.bytes === 0) return null;
    return (await this.#hashOf(entry.name, file)) === entry.sha256 ? entry : null;
  }

  async reserve(naming: FileNaming): Promise<ReservedName> {
    const reserved = this.#take(attachmentName(naming));
    this.#underway.set(reserved.name, { naming, first: naming.first });
    return reserved;
  }

  verify({ name }: ReservedName, first: Buffer, url: string): void {
    const underway = this.#underway.get(name);
    const fault = contentFault(name, first, underway?.naming.contentType);
    if (fault === 'HTML_AS_FILE') throw new TransientError(fault, 'COLETA_ARQUIVO_PAGINA', { url });
    if (fault !== null) throw new TransientError(fault, 'COLETA_ARQUIVO_TIPO', { nome: name, url });
    if (underway !== undefined) underway.first = first;
  }

  async commit(reserved: ReservedName, file: Omit<StoredFile, 'name'>): Promise<StoredFile> {
    const stored = await this.#alone(async () => {
      const { url, page, bytes, sha256, remark } = file;
      const twin = await this.#twinOf(bytes, sha256);
      const name = twin ?? (await this.#place(reserved));
      if (twin !== null) await this.release(reserved);
      this.#underway.delete(reserved.name);
      this.#present.set(name, { bytes, sha256 });
      const entry = { url, page, name, bytes, sha256, remark };
      this.#manifest = withFile(this.#manifest, entry);
      return entry;
    });
    await this.#save();
    return stored;
  }

  async release({ name, part }: ReservedName): Promise<void> {
    await rm(part, { force: true });
    this.#underway.delete(name);
    this.#taken.delete(nameKey(name));
  }

  async finish(status: PurchaseOrderStatus): Promise<string> {
    return await this.#alone(async () => {
      for (const name of await readdir(this.path)) {
        if (isProvisional(name)) await rm(join(this.path, name), { force: true });
      }
      const isTaken = (name: string): boolean => this.#taken.has(nameKey(name));
      this.#manifest = { ...this.#manifest, pdfs: await mailPdfs(this.path, this.#manifest, isTaken) };
      await writeManifest(this.path, this.#manifest, true);
      return await this.#rename(status);
    });
  }

  async #rename(status: PurchaseOrderStatus): Promise<string> {
    const final = join(this.#parent, `${this.#number}_${status}`);
    // Somebody may have put one there meanwhile.
    if (await exists(final)) await mergeFolder(final, this.path, this.#number);
    await syncFolder(this.path);
    await rename(this.path, final);
    await syncFolder(this.#parent);
    return relative(this.#outputFolder, final).replaceAll(sep, '/');
  }

  /** The first name of its kind that is free. Nothing is awaited between looking and taking. */
  #take(wanted: string): ReservedName {
    let name = wanted;
    for (let count = 2; this.#taken.has(nameKey(name)); count++) name = numberedName(wanted, count);
    this.#taken.add(nameKey(name));
    return { name, part: join(this.path, `${name}.part`) };
  }

  /** Gives a whole file its final name, and returns it. */
  async #place(reserved: ReservedName): Promise<string> {
    let { name } = reserved;
    const underway = this.#underway.get(name);
    const isOther =
      underway !== undefined &&
      attachmentName({ ...underway.naming, first: underway.first }) !== attachmentName(underway.naming);
    if (isOther) name = this.#take(attachmentName({ ...underway.naming, first: underway.first })).name;
    // A name that is on the disk without having been given out was put there by somebody else: it is theirs.
    while (await exists(join(this.path, name))) name = this.#take(name).name;
    await rename(reserved.part, join(this.path, name));
    if (name !== reserved.name && !this.#present.has(reserved.name))
      this.#taken.delete(nameKey(reserved.name));
    return name;
  }

  /** Name of the file that has this content already; null where there is none. */
  async #twinOf(bytes: number, sha256: string): Promise<string | null> {
    const pdfs = new Set(this.#manifest.pdfs.map(({ name }) => name));
    for (const [name, file] of this.#present) {
      if (file.bytes !== bytes || pdfs.has(name)) continue;
      if ((await this.#hashOf(name, file)) === sha256) return name;
    }
    return null;
  }

  /** Null for a file that cannot be read (any more). */
  async #hashOf(name: string, file: PresentFile): Promise<string | null> {
    const path = join(this.path, name);
    file.sha256 ??= await hashFile(path, name, () => undefined).catch(() => null);
    return file.sha256;
  }

  /** Files take their names one after the other. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /**
   * Writes the manifest; files that come meanwhile are one more write. Whoever stores a file waits for it, so a folder
   * that is given up is left alone from then on.
   */
  #save(): Promise<void> {
    this.#isStale = true;
    this.#saving ??= this.#saveAll().finally(() => {
      this.#saving = null;
    });
    return this.#saving;
  }

  async #saveAll(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      // What cannot be written now is told by the last write. Until then a file that is missing in the manifest is
      // recognised by its content.
      await writeManifest(this.path, this.#manifest, false).catch(() => undefined);
    }
  }
}

/** Whole files of a folder, by name; what is not whole is removed. */
async function lookInto(path: string): Promise<Map<string, PresentFile>> {
  const present = new Map<string, PresentFile>();
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const at = join(path, entry.name);
    if (entry.isFile() && isProvisional(entry.name)) await rm(at, { force: true });
    // Folders and links take a name too, and are nobody's content.
    else if (!entry.isFile()) present.set(entry.name, { bytes: -1, sha256: null });
    else if (entry.name !== MANIFEST_NAME)
      present.set(entry.name, { bytes: (await stat(at)).size, sha256: null });
  }
  return present;
}

async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}
