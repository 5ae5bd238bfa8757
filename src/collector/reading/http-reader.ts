import { packingOf, unpacked } from '../net/content-encoding.ts';
import type { PurchaseCookies } from '../net/cookies.ts';
import { type HttpAnswer, type HttpClient, timeOut, unreachable } from '../net/http-client.ts';
import type { PortalAdapter, PortalPage } from '../portal.ts';
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
    const page = await this.#readOne(url, null, cookies, signal);
    const isRead = /^(purchase|requisition)$/.test(this.#adapter.verdict(page));
    const addresses = isRead ? findFrames(page).slice(0, MOST_FRAMES) : [];
    const frames: PortalPage[] = [];
    for (const address of addresses) frames.push(await this.#readOne(address, page.url, cookies, signal));
    return { ...page, frames };
  }

  #readOne(
    url: string,
    referer: string | null,
    cookies: PurchaseCookies,
    signal: AbortSignal,
  ): Promise<PortalPage> {
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
