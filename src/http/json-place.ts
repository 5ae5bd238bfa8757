/** A place in a text, counted from 1, and the text from there on. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
  /** A little of the text at the place; empty at its end. */
  readonly excerpt: string;
}

const EXCERPT = 20;

/** The place of an offset. */
export function placeAt(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset).split('\n');
  return {
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    excerpt: text.slice(offset, offset + EXCERPT).split('\n', 1)[0] ?? '',
  };
}

const BLANK = /[ \t\r\n]*/y;
// Runs between escapes are taken whole, so that a string of megabytes needs no deep stack.
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these characters in a string
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

/**
 * Offset at which a text stops being JSON; null when it is JSON. The parser of Node 20 says that a text is wrong, but
 * not always where; this is asked only then.
 */
export function findJsonFault(text: string): number | null {
  let at = 0;
  const closers: string[] = [];
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const take = (character: string): boolean => {
    skip(BLANK);
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  const key = (): boolean => {
    skip(BLANK);
    return skip(STRING) && take(':');
  };
  for (;;) {
    skip(BLANK);
    if (take('{')) {
      closers.push('}');
      if (!take('}')) {
        if (!key()) return at;
        continue;
      }
      closers.pop();
    } else if (take('[')) {
      closers.push(']');
      if (!take(']')) continue;
      closers.pop();
    } else if (!skip(STRING) && !skip(NUMBER) && !skip(WORD)) return at;
    // A value has ended: close what it closes, or go on after a comma.
    while (closers.length > 0 && take(closers.at(-1)!)) closers.pop();
    if (closers.length === 0) return skip(BLANK) && at === text.length ? null : at;
    if (!take(',')) return at;
    if (closers.at(-1) === '}' && !key()) return at;
  }
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Decimal digits that a JSON number keeps exactly. */
const EXACT_DIGITS = 15;

/** The first number of a JSON text that would be rounded when read; null when there is none. */
export function findRoundedNumber(text: string): { readonly offset: number; readonly number: string } | null {
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    if (token.startsWith('"')) continue;
    const digits = token
      .replace(/[eE].*$/, '')
      .replace(/[-.]/g, '')
      .replace(/^0+|0+$/g, '');
    if (digits.length > EXACT_DIGITS) return { offset: match.index, number: token };
  }
  return null;
}
