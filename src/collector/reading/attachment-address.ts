/** What an address on a page is, as far as it says so itself. */
export type AddressKind =
  /** Says that it is a file. */
  | 'file'
  /** `/attachments/<id>` and nothing else: usually a page about the attachment, or the page it is on. */
  | 'bare'
  /** Leads somewhere else, or back. */
  | 'navigation'
  /** Says nothing: what stands around it decides. */
  | 'other';

const SPEAKS_OF_FILES = /attach|download|anexo/i;
const LISTS = new Set(['attachments', 'attachment', 'downloads', 'anexos', 'anexo']);
const DEEDS = new Set([
  'new',
  'edit',
  'index',
  'list',
  'upload',
  'print',
  'delete',
  'destroy',
  'remove',
  'create',
  'update',
  'history',
]);

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
  if (isSamePage(url, new URL(page))) return 'navigation';
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const last = segments.at(-1)?.toLowerCase() ?? '';
  if (DEEDS.has(last)) return 'navigation';
  const speaks = segments.some((segment) => SPEAKS_OF_FILES.test(segment));
  if (!speaks)
    return [...url.searchParams.keys()].some((key) => SPEAKS_OF_FILES.test(key)) ? 'file' : 'other';
  const hasQuery = url.search !== '';
  if (LISTS.has(last)) return hasQuery && /\d/.test(url.search) ? 'file' : 'navigation';
  if (last === 'download' && !hasQuery && !segments.slice(0, -1).some((one) => /\d/.test(one)))
    return 'navigation';
  const isBare =
    segments.length >= 2 && LISTS.has(segments.at(-2)!.toLowerCase()) && /^[\da-f-]+$/.test(last);
  return isBare && !hasQuery ? 'bare' : 'file';
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
