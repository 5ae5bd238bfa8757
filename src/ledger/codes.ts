import { createTextArena, putText } from './text-arena.ts';

/** Names the codes of a book by their numbers. */
export interface CodeNames {
  code(number: number): string;
}

/**
 * Codes (products, sales orders) as small integers. A number is given once and, where a code is released, given again
 * later; codes compare byte by byte of their UTF-8 form, as PostgreSQL's collation "C" does.
 */
export class CodeIndex implements CodeNames {
  /** The codes once more, where worker threads can read them. */
  readonly arena = createTextArena();
  readonly #numbers = new Map<string, number>();
  readonly #codes: (string | undefined)[] = [];
  readonly #free: number[] = [];

  /** Numbers given out so far, released ones included: every number is below it. */
  get size(): number {
    return this.#codes.length;
  }

  /** The number of a code, or -1. */
  find(code: string): number {
    return this.#numbers.get(code) ?? -1;
  }

  /** The number of a code, given now if it has none. */
  intern(code: string): number {
    const known = this.#numbers.get(code);
    if (known !== undefined) return known;
    const number = this.#free.pop() ?? this.#codes.length;
    this.#codes[number] = code;
    putText(this.arena, number, code);
    this.#numbers.set(code, number);
    return number;
  }

  /** The code of a number in use. */
  code(number: number): string {
    return this.#codes[number]!;
  }

  has(number: number): boolean {
    return this.#codes[number] !== undefined;
  }

  /** Gives a number back. */
  release(number: number): void {
    this.#numbers.delete(this.#codes[number]!);
    this.#codes[number] = undefined;
    this.#free.push(number);
  }

  /** All numbers in use, in byte order of their codes. */
  sorted(): Int32Array {
    const codes = [...this.#numbers.keys()];
    // UTF-16 order differs from byte order only where a surrogate or a unit above it occurs.
    if (codes.some((code) => /[\ud800-\uffff]/.test(code))) codes.sort(compareCodes);
    else codes.sort();
    return Int32Array.from(codes, (code) => this.#numbers.get(code)!);
  }
}

/** Order of two codes by the bytes of their UTF-8 form. */
export function compareCodes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return byteWeight(left) - byteWeight(right);
  }
  return a.length - b.length;
}

/** Moves surrogates (characters beyond U+FFFF, four bytes in UTF-8) above all other units. */
function byteWeight(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
