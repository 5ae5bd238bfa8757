import { packingOf, unpacked } from '../net/content-encoding.ts';
import type { PurchaseCookies } from '../net/cookies.ts';
import { type HttpAnswer, type HttpClient, timeOut, unreachable } from '../net/http-client.ts';
import type { PortalAdapter, PortalPage, PurchasePage } from '../portal.ts';
import {
  PATIENCE,
  type Patience,
  parseRetryAfter,
  SessionExpiredError,
  TransientError,
  withRetries,
} from '../retry.ts';
import { findFrames } from './finder.ts';
import type { PageReader } from './page-reader.ts';

/** A page of more than this is none that a person reads. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_FRAMES = 10;
const MOST_DEPTH = 3;
/** Further pages of a list, by ordinary links. */
const MOST_LEAVES = 50;
const READ_MS = 60_000;

/** Reads pages by HTTP, as the portal first sends them: no script of theirs runs. */
export class HttpReader implements PageReader {
  readonly #client: HttpClient;
  readonly #adapter: PortalAdapter;
  readonly #base: string;
  readonly #patience: Patience;

  constructor(client: HttpClient, adapter: PortalAdapter, base: string, patience: Patience = PATIENCE) {
    this.#client = client;
    this.#adapter = adapter;
    this.#base = base;
    this.#patience = patience;
  }

  async read(url: string, cookies: PurchaseCookies, signal: AbortSignal): Promise<PortalPage> {
    const visit = { cookies, signal };
    let page = await this.#readWhole(url, null, visit);
    const verdict = this.#adapter.verdict(page);
    if (verdict !== 'purchase' && verdict !== 'requisition') return page;
    const followed = new Set<string>();
    for (let leaves = 0; leaves < MOST_LEAVES; leaves++) {
      const next = nextLeaf(this.#adapter.read(page), page.url, followed);
      if (next === null) break;
      followed.add(next.url);
      const leaf = await this.#readWhole(next.url, page.url, visit);
      const isMore = this.#adapter.verdict(leaf) === verdict && this.#isSame(page, leaf);
      page = isMore ? joined(page, leaf) : { ...page, exhausted: [...(page.exhausted ?? []), next.selector] };
    }
    return page;
  }

  /** Whether a page that a link of another leads to is of the same purchase or requisition. */
  #isSame(page: PortalPage, leaf: PortalPage): boolean {
    return JSON.stringify(this.#adapter.shown(page)) === JSON.stringify(this.#adapter.shown(leaf));
  }

  /** A page with its frames. */
  async #readWhole(url: string, referer: string | null, visit: Visit): Promise<PortalPage> {
    const page = await this.#readOne(url, referer, visit);
    const isRead = /^(purchase|requisition)$/.test(this.#adapter.verdict(page));
    return isRead ? await this.#withFrames(page, visit, MOST_FRAMES, MOST_DEPTH) : page;
  }

  async #withFrames(page: PortalPage, visit: Visit, most: number, depth: number): Promise<PortalPage> {
    const addresses = findFrames(page);
    const read = depth > 0 ? addresses.slice(0, most) : [];
    const frames: PortalPage[] = [];
    for (const address of read) {
      const frame = await this.#readOne(address, page.url, visit);
      frames.push(await this.#withFrames(frame, visit, most, depth - 1));
    }
    const pending = addresses.slice(read.length).concat(frames.flatMap((frame) => frame.pending ?? []));
    return { ...page, frames, ...(pending.length > 0 ? { pending } : {}) };
  }

  #readOne(url: string, referer: string | null, { cookies, signal }: Visit): Promise<PortalPage> {
    const once = async (): Promise<PortalPage> => {
      const headers = { 'accept-encoding': 'gzip, deflate, br' };
      const answer = await this.#client.get({ url, cookies, referer, headers, signal });
      throwIfBusy(answer);
      const page = {
        asked: url,
        url: answer.url,
        status: answer.status,
        html: await readText(answer, signal),
        frames: [],
      };
      if (this.#adapter.verdict(page) === 'sign-in') throw new SessionExpiredError(this.#base);
      answer.acceptCookies();
      return page;
    };
    return withRetries(once, signal, this.#patience);
  }

  async close(): Promise<void> {
    this.#client.close();
  }
}

/** Who reads, and until when. */
interface Visit {
  readonly cookies: PurchaseCookies;
  readonly signal: AbortSignal;
}

/** The first ordinary link to more of a page that was not followed yet. */
function nextLeaf(
  { parts }: PurchasePage,
  page: string,
  followed: ReadonlySet<string>,
): { readonly url: string; readonly selector: string } | null {
  const { origin } = new URL(page);
  for (const { url, selector } of parts.flatMap(({ toOpen }) => toOpen)) {
    if (url !== null && new URL(url).origin === origin && !followed.has(url)) return { url, selector };
  }
  return null;
}

/** The further page, with those before it. */
function joined(page: PortalPage, leaf: PortalPage): PortalPage {
  const { former = [], ...alone } = page;
  return { ...leaf, asked: page.asked, former: [...former, alone] };
}

/** @throws TransientError for an answer that says to come again, and those of a portal in trouble */
export function throwIfBusy(answer: HttpAnswer): void {
  const { status, url } = answer;
  if (status !== 408 && status !== 429 && status < 500) return;
  const isGuided = status === 429 || status === 503;
  const retryAfterMs = isGuided ? parseRetryAfter(answer.body.headers['retry-after'], Date.now()) : null;
  answer.drop();
  throw new TransientError(`HTTP_${status}`, 'COLETA_HTTP', { status, url }, { retryAfterMs });
}

/** Text of an answer, unpacked and decoded. @throws TransientError; the signal's reason */
export async function readText({ body, url }: HttpAnswer, signal: AbortSignal): Promise<string> {
  const timer = setTimeout(() => body.destroy(timeOut(url, READ_MS)), READ_MS);
  const stop = (): void => {
    body.destroy(signal.reason);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return decode(await gather(unpacked(body, packingOf(body.headers))), body.headers['content-type'] ?? '');
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof TransientError ? error : unreachable(url, error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    body.destroy();
  }
}

async function gather(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new RangeError(`more than ${MOST_BYTES} bytes`);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

function decode(bytes: Buffer, contentType: string): string {
  const named =
    /charset\s*=\s*["']?([\w-]+)/i.exec(contentType)?.[1] ??
    /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(bytes.toString('latin1', 0, 2048))?.[1];
  try {
    return new TextDecoder(named ?? 'utf-8').decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}
