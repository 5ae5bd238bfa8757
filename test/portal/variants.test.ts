/** Variants answer as they say, and what is true of them can be had. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExpectedFile } from './catalog.ts';
import { type Portal, startPortal } from './start.ts';
import { cookieHeader, storageState } from './storage-state.ts';
import { navigate, sha256, type Visitor, visitor } from './visitor.ts';

let portal: Portal;
let buyer: Visitor;
let cookie: string;

beforeAll(async () => {
  portal = await startPortal({ fileBytes: [1_000, 3_000] });
  cookie = cookieHeader(await storageState(portal.base));
  buyer = visitor(portal.base, cookie);
});
afterAll(() => portal.close());

describe('variants', () => {
  it('have names of their own, and numbers of their own', () => {
    const { variants } = portal;
    expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
    expect(new Set(variants.map(({ number }) => number)).size).toBe(variants.length);
  });

  it('tell the addresses of comments to nobody but the script', async () => {
    const { number } = portal.variantOf('mount-0');
    const page = await buyer.text(`/order_headers/${number}`);
    expect(page).toContain(`data-controller="order_headers" data-id="${number}"`);
    expect(page).toContain('<div id="s-mountCommentsApp"></div>');
    expect(page).not.toContain('aria-busy');
    expect(page).not.toContain('attachment_file/file');
    const answer = await buyer.get(`/order_headers/${number}/comments_app`);
    const { html } = (await answer.json()) as { html: string };
    expect(html.match(/attachment_file\/file/g)).toHaveLength(3);
    expect(html).toContain('View Attachments (2)');
  });

  it('hold the files that are true of them', async () => {
    for (const { number, name } of portal.variants) {
      for (const file of portal.expectedFiles(number).filter((one) => !one.click && one.reachable)) {
        const bytes = await properly(file);
        expect(`${name} ${file.name} ${sha256(bytes)}`).toBe(`${name} ${file.name} ${file.sha256}`);
      }
    }
  });

  /** Asks for a file as a browser that comes from its page, again where it is not ready, and follows. */
  async function properly({ path, page }: ExpectedFile): Promise<Buffer> {
    const { base } = portal;
    for (let address = base + path, tries = 0; tries < 4; tries++) {
      const { status, location, bytes } = await navigate(address, { referer: base + page, cookie });
      if (location !== undefined) address = new URL(location, base).href;
      else if (status !== 503) return bytes;
    }
    throw new Error(`${path} does not come`);
  }

  it('are found by the number people know', async () => {
    const { number, shown } = portal.variantOf('number-is-not-id');
    expect((await buyer.get(`/order_headers/${shown}`)).status).toBe(404);
    const list = await buyer.text(`/order_headers?search=${shown}`);
    expect(list).toContain(`<a href="/order_headers/${number}">PO${shown}</a>`);
  });
});
