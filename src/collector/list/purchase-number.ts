const SPELLING = /^(?:P[OM])?(\d{6,20})$/i;
/** Blanks, and what copying from mails and pages leaves at the ends of a number without anybody seeing it. */
const UNSEEN_ENDS = /^[\s\u200b-\u200f\u2060\ufeff]+|[\s\u200b-\u200f\u2060\ufeff]+$/g;

/**
 * Number of a purchase order as lists spell it: `PO15262984`, `po15262984`, `PM15262984`, `15262984`. Leading zeros stay.
 * @returns its digits; null for fewer than 6 digits, more than 20, and anything else
 */
export function parsePurchaseNumber(text: string): string | null {
  return SPELLING.exec(text.replace(UNSEEN_ENDS, ''))?.[1] ?? null;
}
