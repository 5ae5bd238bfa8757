import { folded } from '../folded-text.ts';

/** Shorter words have too many neighbours. */
const LEAST_LENGTH = 4;
const LETTERS = /^[A-Z]+$/;

/**
 * A word as it sounds in Portuguese, so that those who write by ear find it: mussarela, muçarela and muzarela are one,
 * and so are Sanches and Sanchez, Vagner and Wagner.
 */
export function soundOf(word: string): string {
  return folded(word.replace(/[çÇ]/g, 'ss'))
    .replace(/Y/g, 'I')
    .replace(/Z|S?C(?=[EI])/g, 'S')
    .replace(/PH/g, 'F')
    .replace(/TH/g, 'T')
    .replace(/W/g, 'V')
    .replace(/K/g, 'C')
    .replace(/^H/, '')
    .replace(/([A-Z])\1+/g, '$1');
}

/**
 * Whether a word is another one, or its beginning, with one letter too many, one too few, one in place of another or two
 * that changed places, or with none of that.
 */
export function isNear(word: string, other: string): boolean {
  const { length } = word;
  let at = 0;
  while (at < length && at < other.length && word.charCodeAt(at) === other.charCodeAt(at)) at++;
  if (at >= length - 1) return true;
  // What stands before the first difference is the same however the rest came about.
  return (
    begins(word, at + 1, other, at + 1) ||
    begins(word, at + 1, other, at) ||
    begins(word, at, other, at + 1) ||
    (word.charCodeAt(at) === other.charCodeAt(at + 1) &&
      word.charCodeAt(at + 1) === other.charCodeAt(at) &&
      begins(word, at + 2, other, at + 2))
  );
}

/** Whether the rest of a word from `from` on begins the rest of another from `otherFrom` on. */
function begins(word: string, from: number, other: string, otherFrom: number): boolean {
  if (other.length - otherFrom < word.length - from) return false;
  for (let at = from; at < word.length; at++) {
    if (word.charCodeAt(at) !== other.charCodeAt(otherFrom + at - from)) return false;
  }
  return true;
}

/** Whether a word is long enough, and of letters, so that one of them may be wrong: of a number each digit counts. */
export function mayBeNear(word: string): boolean {
  return word.length >= LEAST_LENGTH && LETTERS.test(word);
}

/** Words of the names in a book, each a number: what a question looks for is looked for in each once, not in every name. */
export class Vocabulary {
  readonly #numbers = new Map<string, number>();
  readonly #folded: string[] = [];
  readonly #sounds: string[] = [];

  /** Numbers of the words of a name. */
  wordsOf(text: string | null): readonly number[] {
    if (text === null) return [];
    const words = text.split(/[^\p{L}\p{M}\p{N}]+/u).filter(Boolean);
    return words.map((word) => this.#numberOf(word));
  }

  #numberOf(word: string): number {
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    const number = this.#folded.push(folded(word)) - 1;
    this.#sounds.push(soundOf(word));
    this.#numbers.set(word, number);
    return number;
  }

  folded(number: number): string {
    return this.#folded[number]!;
  }

  sound(number: number): string {
    return this.#sounds[number]!;
  }
}

/** Nearness of a word of the vocabulary is told this many bits above its being there. */
export const NEAR_BITS = 8;

interface SoughtWord {
  readonly written: string;
  readonly mayBeNear: boolean;
  /** null where too little of it is left: what is written `zzzz` sounds like anything. */
  readonly sound: string | null;
}

/** Which words of a question stand in those of a vocabulary, or are near to them; each of these is looked at once. */
export class SoughtWords {
  readonly #vocabulary: Vocabulary;
  readonly #words: readonly SoughtWord[];
  readonly #known: (number | undefined)[] = [];

  /** @param words of a question, as they were typed; at most NEAR_BITS */
  constructor(vocabulary: Vocabulary, words: readonly string[]) {
    this.#vocabulary = vocabulary;
    this.#words = words.map((word) => {
      const written = folded(word);
      const sound = soundOf(word);
      return { written, mayBeNear: mayBeNear(written), sound: mayBeNear(sound) ? sound : null };
    });
  }

  /** Words that are a part of a word of the vocabulary, as bits; those near to it, NEAR_BITS higher. */
  in(number: number): number {
    return this.#known[number] ?? this.#look(number);
  }

  #look(number: number): number {
    let held = 0;
    const other = this.#vocabulary.folded(number);
    const otherSound = this.#vocabulary.sound(number);
    for (const [at, word] of this.#words.entries()) {
      const sounds = word.sound !== null && isNear(word.sound, otherSound);
      if (other.includes(word.written)) held |= 1 << at;
      else if (sounds || (word.mayBeNear && isNear(word.written, other))) held |= 1 << (at + NEAR_BITS);
    }
    this.#known[number] = held;
    return held;
  }
}
