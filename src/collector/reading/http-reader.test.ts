import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Portal, startPortal } from '../../../test/portal/start.ts';
import { storageState } from '../../../test/portal/storage-state.ts';
import { PurchaseCookies, type StorageState } from '../net/cookies.ts';
import { HttpClient } from '../net/http-client.ts';
import { isWholePage } from '../page-parts.ts';
import type { PurchasePage } from '../portal.ts';
import { coupa } from '../portals/coupa.ts';
import { SessionExpiredError } from '../retry.ts';
import { HttpReader } from './http-reader.ts';

let portal: Portal;
let state: StorageState;
let reader: HttpReader;

beforeAll(async () => {
  portal = await startPortal({ fileBytes: [1_000, 3_000] });
  state = await storageState(portal.base);
  const { base } = portal;
  const client = new HttpClient(base, (url) => coupa.isSignInUrl(url, base));
  reader = new HttpReader(client, coupa, base, { firstDelayMs: 10, longestRetryAfterMs: 100 });
});
afterAll(async () => {
  await reader.close();
  await portal.close();
});

async function read(name: string): Promise<PurchasePage> {
  const { number, written } = portal.variantOf(name);
  const [url] = coupa.purchaseUrls(portal.base, { number, written });
  const cookies = new PurchaseCookies(state.cookies, () => undefined);
  return coupa.read(await reader.read(url, cookies, AbortSignal.timeout(60_000)));
}

describe('pages over HTTP', () => {
  it.each([
    'mount-server',
    'frame',
    'frame-srcdoc',
    'frame-in-frame',
    'comments-linked-pages',
    'details-closed',
  ])('like "%s" show every file', async (name) => {
    const expected = portal.expectedFiles(portal.variantOf(name).number).map((file) => file.name);
    const { attachments } = await read(name);
    expect(attachments.map(({ names }) => names[0]).sort()).toEqual(expected.sort());
  });

  it.each(['mount-0', 'menu-asks', 'comments-next-page', 'frame-late', 'view-attachments-opens'])(
    'like "%s" say that this is not all',
    async (name) => {
      expect(isWholePage(await read(name))).toBe(false);
    },
  );

  it.each([
    'sign-in-redirect',
    'sign-in-meta-refresh',
    'sign-in-script',
    'sign-in-form',
    'sign-in-form-submits',
  ])('like "%s" are those of a session that has ended', async (name) => {
    await expect(read(name)).rejects.toThrow(SessionExpiredError);
  });
});
