/** Who is signed in: signed cookies with an age, renewed by every page, and an end to all of them at once. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const SESSION_COOKIE = '_coupa_session';
/** Of the identity provider: whoever has it is signed in again without typing. */
export const IDENTITY_COOKIE = 'idp_session';
export const LOGIN = 'comprador';
export const PASSWORD = 'senha-do-portal';

export type SessionState = 'valid' | 'missing' | 'expired';

export class Sessions {
  readonly #secret = randomBytes(32);
  readonly #idleMs: number;
  #generation = 0;

  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  /** `Set-Cookie` of a session that begins now. */
  cookie(): string {
    return this.#cookieOf(this.#generation);
  }

  /** `Set-Cookie` of a session that goes on: one that ended while its page was made does not. */
  renewed(request: IncomingMessage): string {
    return this.#cookieOf(Number(cookiesOf(request).get(SESSION_COOKIE)?.split('-')[0]));
  }

  #cookieOf(generation: number): string {
    const what = `${generation}-${Date.now()}`;
    return `${SESSION_COOKIE}=${what}-${this.sign(what)}; Path=/; HttpOnly; SameSite=Lax`;
  }

  /** `Set-Cookie` of the identity provider. */
  identityCookie(): string {
    return `${IDENTITY_COOKIE}=${this.sign('identity')}; Path=/; HttpOnly; SameSite=Lax`;
  }

  state(request: IncomingMessage): SessionState {
    const value = cookiesOf(request).get(SESSION_COOKIE);
    if (value === undefined) return 'missing';
    const [generation = '', issued = '', signature = ''] = value.split('-');
    const isOurs = this.isSigned(`${generation}-${issued}`, signature);
    const isFresh = Date.now() - Number(issued) < this.#idleMs;
    return isOurs && isFresh && Number(generation) === this.#generation ? 'valid' : 'expired';
  }

  /** Whether the identity provider knows the visitor. */
  isKnown(request: IncomingMessage): boolean {
    return this.isSigned('identity', cookiesOf(request).get(IDENTITY_COOKIE) ?? '');
  }

  /** Ends the sessions of everybody. */
  expireAll(): void {
    this.#generation++;
  }

  /** Signature of a text by this portal. */
  sign(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('hex').slice(0, 40);
  }

  isSigned(text: string, signature: string): boolean {
    const [given, own] = [Buffer.from(signature), Buffer.from(this.sign(text))];
    return given.length === own.length && timingSafeEqual(given, own);
  }
}

/** Cookies of a request, by name. */
export function cookiesOf(request: IncomingMessage): ReadonlyMap<string, string> {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
  return new Map(pairs);
}
