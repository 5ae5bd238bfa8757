import pLimit from 'p-limit';
import { PurchaseCookies } from '../net/cookies.ts';
import type { HttpAnswer, HttpAsker, HttpClient, HttpQuestion } from '../net/http-client.ts';
import type { PortalAdapter } from '../portal.ts';
import { readText, throwIfBusy } from '../reading/http-reader.ts';
import {
  PATIENCE,
  type Patience,
  PermanentError,
  PortalClosedError,
  SessionExpiredError,
  TransientError,
  withRetries,
} from '../retry.ts';
import { type AccessTokens, ClientRefusedError } from './access-tokens.ts';
import { memberOf, numberIn, parsedJson, textIn } from './json.ts';

/** What the portal's pages say, where one comes in the place of an answer. */
export type PagesOfPortal = Pick<PortalAdapter, 'isSignInUrl' | 'verdict'>;

/** What an API is asked, without its address. */
type Query = Readonly<Record<string, string>>;

const QUESTIONS_AT_ONCE = 3;
/** Most that APIs give at once. */
const PAGE = 50;
/** A shorter list that came whole ends by itself; a longer one may have been cut by a limit lower than the one asked for. */
const SURELY_WHOLE = 10;
/** No list of an API is followed for longer: 100,000 entries. */
const MOST_PAGES = 2_000;
/** A description of a file has less. */
const MOST_DESCRIPTION_BYTES = 65_536;

/**
 * Asks an API in the name of its client. What comes of a question:
 *
 * | answer | means |
 * |---|---|
 * | 401 | a new token, once; then SessionExpiredError: nothing works until the client is good again |
 * | 403, 404 | an `ApiRefusal`: whoever asked knows what it means there |
 * | 408, 429, 5xx | tried again, when the API says so |
 * | a page | one that asks to sign in is a 401, one of a closed portal a PortalClosedError; any other is tried again, then given up: it proves nothing |
 *
 * The token goes to the API's own origin only, however far redirects lead.
 */
export class ApiClient implements HttpAsker {
  readonly base: string;
  readonly #client: HttpClient;
  readonly #tokens: AccessTokens;
  readonly #pages: PagesOfPortal;
  readonly #patience: Patience;
  /** Portals allow so many questions a second; several workers ask, and files are asked for besides. */
  readonly #questions = pLimit(QUESTIONS_AT_ONCE);

  constructor(
    base: string,
    client: HttpClient,
    tokens: AccessTokens,
    pages: PagesOfPortal,
    patience: Patience = PATIENCE,
  ) {
    this.base = base;
    this.#pages = pages;
    this.#client = client;
    this.#tokens = tokens;
    this.#patience = patience;
  }

  /** Makes sure of a token. @throws ClientRefusedError; TransientError where the portal does not answer; the signal's reason */
  async admit(signal: AbortSignal): Promise<void> {
    await this.#tokens.current(signal);
  }

  /**
   * A file, or whatever is behind an address of the API or of elsewhere. An API that describes a file instead of giving it
   * is asked once more, where it says that the file is.
   */
  async get(asked: HttpQuestion): Promise<HttpAnswer> {
    // A browser wants pages first; an API that is asked so may give one.
    const question = { ...asked, headers: { accept: '*/*', ...asked.headers } };
    const answer = await this.#ask(question);
    const described = await fileDescribed(answer, question);
    if (described === null) return answer;
    answer.drop();
    return await this.#ask(described === 'none' ? question : { ...question, url: described });
  }

  /**
   * What the API tells under a path.
   * @throws ApiRefusal for 4xx; SessionExpiredError, TransientError, PermanentError; the signal's reason
   */
  async tell(path: string, query: Query, signal: AbortSignal): Promise<unknown> {
    return (await this.tellAt(path, query, signal)).value;
  }

  /** The same, and when it was told by the portal's clock, in milliseconds since 1970; null where it has none. */
  async tellAt(
    path: string,
    query: Query,
    signal: AbortSignal,
  ): Promise<{ readonly value: unknown; readonly at: number | null }> {
    const search = new URLSearchParams(query).toString();
    const url = `${this.base}${path}${search === '' ? '' : `?${search}`}`;
    return await this.#questions(() =>
      withRetries(() => this.#tellOnce(url, signal), signal, this.#patience),
    );
  }

