import { decodeExtended, parse } from 'content-disposition';
import { textDecoder } from '../../tabular/text-encoding.ts';
import { safeFileName, splitName } from '../safe-name.ts';
import { extensionOf, isKnownExtension } from './file-kind.ts';

/** All that is known of a file's name, before it is decided. */
export interface FileNaming {
  readonly url: string;
  /** Names the page gives it, best first. */
  readonly names: readonly string[];
  /** Raw `Content-Disposition`; null where there is none. */
  readonly disposition: string | null;
  readonly contentType: string | null;
  /** First bytes, or all that tells its kind. */
  readonly first: Buffer;
}

/** Name of a file that nobody names. */
const NAMELESS = 'attachment';
/** What answers addresses, not what a file is. */
const PROGRAM_EXTENSIONS = /\.(?:aspx?|php\d?|jspx?|do|ashx|cgi|action)$/i;

/**
 * The name of a file, safe everywhere: from `Content-Disposition` (`filename*` first), from the page's names in their
 * purchase, from the address. An extension stays; a missing one comes from the content, then from the content type.
 */
export function attachmentName({ url, names, disposition, contentType, first }: FileNaming): string {
  const given = [dispositionName(disposition), ...names, urlName(url)];
  const chosen = given.map((one) => safeFileName(one ?? '')).find((one) => one !== '') ?? NAMELESS;
  return withExtension(chosen, extensionOf(first, contentType));
}

/** What `Content-Disposition` calls a file, in whatever way it was written; null where it says nothing. */
export function dispositionName(header: string | null): string | null {
  if (header === null) return null;
  const line = asLatin1(header)
    .replace(/[\r\n]+/g, ' ')
    .trim();
  // Some servers leave the type out.
  const whole = /^[^;="]+=/.test(line) ? `attachment; ${line}` : line;
  const { parameters } = parse(whole, { extended: false });
  const extended = parameters['filename*'];
  const exact = extended === undefined ? undefined : decodeExtended(extended);
  const name = exact ?? decodedName(parameters['filename'] ?? parameters['name'] ?? '');
  return lastPart(name) || null;
}

/** Headers come as one character a byte; a caller that has decoded them already gets the same answer. */
function asLatin1(header: string): string {
  return /[^\0-\xff]/.test(header) ? Buffer.from(header, 'utf8').toString('latin1') : header;
}

function decodedName(name: string): string {
  const words = decodedWords(name);
  if (words !== name) return words;
  return percentDecoded(utf8(name));
}

/** Bytes that are UTF-8 are UTF-8: other texts hardly ever form it by chance. */
function utf8(name: string): string {
  if (/^[\0-\x7f]*$/.test(name) || /[^\0-\xff]/.test(name)) return name;
  const bytes = Buffer.from(name, 'latin1');
  return decode(bytes, 'utf-8') ?? textDecoder('windows-1252').decode(bytes);
}

function percentDecoded(text: string): string {
  if (!/%[\da-f]{2}/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const ENCODED_WORD = /=\?([\w-]+)(?:\*[\w-]+)?\?([bq])\?([^?]*)\?=/gi;

/** RFC 2047, which has no place in this header and is found there all the same. */
function decodedWords(text: string): string {
  const joined = text.replace(/(\?=)\s+(?==\?)/g, '$1');
  return joined.replace(ENCODED_WORD, (whole, charset: string, manner: string, body: string) => {
    const bytes = manner.toLowerCase() === 'b' ? Buffer.from(body, 'base64') : quotedPrintable(body);
    return decode(bytes, charset) ?? whole;
  });
}

function quotedPrintable(body: string): Buffer {
  const plain = body.replaceAll('_', ' ');
  return Buffer.from(
    plain.replace(/=([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

/** Null where the bytes are no text of the charset, or nobody knows it. */
function decode(bytes: Buffer, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Some programs send the whole path of the file on the disk of whoever attached it. */
function lastPart(name: string): string {
  return name.split(/[\\/]/).findLast((part) => part.trim() !== '') ?? '';
}

/** What an address calls the file it leads to. */
function urlName(url: string): string {
  if (!URL.canParse(url)) return '';
  const path = new URL(url).pathname.split('/').findLast((part) => part !== '') ?? '';
  return lastPart(percentDecoded(path)).replace(PROGRAM_EXTENSIONS, '');
}

/** `Ruptura S.A` and `Contract 1.2` have no extension; `drawing.xyz` has one that nobody here knows. */
function withExtension(name: string, found: string): string {
  const { extension } = splitName(name);
  if (isKnownExtension(extension) || found === '') return name;
  const isPlausible = /^\.(?=.*[a-z])[a-z\d]{2,5}$/i.test(extension);
  const isVague = found === '.zip' || found === '.txt' || found === '.xml' || found === '.gz';
  return isPlausible && isVague ? name : safeFileName(`${name}${found}`);
}
