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
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', start)) {
    line++;
    start = end + 1;
  }
  return {
    line,
    column: offset - start + 1,
    excerpt: text.slice(offset, offset + EXCERPT).split('\n', 1)[0] ?? '',
  };
}

const BLANK = /[ \t\r\n]*/y;
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
  const string = (): boolean => {
    const end = stringEnd(text, at);
    if (end === null) return false;
    at = end;
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
    return string() && take(':');
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
    } else if (!string() && !skip(NUMBER) && !skip(WORD)) return at;
    // A value has ended: close what it closes, or go on after a comma.
    while (closers.length > 0 && take(closers.at(-1)!)) closers.pop();
    if (closers.length === 0) return skip(BLANK) && at === text.length ? null : at;
    if (!take(',')) return at;
    if (closers.at(-1) === '}' && !key()) return at;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
const SPACE = 0x20;
const ESCAPED = new Set(Array.from('"\\/bfnrtu', (character) => character.charCodeAt(0)));
const HEX = /[\da-fA-F]{4}/y;

/**
 * Where the string that begins at an offset has ended; null when none begins there, or it is not as JSON wants it. Walked
 * by hand: a pattern needs stack for every escape, and millions of them end it.
 */
function stringEnd(text: string, from: number): number | null {
  if (text.charCodeAt(from) !== QUOTE) return null;
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code < SPACE) return null;
    if (code !== BACKSLASH) continue;
    const escaped = text.charCodeAt(++at);
    if (!ESCAPED.has(escaped)) return null;
    if (escaped !== LOWER_U) continue;
    HEX.lastIndex = at + 1;
    if (!HEX.test(text)) return null;
    at += 4;
  }
  return null;
}