  /**
   * All entries of a list, however many pages it has, each id once.
   * @param isAsked whether an entry is one that was asked for: an API that leaves out what it does not understand of a
   *   question would give all that it has, and is not asked for more of that
   * @throws as `tell`
   */
  async list(
    path: string,
    query: Query,
    signal: AbortSignal,
    isAsked: (entry: unknown) => boolean = () => true,
  ): Promise<readonly unknown[]> {
    const entries = new Map<string, unknown>();
    for (let page = 0; page < MOST_PAGES; page++) {
      const at = { ...query, limit: String(PAGE), offset: String(entries.size) };
      const given = await this.tell(path, at, signal);
      if (!Array.isArray(given)) throw notUnderstood(`${this.base}${path}`, 'JSON');
      const before = entries.size;
      for (const entry of given as readonly unknown[])
        entries.set(String(numberIn(entry, 'id') ?? JSON.stringify(entry)), entry);
      const isLast = given.length < SURELY_WHOLE || entries.size === before || !given.every(isAsked);
      if (isLast) return [...entries.values()].filter(isAsked);
    }
    throw notUnderstood(`${this.base}${path}`, `> ${MOST_PAGES * PAGE}`);
  }

  async #tellOnce(url: string, signal: AbortSignal) {
    const headers = { accept: 'application/json', 'accept-encoding': 'gzip, deflate, br' };
    const cookies = new PurchaseCookies([], () => undefined);
    const answer = await this.#ask({ url, cookies, referer: null, headers, signal });
    throwIfBusy(answer);
    const text = await readText(answer, signal);
    const { status } = answer;
    if (status >= 400) throw new ApiRefusal(status, url);
    const value = parsedJson(text);
    if (status === 200 && value !== null) return { value, at: dateOf(answer) };
    throw this.#pageInstead(answer, url, text);
  }

  /** What it means that something else came than JSON. */
  #pageInstead(answer: HttpAnswer, asked: string, html: string): Error {
    const { url, status } = answer;
    const verdict = this.#pages.verdict({ asked, url, status, html, frames: [] });
    if (verdict === 'portal-closed') return new PortalClosedError(asked, null);
    if (verdict === 'sign-in') return new SessionExpiredError(this.base);
    const params = { url: asked, motivo: contentOf(answer) };
    return new TransientError('UNKNOWN_PAGE', 'COLETA_API_RESPOSTA', params);
  }

  async #ask(question: HttpQuestion): Promise<HttpAnswer> {
    const first = await this.#askOnce(question);
    if (!this.#isRefused(first)) return first;
    first.drop();
    const second = await this.#askOnce(question);
    if (!this.#isRefused(second)) return second;
    second.drop();
    throw new SessionExpiredError(this.base);
  }

  async #askOnce(question: HttpQuestion): Promise<HttpAnswer> {
    const token = await this.#token(question.signal);
    const answer = await this.#client.get({ ...question, bearer: { origin: this.base, token } });
    if (this.#isRefused(answer)) this.#tokens.refused(token);
    return answer;
  }

  /** A file store on another host that says 401 speaks of its own keys. */
  #isRefused({ status, url }: HttpAnswer): boolean {
    return status === 401 && new URL(url).origin === this.base;
  }

  async #token(signal: AbortSignal): Promise<string> {
    try {
      return await this.#tokens.current(signal);
    } catch (error) {
      // Not the fault of what is asked: it is asked again once the client is good.
      if (error instanceof ClientRefusedError) throw new SessionExpiredError(this.base);
      throw error;
    }
  }

  close(): void {
    this.#client.close();
  }
}

/** The API says no: not there, not allowed, not understood. */
export class ApiRefusal extends PermanentError {
  readonly status: number;

  constructor(status: number, url: string) {
    super(`HTTP_${status}`, 'COLETA_HTTP', { status, url });
    this.status = status;
  }
}

function notUnderstood(url: string, motivo: string): PermanentError {
  return new PermanentError('NOT_UNDERSTOOD', 'COLETA_API_RESPOSTA', { url, motivo });
}

function contentOf({ status, body }: HttpAnswer): string {
  return `HTTP ${status}, ${body.headers['content-type'] ?? '?'}`;
}

function dateOf({ body }: HttpAnswer): number | null {
  const at = Date.parse(body.headers.date ?? '');
  return Number.isNaN(at) ? null : at;
}

/**
 * Where a file is that an answer only describes. Null: the answer may be the file itself, and is still to be read; `none`:
 * it was read, is no description, and is to be asked for again.
 */
async function fileDescribed(
  answer: HttpAnswer,
  { url, signal }: HttpQuestion,
): Promise<string | 'none' | null> {
  const { headers } = answer.body;
  const isJson = /^\s*application\/json\b/i.test(headers['content-type'] ?? '');
  const isShort = Number(headers['content-length'] ?? 0) <= MOST_DESCRIPTION_BYTES;
  if (answer.status !== 200 || !isJson || !isShort || headers['content-disposition'] !== undefined)
    return null;
  const value = parsedJson(await readText(answer, signal));
  const id = numberIn(value, 'id');
  const isOfIt = id !== null && new URL(url).pathname.endsWith(`/${id}`);
  const place = textIn(value, 'file-url');
  if (!isOfIt || memberOf(value, 'type') === null || place === null || !URL.canParse(place, url))
    return 'none';
  const target = new URL(place, url);
  return /^https?:$/.test(target.protocol) && target.href !== url ? target.href : 'none';
}
