/** The portal's session, pages, files and counts are what a collector will meet. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PortalOptions } from './options.ts';
import { LOGIN, PASSWORD } from './sessions.ts';
import { spawnPortal } from './spawn.ts';
import { type Portal, startPortal } from './start.ts';
import { cookieHeader, storageState } from './storage-state.ts';
import { bytesOf, sha256, signedIn, type Visitor, visitor } from './visitor.ts';

let portal: Portal;
let buyer: Visitor;

async function open(options: Partial<PortalOptions> = {}): Promise<void> {
  await portal?.close();
  portal = await startPortal(options);
  buyer = await signedIn(portal.base);
}

beforeEach(() => open());
afterEach(async () => {
  const { defects } = portal.stats();
  await portal.close();
  expect(defects).toEqual([]);
});

function cookieOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

describe('session', () => {
  it.each(['/order_headers/15262900', '/attachments/1526290000/download'])(
    'leads a stranger from %s to the sign-in page',
    async (path) => {
      const answer = await visitor(portal.base, '').get(path);
      expect(answer.status).toBe(302);
      expect(answer.headers.get('location')).toBe(`/sessions/new?return_to=${encodeURIComponent(path)}`);
      const form = await (await fetch(`${portal.base}${answer.headers.get('location')}`)).text();
      expect(form).toContain('type="password"');
    },
  );

  it('is begun by the form, is HttpOnly, and leads back', async () => {
    const form = await (await fetch(`${portal.base}/sessions/new?return_to=/order_headers/15262900`)).text();
    const token = /authenticity_token" value="(\w+)"/.exec(form)![1]!;
    const body = new URLSearchParams({
      authenticity_token: token,
      return_to: '/order_headers/15262900',
      'user[login]': LOGIN,
      'user[password]': PASSWORD,
    });
    const answer = await fetch(`${portal.base}/sessions`, { method: 'POST', body, redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/order_headers/15262900');
    expect(answer.headers.getSetCookie()[0]).toMatch(/^_coupa_session=.+; Path=\/; HttpOnly/);
    expect(await visitor(portal.base, cookieOf(answer)).text('/user/home')).toContain(
      'Signed in as comprador',
    );
  });

  it('ends for everybody at once', async () => {
    portal.expireSessions();
    expect((await buyer.get('/user/home')).status).toBe(302);
    expect((await (await signedIn(portal.base)).get('/user/home')).status).toBe(200);
    expect(portal.stats()).toMatchObject({ expiredCookies: 1, ledToSignIn: 1, signIns: 2 });
  });

  it('goes on as long as the renewed cookie of each page is kept, and ends without', async () => {
    await open({ sessionIdleMs: 400 });
    let cookie = cookieHeader(await storageState(portal.base));
    const first = cookie;
    for (let step = 0; step < 4; step++) {
      await new Promise((done) => setTimeout(done, 150));
      const answer = await visitor(portal.base, cookie).get('/user/home');
      expect(answer.status).toBe(200);
      cookie = cookieOf(answer);
    }
    expect((await visitor(portal.base, first).get('/user/home')).status).toBe(302);
  });
});

describe('pages', () => {
  it('name the purchase, its supplier and its requisitions', async () => {
    const po = portal.purchaseOf('requisitions');
    const page = await buyer.text(`/order_headers/${po}`);
    const numbers = [...page.matchAll(/href="(\/requisition_headers\/\d+)"/g)].map(([, path]) => path!);
    expect(numbers).toHaveLength(2);
    expect(page).toMatch(
      /class="supplier-name" id="order_header_supplier_name"><a href="\/suppliers\/show\/\d+">.+<\/a>/,
    );
    const requisition = await buyer.text(numbers[0]!);
    expect(requisition).toContain('Requisição.pdf');
    expect(requisition).toContain('Compartilhado.docx');
    expect(page).toContain('Compartilhado.docx');
    expect(page).not.toContain('Requisição.pdf');
  });

  it('keep late links out of the first HTML', async () => {
    const po = portal.purchaseOf('late');
    const page = await buyer.text(`/order_headers/${po}`);
    expect(page).toContain('aria-busy="true"');
    expect(page).not.toContain('attachment_file');
    const { html } = (await (await buyer.get(`/order_headers/${po}/comments.json`)).json()) as {
      html: string;
    };
    expect(html.match(/attachment_file/g)).toHaveLength(2);
  });
});

describe('files', () => {
  it('of every scene without a click are the ones expected, byte for byte', async () => {
    for (const po of portal.purchases) {
      await buyer.get(`/order_headers/${po}`);
      for (const file of portal.expectedFiles(po).filter(({ click }) => !click)) {
        const headers = {
          referer: portal.base + file.page,
          cookie: `${await cookie()}; page_ticket_${po}=1`,
        };
        const answer = await fetch(portal.base + file.path, { headers });
        const bytes = await bytesOf(answer);
        expect(`${file.name} ${bytes.length} ${sha256(bytes)}`).toBe(
          `${file.name} ${file.bytes} ${file.sha256}`,
        );
      }
    }
    expect(portal.stats().leakedCookies).toBe(0);
  });

  it('that want a click are refused without one', async () => {
    const files = portal.expectedFiles(portal.purchaseOf('clicks')).filter(({ click }) => click);
    expect(files).toHaveLength(3);
    for (const { path, page, id } of files) {
      expect((await buyer.get(path)).status).toBe(403);
      expect(await buyer.text(page)).not.toContain(id);
    }
  });

  it('that want the page as Referer, or its cookie, are refused without', async () => {
    const po = portal.purchaseOf('guarded');
    const [, , referer, guarded] = portal.expectedFiles(po);
    expect((await buyer.get(referer!.path)).status).toBe(403);
    expect((await buyer.get(referer!.path, { referer: `${portal.base}/order_headers/${po}` })).status).toBe(
      200,
    );
    expect((await buyer.get(guarded!.path)).status).toBe(403);
    const given = (await buyer.get(`/order_headers/${po}`)).headers.getSetCookie();
    expect(given.some((line) => line.startsWith(`page_ticket_${po}=`))).toBe(true);
  });

  it('on another host have a signed address and want no cookie', async () => {
    const [file] = portal.expectedFiles(portal.purchaseOf('guarded'));
    const address = (await buyer.get(file!.path)).headers.get('location')!;
    expect(address).toContain(`http://localhost:${portal.port}/signed/`);
    expect(sha256(await bytesOf(await fetch(address)))).toBe(file!.sha256);
    expect((await fetch(address.replace(/signature=./, 'signature=z'))).status).toBe(403);
    await buyer.get(address);
    expect(portal.stats().leakedCookies).toBe(1);
  });

  it('on their way at once are counted', async () => {
    await open({ fileMs: [100, 100] });
    const files = portal.expectedFiles(portal.purchaseOf('plain'));
    await Promise.all(files.map(async ({ path }) => await bytesOf(await buyer.get(path))));
    expect(portal.stats().mostFilesAtOnce).toBeGreaterThan(0);
    expect(portal.stats().mostFilesAtOnce).toBeLessThanOrEqual(files.length);
    expect(Object.values(portal.stats().files)).toEqual(files.map(() => 1));
  });
});

describe('a portal in a process of its own', () => {
  it('is like one in this process, can be switched, and ends with it', async () => {
    const distant = await spawnPortal();
    try {
      const [file] = distant.expectedFiles(distant.purchases[0]!);
      const visit = await signedIn(distant.base);
      expect(sha256(await bytesOf(await visit.get(file!.path)))).toBe(file!.sha256);
      await distant.setFault(distant.purchases[0]!, { on: 'file', which: 0, kind: 'status', status: 404 });
      expect((await visit.get(file!.path)).status).toBe(404);
      expect(await distant.stats()).toMatchObject({ signIns: 1, faults: { status: 1 } });
      await distant.expireSessions();
      expect((await visit.get(file!.path)).status).toBe(302);
      await distant.resetStats();
      expect((await distant.stats()).signIns).toBe(0);
    } finally {
      await distant.close();
    }
    await expect(fetch(distant.base)).rejects.toThrow();
  });
});

async function cookie(): Promise<string> {
  return cookieHeader(await storageState(portal.base));
}
