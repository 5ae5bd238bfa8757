import { decompressRTF } from '@kenjiuno/decompressrtf';
import { textDecoder } from '../../tabular/text-encoding.ts';

/**
 * The body of a mail in its compressed rich text (MS-OXRTFCP), as plain text. Only what carries text is read: characters,
 * breaks, and which groups to leave out; pages packed into rich text (`\fromhtml1`) come out as their text.
 */

/** Sizes and kind before the compressed bytes. */
const HEADER_BYTES = 16;

/**
 * @param mostBytes of the rich text; the rest is left out
 * @throws where the bytes are no compressed rich text
 */
export function rtfText(compressed: Uint8Array, mostBytes: number): string {
  return plainText(decompressed(compressed, mostBytes));
}

/** At most eight and a half bytes come of one, and the package takes eight for each: what goes in is bounded for that. */
function decompressed(compressed: Uint8Array, mostBytes: number): string {
  const bytes = Buffer.from(compressed.subarray(0, HEADER_BYTES + mostBytes / 4));
  if (bytes.length < HEADER_BYTES) throw new Error('rich text without header');
  // The package believes the length that is told, and would read as far beyond the bytes that there are.
  bytes.writeUInt32LE(bytes.length - 4, 0);
  return Buffer.from(decompressRTF([...bytes]).slice(0, mostBytes)).toString('latin1');
}

/** Groups that hold no text of the mail. */
const UNREAD = new Set(['fonttbl', 'colortbl', 'stylesheet', 'info', 'pict', 'object', 'header', 'footer']);
const CHARACTERS: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  row: '\n',
  tab: '    ',
  cell: '  ',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
};
const TOKEN = /\\'([\da-f]{2})|\\([a-z]+)(-?\d+)? ?|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+/gi;

interface Group {
  readonly isUnread: boolean;
  /** Characters that stand for one Unicode character, for readers that know none. */
  readonly standIns: number;
  /** Within what only repeats the page that was packed. */
  readonly isRepeat: boolean;
}

function plainText(rtf: string): string {
  const groups: Group[] = [];
  const pieces: string[] = [];
  const ansi = textDecoder('windows-1252');
  let group: Group = { isUnread: false, standIns: 1, isRepeat: false };
  let skip = 0;
  const add = (text: string): void => {
    const rest = text.slice(skip);
    skip = Math.max(0, skip - text.length);
    if (!group.isUnread && !group.isRepeat) pieces.push(rest);
  };
  for (const [, hex, word, parameter, symbol, brace, text] of rtf.matchAll(TOKEN)) {
    if (brace === '{') groups.push(group);
    else if (brace === '}') group = groups.pop() ?? group;
    else if (hex !== undefined) add(ansi.decode(Buffer.from(hex, 'hex')));
    else if (text !== undefined) add(ansi.decode(Buffer.from(text, 'latin1')));
    else if (symbol === '*') group = { ...group, isUnread: true };
    else if (symbol !== undefined) add(symbol === '~' ? ' ' : /[\\{}]/.test(symbol) ? symbol : '');
    else if (word === 'u') {
      add(String.fromCharCode(Number(parameter) & 0xffff));
      skip = group.standIns;
    } else if (word === 'uc') group = { ...group, standIns: Number(parameter ?? 1) };
    else if (word === 'htmlrtf') group = { ...group, isRepeat: parameter !== '0' };
    else if (word !== undefined && UNREAD.has(word)) group = { ...group, isUnread: true };
    else if (word !== undefined && !group.isUnread && CHARACTERS[word] !== undefined)
      pieces.push(CHARACTERS[word]);
  }
  return pieces.join('');
}
