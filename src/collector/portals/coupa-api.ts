import { type ApiClient, ApiRefusal } from '../api/api-client.ts';
import { listIn, numberIn } from '../api/json.ts';
import type { PortalApi } from '../api/portal-api.ts';
import { isWholePart } from '../page-parts.ts';
import type { AskedPurchase } from '../portal.ts';
import type { PurchaseReading } from '../reading/read-purchase.ts';
import { PermanentError, TransientError } from '../retry.ts';
import { changesSince } from './coupa-api-changes.ts';
import {
  ATTACHMENTS_OF,
  attachmentsOf,
  becameOneOf,
  type CoupaDocument,
  idsOfLines,
  idsOfRequisitions,
  tellsLines,
} from './coupa-api-document.ts';
import { findPurchase, PURCHASES, supplierOf } from './coupa-api-lookup.ts';

const REQUISITIONS = '/api/requisitions';
const LINES = '/api/purchase_order_lines';
/** Most requisitions of one purchase that are looked at. */
const MOST_REQUISITIONS = 50;

/** Coupa's REST API, by OAuth2 client credentials. */
export const coupaApi: PortalApi = {
  name: 'coupa-api',
  portal: 'coupa',
  demand: (base) => ({
    url: `${base}/oauth2/token`,
    scopes: [
      ['core.common.read', 'core.purchase_order.read', 'core.requisition.read'],
      ['core.common.read', 'core.purchase_order.read'],
      ['core.purchase_order.read'],
    ],
  }),
  probe: async (client, signal) =>
    (await client.tellAt(PURCHASES, { limit: '1', offset: '0', fields: '["id"]' }, signal)).at,
  read,
  changes: changesSince,
};

async function read(
  client: ApiClient,
  purchase: AskedPurchase,
  requisitions: boolean,
  signal: AbortSignal,
): Promise<PurchaseReading> {
  const found = await findPurchase(client, purchase, signal);
  if ('verdict' in found) return found;
  const { id, order } = found;
  const page = `${client.base}/order_headers/${id}`;
  // What a requisition shows, and its purchase too, is the purchase's.
  const known = new Set<string>();
  const own = { kind: 'purchase', base: client.base, path: `${PURCHASES}/${id}`, page, known } as const;
  const [told, ids] = await Promise.all([
    askAbout(client, own, order, signal),
    requisitions ? requisitionsOf(client, order, signal) : [],
  ]);
  const asked = await Promise.all(ids.map((one) => askRequisition(client, one, signal)));
  const read = [attachmentsOf(own, told.header, told.form, told.comments)];
  const closedRequisitions: string[] = [];
  const unreadRequisitions = [...told.unread];
  for (const { page: url, path, answer } of asked) {
    if (answer instanceof ApiRefusal) closedRequisitions.push(url);
    else if (answer instanceof Error) unreadRequisitions.push({ url, error: answer });
    else {
      const document = { kind: 'requisition', base: client.base, path, page: url, known } as const;
      read.push(attachmentsOf(document, answer.header, answer.form, answer.comments));
      unreadRequisitions.push(...answer.unread);
    }
  }
  const parts = read.flatMap((one) => one.parts);
  return {
    ...{ url: page, verdict: 'purchase', another: null, supplier: supplierOf(order) },
    attachments: read.flatMap((one) => one.attachments),
    parts,
    isWhole: parts.every(isWholePart),
    ...{ closedRequisitions, unreadRequisitions, shapes: [] },
  };
}

/** A requisition, or why it could not be read. */
async function askRequisition(client: ApiClient, id: number, signal: AbortSignal) {
  const path = `${REQUISITIONS}/${id}`;
  const page = `${client.base}/requisition_headers/${id}`;
  try {
    const header = await client.tell(path, {}, signal);
    return { page, path, answer: await askAbout(client, { path, kind: 'requisition' }, header, signal) };
  } catch (error) {
    return { page, path, answer: unlessOthers(error) };
  }
}

/**
 * Requisitions of a purchase: those it names, and those whose lines became its lines: a purchase may be put together from
 * several, and names one. An API that does not understand the question brings any requisitions, or refuses it.
 */
async function requisitionsOf(
  client: ApiClient,
  order: unknown,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const named = idsOfRequisitions(order);
  const lines = idsOfLines(order);
  const query = {
    'requisition-lines[order-line-id][in]': lines.join(','),
    fields: '["id",{"requisition-lines":["id","order-line-id"]}]',
  };
  const isAsked = (requisition: unknown): boolean => becameOneOf(requisition, lines);
  const asked = lines.length === 0 ? [] : client.list(REQUISITIONS, query, signal, isAsked);
  const joined = (await Promise.resolve(asked).catch(unlessRefused)).map((one) => numberIn(one, 'id'));
  const ids = [...new Set([...named, ...joined.filter((id) => id !== null)])];
  return ids.slice(0, MOST_REQUISITIONS);
}

function unlessRefused(error: unknown): readonly unknown[] {
  if (error instanceof ApiRefusal) return [];
  throw error;
}

/** @throws what is no trouble with one document */
function unlessOthers(error: unknown): TransientError | PermanentError {
  if (error instanceof TransientError || error instanceof PermanentError) return error;
  throw error;
}

/** What the API told of a document, before anything is made of it; and what it could not be asked. */
interface Told {
  readonly header: unknown;
  readonly form: readonly unknown[];
  readonly comments: readonly (readonly unknown[])[];
  readonly unread: PurchaseReading['unreadRequisitions'];
}

/**
 * Asks for the attachments of a purchase or a requisition: once more for those of its form, as the list of its attachments
 * has them, for those of its lines where it does not tell them itself, and for those of its comments.
 */
async function askAbout(
  client: ApiClient,
  { path, kind }: Pick<CoupaDocument, 'path' | 'kind'>,
  header: unknown,
  signal: AbortSignal,
): Promise<Told> {
  const unread: { url: string; error: TransientError | PermanentError }[] = [];
  const listed = async (at: string, query = {}, isAsked?: (entry: unknown) => boolean) => {
    try {
      return await client.list(at, query, signal, isAsked);
    } catch (error) {
      unread.push({ url: `${client.base}${at}`, error: unlessOthers(error) });
      return [];
    }
  };
  const ofComment = async (comment: unknown): Promise<readonly unknown[]> => {
    const id = numberIn(comment, 'id');
    const told = listIn(comment, 'attachments');
    return told ?? (id === null ? [] : await listed(`/api/comments/${id}${ATTACHMENTS_OF}`));
  };
  const whole = async (): Promise<unknown> => {
    if (tellsLines(header, kind)) return header;
    const id = numberIn(header, 'id');
    const isAsked = (line: unknown): boolean => numberIn(line, 'order-header-id') === id;
    const lines = kind === 'purchase' ? await listed(LINES, { 'order-header-id': String(id) }, isAsked) : [];
    return lines.length === 0 ? header : { ...(header as object), 'order-lines': lines };
  };
  const [form, comments, full] = await Promise.all([
    listed(`${path}${ATTACHMENTS_OF}`),
    listed(`${path}/comments`).then((all) => Promise.all(all.map(ofComment))),
    whole(),
  ]);
  if (!tellsLines(full, kind)) {
    const url = `${client.base}${path}`;
    unread.push({ url, error: new PermanentError('LINES_NOT_TOLD', 'COLETA_API_SEM_LINHAS', { url }) });
  }
  return { header: full, form, comments, unread };
}
