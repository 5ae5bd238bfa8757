import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { getPublicSuffix } from 'tough-cookie';
import { RupturaError } from '../../contract/errors.ts';
import { PermanentError, SessionExpiredError, TransientError } from '../retry.ts';
import { Connections, ProxyRefusal } from './connections.ts';
import type { PurchaseCookies } from './cookies.ts';
import { acceptLanguage, browserIdentity, type Identity } from './identity.ts';
import { NO_PACE, type PortalPace } from './portal-pace.ts';

/** What is asked of a portal besides the address. */
export interface HttpQuestion {
  readonly url: string;
  readonly cookies: PurchaseCookies;
  /** Page the address was found on; null where it was typed, as it were. */
  readonly referer: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent to its own origin only, wherever redirects lead. */
  readonly bearer?: { readonly origin: string; readonly token: string };
  readonly signal: AbortSignal;
}

/** Whoever can be asked for what is behind an address. */
export interface HttpAsker {
  /** @throws SessionExpiredError when led to sign in; TransientError, PermanentError; the signal's reason */
  get(question: HttpQuestion): Promise<HttpAnswer>;
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
/** What browsers accept where a link leads, which may be a page or a file. */
const ACCEPT =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8';
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Asks a portal by HTTP, in the place of a browser, and as that browser would: under its name, in its languages, through
 * the same proxy. Not `fetch`: it hides whether a body was decoded (then its length
 * proves nothing and it cannot be resumed) and follows redirects or tells nothing about them.
 */
export class HttpClient implements HttpAsker {
  readonly #base: string;
  readonly #isSignInUrl: (url: string) => boolean;
  readonly #answerMs: number;
  readonly #identity: Promise<Identity>;
  readonly #connections = new Connections();
  readonly #pace: PortalPace;

  /**
   * @param base origin of the portal
   * @param isSignInUrl whether an address asks to sign in
   * @param identity the browser in whose place it asks
   * @param pace held to with each question, redirects included
   */
  constructor(
    base: string,
    isSignInUrl: (url: string) => boolean,
    answerMs = ANSWER_MS,
    identity: Promise<Identity> = browserIdentity(),
    pace: PortalPace = NO_PACE,
  ) {
    this.#pace = pace;
    this.#base = base;
    this.#isSignInUrl = isSignInUrl;
    this.#answerMs = answerMs;
    this.#identity = identity;
  }

  /**
   * Asks, and follows redirects. Each host gets its own cookies only.
   * @throws SessionExpiredError when led to sign in; TransientError where nobody answers; PermanentError for a redirect
   *   that leads nowhere; the signal's reason
   */
  async get(question: HttpQuestion): Promise<HttpAnswer> {
    let { url } = question;
    await this.#pace.turn(question.signal);
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

  /**
   * Sends a form, and follows no redirect: what is in it is for this address alone.
   * @throws TransientError where nobody answers; the signal's reason
   */
  async post(question: HttpQuestion, form: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    await this.#pace.turn(question.signal);
    const body = await this.#ask(question, question.url, new URLSearchParams(form).toString());
    return answerOf(body, question.url, question.cookies);
  }

  async #ask(question: HttpQuestion, url: string, form: string | null = null): Promise<IncomingMessage> {
    try {
      return await this.#askOnce(question, url, form);
    } catch (error) {
      // A connection kept open that the portal has closed meanwhile says nothing about the portal.
      if (error instanceof StaleConnection) return await this.#ask(question, url, form);
      throw error;
    }
  }

  async #askOnce(
    { cookies, referer, headers, bearer, signal }: HttpQuestion,
    url: string,
    form: string | null,
  ): Promise<IncomingMessage> {
    const identity = await this.#identity;
    signal.throwIfAborted();
    const cookie = cookies.header(url);
    const request = this.#connections.request(url, {
      signal,
      method: form === null ? 'GET' : 'POST',
      headers: {
        ...browserHeaders(identity, referer, url),
        'accept-encoding': 'identity',
        ...headers,
        ...(bearer?.origin === new URL(url).origin ? { authorization: `Bearer ${bearer.token}` } : {}),
        ...(form === null ? {} : formHeaders(form)),
        ...(cookie === '' ? {} : { cookie }),
      },
    });
    const timer = setTimeout(() => request.destroy(timeOut(url, this.#answerMs)), this.#answerMs);
    try {
      // What happens after an answer is said by the answer.
      request.on('error', () => undefined);
      request.end(form ?? undefined);
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      if (response.statusCode === 407) throw refusedByProxy(response);
      return response;
    } catch (error) {
      throw failureOf(error, url, request, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends connections that are kept open. */
  close(): void {
    this.#connections.close();
  }
}

class StaleConnection extends Error {}

function formHeaders(form: string): Readonly<Record<string, string | number>> {
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(form),
  };
}

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

/** What a browser sends with the request for the document behind a link. */
function browserHeaders(
  identity: Identity,
  referer: string | null,
  url: string,
): Readonly<Record<string, string>> {
  return {
    'upgrade-insecure-requests': '1',
    'user-agent': identity.userAgent,
    accept: ACCEPT,
    'sec-fetch-site': referer === null ? 'none' : siteRelation(referer, url),
    'sec-fetch-mode': 'navigate',
    'sec-fetch-user': '?1',
    'sec-fetch-dest': 'document',
    ...(referer === null ? {} : { referer: refererFor(referer, url) }),
    'accept-language': acceptLanguage(identity),
  };
}

/** How the site of a page and that of an address are related, in the words of `Sec-Fetch-Site`. */
function siteRelation(referer: string, url: string): 'same-origin' | 'same-site' | 'cross-site' {
  const [from, to] = [new URL(referer), new URL(url)];
  if (from.origin === to.origin) return 'same-origin';
  const isOneSite = from.protocol === to.protocol && siteName(from) === siteName(to);
  return isOneSite ? 'same-site' : 'cross-site';
}

function siteName({ hostname }: URL): string {
  return getPublicSuffix(hostname, { allowSpecialUseDomain: true, ignoreError: true }) ?? hostname;
}

/** Whole within one origin, the origin alone across origins, as browsers send it. */
function refererFor(referer: string, url: string): string {
  const from = new URL(referer);
  return from.origin === new URL(url).origin ? from.href : `${from.origin}/`;
}

/** What Node says of a certificate that it does not believe. */
const CERTIFICATE_CODES = /CERT|^UNABLE_TO_(?:VERIFY|GET_ISSUER)/;

function failureOf(error: unknown, url: string, request: ClientRequest, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof RupturaError) return error;
  if (error instanceof ProxyRefusal) return proxyRefused(error.server, error.status);
  const code = (error as NodeJS.ErrnoException).code ?? 'ERR';
  if (CERTIFICATE_CODES.test(code))
    return new PermanentError('CERTIFICATE', 'COLETA_CERTIFICADO', { url, motivo: code }, { cause: error });
  if (request.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE')) return new StaleConnection(code);
  return unreachable(url, error);
}

function refusedByProxy(response: IncomingMessage): PermanentError {
  response.on('error', () => undefined).destroy();
  return proxyRefused(response.headers.via ?? '', 407);
}

function proxyRefused(proxy: string, status: number): PermanentError {
  return new PermanentError('PROXY', 'COLETA_PROXY_RECUSOU', { proxy, status });
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
