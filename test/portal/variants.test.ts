/** Variants answer as they say, and what is true of them can be had. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Portal, startPortal } from './start.ts';
import { bytesOf, sha256, signedIn, type Visitor } from './visitor.ts';

let portal: Portal;
let buyer: Visitor;

beforeAll(async () => {
  portal = await startPortal({ fileBytes: [1_000, 3_000] });
  buyer = await signedIn(portal.base);
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
      for (const file of portal.expectedFiles(number).filter(({ click }) => !click)) {
        const bytes = await bytesOf(await buyer.get(file.path));
        expect(`${name} ${file.name} ${sha256(bytes)}`).toBe(`${name} ${file.name} ${file.sha256}`);
      }
    }
  });

  it('are found by the number people know', async () => {
    const { number, shown } = portal.variantOf('number-is-not-id');
    expect((await buyer.get(`/order_headers/${shown}`)).status).toBe(404);
    const list = await buyer.text(`/order_headers?search=${shown}`);
    expect(list).toContain(`<a href="/order_headers/${number}">PO${shown}</a>`);
  });
});
