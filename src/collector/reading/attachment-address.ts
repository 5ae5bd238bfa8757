import { isFileAddress } from './file-name.ts';

/** What an address on a page is, as far as it says so itself. */
export type AddressKind =
  /** Says that it is a file: by a name, by how it is to be stored, or as one attachment of the portal. */
  | 'file'
  /** Speaks of a download, of whatever. */
  | 'download'
  /** `/attachments/<id>` and nothing else: usually a page about the attachment, or the page it is on. */
  | 'bare'
  /** Leads somewhere else, or back. */
  | 'navigation'
  /** Says nothing: what stands around it decides. */
  | 'other';

const SPEAKS_OF_ATTACHMENTS = /attach|anexo/i;
const SPEAKS_OF_DOWNLOAD = /download/i;
/** An attachment of its own: a number, or what stands for one. */
const NAMES_ONE = /\d|^[\w-]{16,}$/;
const STORED_BLOB = /\/active_storage\/(?:blobs|representations|disk)\//;
const LISTS = new Set(['attachments', 'attachment', 'downloads', 'anexos', 'anexo']);
const DEEDS = new Set(
  `new edit index list upload print print_view delete destroy remove create update history export pdf`.split(
    ' ',
  ),
);
/** What a program of the portal itself is made of. */
const OWN_ASSET = /^\/(?:assets|packs|static|bundles|images|fonts|favicon)\b/;
/** Addresses that a script fills in before they lead anywhere. */
const UNFILLED = /\{\{|\}\}|%7B%7B|\$\{|<%|__id__|:id\b/i;

/**
 * Absolute address of what a page refers to, without its fragment; null for what is none (scripts, mail, broken ones).
 * @param page address of the page
 */
export function absoluteAddress(reference: string, page: string): string | null {
  const text = reference.trim();
  if (text === '' || text.startsWith('#')) return null;
  if (!URL.canParse(text, page)) return null;
  const url = new URL(text, page);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  url.hash = '';
  return url.href;
}

/** What an absolute address on a page is. */
export function kindOfAddress(address: string, page: string): AddressKind {
  const url = new URL(address);
  const home = new URL(page);
  if (isSamePage(url, home) || UNFILLED.test(address)) return 'navigation';
  if (url.origin === home.origin && (isOfThePage(url, home) || OWN_ASSET.test(url.pathname)))
    return 'navigation';
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const last = segments.at(-1)?.toLowerCase() ?? '';
  if (DEEDS.has(last.replace(/\.\w{2,4}$/, ''))) return 'navigation';
  if (STORED_BLOB.test(url.pathname) || asksForFile(url)) return 'file';
  if (isFileAddress(address)) return 'file';
  return kindOfPath(url, segments, last);
}

/** Whether an address itself says that it is an attachment, whatever the link is called. */
export function isAttachmentAddress(address: string): boolean {
  const url = new URL(address);
  return (
    STORED_BLOB.test(url.pathname) ||
    asksForFile(url) ||
    [...url.pathname.split('/'), ...url.searchParams.keys()].some((one) => SPEAKS_OF_ATTACHMENTS.test(one))
  );
}

function kindOfPath(url: URL, segments: readonly string[], last: string): AddressKind {
  const at = segments.findIndex((one) => SPEAKS_OF_ATTACHMENTS.test(one) || SPEAKS_OF_DOWNLOAD.test(one));
  if (at < 0) return [...url.searchParams.keys()].some(speaks) ? 'file' : 'other';
  const hasQuery = url.search !== '';
  if (LISTS.has(last)) return hasQuery && /\d/.test(url.search) ? 'file' : 'navigation';
  if (last === 'download' && !hasQuery && !segments.slice(0, -1).some((one) => /\d/.test(one)))
    return 'navigation';
  const isBare =
    segments.length >= 2 && LISTS.has(segments.at(-2)!.toLowerCase()) && /^[\da-f-]+$/.test(last);
  if (isBare && !hasQuery) return 'bare';
  const speaksOfAttachments = segments.some((one) => SPEAKS_OF_ATTACHMENTS.test(one));
  const namesOne = [...segments.slice(at + 1), ...url.searchParams.values()].some((one) =>
    NAMES_ONE.test(one),
  );
  if (speaksOfAttachments)
    return namesOne || segments.slice(0, at).some((one) => /^\d+$/.test(one)) ? 'file' : 'other';
  return 'download';
}

function speaks(text: string): boolean {
  return SPEAKS_OF_ATTACHMENTS.test(text) || SPEAKS_OF_DOWNLOAD.test(text);
}

/** `disposition=attachment`, also as storages write it. */
function asksForFile(url: URL): boolean {
  return [...url.searchParams].some(
    ([key, value]) => /disposition$/i.test(key) && /^attachment/i.test(value),
  );
}

/** The page itself as a document, printed or exported: what it shows, not what is attached to it. */
function isOfThePage(url: URL, page: URL): boolean {
  const own = page.pathname.replace(/\/$/, '');
  if (own === '' || !url.pathname.startsWith(own)) return false;
  const rest = url.pathname.slice(own.length);
  const keys = [...url.searchParams.keys()];
  if (rest === '') return keys.some((key) => /^(?:download|format|print|export|pdf)$/i.test(key));
  return /^(?:\.\w{2,4}|\/(?:download|print\w*|pdf|export\w*|excel|csv)(?:\.\w{2,4})?\/?)$/i.test(rest);
}

function isSamePage(url: URL, page: URL): boolean {
  return url.origin === page.origin && url.pathname === page.pathname && url.search === page.search;
}

/**
 * Addresses in the code of an `onclick` or a `javascript:` link: literals that look like one, in their order.
 * @param page address of the page
 */
export function addressesInCode(code: string, page: string): string[] {
  return [...code.matchAll(/(["'`])((?:\\.|(?!\1)[^\\])*)\1/g)]
    .map(([, , literal = '']) => literal.replace(/\\\//g, '/').replace(/&amp;/g, '&'))
    .filter((literal) => /^(https?:\/\/|\.{0,2}\/)\S/.test(literal) || /^[\w-]+\/[^\s'"]+$/.test(literal))
    .map((literal) => absoluteAddress(literal, page))
    .filter((address) => address !== null);
}
