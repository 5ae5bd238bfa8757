import { Cookie, CookieJar } from 'tough-cookie';

/** A cookie as a Playwright storage state has it. */
export interface StoredCookie {
  name: string;
  value: string;
  /** With a leading dot where the cookie is for subdomains too. */
  domain: string;
  path: string;
  /** Seconds since 1970; −1: until the browser closes. */
  expires: number;
  httpOnly: boolean;
  secure: boolean;
  sameSite: 'Strict' | 'Lax' | 'None';
}

/** A Playwright storage state: what a browser knows of a signed-in person. Mutable, as Playwright's types want it. */
export interface StorageState {
  cookies: StoredCookie[];
  origins: { origin: string; localStorage: { name: string; value: string }[] }[];
}

const SAME_SITES: Readonly<Record<string, StoredCookie['sameSite']>> = { strict: 'Strict', none: 'None' };

/** Cookies by the rules of browsers: each goes to its host, path and scheme only. */
export class Cookies {
  readonly #jar: CookieJar;

  constructor(cookies: readonly StoredCookie[] = []) {
    // Tenants on a test host or behind an address of numbers have no public suffix to check.
    this.#jar = new CookieJar(null, { rejectPublicSuffixes: false });
    this.put(cookies);
  }

  /** `Cookie` header for an address; empty where no cookie is for it. */
  header(url: string): string {
    return this.#jar.getCookieStringSync(url);
  }

  /** Takes `Set-Cookie` headers of an answer from an address. What is no cookie is left out, as browsers do. */
  take(headers: readonly string[], url: string): void {
    for (const header of headers) this.#jar.setCookieSync(header, url, { ignoreError: true });
  }

  /** Takes cookies of a browser or of a file. */
  put(cookies: readonly StoredCookie[]): void {
    for (const cookie of cookies) {
      const host = cookie.domain.replace(/^\./, '');
      const url = `${cookie.secure ? 'https' : 'http'}://${host}${cookie.path}`;
      this.#jar.setCookieSync(toJarCookie(cookie, host), url, { ignoreError: true });
    }
  }

  /** All cookies that have not run out. */
  list(): StoredCookie[] {
    const now = Date.now();
    return (this.#jar.serializeSync()?.cookies ?? [])
      .map((one) => Cookie.fromJSON(one))
      .filter((one) => one !== undefined)
      .filter((one) => one.expiryTime() === undefined || one.expiryTime()! > now)
      .map(toStored);
  }
}

function toJarCookie(cookie: StoredCookie, host: string): Cookie {
  return new Cookie({
    key: cookie.name,
    value: cookie.value,
    domain: cookie.domain.startsWith('.') ? host : null,
    path: cookie.path,
    expires: cookie.expires < 0 ? 'Infinity' : new Date(cookie.expires * 1000),
    httpOnly: cookie.httpOnly,
    secure: cookie.secure,
    sameSite: cookie.sameSite.toLowerCase(),
  });
}

function toStored(cookie: Cookie): StoredCookie {
  const expiry = cookie.expiryTime();
  const domain = cookie.domain ?? '';
  return {
    name: cookie.key,
    value: cookie.value,
    domain: cookie.hostOnly === false ? `.${domain}` : domain,
    path: cookie.path ?? '/',
    expires: expiry === undefined || !Number.isFinite(expiry) ? -1 : expiry / 1000,
    httpOnly: cookie.httpOnly,
    secure: cookie.secure,
    sameSite: SAME_SITES[cookie.sameSite ?? ''] ?? 'Lax',
  };
}

/** What makes two cookies the same one. */
export function cookieKey({ name, domain, path }: StoredCookie): string {
  return [name, domain, path].join(';');
}

/**
 * The cookies of one purchase: those of the session when it was begun, and what its own pages set. Cookies of the session
 * that the portal renews go back into the session; the rest is forgotten with the purchase.
 */
export class PurchaseCookies {
  readonly #cookies: Cookies;
  readonly #onRenewed: (cookies: readonly StoredCookie[]) => void;

  /** @param onRenewed told of all cookies of the purchase after each change */
  constructor(session: readonly StoredCookie[], onRenewed: (cookies: readonly StoredCookie[]) => void) {
    this.#cookies = new Cookies(session);
    this.#onRenewed = onRenewed;
  }

  header(url: string): string {
    return this.#cookies.header(url);
  }

  /** Takes `Set-Cookie` headers of an answer that did not ask to sign in. */
  take(headers: readonly string[] | undefined, url: string): void {
    if (headers === undefined || headers.length === 0) return;
    this.#cookies.take(headers, url);
    this.#onRenewed(this.#cookies.list());
  }

  /** Takes the cookies of a browser that showed a page of the purchase. */
  put(cookies: readonly StoredCookie[]): void {
    this.#cookies.put(cookies);
    this.#onRenewed(this.#cookies.list());
  }

  list(): StoredCookie[] {
    return this.#cookies.list();
  }
}
