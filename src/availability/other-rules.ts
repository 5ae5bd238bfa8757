import type { AnswerRules } from '../contract/rules.ts';
import type { EpochDay } from '../contract/units.ts';
import type { Book } from '../ledger/book.ts';
import { type Engine, emptyEngine } from './engine.ts';
import { promiseAll } from './promise-by-item.ts';
import { rankProduct } from './ranking.ts';

/**
 * The promises of a book as they would be under other rules or on another business date, beside those in force: the
 * columns are the book's own, only the order of the pieces is a copy. Balances and analysis are not filled. It tells one
 * state: to be asked before the book changes.
 * @returns what `promiseOf` and `itemPromiseOf` may be asked of
 */
export function underOtherRules({ book }: Engine, rules: AnswerRules, today: EpochDay): Engine {
  const { productPieces } = book;
  const other: Book = {
    ...book,
    rules,
    today,
    productPieces: { ...productPieces, data: productPieces.data.slice() },
  };
  const engine = emptyEngine(other);
  for (let product = 0; product < other.products.size; product++) rankProduct(other, engine.ranking, product);
  if (rules.policy === 'por_item') promiseAll(other, engine.itemPromises);
  return engine;
}
