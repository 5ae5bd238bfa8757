/** Playwright storage states for a portal: one that is signed in, one whose session has ended. */
import { CONTROL_HEADER } from './control.ts';
import { IDENTITY_COOKIE, LOGIN, PASSWORD, SESSION_COOKIE } from './sessions.ts';

interface StoredCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  /** Seconds since 1970; −1: until the browser closes. */
  readonly expires: number;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly sameSite: 'Lax' | 'Strict' | 'None';
}

/** What Playwright writes and reads; mutable, as its types want it. */
export interface StorageState {
  cookies: StoredCookie[];
  origins: { origin: string; localStorage: { name: string; value: string }[] }[];
}

/**
 * Signs in with the form and says what a browser would keep.
 * @param shownAs under which name it will be visited, where a proxy gives it another
 * @throws Error where the portal does not let in
 */
export async function storageState(base: string, shownAs = base): Promise<StorageState> {
  const headers = { [CONTROL_HEADER]: '1' };
  const form = await (await fetch(`${base}/sessions/new`, { headers })).text();
  const token = /name="authenticity_token" value="(\w+)"/.exec(form)?.[1] ?? '';
  const answer = await fetch(`${base}/sessions`, {
    method: 'POST',
    headers,
    redirect: 'manual',
    body: new URLSearchParams({
      authenticity_token: token,
      'user[login]': LOGIN,
      'user[password]': PASSWORD,
      return_to: '/user/home',
    }),
  });
  const cookies = answer.headers.getSetCookie().map((line) => storedCookie(shownAs, line));
  if (!cookies.some(({ name }) => name === SESSION_COOKIE)) {
    throw new Error(`the portal at ${base} did not sign in: status ${answer.status}`);
  }
  return { cookies, origins: [] };
}

/** A state like it whose session the portal no longer knows. */
export function expiredState(base: string): StorageState {
  return { cookies: [storedCookie(base, `${SESSION_COOKIE}=0-0-ended; HttpOnly`)], origins: [] };
}

/** `Cookie` header of a state; without the identity provider's. */
export function cookieHeader(state: StorageState): string {
  return state.cookies
    .filter(({ name }) => name !== IDENTITY_COOKIE)
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}

function storedCookie(base: string, line: string): StoredCookie {
  const pair = line.split(';')[0]!;
  const at = pair.indexOf('=');
  return {
    name: pair.slice(0, at),
    value: pair.slice(at + 1),
    domain: new URL(base).hostname,
    path: '/',
    expires: -1,
    httpOnly: /;\s*httponly/i.test(line),
    secure: false,
    sameSite: 'Lax',
  };
}
