import stringWidth from 'string-width';

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Line breaks, escape sequences and direction marks of stored text must not steer a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be found
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const PLAIN = /^[\u0020-\u007e]*$/;

/** Text that is safe to print: every unprintable character shows as a middle dot. */
export function printable(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNPRINTABLE, '·');
}

/** Columns a text takes on a terminal. */
export function columnsOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** The text cut to at most `width` columns, an ellipsis in place of what is gone. */
export function cutText(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    const next = used + columnsOf(segment);
    if (next > width - 1) break;
    kept += segment;
    used = next;
  }
  return `${kept}…`;
}

/** The text filled with blanks to `width` columns. */
export function padText(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - columnsOf(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

/** Breaks a sentence at blanks into lines of at most `width` columns. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && columnsOf(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** Pieces of text one after the other, in lines of at most `width` columns; a piece is never broken. */
export function flowText(
  pieces: readonly { readonly text: string; readonly style: (text: string) => string }[],
  separator: string,
  width: number,
): string[] {
  const lines: string[] = [];
  let used = 0;
  for (const { text, style } of pieces) {
    const needed = separator.length + columnsOf(text);
    const fits = lines.length > 0 && used + needed <= width;
    if (fits) lines.push(lines.pop() + separator + style(text));
    else lines.push(style(text));
    used = fits ? used + needed : columnsOf(text);
  }
  return lines;
}
