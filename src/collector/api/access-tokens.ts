import { PurchaseCookies } from '../net/cookies.ts';
import type { HttpAnswer, HttpClient } from '../net/http-client.ts';
import { readText, throwIfBusy } from '../reading/http-reader.ts';
import { PATIENCE, type Patience, PermanentError, TransientError, withRetries } from '../retry.ts';
import type { ApiCredentials } from '../settings.ts';
import { parsedJson, textIn } from './json.ts';

/** What an API asks of who wants a token. */
export interface TokenDemand {
  /** Where tokens are given out. */
  readonly url: string;
  /** Sets of scopes, the widest first: a client that has not all of one is asked about with the next. */
  readonly scopes: readonly (readonly string[])[];
}

/** A token is asked for anew after this part of its life, as the makers of portals advise: 20 of 24 hours. */
const LIFE_USED = 5 / 6;
/** Where an answer says nothing of it. */
const USUAL_LIFE_S = 3_600;
const LONGEST_MS = 90_000;

/** The client may not have tokens: nothing works until somebody changes what the portal or the settings say of it. */
export class ClientRefusedError extends PermanentError {}

interface Token {
  readonly value: string;
  readonly renewAt: number;
}

/**
 * Tokens of an API's client, by OAuth2 client credentials (RFC 6749, 4.4). One is asked for when the first is needed, when
 * most of its life is over, and when the API refused it; whoever needs one meanwhile waits for the same.
 */
export class AccessTokens {
  readonly #client: HttpClient;
  readonly #demand: TokenDemand;
  readonly #credentials: ApiCredentials;
  readonly #patience: Patience;
  #token: Token | null = null;
  #asking: Promise<Token> | null = null;

  constructor(
    client: HttpClient,
    demand: TokenDemand,
    credentials: ApiCredentials,
    patience: Patience = PATIENCE,
  ) {
    this.#client = client;
    this.#demand = demand;
    this.#credentials = credentials;
    this.#patience = patience;
  }

  /**
   * A token that should be good.
   * @throws ClientRefusedError; TransientError where the portal does not answer; the signal's reason
   */
  async current(signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const known = this.#token;
    if (known !== null && performance.now() < known.renewAt) return known.value;
    this.#asking ??= this.#renew();
    return (await orAborted(this.#asking, signal)).value;
  }

  /** The API does not take this token any more. */
  refused(token: string): void {
    if (this.#token?.value === token) this.#token = null;
  }

  async #renew(): Promise<Token> {
    try {
      this.#token = await this.#ask();
      return this.#token;
    } finally {
      this.#asking = null;
    }
  }

  /** Of nobody's signal: several wait for it, and the first to leave must not take it from the others. */
  async #ask(): Promise<Token> {
    const signal = AbortSignal.timeout(LONGEST_MS);
    for (const [place, scopes] of this.#demand.scopes.entries()) {
      const isLast = place === this.#demand.scopes.length - 1;
      const token = await withRetries(
        () => this.#askOnce(scopes.join(' '), isLast, signal),
        signal,
        this.#patience,
      ).catch((error: unknown) => {
        if (!signal.aborted) throw error;
        const params = { url: this.#demand.url, segundos: LONGEST_MS / 1000 };
        throw new TransientError('TIMEOUT', 'COLETA_TEMPO_ESGOTADO', params);
      });
      if (token !== null) return token;
    }
    throw new Error('an API without scopes');
  }

  /** Null where the client has not all of these scopes, and there are others to ask about. */
  async #askOnce(scope: string, isLast: boolean, signal: AbortSignal): Promise<Token | null> {
    const { url } = this.#demand;
    const { id, secret } = this.#credentials;
    const answer = await this.#client.post(
      {
        url,
        cookies: new PurchaseCookies([], () => undefined),
        referer: null,
        headers: { accept: 'application/json' },
        signal,
      },
      { grant_type: 'client_credentials', client_id: id, client_secret: secret, scope },
    );
    throwIfBusy(answer);
    const said = parsedJson(await readText(answer, signal));
    const value = answer.status === 200 ? textIn(said, 'access_token') : null;
    if (value !== null) return { value, renewAt: performance.now() + lifeOf(said) * LIFE_USED * 1000 };
    if (textIn(said, 'error') === 'invalid_scope' && !isLast) return null;
    throw refusal(answer, textIn(said, 'error'), scope, url);
  }
}

function refusal({ status }: HttpAnswer, error: string | null, scope: string, url: string): Error {
  const base = new URL(url).origin;
  if (error === 'invalid_scope')
    return new ClientRefusedError('CLIENT_SCOPE', 'COLETA_CLIENTE_SEM_ESCOPO', { base, escopos: scope });
  const motivo = error?.slice(0, 80) ?? `HTTP ${status}`;
  return new ClientRefusedError('CLIENT_REFUSED', 'COLETA_CLIENTE_RECUSADO', { base, motivo });
}

/** Seconds. */
function lifeOf(said: unknown): number {
  const life = Number((said as { expires_in?: unknown }).expires_in);
  return Number.isFinite(life) && life > 0 ? life : USUAL_LIFE_S;
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: () => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
