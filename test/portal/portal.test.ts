/** The portal's session, pages, files and counts are what a collector will meet. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ASSETS } from './assets.ts';
import type { PortalOptions } from './options.ts';
import { LOGIN, PASSWORD } from './sessions.ts';
import { spawnPortal } from './spawn.ts';
import { type Portal, startPortal } from './start.ts';
import { cookieHeader, expiredState, storageState } from './storage-state.ts';
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
  it.each(['/user/home', '/order_headers/15262900', '/attachments/1526290000/download', '/nowhere'])(
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

  it('is refused to a wrong password and to a form of somebody else', async () => {
    const post = (body: Record<string, string>) =>
      fetch(`${portal.base}/sessions`, {
        method: 'POST',
        body: new URLSearchParams(body),
        redirect: 'manual',
      });
    expect((await post({ 'user[login]': LOGIN, 'user[password]': PASSWORD })).status).toBe(422);
    const form = await (await fetch(`${portal.base}/sessions/new`)).text();
    const token = /authenticity_token" value="(\w+)"/.exec(form)![1]!;
    const answer = await post({ authenticity_token: token, 'user[login]': LOGIN, 'user[password]': 'x' });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await answer.text()).toContain('Invalid username or password');
  });

  it('never leads out of the portal', async () => {
    const page = await (await fetch(`${portal.base}/sessions/new?return_to=//evil.example/`)).text();
    expect(page).toContain('name="return_to" value="/user/home"');
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

  it('of an expired storage state is expired, not missing', async () => {
    await visitor(portal.base, cookieHeader(expiredState(portal.base))).get('/user/home');
    expect(portal.stats().expiredCookies).toBe(1);
  });

  it('ends in mid-run where the options say so', async () => {
    await open({ expireAfter: [3] });
    const path = `/order_headers/${portal.purchases[0]}`;
    expect((await buyer.get(path)).status).toBe(200);
    expect((await buyer.get(path)).status).toBe(200);
    expect((await buyer.get(path)).status).toBe(302);
    expect((await (await signedIn(portal.base)).get(path)).status).toBe(200);
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

  it('say that there is no such purchase or requisition', async () => {
    for (const path of ['/order_headers/99999999', '/order_headers/15262899', '/requisition_headers/1']) {
      const answer = await buyer.get(path);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('Oops! We couldn&#39;t find what you wanted');
    }
  });

  it('lead a bare attachment address back to the page that shows it', async () => {
    const po = portal.purchaseOf('requisitions');
    const page = await buyer.text(`/order_headers/${po}`);
    const bare = /href="(\/attachments\/\d+)"/.exec(page)![1]!;
    expect((await buyer.get(bare)).headers.get('location')).toBe(`/order_headers/${po}`);
    const requisition = /\/requisition_headers\/\d+/.exec(page)![0];
    const other = /href="(\/attachments\/\d+)"/.exec(await buyer.text(requisition))![1]!;
    expect((await buyer.get(other)).headers.get('location')).toBe(requisition);
  });

  it('have navigation that leads to pages only', async () => {
    const page = await buyer.text(`/order_headers/${portal.purchaseOf('empty')}`);
    const links = [...page.matchAll(/<a href="(\/[^"]*)"/g)].map(([, path]) => path!);
    expect(links.length).toBeGreaterThan(8);
    for (const path of links.filter((link) => !link.includes('/sessions/'))) {
      const answer = await buyer.get(path);
      expect([200, 302], path).toContain(answer.status);
      if (answer.status === 200) expect(answer.headers.get('content-type'), path).toContain('text/html');
    }
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

  it('take their time', async () => {
    await open({ pageMs: 200 });
    const begun = performance.now();
    await buyer.text(`/order_headers/${portal.purchases[0]}`);
    expect(performance.now() - begun).toBeGreaterThan(190);
  });
});

describe('assets', () => {
  it('are 24, kept by age or by version, and counted', async () => {
    const page = await buyer.text(`/order_headers/${portal.purchaseOf('plain')}`);
    expect(ASSETS.size).toBe(24);
    const linked = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
    expect(linked).toHaveLength(18);
    const first = await Promise.all(linked.map((path) => fetch(portal.base + path)));
    for (const [index, answer] of first.entries()) {
      expect((await bytesOf(answer)).equals(ASSETS.get(linked[index]!)!.bytes)).toBe(true);
      expect(answer.headers.get('cache-control')).toMatch(/max-age=31536000|no-cache/);
    }
    const again = linked.map((path, index) =>
      fetch(portal.base + path, { headers: { 'if-none-match': first[index]!.headers.get('etag')! } }),
    );
    expect((await Promise.all(again)).map(({ status }) => status)).toEqual(linked.map(() => 304));
    const bytes = linked.reduce((sum, path) => sum + ASSETS.get(path)!.bytes.length, 0);
    expect(portal.stats().assets).toEqual({ requests: 36, bytes, notModified: 18 });
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

  it('are all different but for those that are meant to be alike', () => {
    for (const po of portal.purchases.filter((number) => number !== portal.purchaseOf('twins'))) {
      const sums = portal.expectedFiles(po).map((file) => file.sha256);
      expect(new Set(sums).size).toBe(sums.length);
    }
    const twins = portal.expectedFiles(portal.purchaseOf('twins'));
    expect(new Set(twins.map((file) => file.sha256)).size).toBe(twins.length - 2);
  });

  it('are the same for the same seed, and others for another', async () => {
    const files = portal.expectedFiles(portal.purchases[0]!);
    await open();
    expect(portal.expectedFiles(portal.purchases[0]!)).toEqual(files);
    await open({ seed: 2 });
    expect(portal.expectedFiles(portal.purchases[0]!)).not.toEqual(files);
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

  it('can be had in parts', async () => {
    const [file] = portal.expectedFiles(portal.purchases[0]!);
    const whole = await bytesOf(await buyer.get(file!.path));
    const part = await buyer.get(file!.path, { range: 'bytes=100-' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 100-${file!.bytes - 1}/${file!.bytes}`);
    expect((await bytesOf(part)).equals(whole.subarray(100))).toBe(true);
    const end = await buyer.get(file!.path, { range: 'bytes=-10' });
    expect((await bytesOf(end)).equals(whole.subarray(-10))).toBe(true);
    expect((await buyer.get(file!.path, { range: `bytes=${file!.bytes}-` })).status).toBe(416);
    const etag = part.headers.get('etag')!;
    expect((await buyer.get(file!.path, { range: 'bytes=5-9', 'if-range': etag })).status).toBe(206);
    expect((await buyer.get(file!.path, { range: 'bytes=5-9', 'if-range': '"old"' })).status).toBe(200);
    expect(portal.stats()).toMatchObject({ rangesAsked: 5, rangesGiven: 3 });
  });

  it('of 1 GB and more are made as they are taken', async () => {
    await open({ scenes: ['huge'], purchases: 1, hugeBytes: 5_000_000_000 });
    const path = `/order_headers/${portal.purchases[0]}/attachment_file/${portal.purchases[0]}00`;
    const answer = await buyer.get(path);
    expect(answer.headers.get('content-length')).toBe('5000000000');
    const reader = answer.body!.getReader();
    await reader.read();
    await new Promise((done) => setTimeout(done, 300));
    // Whoever does not read is not sent more than what fits between the two.
    expect(portal.stats().fileBytes).toBeLessThan(50_000_000);
    await reader.cancel();
    const end = await bytesOf(await buyer.get(path, { range: 'bytes=-6' }));
    expect(end.toString('latin1')).toBe('%%EOF\n');
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
