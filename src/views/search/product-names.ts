import type { Engine } from '../../availability/engine.ts';
import type { Ruptura } from '../../engine/ruptura.ts';
import type { Book } from '../../ledger/book.ts';
import { productName } from '../../projection/projection-answer.ts';
import { folded, foldedWords } from '../folded-text.ts';
import { vocabularyOf } from './search-question.ts';

/** A product as searches compare it. */
export interface FoldedProduct {
  readonly foldedCode: string;
  readonly foldedName: string;
  /** Numbers of the words of its name in the vocabulary of the book. */
  readonly words: readonly number[];
}

/**
 * Codes and names of products in the form searches compare, each folded once.
 *
 * In: every change of the engine forgets the products it touches. Out: what is asked for is folded again then.
 */
export class ProductNames {
  #book: Book | null = null;
  #known: (FoldedProduct | undefined)[] = [];

  constructor(ruptura: Pick<Ruptura, 'listen'>) {
    ruptura.listen((_engine, { everything, products }) => {
      if (everything) this.#known = [];
      for (const product of products) this.#known[product] = undefined;
    });
  }

  get({ book }: Engine, product: number): FoldedProduct {
    if (book !== this.#book) {
      this.#book = book;
      this.#known = [];
    }
    let known = this.#known[product];
    if (known === undefined) {
      const name = productName(book, product);
      const foldedCode = folded(book.products.code(product));
      known = { foldedCode, foldedName: folded(name ?? ''), words: vocabularyOf(book).wordsOf(name) };
      this.#known[product] = known;
    }
    return known;
  }

  /** Whether every word stands in a product's code or name; null where there is no word to look for. */
  matching(engine: Engine, text: string | null): ((product: number) => boolean) | null {
    const words = foldedWords(text ?? '');
    if (words.length === 0) return null;
    return (product) => {
      const { foldedCode, foldedName } = this.get(engine, product);
      return words.every((word) => foldedCode.includes(word) || foldedName.includes(word));
    };
  }
}
