import type { AttachmentPart } from '../../contract/collection-codes.ts';
import { listIn, memberOf, numberIn, textIn } from '../api/json.ts';
import type { PagePart } from '../portal.ts';
import type { Attachment } from '../purchase.ts';

/** What a purchase or a requisition is to Coupa's API and to people. */
export interface CoupaDocument {
  readonly kind: 'purchase' | 'requisition';
  readonly base: string;
  /** Its path in the API. */
  readonly path: string;
  /** Address of the page on which people see it. */
  readonly page: string;
  /** Attachments that were seen, each counted where it was seen first. */
  readonly known: Set<string>;
}

/** Attachments of a document, in the order of its page, and what each part of it says. */
export interface DocumentParts {
  readonly attachments: readonly Attachment[];
  readonly parts: readonly PagePart[];
}

export const ATTACHMENTS_OF = '/attachments';

/** Where attachments of one kind stand, and under which path their files are. */
interface Place {
  readonly part: AttachmentPart;
  readonly path: string;
  readonly entries: readonly unknown[];
}

/**
 * Attachments of a document from what the API told of it. Nothing is asked here.
 * @param header the document itself
 * @param form its list of attachments, which may tell less or more than the document itself
 * @param comments attachments of its comments, one list a comment
 */
export function attachmentsOf(
  document: CoupaDocument,
  header: unknown,
  form: readonly unknown[],
  comments: readonly (readonly unknown[])[],
): DocumentParts {
  const lines = linesOf(header, document.kind) ?? [];
  const own = [...(listIn(header, 'attachments') ?? []), ...form];
  // Only those of the document itself are under its path; any attachment is under its own id.
  const any = `/api${ATTACHMENTS_OF}`;
  const places: Place[] = [
    { part: 'form', path: `${document.path}${ATTACHMENTS_OF}`, entries: own },
    { part: 'lines', path: any, entries: lines.flatMap((line) => listIn(line, 'attachments') ?? []) },
    { part: 'comments', path: any, entries: comments.flat() },
  ];
  const read = places.map((place) => partOf(document, place));
  return {
    attachments: read.flatMap(({ attachments }) => attachments),
    parts: united(read.map(({ part }) => part)),
  };
}

/** What stands on a requisition is one part, wherever on it. */
function united(parts: readonly PagePart[]): PagePart[] {
  const byPart = new Map<AttachmentPart, PagePart>();
  for (const one of parts) {
    const known = byPart.get(one.part);
    if (known === undefined) byPart.set(one.part, one);
    else {
      const said = (known.said ?? 0) + (one.said ?? 0);
      const found = known.found + one.found;
      byPart.set(one.part, { ...known, said, found, strange: known.strange + one.strange });
    }
  }
  return [...byPart.values()];
}

function partOf(
  document: CoupaDocument,
  { part, path, entries }: Place,
): { readonly part: PagePart; readonly attachments: readonly Attachment[] } {
  const attachments: Attachment[] = [];
  let strange = 0;
  for (const entry of entries) {
    const id = numberIn(entry, 'id');
    const key = id === null ? JSON.stringify(entry) : String(id);
    if (document.known.has(key)) continue;
    document.known.add(key);
    const kind = kindOf(entry);
    // A text is read where it stands: there is nothing to bring.
    if (kind === 'text') continue;
    const url = addressOf(entry, kind, `${document.base}${path}/${id}`, id);
    if (url === null) strange++;
    else
      attachments.push({
        url,
        trigger: null,
        page: document.page,
        names: namesOf(entry),
        part: as(document, part),
        kind,
        date: textIn(entry, 'created-at'),
        ...lengthOf(entry),
      });
  }
  const found = attachments.length;
  const said = { part: as(document, part), page: document.page, said: found + strange, found };
  return { part: { ...said, lacking: 0, isWaiting: false, toOpen: [], strange }, attachments };
}

/** What stands on a requisition is of the requisition, wherever on it. */
function as({ kind }: CoupaDocument, part: AttachmentPart): AttachmentPart {
  return kind === 'requisition' ? 'requisition' : part;
}

/** `AttachmentFile`, `AttachmentUrl`, `AttachmentText`; where the type is not told, by what is there. */
function kindOf(entry: unknown): 'file' | 'link' | 'text' {
  const type = textIn(entry, 'type')?.toLowerCase() ?? '';
  if (/file/.test(type)) return 'file';
  if (/url|link/.test(type)) return 'link';
  if (/text/.test(type)) return 'text';
  if (['file', 'file-url', 'file-file-name'].some((name) => textIn(entry, name) !== null)) return 'file';
  if (textIn(entry, 'url') !== null) return 'link';
  return textIn(entry, 'text') === null ? 'file' : 'text';
}

/** Null for what cannot be brought: a file without an id, a link to nowhere. */
function addressOf(entry: unknown, kind: 'file' | 'link', path: string, id: number | null): string | null {
  if (kind === 'file') return id === null ? null : path;
  const url = textIn(entry, 'url') ?? '';
  return /^[a-z][a-z\d+.-]*:/i.test(url) && URL.canParse(url) ? new URL(url).href : null;
}

function lengthOf(entry: unknown): { readonly bytes?: number } {
  const bytes = numberIn(entry, 'file-file-size');
  return bytes === null ? {} : { bytes };
}

/** As the API names the file: its name, then the end of its address. */
function namesOf(entry: unknown): string[] {
  const names = [
    textIn(entry, 'file-file-name'),
    lastStep(textIn(entry, 'file-url')),
    lastStep(textIn(entry, 'file')),
    textIn(entry, 'text'),
  ];
  return [...new Set(names.filter((name) => name !== null))];
}

/** The last step of a path or an address, as people read it. */
function lastStep(path: string | null): string | null {
  const step = path
    ?.replace(/[?#].*$/, '')
    .split(/[/\\]/)
    .findLast((one) => one !== '');
  if (step === undefined) return null;
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** Identifiers of the requisitions a purchase came from: its own, and those of its lines. */
export function idsOfRequisitions(order: unknown): readonly number[] {
  const headers = [
    memberOf(order, 'requisition-header'),
    ...(listIn(order, 'requisition-headers') ?? []),
    ...(listIn(order, 'order-lines') ?? []).map((line) => memberOf(line, 'requisition-header')),
  ];
  const ids = headers.map((header) => numberIn(header, 'id')).filter((id) => id !== null);
  return [...new Set(ids)];
}

function linesOf(header: unknown, kind: CoupaDocument['kind']): readonly unknown[] | null {
  return listIn(header, kind === 'purchase' ? 'order-lines' : 'requisition-lines');
}

/** Whether a document tells its lines, and of each whether it has attachments: a tenant may have its API tell less. */
export function tellsLines(header: unknown, kind: CoupaDocument['kind']): boolean {
  return linesOf(header, kind)?.every((line) => listIn(line, 'attachments') !== null) ?? false;
}

/** Identifiers of the lines of a purchase. */
export function idsOfLines(order: unknown): readonly number[] {
  const ids = (listIn(order, 'order-lines') ?? []).map((line) => numberIn(line, 'id'));
  return ids.filter((id) => id !== null);
}

/** Whether a line of a requisition became one of these lines of a purchase. */
export function becameOneOf(requisition: unknown, lines: readonly number[]): boolean {
  const became = (listIn(requisition, 'requisition-lines') ?? []).map((line) =>
    numberIn(line, 'order-line-id'),
  );
  return became.some((id) => id !== null && lines.includes(id));
}
