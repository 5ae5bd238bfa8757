/** Somebody who visits a portal in a test, over plain HTTP, with the cookies of a browser. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { cookieHeader, storageState } from './storage-state.ts';

export interface Visitor {
  /** Asks for an address or path, redirects not followed. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Text of a page. */
  text(path: string): Promise<string>;
}

/** Signs in. */
export async function signedIn(base: string): Promise<Visitor> {
  return visitor(base, cookieHeader(await storageState(base)));
}

/** Has these cookies, whatever they are worth. */
export function visitor(base: string, cookie: string): Visitor {
  const get = (path: string, headers = {}) =>
    fetch(new URL(path, base), { redirect: 'manual', headers: { cookie, ...headers } });
  return { get, text: async (path) => await (await get(path)).text() };
}

/** What a browser's address bar would get, redirects not followed. `fetch` may not say that it navigates. */
export async function navigate(
  address: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly location: string | undefined; readonly bytes: Buffer }> {
  const browser = {
    'user-agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'sec-fetch-mode': 'navigate',
  };
  const [answer] = (await once(get(address, { headers: { ...browser, ...headers } }), 'response')) as [
    IncomingMessage,
  ];
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece as Buffer);
  const { statusCode = 0, headers: given } = answer;
  return { status: statusCode, location: given.location, bytes: Buffer.concat(pieces) };
}

/** Hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Body of an answer. */
export async function bytesOf(answer: Response): Promise<Buffer> {
  return Buffer.from(await answer.arrayBuffer());
}
