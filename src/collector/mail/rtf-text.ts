import { textDecoder } from '../../tabular/text-encoding.ts';

/**
 * The body of a mail in its compressed rich text (MS-OXRTFCP), as plain text. Only what carries text is read: characters,
 * breaks, and which groups to leave out; pages packed into rich text (`\fromhtml1`) come out as their text.
 */

const DICTIONARY =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
const WINDOW = 4096;
const HEADER = 16;
const COMPRESSED = 0x75465a4c;
const UNCOMPRESSED = 0x414c454d;

/**
 * @param mostBytes of the rich text; the rest is left out
 * @throws where the bytes are no compressed rich text
 */
export function rtfText(compressed: Uint8Array, mostBytes: number): string {
  return plainText(decompressRtf(Buffer.from(compressed), mostBytes));
}

function decompressRtf(bytes: Buffer, mostBytes: number): string {
  if (bytes.length < HEADER) throw new Error('rich text without header');
  const size = Math.min(bytes.readUInt32LE(4), mostBytes);
  const kind = bytes.readUInt32LE(8);
  if (kind === UNCOMPRESSED) return bytes.toString('latin1', HEADER, HEADER + size);
  if (kind !== COMPRESSED) throw new Error('rich text of an unknown kind');
  const window = Buffer.alloc(WINDOW, ' ');
  window.write(DICTIONARY, 'latin1');
  let place = DICTIONARY.length;
  const output: number[] = [];
  const put = (byte: number): void => {
    output.push(byte);
    window[place] = byte;
    place = (place + 1) % WINDOW;
  };
  let at = HEADER;
  while (at < bytes.length && output.length < size) {
    const flags = bytes[at++]!;
    for (let bit = 0; bit < 8 && at < bytes.length && output.length < size; bit++) {
      if ((flags & (1 << bit)) === 0) {
        put(bytes[at++]!);
        continue;
      }
      if (at + 1 >= bytes.length) return latin1(output);
      const reference = bytes.readUInt16BE(at);
      at += 2;
      const from = reference >> 4;
      if (from === place) return latin1(output);
      for (let count = 0; count < (reference & 15) + 2; count++) put(window[(from + count) % WINDOW]!);
    }
  }
  return latin1(output);
}

function latin1(bytes: readonly number[]): string {
  return Buffer.from(bytes).toString('latin1');
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
