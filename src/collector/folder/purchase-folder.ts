import { lstat, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { PurchaseOrderStatus } from '../../contract/collection-codes.ts';
import { hashFile } from '../../files/file-hash.ts';
import type {
  FileStore,
  FinishedFolder,
  LookAtStored,
  OpenFileStore,
  PlacedFile,
  ReservedName,
  WholeFile,
} from '../bringing/file-store.ts';
import type { PartEvidence, StoredFile } from '../purchase.ts';
import { nameKey } from '../safe-name.ts';
import { FolderLayout } from './folder-layout.ts';
import { isMail, makeMailPdfs, pdfNameOf } from './mail-pdfs.ts';
import {
  MANIFEST_NAME,
  type MailPdf,
  type Manifest,
  type ManifestFile,
  readManifest,
  withFile,
  writeManifest,
} from './manifest.ts';
import {
  formerFolders,
  isProvisional,
  mergeFolder,
  openWorkPlace,
  syncFolder,
  type WorkPlace,
} from './purchase-place.ts';
import { renameFiles } from './rename-files.ts';
import { settledNames, takeName } from './settled-names.ts';

/** What a purchase's folder and its files are called. */
interface PurchaseNames {
  folder(status: string): string;
  file(given: string): string;
}

/** A file that is in the folder. */
interface PresentFile {
  readonly bytes: number;
  /** Of its content as it is now; null until somebody has to know it. */
  sha256: string | null;
}

/**
 * Opens the folder of a purchase. What a killed run left half written is removed; what is whole stays and is not brought
 * again.
 * @throws of the file system
 */
export const openPurchaseFolder: OpenFileStore = async (outputFolder, purchase, supplier, template) => {
  const layout = new FolderLayout(template);
  const place = await openWorkPlace(outputFolder, purchase, supplier, layout);
  const present = await lookInto(place.path);
  const manifest = await readManifest(place.path, purchase.number);
  const names = {
    folder: (status: string) => layout.folder(purchase, supplier, status),
    file: (given: string) => layout.file(purchase, supplier, given),
  };
  return new PurchaseFolder(outputFolder, names, place, manifest, present);
};

/** What former collections stored of a purchase, each address once. @throws of the file system */
export const storedInFolders: LookAtStored = async (outputFolder, purchase, supplier, template) => {
  const stored = new Map<string, StoredFile>();
  for (const folder of await formerFolders(outputFolder, purchase, supplier, new FolderLayout(template))) {
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
 * (`release`). What leaves: at once, whole files under names that are free at the moment; at the end (`finish`) the same
 * files under names that follow the pages, `manifest.json`, and the folder itself under its final name. Names are given
 * out without a pause in between, and files take theirs one after the other, so neither two names nor two contents meet,
 * however many transfers run. One process at a time has the folder: the output folder is locked.
 *
 * A file that is whole is a file of the purchase from then on, whatever it is called: a run that is killed at any moment,
 * in the middle of giving names too, leaves files that the next run knows by their content.
 */
class PurchaseFolder implements FileStore {
  readonly path: string;
  readonly #outputFolder: string;
  readonly #names: PurchaseNames;
  readonly #parent: string;
  #manifest: Manifest;
  readonly #present: Map<string, PresentFile>;
  /** Names given out or on the disk, as file systems without case see them. */
  readonly #taken: Set<string>;
  #last: Promise<unknown> = Promise.resolve();
  #saving: Promise<void> | null = null;
  #isStale = false;

  constructor(
    outputFolder: string,
    names: PurchaseNames,
    { parent, path }: WorkPlace,
    manifest: Manifest,
    present: Map<string, PresentFile>,
  ) {
    this.path = path;
    this.#outputFolder = outputFolder;
    this.#names = names;
    this.#parent = parent;
    this.#manifest = manifest;
    this.#present = present;
    this.#taken = new Set([MANIFEST_NAME, ...present.keys()].map(nameKey));
  }

  async storedBefore(url: string): Promise<StoredFile | null> {
    return await this.#alone(async () => {
      const entry = this.#manifest.arquivos.find((one) => one.url === url);
      // The address of a page is that of all files that its scripts made.
      if (entry === undefined || entry.page === url) return null;
      const name = await this.#nameOf(entry);
      if (name === null) return null;
      this.#manifest = withFile(this.#manifest, { ...entry, name });
      return { ...withoutGiven(entry), name };
    });
  }

  async reserve(given: string): Promise<ReservedName> {
    const name = takeName(this.#names.file(given), this.#taken);
    return { name, part: join(this.path, `${name}.part`) };
  }

  async commit(reserved: ReservedName, file: WholeFile): Promise<StoredFile> {
    const stored = await this.#alone(async () => {
      const { bytes, sha256 } = file;
      const given = this.#names.file(file.given);
      const twin = await this.#twinOf(bytes, sha256);
      const name = twin ?? (await this.#place(reserved, given));
      if (twin !== null) await this.release(reserved);
      this.#present.set(name, { bytes, sha256 });
      const entry = { ...file, given, name };
      this.#manifest = withFile(this.#manifest, entry);
      return withoutGiven(entry);
    });
    await this.#save();
    return stored;
  }

  async release({ name, part }: ReservedName): Promise<void> {
    await rm(part, { force: true });
    this.#taken.delete(nameKey(name));
  }

  async finish(
    status: PurchaseOrderStatus,
    pages: readonly PlacedFile[],
    evidence: readonly PartEvidence[] = [],
  ): Promise<FinishedFolder> {
    return await this.#alone(async () => {
      const others = await this.#lookAgain();
      const { files, pdfs } = await this.#settle(pages, others);
      this.#manifest = { ...this.#manifest, arquivos: files, pdfs: plannedPdfs(pdfs), evidencias: evidence };
      // Whoever is killed while PDFs are made finds them by their names.
      await writeManifest(this.path, this.#manifest, false);
      this.#manifest = { ...this.#manifest, pdfs: await makeMailPdfs(this.path, pdfs) };
      await writeManifest(this.path, this.#manifest, true);
      const names = new Map(files.map(({ sha256, name }) => [sha256, name]));
      const stored = pages.flatMap((place) => (place.stored === null ? [] : [place.stored]));
      return {
        folder: await this.#rename(status),
        stored: stored.map((file) => ({ ...file, name: names.get(file.sha256) ?? file.name })),
      };
    });
  }

  /** Removes what is not whole. @returns what was put there by somebody else meanwhile, or before */
  async #lookAgain(): Promise<Set<string>> {
    const names = await readdir(this.path);
    for (const name of names) if (isProvisional(name)) await rm(join(this.path, name), { force: true });
    const others = new Set(names.filter((name) => !isProvisional(name)));
    return others.add(MANIFEST_NAME);
  }

  /**
   * Gives the files of the purchase, and the PDFs of its mails, names that follow the pages.
   * @param others all names of the folder
   */
  async #settle(pages: readonly PlacedFile[], others: Set<string>) {
    const entries = await this.#inOrder(pages);
    const contents = new Map<string, ManifestFile>();
    for (const entry of entries) if (!contents.has(entry.sha256)) contents.set(entry.sha256, entry);
    const files = [...contents.values()];
    const formerPdfs = new Map(this.#manifest.pdfs.map(({ mail, name }) => [mail, name]));
    for (const { name } of files) others.delete(name);
    for (const { name } of files) others.delete(formerPdfs.get(name) ?? name);
    const names = new Map(settledNames(files, others));
    const mails = files.filter(({ name }) => isMail(name));
    const pdfs = new Map<string, string>();
    const taken = new Set([...others, ...names.values()].map(nameKey));
    for (const { name } of mails) {
      const mail = names.get(name)!;
      const pdf = takeName(pdfNameOf(mail), taken);
      pdfs.set(mail, pdf);
      const former = formerPdfs.get(name) ?? null;
      if (former !== null && (await exists(join(this.path, former)))) names.set(former, pdf);
    }
    await renameFiles(this.path, names, others);
    const settled = entries.map((entry) => {
      const { name } = contents.get(entry.sha256)!;
      return { ...entry, name: names.get(name)! };
    });
    return { files: settled, pdfs };
  }

  /** Entries whose files are there: those of the pages first, in their order, then what else was stored once. */
  async #inOrder(pages: readonly PlacedFile[]): Promise<ManifestFile[]> {
    const left = new Set(this.#manifest.arquivos);
    const shown: ManifestFile[] = [];
    for (const { url, stored } of pages) {
      const entry = [...left].find((one) =>
        stored === null ? one.url === url : one.url === stored.url && one.sha256 === stored.sha256,
      );
      if (entry === undefined) continue;
      left.delete(entry);
      shown.push(entry);
    }
    const contents = new Set(shown.map(({ sha256 }) => sha256));
    // Addresses change from day to day; a content that the pages still show needs no former ones.
    const former = [...left].filter(({ sha256 }) => !contents.has(sha256));
    const there: ManifestFile[] = [];
    for (const entry of [...shown, ...former]) {
      const name = await this.#nameOf(entry);
      if (name !== null) there.push({ ...entry, name });
    }
    return there;
  }

  async #rename(status: PurchaseOrderStatus): Promise<string> {
    const final = join(this.#parent, this.#names.folder(status));
    // Somebody may have put one there meanwhile.
    if (await exists(final)) await mergeFolder(final, this.path, this.#manifest.po_id);
    await syncFolder(this.path);
    await rename(this.path, final);
    await syncFolder(this.#parent);
    return relative(this.#outputFolder, final).replaceAll(sep, '/');
  }

  /** Gives a whole file a name that nobody has, and returns it. */
  async #place(reserved: ReservedName, given: string): Promise<string> {
    this.#taken.delete(nameKey(reserved.name));
    let name = takeName(given, this.#taken);
    // A name that is on the disk without having been given out was put there by somebody else: it is theirs.
    while (await exists(join(this.path, name))) name = takeName(given, this.#taken);
    await rename(reserved.part, join(this.path, name));
    return name;
  }

  /** Present name of the file of an entry, which may have been given another; null where it is not there or not the same. */
  async #nameOf({ name, bytes, sha256 }: ManifestFile): Promise<string | null> {
    const file = this.#present.get(name);
    if (file?.bytes === bytes && (await this.#hashOf(name, file)) === sha256) return name;
    return await this.#twinOf(bytes, sha256);
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

function withoutGiven({ url, page, name, bytes, sha256, remark }: ManifestFile): StoredFile {
  return { url, page, name, bytes, sha256, remark };
}

function plannedPdfs(pdfs: ReadonlyMap<string, string>): MailPdf[] {
  return [...pdfs].map(([mail, name]) => ({ mail, name, error: null }));
}

async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}
