import { once } from 'node:events';
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { PermanentError, SessionExpiredError, TransientError } from '../retry.ts';
import type { PurchaseCookies } from './cookies.ts';

/** What is asked of a portal besides the address. */
export interface HttpQuestion {
  readonly url: string;
  readonly cookies: PurchaseCookies;
  /** Page the address was found on; null where it was typed, as it were. */
  readonly referer: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** An answer whose body has not been read yet: read it, or `drop` it. */
export interface HttpAnswer {
  /** Address arrived at, after redirects. */
  readonly url: string;
  readonly status: number;
  /** Raw, as it was sent: nothing is decoded. An error of the stream is that of the connection. */
  readonly body: IncomingMessage;
  /** Keeps the cookies of this answer; not before it is known that it does not ask to sign in. */
  acceptCookies(): void;
  drop(): void;
}

const MOST_REDIRECTS = 5;
/** Until the first line of an answer. */
const ANSWER_MS = 60_000;
const USER_AGENT = 'Mozilla/5.0 (compatible; Ruptura)';
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Asks a portal by HTTP, in the place of a browser. Not `fetch`: it hides whether a body was decoded (then its length
 * proves nothing and it cannot be resumed) and follows redirects or tells nothing about them.
 */
export class HttpClient {
  readonly #base: string;
  readonly #isSignInUrl: (url: string) => boolean;
  readonly #answerMs: number;
  readonly #agents = {
    'http:': new HttpAgent({ keepAlive: true, maxFreeSockets: 8 }),
    'https:': new HttpsAgent({ keepAlive: true, maxFreeSockets: 8 }),
  };

  /**
   * @param base origin of the portal
   * @param isSignInUrl whether an address asks to sign in
   */
  constructor(base: string, isSignInUrl: (url: string) => boolean, answerMs = ANSWER_MS) {
    this.#base = base;
    this.#isSignInUrl = isSignInUrl;
    this.#answerMs = answerMs;
  }

  /**
   * Asks, and follows redirects. Each host gets its own cookies only.
   * @throws SessionExpiredError when led to sign in; TransientError where nobody answers; PermanentError for a redirect
   *   that leads nowhere; the signal's reason
   */
  async get(question: HttpQuestion): Promise<HttpAnswer> {
    let { url } = question;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const body = await this.#ask(question, url);
      const next = locationOf(body, url);
      if (next === null) return answerOf(body, url, question.cookies);
      body.destroy();
      if (this.#isSignInUrl(next)) throw new SessionExpiredError(this.#base);
      question.cookies.take(body.headers['set-cookie'], url);
      url = next;
    }
    throw new PermanentError('REDIRECTS', 'COLETA_REDIRECIONAMENTOS', { url: question.url });
  }

  async #ask(question: HttpQuestion, url: string): Promise<IncomingMessage> {
    try {
      return await this.#askOnce(question, url);
    } catch (error) {
      // A connection kept open that the portal has closed meanwhile says nothing about the portal.
      if (error instanceof StaleConnection) return await this.#ask(question, url);
      throw error;
    }
  }

  async #askOnce({ cookies, referer, headers, signal }: HttpQuestion, url: string): Promise<IncomingMessage> {
    signal.throwIfAborted();
    const { protocol } = new URL(url);
    const ask = protocol === 'https:' ? httpsRequest : httpRequest;
    const cookie = cookies.header(url);
    const request = ask(url, {
      agent: this.#agents[protocol === 'https:' ? 'https:' : 'http:'],
      signal,
      headers: {
        'user-agent': USER_AGENT,
        accept: '*/*',
        'accept-encoding': 'identity',
        ...headers,
        ...(cookie === '' ? {} : { cookie }),
        ...(referer === null ? {} : { referer: refererFor(referer, url) }),
      },
    });
    const timer = setTimeout(() => request.destroy(timeOut(url, this.#answerMs)), this.#answerMs);
    try {
      // What happens after an answer is said by the answer.
      request.on('error', () => undefined);
      request.end();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      return response;
    } catch (error) {
      throw failureOf(error, url, request, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends connections that are kept open. */
  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }
}

class StaleConnection extends Error {}

function answerOf(body: IncomingMessage, url: string, cookies: PurchaseCookies): HttpAnswer {
  return {
    url,
    status: body.statusCode ?? 0,
    body,
    acceptCookies: () => cookies.take(body.headers['set-cookie'], url),
    drop: () => {
      body.on('error', () => undefined);
      body.destroy();
    },
  };
}

/** Null where the answer is no redirect. */
function locationOf(body: IncomingMessage, url: string): string | null {
  const { location } = body.headers;
  if (!REDIRECTS.has(body.statusCode ?? 0) || location === undefined) return null;
  // Headers are bytes; addresses with raw UTF-8 in them are seen in the wild.
  const text = Buffer.from(location, 'latin1').toString('utf8');
  const next = URL.canParse(text, url) ? new URL(text, url) : null;
  if (next === null || !/^https?:$/.test(next.protocol)) {
    throw new PermanentError('REDIRECTS', 'COLETA_REDIRECIONAMENTOS', { url });
  }
  return next.href;
}

/** Whole within one origin, the origin alone across origins, as browsers send it. */
function refererFor(referer: string, url: string): string {
  const from = new URL(referer);
  return from.origin === new URL(url).origin ? from.href : `${from.origin}/`;
}

function failureOf(error: unknown, url: string, request: ClientRequest, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof TransientError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? 'ERR';
  if (request.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE')) return new StaleConnection(code);
  return unreachable(url, error);
}

/** Nobody answers, or no longer. */
export function unreachable(url: string, cause: unknown): TransientError {
  const motivo = (cause as NodeJS.ErrnoException).code ?? String((cause as Error).message);
  return new TransientError('CONNECTION', 'COLETA_PORTAL_SEM_RESPOSTA', { url, motivo }, { cause });
}

/** Nothing arrives. */
export function timeOut(url: string, ms: number): TransientError {
  return new TransientError('TIMEOUT', 'COLETA_TEMPO_ESGOTADO', { url, segundos: Math.ceil(ms / 1000) });
}
