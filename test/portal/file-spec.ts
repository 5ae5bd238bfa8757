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
  xml: 'application/xml',
  jpg: 'image/jpeg',
  heic: 'image/heic',
  mov: 'video/quicktime',
  '3gp': 'video/3gpp',
  /** A table in HTML, as programs that call it a spreadsheet write it. */
  'html-table': 'application/vnd.ms-excel',
  empty: 'application/octet-stream',
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

/**
 * What else an answer asks for. `browser-agent`: the User-Agent of a browser; `navigation`: the headers that a browser
 * adds by itself when a page leads somewhere, and nothing else does; `nobody`: nobody may have it.
 */
export type Guard = 'referer' | 'page-cookie' | 'other-host' | 'browser-agent' | 'navigation' | 'nobody';

/** Which part of a purchase holds an attachment. */
export type PagePart = 'form' | 'lines' | 'comments' | 'requisition' | 'other';

/** Forms of addresses; null: the one that belongs to the markup. */
export type AddressManner =
  /** /attachment/attachment_file/type/ID/NAME, as forms have it. */
  | 'form-file'
  /** /attachment/attachment_file/file/ID/NAME, as comments have it. */
  | 'comment-file'
  /** /attachments/ID, which elsewhere only leads back to the page. */
  | 'bare'
  /** A stored blob of Rails, which leads on to the disk service. */
  | 'blob'
  /** /uploads/…/NAME */
  | 'uploads'
  /** Nothing but ?disposition=attachment tells that it is one. */
  | 'disposition'
  /** /download.aspx?id=…&file=NAME */
  | 'query';

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
  readonly part: PagePart;
  /** Which line or comment it hangs on, from 0. */
  readonly of: number;
  readonly address: AddressManner | null;
  /** What the answer calls its type; null: what its kind is. */
  readonly type: string | null;
}

/** What people attach besides files: an address elsewhere, or a text. Neither is a file. */
export interface NoteSpec {
  readonly kind: 'link' | 'text';
  readonly part: PagePart;
  /** Which line or comment it hangs on, from 0. */
  readonly of: number;
  /** What stands there to be read. */
  readonly name: string;
  /** Where a link leads; of a text empty. */
  readonly url: string;
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
    part: typeof others.place === 'number' ? 'requisition' : 'form',
    of: 0,
    address: null,
    type: null,
    ...others,
  };
}

/** A file where and as production pages have it. */
export function real(
  name: string,
  part: Exclude<PagePart, 'other'>,
  of = 0,
  others: Partial<FileSpec> = {},
): FileSpec {
  const place = part === 'requisition' ? 0 : 'purchase';
  const address = part === 'comments' ? 'comment-file' : 'form-file';
  return spec(name, { part, of, place, address, ...others });
}
