import type { AttachmentPart } from '../../contract/collection-codes.ts';
import type { PurchaseCookies } from '../net/cookies.ts';
import { isWholePage } from '../page-parts.ts';
import type {
  AskedPurchase,
  PagePart,
  PageVerdict,
  PortalAdapter,
  PortalPage,
  PurchasePage,
} from '../portal.ts';
import type { Attachment } from '../purchase.ts';
import { PermanentError, PortalClosedError, TransientError } from '../retry.ts';
import { isAtItsAddress, isOf } from './identity.ts';
import type { PageReader } from './page-reader.ts';
import { shapeOf } from './page-shape.ts';
import { attachmentKey, uniteAttachments } from './united-attachments.ts';

/** Most requisitions of one purchase that are looked at. */
const MOST_REQUISITIONS = 50;
/** Most purchases of one number that a lookup may lead to. */
const MOST_LOOKED_UP = 3;

/** A purchase as its pages show it, or as an interface of the portal tells it. */
export interface PurchaseReading {
  /** Address of the purchase at the portal. */
  readonly url: string;
  /** What the purchase's own page is; `purchase` only where it is the one asked for. */
  readonly verdict: PageVerdict | 'another-purchase';
  /** Number or id of the purchase that was shown instead of the one asked for; null where none was. */
  readonly another: string | null;
  /** Attachments of all its pages in their order, each address once. */
  readonly attachments: readonly Attachment[];
  readonly supplier: string | null;
  /**
   * Where each attachment was seen, as often as it was: pages may show the same one. Undefined where each is seen once,
   * in its part of its page.
   */
  readonly seen?: readonly SeenAttachment[];
  /** Parts of all its pages in their order. */
  readonly parts: readonly PagePart[];
  /** Whether all parts of all pages have answered. */
  readonly isWhole: boolean;
  /** Requisitions that may not be read, or are not there. */
  readonly closedRequisitions: readonly string[];
  /** Requisitions that could not be read for now, and why. */
  readonly unreadRequisitions: readonly UnreadRequisition[];
  /** What its pages are built like, where that was asked for; empty otherwise. */
  readonly shapes: readonly PageShape[];
}

/** What a page is built like, and whether it shows attachments: only then does a comparison prove something of it. */
export interface PageShape {
  readonly name: string;
  readonly holds: boolean;
}

/** An attachment as one part of a page shows it. */
export interface SeenAttachment {
  readonly part: AttachmentPart;
  /** Address of the page, as in `parts`. */
  readonly page: string;
  /** `attachmentKey`. */
  readonly key: string;
}

interface UnreadRequisition {
  readonly url: string;
  readonly error: TransientError | PermanentError;
}

export interface ReadingPurchase {
  readonly adapter: PortalAdapter;
  readonly base: string;
  readonly purchase: AskedPurchase;
  /** Read its requisitions too. */
  readonly requisitions: boolean;
  /** Tell the shapes of its pages. */
  readonly isShaped?: boolean;
}

/** A purchase's own page, or what was there in its place. */
interface OwnPage {
  readonly url: string;
  readonly page: PortalPage;
  readonly verdict: PurchaseReading['verdict'];
  readonly another: string | null;
}

/**
 * Reads the page of a purchase, and those of its requisitions.
 * @throws what the reader throws about the purchase's own page
 */
