import type { PurchaseOrderStatus } from '../../contract/collection-codes.ts';
import type { PurchaseOrder, StoredFile } from '../purchase.ts';

/** All that is known of a file's name, before it is decided. */
export interface FileNaming {
  readonly url: string;
  /** Names the page gives it, best first. */
  readonly names: readonly string[];
  /** Raw `Content-Disposition`; null where there is none. */
  readonly disposition: string | null;
  readonly contentType: string | null;
  /** First bytes. */
  readonly first: Buffer;
}

/** A name that nobody else gets, and where to write until the file is whole. */
export interface ReservedName {
  readonly name: string;
  /** Absolute path. */
  readonly part: string;
}

/** Where the files of one purchase go. */
export interface FileStore {
  /** Absolute path of the folder at work. */
  readonly path: string;
  /** The file of an address that a former run stored, whole and unchanged; null where there is none. */
  storedBefore(url: string): Promise<StoredFile | null>;
  reserve(naming: FileNaming): Promise<ReservedName>;
  /**
   * Looks at the first bytes of a file that is whole.
   * @throws TransientError HTML_AS_FILE, WRONG_MAGIC where they are not those of a file of its name
   */
  verify(reserved: ReservedName, first: Buffer, url: string): void;
  /** Gives a whole file its final name; the same content that is there already is not stored twice. */
  commit(reserved: ReservedName, file: Omit<StoredFile, 'name'>): Promise<StoredFile>;
  /** Gives a name back, and removes what was written. */
  release(reserved: ReservedName): Promise<void>;
  /** Gives the folder its final name; returns it relative to the output folder. */
  finish(status: PurchaseOrderStatus): Promise<string>;
}

/**
 * Opens the folder of a purchase below the output folder.
 * @param supplier as the portal names it; null where it does not
 */
export type OpenFileStore = (
  outputFolder: string,
  purchase: PurchaseOrder,
  supplier: string | null,
) => Promise<FileStore>;

/** Files of a purchase that former collections stored, whole and unchanged. Nothing is made or moved. */
export type LookAtStored = (
  outputFolder: string,
  purchase: PurchaseOrder,
  supplier: string | null,
) => Promise<readonly StoredFile[]>;
