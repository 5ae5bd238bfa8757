/** What is decided of a file before it has bytes: its names, where it is shown, how, and how it is answered. */

export const MIME = {
  pdf: 'application/pdf',
  zip: 'application/zip',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  png: 'image/png',
  txt: 'text/plain; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  msg: 'application/vnd.ms-outlook',
} as const;
export type FileKind = keyof typeof MIME;

/** How a page shows a file. Those of `CLICK_ONLY` have no address in the page. */
export type Markup =
  | 'anchor'
  | 'anchor-download-path'
  | 'anchor-relative'
  | 'anchor-aria'
  | 'anchor-title'
  | 'anchor-download'
  | 'anchor-unnamed'
  | 'span-data-url'
  | 'button-data-url'
  | 'onclick-location'
  | 'onclick-open'
  | 'onclick-fetch'
  | 'onclick-form'
  | 'late'
  | 'click-navigate'
  | 'click-blob'
  | 'click-post';

/** How the answer names the file. */
export type Disposition =
  | 'usual'
  | 'star'
  | 'both'
  | 'rfc2047'
  | 'rfc2047-q'
  | 'quoted'
  | 'token'
  | 'raw-latin1'
  | 'raw-utf8'
  | 'inline'
  | 'none';

/** What else an answer asks for. */
export type Guard = 'referer' | 'page-cookie' | 'other-host';

export interface FileSpec {
  readonly kind: FileKind;
  /** As the portal has it: nobody has made it safe. */
  readonly name: string;
  readonly markup: Markup;
  readonly disposition: Disposition;
  readonly guard: Guard | null;
  /** Files with the same key have the same bytes; null: bytes of its own. */
  readonly content: string | null;
  /** Which page shows it: the purchase's, or that of its requisition of this index. */
  readonly place: 'purchase' | number;
  /** Shown on the purchase's page too. */
  readonly alsoOnPurchase: boolean;
  /** Links to it once more: absolutely, relatively, with a fragment. */
  readonly repeated: boolean;
  /** Bytes; null: from the portal's range. */
  readonly bytes: number | null;
}

/** A file of a purchase. */
export interface PortalFile extends FileSpec {
  /** Purchase number and two digits. */
  readonly id: string;
  readonly po: string;
  readonly index: number;
  /** Path of the page that shows it. */
  readonly page: string;
  /** Path and query under which it is asked for. */
  readonly path: string;
  readonly latencyMs: number;
}

const CLICK_ONLY: ReadonlySet<Markup> = new Set(['click-navigate', 'click-blob', 'click-post']);

/** Whether only a click in a browser reaches it. */
export function needsClick(file: FileSpec): boolean {
  return CLICK_ONLY.has(file.markup);
}

/** A file as ordinary as can be, but for what is said. */
export function spec(name: string, others: Partial<FileSpec> = {}): FileSpec {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return {
    kind: ending in MIME ? (ending as FileKind) : 'pdf',
    name,
    markup: 'anchor',
    disposition: 'usual',
    guard: null,
    content: null,
    place: 'purchase',
    alsoOnPurchase: false,
    repeated: false,
    bytes: null,
    ...others,
  };
}
