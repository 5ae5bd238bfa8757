/** What the API tells of the portal's purchases, in the shape of Coupa's JSON. */

import type { ApiDesk } from './api-desk.ts';
import type { Catalog } from './catalog.ts';
import type {
  AttachmentRecord,
  CommentRecord,
  DocumentRecord,
  LineRecord,
  PurchaseRecord,
} from './record.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A purchase as the API knows it, with its number at the portal's pages. */
export interface ApiPurchase {
  readonly number: string;
  readonly record: PurchaseRecord;
  readonly version: number;
}

/** Numbers of all purchases at the portal's pages, which are their ids, in their order. */
export function allNumbers(catalog: Catalog): readonly string[] {
  return [...catalog.numbers(), ...catalog.variants().map(({ number }) => number)];
}

/** Purchases of these numbers. */
export function purchasesOf(
  catalog: Catalog,
  desk: ApiDesk,
  numbers: readonly string[],
): readonly ApiPurchase[] {
  const later = new Map(
    [...desk.versions].flatMap(([of, ids]) => ids.map((id, at) => [id, { of, version: at + 2 }])),
  );
  return numbers.map((number) => {
    const own = catalog.record(number)!;
    const version = later.get(number);
    const record = version === undefined ? own : versionOf(own, catalog.record(version.of)!, desk);
    return { number, record, version: version?.version ?? 1 };
  });
}

function versionOf(own: PurchaseRecord, of: PurchaseRecord, desk: ApiDesk): PurchaseRecord {
  return {
    ...own,
    number: of.number,
    supplier: desk.strangers ? { id: 1, name: 'Somebody else' } : of.supplier,
  };
}

export function purchaseJson({ record, version }: ApiPurchase, desk: ApiDesk, base: string): Json {
  const [first] = record.requisitions;
  return {
    ...{
      id: record.id,
      'po-number': record.number,
      status: record.status,
      version,
      'internal-revision': version,
    },
    ...{ 'created-at': local(record.createdAt), 'updated-at': local(record.updatedAt) },
    supplier: { id: record.supplier.id, name: record.supplier.name, 'display-name': record.supplier.name },
    'requisition-header': first === undefined ? null : { id: first.id },
    attachments: attachmentsJson(record.attachments, desk, base),
    'order-lines': record.lines.map((line) => lineJson(line, record.id, 'with-order', desk, base)),
  };
}

/** A line of a purchase, as it is told in one of two places. */
export function lineJson(
  { id, number, description, attachments }: LineRecord,
  order: number,
  place: 'with-order' | 'apart',
  desk: ApiDesk,
  base: string,
): Json {
  const { linesTold } = desk.manners;
  const isTold = linesTold === 'with-order' || (linesTold === 'apart' && place === 'apart');
  return {
    ...{ id, 'line-num': String(number), description, 'order-header-id': order },
    ...(isTold ? { attachments: attachmentsJson(attachments, desk, base) } : {}),
  };
}

/** A requisition of a purchase: its lines became lines of that, one each. */
export function requisitionJson(
  { id, updatedAt, attachments }: DocumentRecord,
  { record }: ApiPurchase,
  desk: ApiDesk,
  base: string,
): Json {
  const at = desk.changedRequisitions.get(String(id));
  const index = record.requisitions.findIndex((one) => one.id === id);
  const line = record.lines[index % Math.max(1, record.lines.length)];
  return {
    ...{ id, status: 'ordered' },
    'updated-at': local(at === undefined ? updatedAt : new Date(at).toISOString()),
    attachments: attachmentsJson(attachments, desk, base),
    'requisition-lines': [{ id: id * 10, 'order-line-id': line?.id ?? null, attachments: [] }],
  };
}

export function commentJson(
  comment: CommentRecord,
  of: { readonly type: string; readonly id: number },
  at: number | null,
  desk: ApiDesk,
  base: string,
): Json {
  const told = desk.manners.tellsAttachmentsOfComments
    ? { attachments: attachmentsJson(comment.attachments, desk, base) }
    : {};
  return {
    ...{
      id: commentId(comment, of.type),
      comments: comment.text,
      'commentable-id': of.id,
      'commentable-type': of.type,
    },
    'updated-at': local(at === null ? comment.createdAt : new Date(at).toISOString()),
    ...told,
  };
}

/** Comments of requisitions are numbered apart: an id means one comment. */
export function commentId({ id }: CommentRecord, type: string): number {
  return type === 'OrderHeader' ? id : 5_000_000_000 + id;
}

export function attachmentsJson(
  attachments: readonly AttachmentRecord[],
  desk: ApiDesk,
  base: string,
): Json[] {
  return attachments.filter(({ id }) => !desk.hidden.has(id)).map((one) => attachmentJson(one, base));
}

export function attachmentJson(
  { id, kind, name, url, file, updatedAt }: AttachmentRecord,
  base: string,
): Json {
  const own = { id, intent: 'Internal', 'created-at': local(updatedAt), 'updated-at': local(updatedAt) };
  if (kind === 'link') return { ...own, type: 'AttachmentUrl', url, text: name };
  if (kind === 'text') return { ...own, type: 'AttachmentText', text: name };
  const safe = encodeURIComponent((file?.name ?? name).replaceAll('/', '_'));
  return {
    ...own,
    type: 'AttachmentFile',
    file: `attachment_file/${id}/${safe}`,
    'file-file-name': file?.name ?? name,
    'file-url': `${base}/api/file_urls/${id}/${safe}`,
    'linked-to': null,
    text: null,
    url: `${base}/attachments/${id}/view/${safe}`,
  };
}

/** With the offset of a zone, as the portal writes instants. */
function local(iso: string): string {
  return `${new Date(Date.parse(iso) - 7 * 3_600_000).toISOString().slice(0, 19)}-07:00`;
}
