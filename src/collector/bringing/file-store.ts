import type { PurchaseOrderStatus } from '../../contract/collection-codes.ts';
import type { PartEvidence, PurchaseOrder, StoredFile } from '../purchase.ts';

/** A name that nobody else gets while files arrive, and where to write until the file is whole. */
export interface ReservedName {
  readonly name: string;
  /** Absolute path. */
  readonly part: string;
}

/** A file that is whole. */
export interface WholeFile extends Omit<StoredFile, 'name'> {
  /** What it is called; safe, its own ending included. Of several that are called alike, `finish` decides. */
  readonly given: string;
}

/** An attachment in the order of the pages: its address, where it has one, and what was stored of it in this run. */
export interface PlacedFile {
  readonly url: string | null;
  readonly stored: StoredFile | null;
}

/** A folder under its final name. */
export interface FinishedFolder {
  /** Relative to the output folder. */
  readonly folder: string;
  /** What was stored in this run, in the order of the pages, under final names. */
  readonly stored: readonly StoredFile[];
}

/** Where the files of one purchase go. */
export interface FileStore {
  /** Absolute path of the folder at work. */
  readonly path: string;
  /** The file of an address that a former run stored, whole and unchanged; null where there is none. */
  storedBefore(url: string): Promise<StoredFile | null>;
  /** @param given what the file is called, as far as its first bytes tell */
  reserve(given: string): Promise<ReservedName>;
  /** Gives a whole file a name that is free now; the same content that is there already is not stored twice. */
  commit(reserved: ReservedName, file: WholeFile): Promise<StoredFile>;
  /** Gives a name back, and removes what was written. */
  release(reserved: ReservedName): Promise<void>;
  /**
   * Gives files and folder their final names: they follow the pages, whenever files arrived.
   * @param pages all attachments of the pages, in their order
   * @param evidence what the pages said and what came of it, for who looks into the folder later
   */
  finish(
    status: PurchaseOrderStatus,
    pages: readonly PlacedFile[],
    evidence?: readonly PartEvidence[],
  ): Promise<FinishedFolder>;
}

/**
 * Opens the folder of a purchase below the output folder.
 * @param supplier as the portal names it; null where it does not
 * @param template of folders and names; null: the usual one
 */
export type OpenFileStore = (
  outputFolder: string,
  purchase: PurchaseOrder,
  supplier: string | null,
  template: string | null,
) => Promise<FileStore>;

/** Files of a purchase that former collections stored, whole and unchanged. Nothing is made or moved. */
export type LookAtStored = (
  outputFolder: string,
  purchase: PurchaseOrder,
  supplier: string | null,
  template: string | null,
) => Promise<readonly StoredFile[]>;
