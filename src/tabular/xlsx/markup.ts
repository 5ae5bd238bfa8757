/** A piece of an XML text as it stands there: one tag, or whatever is between two of them. */
export interface MarkupPiece {
  /** Name of the element without its prefix; empty for what is no tag. */
  readonly name: string;
  readonly kind: 'open' | 'close' | 'single' | 'other';
  readonly raw: string;
}

/** Characters of one piece: beyond that the text is none that a spreadsheet writes. */
const LONGEST_PIECE = 1 << 22;
const TAG = /<(?:[^<>"']|"[^"]*"|'[^']*')*>/y;
const NAME = /^<\/?(?:[^\s/>:]+:)?([^\s/>:]+)/;
/** What is no tag though it begins like one, and how it ends. */
const FOREIGN: readonly (readonly [start: string, end: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
];

/**
 * Cuts a text of XML into its pieces; all of them, one after the other, are the text. For texts that a parser has read
 * before: nothing is checked again. What enters: the text in any portions (`push`). What leaves: the pieces that are
 * whole; the rest waits for the next portion.
 */
export class MarkupCutter {
  #rest = '';

  push(text: string): MarkupPiece[] {
    this.#rest += text;
    const pieces: MarkupPiece[] = [];
    let at = 0;
    for (;;) {
      const piece = this.#pieceAt(at);
      if (piece === null) break;
      pieces.push(piece);
      at += piece.raw.length;
    }
    this.#rest = this.#rest.slice(at);
    if (this.#rest.length > LONGEST_PIECE) throw new Error('a piece of the sheet is too long');
    return pieces;
  }

  /** What is left at the end: blanks behind the last tag. */
  end(): MarkupPiece[] {
    const raw = this.#rest;
    this.#rest = '';
    return raw === '' ? [] : [{ name: '', kind: 'other', raw }];
  }

  #pieceAt(at: number): MarkupPiece | null {
    const text = this.#rest;
    if (at >= text.length) return null;
    if (text[at] !== '<') {
      const next = text.indexOf('<', at);
      return next === -1 ? null : { name: '', kind: 'other', raw: text.slice(at, next) };
    }
    // The beginning of a remark may be cut itself.
    if (text.length - at < 9 && !text.includes('>', at)) return null;
    for (const [start, end] of FOREIGN) {
      if (!text.startsWith(start, at)) continue;
      const close = text.indexOf(end, at + start.length);
      return close === -1 ? null : { name: '', kind: 'other', raw: text.slice(at, close + end.length) };
    }
    TAG.lastIndex = at;
    const raw = TAG.exec(text)?.[0];
    return raw === undefined ? null : tagPiece(raw);
  }
}

function tagPiece(raw: string): MarkupPiece {
  const name = NAME.exec(raw)?.[1] ?? '';
  if (raw.startsWith('</')) return { name, kind: 'close', raw };
  return { name, kind: raw.endsWith('/>') ? 'single' : 'open', raw };
}

/** An attribute of a tag as it is written, entities and all; null where it has none of that name. */
export function attributeOf(tag: string, name: string): string | null {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return match === null ? null : (match[1] ?? match[2] ?? '');
}

/** A tag with an attribute left out. */
export function withoutAttribute(tag: string, name: string): string {
  return tag.replace(new RegExp(`\\s${name}\\s*=\\s*(?:"[^"]*"|'[^']*')`), '');
}

/** Prefix of a tag with its colon, or nothing. */
export function prefixOf(tag: string): string {
  return /^<\/?([^\s/>:]+:)/.exec(tag)?.[1] ?? '';
}
