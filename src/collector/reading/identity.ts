import type { AskedPurchase, ShownIdentity } from '../portal.ts';

/** Letters that people and portals put before a number, and what stands between them. */
const SPELLING = /^([a-z]{0,4})[\s#:.-]*(\d.*)$/i;

/**
 * Whether what a page shows is the purchase asked for. Its number must be the one asked for; a page that shows no
 * number is believed for its id. The same digits under another prefix are another purchase.
 * @param isKnown whether the portal itself led to the page for this number: then its id need not be the number
 */
export function isOf({ numbers, id }: ShownIdentity, asked: AskedPurchase, isKnown = false): boolean {
  if (numbers.length > 0) return numbers.every((shown) => isNumberOf(shown, asked));
  return id !== null && (isKnown || id === asked.number);
}

/** Whether what a page shows is what its address was said to be of: by its id, or its number. */
export function isAtItsAddress({ numbers, id }: ShownIdentity, address: string): boolean {
  const last = new URL(address).pathname.split('/').findLast((step) => step !== '') ?? '';
  return id === null ? numbers.length === 0 || numbers.includes(last) : id === last;
}

/** Whether a number as a page shows it means the one asked for. */
export function isNumberOf(shown: string, { number, written }: AskedPurchase): boolean {
  const [, prefix = '', rest = ''] = SPELLING.exec(shown.trim()) ?? [];
  if (rest !== number) return false;
  const [, asked = ''] = SPELLING.exec(written.trim()) ?? [];
  return prefix === '' || asked === '' || prefix.toLowerCase() === asked.toLowerCase();
}
