/** Lists and objects inside each other; what this API takes has four. */
const MOST_DEPTH = 32;
/** Values of one body; a run takes 200,000 orders. */
const MOST_VALUES = 250_000;
/** Decimal digits that a JSON number keeps exactly. */
const EXACT_DIGITS = 15;

/** What a text that may be JSON has too much of; the first place where it is so. */
export interface JsonExcess {
  readonly code: 'JSON_PROFUNDO' | 'JSON_EXTENSO';
  readonly limit: number;
}

/** What a first look at a text tells, whether it is JSON or not. */
export interface JsonLook {
  /** Null within the bounds: whatever looks at the text afterwards has work in proportion to them. */
  readonly excess: JsonExcess | null;
  /** Of the first number that would be rounded when read, the offset and its text; null when there is none. */
  readonly rounded: { readonly offset: number; readonly number: string } | null;
}

const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LEFT_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const RIGHT_BRACKET = 0x5d;
const UPPER_E = 0x45;
const LOWER_E = 0x65;
const LEFT_BRACE = 0x7b;
const RIGHT_BRACE = 0x7d;

/**
 * Walks once over the characters of a text, without making anything of them, and stops where a bound is passed: a
 * parser, and everything that looks at its values afterwards, would hold up all others of this process for as long as
 * the sender likes.
 */
export function lookOver(text: string, mostDepth = MOST_DEPTH, mostValues = MOST_VALUES): JsonLook {
  let depth = 0;
  let values = 1;
  let rounded: JsonLook['rounded'] = null;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = closingQuote(text, at);
    else if (code === COMMA) values++;
    else if (code === LEFT_BRACKET || code === LEFT_BRACE) {
      values++;
      depth++;
    } else if (code === RIGHT_BRACKET || code === RIGHT_BRACE) depth--;
    else if (code === MINUS || isDigit(code)) {
      const end = numberEnd(text, at + 1);
      if (rounded === null && isRounded(text, at, end)) rounded = { offset: at, number: text.slice(at, end) };
      at = end - 1;
    }
    if (depth > mostDepth) return { excess: { code: 'JSON_PROFUNDO', limit: mostDepth }, rounded };
    if (values > mostValues) return { excess: { code: 'JSON_EXTENSO', limit: mostValues }, rounded };
  }
  return { excess: null, rounded };
}

/** Of the string that begins at an offset; the end of the text when it is open. */
function closingQuote(text: string, from: number): number {
  let at = from + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return at;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

function numberEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isSign = (code === MINUS || code === PLUS) && isExponent(text.charCodeAt(at - 1));
    if (!isDigit(code) && code !== POINT && !isExponent(code) && !isSign) break;
  }
  return at;
}

function isExponent(code: number): boolean {
  return code === LOWER_E || code === UPPER_E;
}

/** More digits than are kept, zeros before and behind them left out. */
function isRounded(text: string, from: number, end: number): boolean {
  let digits = 0;
  let zeros = 0;
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isExponent(code)) break;
    if (!isDigit(code)) continue;
    if (code !== ZERO) {
      digits += zeros + 1;
      zeros = 0;
    } else if (digits > 0) zeros++;
  }
  return digits > EXACT_DIGITS;
}
