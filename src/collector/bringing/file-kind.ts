import { splitName } from '../safe-name.ts';
import { insideMedia, insideOle, insideZip } from './file-inside.ts';

/** Formats that begin in a known way, where a portal may send another thing instead. */
interface FileKind {
  /** With their dot, lower case; the usual one first. */
  readonly extensions: readonly string[];
  readonly types: readonly string[];
  begins(first: Buffer): boolean;
}

/** What is wrong with the content of a file. */
export type ContentFault = 'HTML_AS_FILE' | 'WRONG_MAGIC';

/** PDF readers look for the mark in the first kilobyte: some writers put lines before it. */
const PDF_MARK_WITHIN = 1024;

const mark = (text: string, at = 0): FileKind['begins'] => {
  const bytes = Buffer.from(text, 'latin1');
  return (first) => first.subarray(at, at + bytes.length).equals(bytes);
};
const anyOf =
  (...marks: readonly FileKind['begins'][]): FileKind['begins'] =>
  (first) =>
    marks.some((begins) => begins(first));

const isPdf = (first: Buffer): boolean => first.subarray(0, PDF_MARK_WITHIN).includes('%PDF-');
const isOle = mark('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1');
const isZip = anyOf(mark('PK\x03\x04'), mark('PK\x05\x06'), mark('PK\x07\x08'));
const isMedia = mark('ftyp', 4);
const isRtf = mark('{\\rtf');
/** Encrypted workbooks are in the old container, whatever their extension says. */
const isOffice = anyOf(isZip, isOle);
const isRiff = (form: string): FileKind['begins'] => {
  const [riff, name] = [mark('RIFF'), mark(form, 8)];
  return (first) => riff(first) && name(first);
};

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const ODF = 'application/vnd.oasis.opendocument';

/** Strict ones. Old Office formats and texts are not among them: too much goes by their extensions. */
const KINDS: readonly FileKind[] = [
  { extensions: ['.pdf'], types: ['application/pdf', 'application/x-pdf'], begins: isPdf },
  { extensions: ['.png'], types: ['image/png'], begins: mark('\x89PNG\r\n\x1a\n') },
  {
    extensions: ['.jpg', '.jpeg', '.jpe', '.jfif'],
    types: ['image/jpeg', 'image/jpg'],
    begins: mark('\xff\xd8\xff'),
  },
  { extensions: ['.gif'], types: ['image/gif'], begins: mark('GIF8') },
  {
    extensions: ['.tif', '.tiff'],
    types: ['image/tiff'],
    begins: anyOf(mark('II*\0'), mark('MM\0*'), mark('II+\0'), mark('MM\0+')),
  },
  { extensions: ['.bmp'], types: ['image/bmp'], begins: mark('BM') },
  { extensions: ['.webp'], types: ['image/webp'], begins: isRiff('WEBP') },
  { extensions: ['.docx'], types: [`${OFFICE}.wordprocessingml.document`], begins: isOffice },
  { extensions: ['.xlsx'], types: [`${OFFICE}.spreadsheetml.sheet`], begins: isOffice },
  { extensions: ['.pptx'], types: [`${OFFICE}.presentationml.presentation`], begins: isOffice },
  {
    extensions: ['.docm', '.dotx', '.xlsm', '.xlsb', '.xltx', '.pptm', '.ppsx'],
    types: [],
    begins: isOffice,
  },
  { extensions: ['.odt'], types: [`${ODF}.text`], begins: isZip },
  { extensions: ['.ods'], types: [`${ODF}.spreadsheet`], begins: isZip },
  { extensions: ['.odp'], types: [`${ODF}.presentation`], begins: isZip },
  { extensions: ['.zip'], types: ['application/zip', 'application/x-zip-compressed'], begins: isZip },
  { extensions: ['.msg'], types: ['application/vnd.ms-outlook'], begins: isOle },
  { extensions: ['.rtf'], types: ['application/rtf', 'text/rtf'], begins: isRtf },
  {
    extensions: ['.rar'],
    types: ['application/vnd.rar', 'application/x-rar-compressed'],
    begins: mark('Rar!'),
  },
  { extensions: ['.7z'], types: ['application/x-7z-compressed'], begins: mark('7z\xbc\xaf\x27\x1c') },
  {
    extensions: ['.gz', '.tgz'],
    types: ['application/gzip', 'application/x-gzip'],
    begins: mark('\x1f\x8b'),
  },
  { extensions: ['.mp4', '.m4a'], types: ['video/mp4', 'audio/mp4'], begins: isMedia },
];

