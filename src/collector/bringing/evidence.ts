import { partWord } from '../../contract/attachment-parts.ts';
import { RupturaError } from '../../contract/errors.ts';
import { ownLanguage } from '../../contract/language.ts';
import type { PagePart } from '../portal.ts';
import type { PartEvidence } from '../purchase.ts';
import type { PurchaseReading } from '../reading/read-purchase.ts';
import { attachmentKey } from '../reading/united-attachments.ts';

/** What the pages of a purchase say by part, and what came of it. Pure. */

/** What became of attachments, by their keys; who is not in it was not come to. */
export type Fates = ReadonlyMap<string, 'stored' | 'lost' | 'left-out' | 'none'>;

/**
 * One row a part and page, in the order of the pages. What turned out to be no attachment is not counted as found.
 * @param fates by `attachmentKey`
 */
export function evidenceOf(reading: PurchaseReading, fates: Fates): PartEvidence[] {
  return reading.parts.map((one) => {
    const keys = keysOf(reading, one);
    const none = keys.filter((key) => fates.get(key) === 'none').length;
    const stored = keys.filter((key) => fates.get(key) === 'stored').length;
    const found = one.found - none;
    // Only what was believed to answer a counter, and was none, is missing after all.
    const short = one.said === null ? 0 : Math.max(0, one.said - found);
    const lacking = none > 0 ? Math.max(one.lacking, short) : one.lacking;
    const { part, page, said } = one;
    return { part, page, said, found, stored, missing: missingOf({ ...one, found, lacking }) };
  });
}

/** Keys of the attachments of a part; an interface that does not tell where it saw them shows each once. */
function keysOf({ seen, attachments }: PurchaseReading, { part, page }: PagePart): string[] {
  if (seen !== undefined)
    return seen.filter((one) => one.part === part && one.page === page).map(({ key }) => key);
  return attachments.filter((one) => one.part === part && one.page === page).map(attachmentKey);
}

/** Why a part is not believed to be whole, a sentence for people; null where it is. */
function missingOf(one: PagePart): string | null {
  const parte = partWord(one.part, ownLanguage());
  const { page: url, said, found, lacking, strange, toOpen, isWaiting } = one;
  if (lacking > 0 && said !== null && said > found)
    return new RupturaError('COLETA_PARTE_DIZ_MAIS', { parte, dito: said, encontrado: found, url }).message;
  if (lacking > 0) return new RupturaError('COLETA_PARTE_PROMETE_MAIS', { parte, url }).message;
  if (isWaiting) return new RupturaError('COLETA_PARTE_VAZIA', { parte, url }).message;
  if (strange > 0) return new RupturaError('COLETA_PARTE_ESTRANHA', { parte, quantos: strange, url }).message;
  return toOpen.length === 0 ? null : new RupturaError('COLETA_PARTE_FECHADA', { parte, url }).message;
}

/**
 * Whether each page of a purchase says that it has no attachments: nothing that was merely not seen counts, nor what one
 * line says of itself.
 */
export function saysNoAttachments({ parts }: PurchaseReading): boolean {
  const pages = [...new Set(parts.map(({ page }) => page))];
  return (
    pages.length > 0 &&
    pages.every((page) => parts.some((one) => one.page === page && one.part !== 'lines' && one.said === 0))
  );
}
