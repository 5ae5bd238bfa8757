import { createTextArena, putText } from './text-arena.ts';

/** Names the texts of a book by their numbers; null for "no text". */
export interface TextNames {
  text(number: number): string | null;
}

/** Texts that repeat (customers, product names) stored once; 0 is "no text". */
export class TextTable implements TextNames {
  /** The texts once more, where worker threads can read them. */
  readonly arena = createTextArena();
  readonly #numbers = new Map<string, number>([['', 0]]);
  readonly #texts: string[] = [''];

  intern(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.push(text) - 1;
    this.#numbers.set(text, number);
    putText(this.arena, number, text);
    return number;
  }

  /** The text of a number; null for "no text". */
  text(number: number): string | null {
    return number === 0 ? null : this.#texts[number]!;
  }
}
