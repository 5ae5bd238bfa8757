import { grown, newColumn } from './columns.ts';

/**
 * Texts by number in shared memory (UTF-8), so that worker threads can read the codes and names of a book they did not
 * load. A number that is given a new text keeps the old bytes as waste until the book is loaded anew.
 */
export interface TextArena {
  bytes: Uint8Array;
  start: Int32Array;
  end: Int32Array;
  used: number;
}

export function createTextArena(): TextArena {
  return {
    bytes: newColumn(Uint8Array, 1024),
    start: newColumn(Int32Array, 64),
    end: newColumn(Int32Array, 64),
    used: 0,
  };
}

const encoder = new TextEncoder();
/** UTF-8 needs at most three bytes for each UTF-16 unit. */
const MOST_BYTES_PER_UNIT = 3;

/** Stores the text of a number. */
export function putText(arena: TextArena, number: number, text: string): void {
  arena.bytes = grown(arena.bytes, arena.used + text.length * MOST_BYTES_PER_UNIT);
  arena.start = grown(arena.start, number + 1);
  arena.end = grown(arena.end, number + 1);
  arena.start[number] = arena.used;
  arena.used += writeText(arena.bytes, arena.used, text);
  arena.end[number] = arena.used;
}

/** Writes the text at a place; returns the bytes written. Codes are nearly always ASCII, which needs no encoder. */
function writeText(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // TextEncoder does not write into shared memory; the detour is for the few texts that need it.
    if (unit > 0x7f) {
      const encoded = encoder.encode(text);
      bytes.set(encoded, at);
      return encoded.length;
    }
    bytes[at + i] = unit;
  }
  return text.length;
}

/** Reads an arena, remembering the texts it decoded by where they stand: a place never holds two texts. */
export class ArenaReader {
  arena: TextArena;
  readonly #known = new Map<number, string>();

  constructor(arena: TextArena) {
    this.arena = arena;
  }

  /** The text of a number. */
  text(number: number): string {
    const start = this.arena.start[number]!;
    if (start === this.arena.end[number]!) return '';
    let text = this.#known.get(start);
    if (text === undefined) {
      text = Buffer.from(this.arena.bytes.subarray(start, this.arena.end[number]!)).toString('utf8');
      this.#known.set(start, text);
    }
    return text;
  }
}
