/** Somebody who visits a portal in a test, over plain HTTP, with the cookies of a browser. */
import { createHash } from 'node:crypto';
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

/** Hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Body of an answer. */
export async function bytesOf(answer: Response): Promise<Buffer> {
  return Buffer.from(await answer.arrayBuffer());
}
