import type { PagePart, PurchasePage } from './portal.ts';

/** Whether a part of a page has answered: nothing is to come, nothing could be opened, nothing is promised or strange. */
export function isWholePart({ isWaiting, toOpen, lacking, strange }: PagePart): boolean {
  return !isWaiting && toOpen.length === 0 && lacking === 0 && strange === 0;
}

/** Whether every part of a page has answered; a page without any has not. */
export function isWholePage({ parts }: Pick<PurchasePage, 'parts'>): boolean {
  return parts.length > 0 && parts.every(isWholePart);
}