export async function readPurchase(
  reader: PageReader,
  what: ReadingPurchase,
  cookies: PurchaseCookies,
  signal: AbortSignal,
): Promise<PurchaseReading> {
  const { adapter } = what;
  const { url, page, verdict, another } = await findPage(what, (address, isList) =>
    reader.read(address, cookies, signal, isList),
  );
  const nothing = { attachments: [], supplier: null, parts: [], isWhole: false };
  const own = { url, verdict, another };
  if (verdict !== 'purchase')
    return { ...own, ...nothing, closedRequisitions: [], unreadRequisitions: [], shapes: [] };
  const purchase = adapter.read(page);
  const shapeIn = (read: PortalPage, shown: PurchasePage): PageShape[] =>
    what.isShaped === true ? [{ name: shapeOf(read, shown), holds: shown.attachments.length > 0 }] : [];
  const shapes = shapeIn(page, purchase);
  const all = what.requisitions ? purchase.requisitions : [];
  const addresses = all.slice(0, MOST_REQUISITIONS);
  const pages = [pageContent(page, purchase)];
  const closedRequisitions: string[] = [];
  const unreadRequisitions: UnreadRequisition[] = all.slice(MOST_REQUISITIONS).map((left) => ({
    url: left,
    error: new PermanentError('INCOMPLETE', 'COLETA_REQUISICOES_DEMAIS', { url, limite: MOST_REQUISITIONS }),
  }));
  for (const address of addresses) {
    try {
      const read = await reader.read(address, cookies, signal);
      if (isClosed(adapter, read)) closedRequisitions.push(address);
      else {
        const shown = adapter.read(read);
        pages.push(pageContent(read, shown));
        shapes.push(...shapeIn(read, shown));
      }
    } catch (error) {
      if (!(error instanceof TransientError || error instanceof PermanentError)) throw error;
      unreadRequisitions.push({ url: address, error });
    }
  }
  return {
    ...own,
    attachments: uniteAttachments(pages.flatMap(({ attachments }) => attachments)),
    supplier: purchase.supplier,
    seen: pages.flatMap(({ seen }) => seen),
    parts: pages.flatMap(({ parts }) => parts),
    isWhole: pages.every(isWholePage),
    closedRequisitions,
    unreadRequisitions,
    shapes,
  };
}

/**
 * Whether a requisition may not be read, or is not there.
 * @throws PortalClosedError, PermanentError for a page that is something else
 */
function isClosed(adapter: PortalAdapter, page: PortalPage): boolean {
  const verdict = adapter.verdict(page);
  const { asked: url } = page;
  if (verdict === 'portal-closed') throw new PortalClosedError(url, null);
  if (verdict === 'not-found' || verdict === 'not-allowed') return true;
  if (verdict === 'requisition' && isAtItsAddress(adapter.shown(page), url)) return false;
  throw new PermanentError('INCOMPLETE', 'COLETA_REQUISICAO_OUTRA', { url });
}

interface PageContent {
  readonly attachments: readonly Attachment[];
  readonly parts: readonly PagePart[];
  readonly seen: readonly SeenAttachment[];
}

function pageContent(page: PortalPage, content: PurchasePage): PageContent {
  const seen = content.attachments.map((one) => ({
    part: one.part,
    page: page.url,
    key: attachmentKey(one),
  }));
  return { attachments: content.attachments, parts: answeredParts(page, content), seen };
}

/** Where a page was still asking for something, only parts that say how much there is have answered. */
function answeredParts({ pending = [] }: PortalPage, { parts }: PurchasePage): readonly PagePart[] {
  if (pending.length === 0) return parts;
  return parts.map((part) => (part.said === null ? { ...part, isWaiting: true } : part));
}

/** Tries the addresses of a purchase, then the portal's lookup, until a page proves that it is the one asked for. */
async function findPage(
  { adapter, base, purchase }: ReadingPurchase,
  read: (address: string, isList?: boolean) => Promise<PortalPage>,
): Promise<OwnPage> {
  const look = async (url: string, isKnown: boolean): Promise<OwnPage> => {
    const page = await read(url);
    const verdict = adapter.verdict(page);
    if (verdict !== 'purchase') return { url, page, verdict, another: null };
    const shown = adapter.shown(page);
    const at = (page.former?.[0] ?? page).url;
    if (isOf(shown, purchase, isKnown)) return { url: at, page, verdict, another: null };
    return { url, page, verdict: 'another-purchase', another: shown.numbers[0] ?? shown.id };
  };
  let best: OwnPage | null = null;
  const own = adapter.purchaseUrls(base, purchase);
  for (const url of own) {
    const page = await look(url, false);
    if (endsSearch(page)) return page;
    best = better(best, page);
  }
  const lookup = adapter.lookupUrl(base, purchase);
  const found = lookup === null ? [] : adapter.lookedUp(await read(lookup, true), purchase);
  for (const url of found.filter((one) => !own.includes(one)).slice(0, MOST_LOOKED_UP)) {
    const page = await look(url, true);
    if (endsSearch(page)) return page;
    best = better(best, page);
  }
  return best!;
}

/** Another address helps neither who has found the page nor who stands before a closed portal. */
function endsSearch({ verdict }: OwnPage): boolean {
  return verdict === 'purchase' || verdict === 'portal-closed' || verdict === 'sign-in';
}

/** Which of two pages that are not the purchase says more: another purchase, then the later address. */
function better(former: OwnPage | null, later: OwnPage): OwnPage {
  return former?.verdict === 'another-purchase' && later.verdict !== 'another-purchase' ? former : later;
}
