import type { AttachmentPart, PurchaseOrderStatus } from '../contract/collection-codes.ts';
import type { LeavingReason } from './file-wishes.ts';

/** What a collection works on: purchase orders, their attachments, and what became of them. */

/** One purchase order of the list. However many rows name it, it is collected once. */
export interface PurchaseOrder {
  /** Digits only: `PO15262984` and `15262984` are one purchase. */
  readonly number: string;
  /** As the list has it, prefix included: portals may know it by that only. Without blanks around it. */
  readonly written: string;
  /**
   * Folder names between the output folder and the purchase's own, already safe; from the hierarchy or the supplier. Empty
   * where the list says neither: the supplier that the portal names decides then.
   */
  readonly folders: readonly string[];
  /** Supplier of the list, as written there; null where the list has none. */
  readonly supplier: string | null;
  /** Indexes of the rows of the list that name it. */
  readonly rows: readonly number[];
}

/** An attachment as a page shows it. */
export interface Attachment {
  /** Absolute address of the file; null where only a click in a browser starts it. */
  readonly url: string | null;
  /** CSS selector of what to click, for those without an address; null for the rest. */
  readonly trigger: string | null;
  /** Address of the page that shows it. */
  readonly page: string;
  /** Names the page gives it, best first: `download`, title, `aria-label`, text. */
  readonly names: readonly string[];
  readonly part: AttachmentPart;
  /** A file of the portal; or a link to somewhere else, which is kept as one. */
  readonly kind: 'file' | 'link';
  /** ISO date or instant at which it was attached; missing or null where nobody tells. */
  readonly date?: string | null;
  /** Its length, where the portal tells it before anything is brought. */
  readonly bytes?: number;
}

/** A file that is stored under its final name and verified. */
export interface StoredFile {
  readonly url: string;
  readonly page: string;
  /** Final file name in the purchase's folder. */
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** What is odd about it, a sentence for people; null where nothing is. */
  readonly remark: string | null;
}

/** What one part of one page says of its attachments, and what came of them. */
export interface PartEvidence {
  readonly part: AttachmentPart;
  /** Address of the page. */
  readonly page: string;
  /** What the part's own counter says, 0 where it says that there are none; null where it says nothing. */
  readonly said: number | null;
  readonly found: number;
  readonly stored: number;
  /** Why it is not believed to be whole, a sentence for people; null where it is. */
  readonly missing: string | null;
}

/** An attachment that could not be stored, and why (a sentence for people). */
export interface LostFile {
  readonly url: string;
  readonly name: string;
  readonly error: string;
  /** Groups failures in the summary, e.g. `HTTP_403`, `HTML_AS_FILE`, `CUT_BODY`, `TIMEOUT`. */
  readonly cause: string;
}

/** An attachment that a dry run saw, and did not bring. */
export interface ForeseenFile {
  readonly part: AttachmentPart;
  readonly page: string;
  /** Null where only a click starts it. */
  readonly url: string | null;
  /** As the page has it. */
  readonly name: string;
  /** Null where nobody tells. */
  readonly bytes: number | null;
}

/** An attachment that was found and is not wanted. */
export interface LeftOutFile {
  readonly part: AttachmentPart;
  readonly page: string;
  readonly name: string;
  readonly reason: LeavingReason;
}

/** What filters made of the attachments of a purchase. */
export interface PurchaseSelection {
  readonly leftOut: readonly LeftOutFile[];
  /** Files that were kept although nobody tells their date, where dates were filtered. */
  readonly undated: number;
}

/** What became of one purchase in one attempt. */
export interface PurchaseOutcome {
  readonly number: string;
  readonly status: PurchaseOrderStatus;
  /** Attachments on its pages, the same address counted once. */
  readonly found: number;
  readonly stored: readonly StoredFile[];
  readonly lost: readonly LostFile[];
  /** Of a dry run: what would be brought. `stored` is what former collections stored. */
  readonly foreseen?: readonly ForeseenFile[];
  /** By part and page, in the order of the pages. */
  readonly evidence: readonly PartEvidence[];
  /** Supplier the portal names; null where it names none. */
  readonly supplier: string | null;
  /** Address of the purchase at the portal. */
  readonly url: string;
  /** Final folder, relative to the output folder; null where none was made. */
  readonly folder: string | null;
  /** Where files were filtered. */
  readonly selection?: PurchaseSelection;
  /** A sentence for people; null where all went well. */
  readonly error: string | null;
  readonly cause: string | null;
  /** ISO instants. */
  readonly startedAt: string;
  readonly endedAt: string;
}
