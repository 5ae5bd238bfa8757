import type { PurchaseCookies } from '../net/cookies.ts';
import type { PageVerdict, PortalAdapter } from '../portal.ts';
import type { Attachment } from '../purchase.ts';
import { PermanentError, TransientError } from '../retry.ts';
import { uniteAttachments } from './finder.ts';
import type { PageReader } from './page-reader.ts';

/** Most requisitions of one purchase that are looked at. */
const MOST_REQUISITIONS = 50;

/** A purchase as its pages show it. */
export interface PurchaseReading {
  /** Address of the purchase at the portal. */
  readonly url: string;
  /** What the purchase's own page is. */
  readonly verdict: PageVerdict;
  /** Attachments of all its pages, each address once. */
  readonly attachments: readonly Attachment[];
  readonly supplier: string | null;
  /** False where a page says that more of it is to come. */
  readonly isWhole: boolean;
  /** Requisitions that may not be read, or are not there. */
  readonly closedRequisitions: readonly string[];
  /** Requisitions that could not be read for now, and why. */
  readonly unreadRequisitions: readonly {
    readonly url: string;
    readonly error: TransientError | PermanentError;
  }[];
}

export interface ReadingPurchase {
  readonly adapter: PortalAdapter;
  readonly base: string;
  readonly number: string;
  /** Read its requisitions too. */
  readonly requisitions: boolean;
}

/**
 * Reads the page of a purchase, and those of its requisitions.
 * @throws what the reader throws about the purchase's own page
 */
export async function readPurchase(
  reader: PageReader,
  { adapter, base, number, requisitions }: ReadingPurchase,
  cookies: PurchaseCookies,
  signal: AbortSignal,
): Promise<PurchaseReading> {
  const url = adapter.purchaseUrl(base, number);
  const page = await reader.read(url, cookies, signal);
  const verdict = adapter.verdict(page);
  const nothing = { url, verdict, attachments: [], supplier: null, isWhole: true };
  if (verdict !== 'purchase') return { ...nothing, closedRequisitions: [], unreadRequisitions: [] };
  const purchase = adapter.read(page);
  const found = requisitions ? purchase.requisitions.slice(0, MOST_REQUISITIONS) : [];
  const attachments = [...purchase.attachments];
  const closedRequisitions: string[] = [];
  const unreadRequisitions: { url: string; error: TransientError | PermanentError }[] = [];
  let { isWhole } = purchase;
  for (const requisition of found) {
    try {
      const read = await reader.read(requisition, cookies, signal);
      if (adapter.verdict(read) !== 'purchase') closedRequisitions.push(requisition);
      else {
        const shown = adapter.read(read);
        attachments.push(...shown.attachments);
        isWhole &&= shown.isWhole;
      }
    } catch (error) {
      if (!(error instanceof TransientError || error instanceof PermanentError)) throw error;
      unreadRequisitions.push({ url: requisition, error });
    }
  }
  const united = uniteAttachments(attachments);
  return {
    url,
    verdict,
    attachments: united,
    supplier: purchase.supplier,
    isWhole,
    closedRequisitions,
    unreadRequisitions,
  };
}
