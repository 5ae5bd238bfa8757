/** Somebody who visits a portal in a test, over plain HTTP, with the cookies of a browser. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { cookieHeader, storageState } from './storage-state.ts';

export interface Visitor {
  /** Asks for an address or path, redirects not followed. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Text of a page. */
  text(path: string): Promise<string>;
}

interface Answered {
  readonly status: number;
  readonly location: string | undefined;
  readonly bytes: Buffer;
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

/** Asks for an address by a proxy, whose own address may hold credentials. */
export async function throughProxy(proxy: string, address: string): Promise<Answered> {
  const { hostname, port, username, password } = new URL(proxy);
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  const headers = {
    host: new URL(address).host,
    ...(username === '' ? {} : { 'proxy-authorization': `Basic ${credentials}` }),
  };
  return await answered(get({ hostname, port, path: address, headers }));
}

/** What a browser's address bar would get, redirects not followed. `fetch` may not say that it navigates. */
export async function navigate(
  address: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answered> {
  const browser = {
    'user-agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'sec-fetch-mode': 'navigate',
  };
  return await answered(get(address, { headers: { ...browser, ...headers } }));
}

async function answered(request: ClientRequest): Promise<Answered> {
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
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
