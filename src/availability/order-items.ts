import type { BookView } from '../ledger/book.ts';
import { compareCodes } from '../ledger/codes.ts';

/** First item of an order, in the order of the lines, that a condition holds for; items without lines come last. */
export function firstOf(book: BookView, order: number, holds: (item: number) => boolean): number {
  let best = -1;
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    if (holds(item) && (best < 0 || comesBefore(book, item, best))) best = item;
  }
  return best;
}

function comesBefore(book: BookView, a: number, b: number): boolean {
  const [hasLines, other] = [book.itemQuantity[a]! > 0, book.itemQuantity[b]! > 0];
  if (hasLines !== other) return hasLines;
  if (hasLines) return book.itemFirstLine[a]! < book.itemFirstLine[b]!;
  const code = (item: number): string => book.products.code(book.itemProduct[item]!);
  return compareCodes(code(a), code(b)) < 0;
}
