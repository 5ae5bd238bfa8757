import type { Attachment, ForeseenFile, PurchaseOutcome } from '../purchase.ts';

/**
 * What a dry run says of a purchase whose pages were read. Pure.
 * @param outcome as if all that was not stored before were left out
 * @param attachments of its pages
 */
export function foreseenOutcome(
  outcome: PurchaseOutcome,
  attachments: readonly Attachment[],
): PurchaseOutcome {
  const stored = new Set(outcome.stored.map(({ url }) => url));
  const foreseen = attachments.filter(({ url }) => url === null || !stored.has(url)).map(foreseenFile);
  return { ...outcome, status: statusOf(outcome), foreseen };
}

/** Nothing was brought, so nothing is complete; what the pages hide is missing whether or not anything is stored. */
function statusOf({ status, found }: PurchaseOutcome): PurchaseOutcome['status'] {
  if (status === 'COMPLETED') return 'SIMULATED';
  return status === 'FAILED' && found > 0 ? 'PARTIAL' : status;
}

function foreseenFile({ part, page, url, names, trigger, bytes }: Attachment): ForeseenFile {
  const name = names[0] ?? lastSegment(url) ?? trigger ?? '';
  return { part, page, url, name, bytes: bytes ?? null };
}

function lastSegment(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return url;
  const segment = new URL(url).pathname.split('/').findLast((one) => one !== '') ?? url;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