/** Formats without a mark, by their content type; those of KINDS come before. */
const OTHER_TYPES: ReadonlyMap<string, string> = new Map([
  ['application/msword', '.doc'],
  ['application/vnd.ms-excel', '.xls'],
  ['application/vnd.ms-powerpoint', '.ppt'],
  ['text/csv', '.csv'],
  ['text/plain', '.txt'],
  ['text/xml', '.xml'],
  ['application/xml', '.xml'],
  ['application/json', '.json'],
  ['message/rfc822', '.eml'],
  ['image/svg+xml', '.svg'],
]);

/** Extensions that programs know, of formats without a mark of their own or with one of several. */
const OTHER_EXTENSIONS =
  'htm html xhtml mht mhtml ics vcf md log ini url webloc lnk yaml yml sql tsv ofx qif ret rem p7m p7s p7b cer crt ' +
  'pem pfx dwg dxf dwf step stp iges igs stl ifc rvt skp eps ai psd indd cdr ps xps key pages numbers vsd vsdx mpp ' +
  'pub one oft ost accdb mdb epub kml kmz mov qt m4v 3gp 3g2 avi mkv webm wmv mp3 wav ogg opus aac flac wma heic ' +
  'heif avif jp2 ico wmf emf tar bz2 xz zst iso jar dat bin';

const KNOWN_EXTENSIONS = new Set([
  ...KINDS.flatMap(({ extensions }) => extensions),
  ...OTHER_TYPES.values(),
  ...OTHER_EXTENSIONS.split(' ').map((extension) => `.${extension}`),
]);
const IMAGES = /^\.(?:png|jpe?g|jpe|jfif|gif|tiff?|bmp|webp)$/;
/** Of files that may be pages. */
export const PAGE_ENDINGS = /^\.(?:x?html?|shtml|mht|mhtml|eml|hta|js)$/;
/** Systems that call a page with a table a workbook do so with one of these. */
const OLD_OFFICE = /^\.(?:xls|doc|ppt)$/;

/**
 * Compares the first bytes of a file with what its name promises, or, of a name that promises nothing, its content type.
 * Formats without a mark promise nothing by themselves, except that they are no page: a text that is one is a portal's
 * excuse far more often than it is somebody's source.
 * @param first at least 1 KB, or all of a smaller file
 * @param contentType raw header; null where there is none
 */
export function contentFault(
  name: string,
  first: Buffer,
  contentType: string | null = null,
): ContentFault | null {
  const extension = splitName(name).extension.toLowerCase();
  if (looksLikePage(first) && !mayBePage(extension, first)) return 'HTML_AS_FILE';
  const kind =
    KINDS.find(({ extensions }) => extensions.includes(extension)) ??
    kindByType(extension, first, contentType);
  if (kind === undefined || kind.begins(first)) return null;
  // A picture under the name of another kind of picture is one all the same, and every program shows it.
  const isPicture = IMAGES.test(extension) && KINDS.some((one) => isImageKind(one) && one.begins(first));
  return isPicture ? null : 'WRONG_MAGIC';
}

/**
 * What the content type promises where the name promises nothing. Texts go by wrong types, so of a name that could be
 * one's only bytes that are neither text nor the beginning of any format are held against the type.
 */
function kindByType(extension: string, first: Buffer, contentType: string | null): FileKind | undefined {
  const type = typeOf(contentType);
  const isAny = isText(first) || KINDS.some(({ begins }) => begins(first));
  if (isKnownExtension(extension) && isAny) return undefined;
  return KINDS.find(({ types }) => types.includes(type));
}

