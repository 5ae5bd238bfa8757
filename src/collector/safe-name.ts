/**
 * Names that Linux, Windows and macOS all take, whoever chose them.
 *
 * A package (filenamify) was tried and left out: it knows the reserved characters and names, but neither Unicode forms,
 * direction controls, bytes, nor what is appended later, so all of this would have stood around it anyway.
 */

/** Name of folders where nobody says another. */
export const UNKNOWN_FOLDER = 'Unknown';

/** ` (9999)` and `.part`: what may still be added to a name. */
const ROOM = 12;
/** Most UTF-16 units, and most bytes in UTF-8, of a name with all that is appended. */
const MOST_UNITS = 240;
const MOST_BYTES = 255;
const LONGEST_EXTENSION = 16;

const BLANKS = /(?:(?!\ufeff)[\s\u0085])+/gu;
/** Seen by nobody, or turning the direction of what is seen; joiners stay, whole scripts are written with them. */
const UNSEEN =
  /(?!\u200c|\u200d|\ufe0f)[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;
const LONE_SURROGATES = /\p{Cs}/gu;
const RESERVED_CHARACTERS = /[<>:"/\\|?*]/g;
/** Devices of Windows, with whatever extension. */
const RESERVED_NAMES = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)$/i;
/** Files that a folder has of itself. */
const OWN_NAMES = /^(?:manifest\.json|desktop\.ini|thumbs\.db)$/i;
/** Files that are not whole. */
const PROVISIONAL = /\.part$/i;

/**
 * A file name that is safe everywhere, as near to `raw` as can be; its extension stays whatever has to be cut.
 * Making a safe name safe again changes nothing.
 * @returns at most 255 bytes and 240 characters with ` (2)` and `.part` appended; empty where nothing of `raw` is left
 */
export function safeFileName(raw: string): string {
  const name = safeCharacters(raw).replace(/^\.+(?=[^.])/, '_');
  if (!/[^._ ]/.test(name)) return '';
  return shorten(unlikeOwn(unlikeDevice(name)));
}

function unlikeDevice(name: string): string {
  return RESERVED_NAMES.test(name.split('.')[0]!.trim()) ? `_${name}` : name;
}

function unlikeOwn(name: string): string {
  const { stem, extension } = splitName(name);
  if (OWN_NAMES.test(name)) return `${stem}_${extension}`;
  return PROVISIONAL.test(name) ? `${name}_` : name;
}

/**
 * A folder name that is safe everywhere.
 * @returns `fallback` where nothing of `raw` is left
 */
export function safeFolderName(raw: string, fallback: string): string {
  const name = safeCharacters(raw).replace(/^\.+(?=[^.])/, '_');
  if (!/[^._ ]/.test(name)) return fallback;
  return trimmed(cut(unlikeDevice(name), MOST_UNITS - ROOM, MOST_BYTES - ROOM));
}

/** What file systems that do not tell case, or forms of one letter, take for one name. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toUpperCase().normalize('NFC');
}

/** A name and its extension with its dot; the extension is empty where there is none. */
export function splitName(name: string): { readonly stem: string; readonly extension: string } {
  const at = name.lastIndexOf('.');
  const extension = at > 0 ? name.slice(at) : '';
  const isExtension = extension.length <= LONGEST_EXTENSION && /^\.[\p{L}\p{N}_-]+$/u.test(extension);
  return isExtension ? { stem: name.slice(0, at), extension } : { stem: name, extension: '' };
}

/** The name that the `count`th file of one name gets: `contract (2).pdf`. */
export function numberedName(name: string, count: number): string {
  const { stem, extension } = splitName(name);
  return count === 1 ? name : `${stem} (${count})${extension}`;
}

function safeCharacters(raw: string): string {
  const seen = raw.replace(LONE_SURROGATES, '').replace(BLANKS, ' ').replace(UNSEEN, '');
  return trimmed(seen.normalize('NFC').replace(RESERVED_CHARACTERS, '_'));
}

/** Windows drops dots and blanks at the end of a name, so two names would become one. */
function trimmed(name: string): string {
  return name.replace(/ {2,}/g, ' ').replace(/^ +|[. ]+$/g, '');
}

function shorten(name: string): string {
  const { stem, extension } = splitName(name);
  const units = MOST_UNITS - ROOM - extension.length;
  const bytes = MOST_BYTES - ROOM - Buffer.byteLength(extension);
  const kept = cut(stem, units, bytes);
  return kept === stem ? name : `${trimmed(kept)}${extension}`;
}

/** As many whole characters, as people see them, as fit. */
function cut(text: string, mostUnits: number, mostBytes: number): string {
  if (text.length <= mostUnits && Buffer.byteLength(text) <= mostBytes) return text;
  let units = 0;
  let bytes = 0;
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, mostUnits + 64))) {
    units += segment.length;
    bytes += Buffer.byteLength(segment);
    if (units > mostUnits || bytes > mostBytes) return text.slice(0, units - segment.length);
  }
  return text.slice(0, mostUnits);
}
