/** Variants answer as they say, and what is true of them can be had. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExpectedFile, VariantCase } from './catalog.ts';
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
  async function properly({ path, page }: Pick<ExpectedFile, 'path' | 'page'>): Promise<Buffer> {
    const { base } = portal;
    for (let address = base + path, tries = 0; tries < 4; tries++) {
      const answer = await navigate(address, { referer: base + page, cookie }).catch(() => null);
      if (answer === null) continue;
      if (answer.location !== undefined) address = new URL(answer.location, base).href;
      else if (![429, 500, 503].includes(answer.status)) return answer.bytes;
    }
    return Buffer.alloc(0);
  }

  /** What pages may be that even an honest reader may take for another kind. */
  const AS_HONEST = ['not-a-purchase', 'another-purchase', 'not-found', 'all'];
  const isPurchase = ({ ending }: VariantCase) => ['all', 'none-said', 'incomplete'].includes(ending);

  it('are the purchase where they say so, and no other kind of page is', async () => {
    for (const one of portal.variants) {
      const html = (await properly(pathOf(one))).toString('latin1');
      const shown = /<html[^>]*>|<title>[^<]*|<h1[^>]*>[^<]*/g;
      const proof = (html.match(shown) ?? []).join(' ');
      const own = new RegExp(`(?<!\\d)(?:${one.shown}|${one.number})(?!\\d)`);
      const isOther = one.alsoRight.some((ending) => AS_HONEST.includes(ending));
      const isPacked = one.name.startsWith('packed-') || one.name === 'shell-fills-late-bare';
      if (isPurchase(one) && !isPacked && !isOther) expect(proof, one.name).toMatch(own);
      if (!isPurchase(one) && !isOther && !/^(?:requisition|file)-/.test(one.name)) {
        expect(own.test(proof) && html.includes('id="topForm"'), one.name).toBe(false);
      }
    }
  });

  it('answer at addresses with and without a prefix as they say', async () => {
    const { written, shown } = portal.variantOf('prefix-resolves');
    expect(await buyer.text(`/order_headers/${written}`)).toContain(`#${written}</h1>`);
    const neighbour = portal.variantOf('stripped-neighbour').number;
    expect(await buyer.text(`/order_headers/${shown}`)).toContain(`#PO${neighbour}</h1>`);
  });

  it('are told to programs with every file once', () => {
    for (const { number, name } of portal.variants) {
      const record = portal.record(number)!;
      const documents = [record, ...record.requisitions];
      const told = documents.flatMap(({ attachments, lines, comments }) => [
        ...attachments,
        ...[...lines, ...comments].flatMap((one) => one.attachments),
      ]);
      const files = told.flatMap(({ file }) => (file === null ? [] : [file.id]));
      expect(files.sort(), name).toEqual(portal.expectedFiles(number).map(({ id }) => id));
      expect(new Set(told.map(({ id }) => id)).size, name).toBe(told.length);
      expect(record.updatedAt >= record.createdAt, name).toBe(true);
    }
  });

  it('change when somebody touches them', () => {
    const { number } = portal.variants[0]!;
    portal.touch(number, Date.UTC(2026, 10, 30));
    expect(portal.record(number)!.updatedAt).toBe('2026-11-30T00:00:00.000Z');
  });

  it('are found by the number people know', async () => {
    const { number, shown } = portal.variantOf('number-is-not-id');
    expect((await buyer.get(`/order_headers/${shown}`)).status).toBe(404);
    const list = await buyer.text(`/order_headers?search=${shown}`);
    expect(list).toContain(`<a href="/order_headers/${number}">PO${shown}</a>`);
  });
});

function pathOf({ number }: VariantCase): { path: string; page: string } {
  return { path: `/order_headers/${number}`, page: '' };
}