/** Whether bytes may be text in an encoding without zeros, or say by a mark that they are in one with them. */
function isText(first: Buffer): boolean {
  const isMarked = (first[0] === 0xff && first[1] === 0xfe) || (first[0] === 0xfe && first[1] === 0xff);
  return isMarked || !first.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b));
}

function isImageKind({ extensions }: FileKind): boolean {
  return IMAGES.test(extensions[0]!);
}

/** Whether bytes are the beginning of a web page, in any of the encodings of the web. */
export function looksLikePage(first: Buffer): boolean {
  const text = startOf(first);
  if (/^<\?xml/i.test(text)) return /<html[\s>]/i.test(text);
  return /^<(?:!doctype\s+html|html|head|body|script|title|meta|form|iframe)[\s>]/i.test(text);
}

/** Text of the first bytes, without what may stand before the first element. */
function startOf(first: Buffer): string {
  const bytes = first.subarray(0, 4096);
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = isWide ? bytes.toString('utf16le') : bytes.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  return text.replace(/^(?:\ufeff|\s|<!--[\s\S]*?-->)+/, '');
}

function mayBePage(extension: string, first: Buffer): boolean {
  if (PAGE_ENDINGS.test(extension)) return true;
  return OLD_OFFICE.test(extension) && /urn:schemas-microsoft-com:office/i.test(startOf(first));
}

/**
 * The extension of a file whose name has none that is known.
 * @param contentType raw header; null where there is none
 * @returns with its dot; empty where neither content nor type tells. Never that of a page
 */
export function extensionOf(first: Buffer, contentType: string | null): string {
  const type = typeOf(contentType);
  const fitting = KINDS.filter(({ begins }) => begins(first));
  const named = fitting.find(({ types }) => types.includes(type));
  if (named !== undefined && !named.types.includes('video/mp4')) return named.extensions[0]!;
  if (isOle(first)) return OTHER_TYPES.get(type) ?? insideOle(first);
  if (isZip(first)) return insideZip(first);
  if (isMedia(first)) return insideMedia(first);
  if (fitting.length > 0) return fitting[0]!.extensions[0]!;
  return looksLikePage(first) ? '' : (OTHER_TYPES.get(type) ?? '');
}

/** A content type without its parameters. */
function typeOf(header: string | null): string {
  return (header ?? '').split(';')[0]!.trim().toLowerCase();
}

/** Whether programs know an extension, so that it is no part of a name like `Ruptura S.A`. */
export function isKnownExtension(extension: string): boolean {
  return KNOWN_EXTENSIONS.has(extension.toLowerCase());
}

/** Texts that are never anything else: bytes of another format under such a name are misnamed. */
const TEXTS = /^\.(?:csv|tsv|txt|xml|json|log|md|ofx|qif|ret|rem|ini|sql|yaml|yml)$/;

/**
 * The ending that tells what a file is where its name does not: `.docx` for `c.pdf` that is one.
 * @param first the marks of a file, see `readMarks`
 * @param isRefused whether `contentFault` found that it is not what its name says
 * @returns with its dot; empty for content of no kind that is known; null where the name's own ending is good enough
 */
export function trueEnding(name: string, first: Buffer, isRefused: boolean): string | null {
  const given = splitName(name).extension.toLowerCase();
  if (first.length === 0 || (!isRefused && !TEXTS.test(given))) return null;
  const found = contentEnding(first);
  if (!isRefused) return ['', '.txt', '.xml', '.json', '.html'].includes(found) ? null : found;
  return found === given ? null : found;
}

/** What the content alone tells. */
function contentEnding(first: Buffer): string {
  if (looksLikePage(first)) return '.html';
  if (!isText(first)) return extensionOf(first, null);
  if (isRtf(first)) return '.rtf';
  // A text may speak of the mark of a format, or begin with its letters.
  if (first.subarray(0, 5).equals(Buffer.from('%PDF-'))) return '.pdf';
  const text = startOf(first);
  if (/^<[?!\w]/.test(text)) return '.xml';
  return /^[{[]/.test(text) ? '.json' : '.txt';
}
