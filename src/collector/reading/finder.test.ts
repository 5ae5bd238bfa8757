import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERY_SCENE } from '../../../test/portal/scene-names.ts';
import { type Portal, startPortal } from '../../../test/portal/start.ts';
import { signedIn, type Visitor } from '../../../test/portal/visitor.ts';
import { isWholePage } from '../page-parts.ts';
import type { PortalPage } from '../portal.ts';
import { coupa } from '../portals/coupa.ts';
import { findFrames, findSupplier, readAllParts } from './finder.ts';

const URL_OF_PAGE = 'https://tenant.example/order_headers/15262984';

function page(html: string, url = URL_OF_PAGE, status = 200): PortalPage {
  return { asked: url, url, status, html, frames: [] };
}

function findAttachments(one: PortalPage) {
  return readAllParts(one).attachments;
}

function addresses(html: string): (string | null)[] {
  return findAttachments(page(html)).map(({ url }) => url);
}

describe('addresses of attachments', () => {
  it.each([
    ['<a href="/attachment/attachment_file/7">Open</a>', '/attachment/attachment_file/7'],
    ['<a href="../files/7" aria-label="Invoice.pdf file attachment">Open</a>', '/files/7'],
    ['<a href="/files/7" title="Baixar Nota.pdf">x</a>', '/files/7'],
    ['<a href="/x?attachment_id=3">Contract</a>', '/x?attachment_id=3'],
    ['<a href="/files/7" download>x</a>', '/files/7'],
    ['<a href="/attachments/55">nota.pdf</a>', '/attachments/55'],
    ['<p><img src="/attachment_file/7/foto.png" alt="Foto.png"></p>', '/attachment_file/7/foto.png'],
    [
      '<a href="/attachment_file/7"><img src="/attachment_file/7/small.png" alt=""></a>',
      '/attachment_file/7',
    ],
    [
      '<a href="/order_headers/15262984/attachment_file/9">x</a>',
      '/order_headers/15262984/attachment_file/9',
    ],
    ['<a href="/uploads/2026/contrato.pdf">Contrato</a>', '/uploads/2026/contrato.pdf'],
    ['<a href="/documents/3">Ata.docx (120 KB)</a>', '/documents/3'],
    [
      '<a href="/rails/active_storage/blobs/redirect/abc/quote.pdf?disposition=attachment">Show</a>',
      '/rails/active_storage/blobs/redirect/abc/quote.pdf?disposition=attachment',
    ],
    ['<section><footer><a href="/attachment_file/7">x</a></footer></section>', '/attachment_file/7'],
    [
      '<div class="dropdown"><ul role="menu" hidden><li><a href="/attachment_file/7">x</a></li></ul></div>',
      '/attachment_file/7',
    ],
    [
      '<section id="attachments"><ul><li><a href="/documents/3">Contrato</a> <a href="/users/3">Ana</a></li></ul></section>',
      '/documents/3',
    ],
    ['<a href="/attachments/7" download="a.pdf">x</a>', '/attachments/7'],
    ['<a href="/attachments/7" aria-label="a.pdf file attachment">x</a>', '/attachments/7'],
    ['<button data-url="/attachments/7/download">x</button>', '/attachments/7/download'],
    ['<div data-download-url="/files/7" title="Anexo">x</div>', '/files/7'],
    [`<button onclick="window.location = '/files/7?download=1'">x</button>`, '/files/7?download=1'],
    [`<a href="#" onclick="window.open('\\/attachment_file\\/7', '_blank')">x</a>`, '/attachment_file/7'],
    [`<a href="javascript:window.open('/attachment_file/7')">x</a>`, '/attachment_file/7'],
    [
      '<form action="/download" method="get"><input type="hidden" name="id" value="7"><button title="Download">x</button></form>',
      '/download?id=7',
    ],
  ])('are read off %s', (html, path) => {
    expect(addresses(html)).toEqual([new URL(path, URL_OF_PAGE).href]);
  });

  it.each([
    '<a href="/attachments/7">Attachment details</a>',
    '<a href="/order_headers/15262984/download" title="15262984.pdf">15262984.pdf</a>',
    '<a href="/order_headers/15262984.pdf">Download PO as PDF</a>',
    '<a href="/downloads/app">Download our app</a>',
    '<img src="/pictures/logo.png" alt="logo.png">',
    '<a href="/help/attachments">How to download attachments</a>',
    '<button type="button">View Attachments (2)</button>',
    '<button type="button">Show more attachments</button>',
    '<button type="button" aria-label="Add File Attachment">File</button>',
    '<button type="button" aria-label="Remover anexo Nota.pdf">Remover</button>',
    '<a href="/attachments">All attachments</a>',
    '<a href="/reports/downloads">Downloads</a>',
    '<nav><a href="/attachment_file/help">Attachments</a></nav>',
    '<a href="#attachments">Attachments</a>',
    '<a href="/order_headers/15262984#attachments" title="Attachments">Attachments</a>',
    '<a href="javascript:void(0)" title="Add attachment">Add File</a>',
    '<a href="/attachments/new">Attach</a>',
    '<a href="/attachments/7" data-method="delete" title="a.pdf">x</a>',
    '<a href="mailto:a@example.com" title="Send attachment">x</a>',
    '<button type="button" title="Adicionar anexo">+</button>',
    '<script>var a = \'<a href="/attachment_file/7">x</a>\';</script>',
    '<template><a href="/attachment_file/7">x</a></template>',
    '<a href="/suppliers/show/3">ACME Attachments Ltd</a >'.replace('Attachments ', ''),
  ])('are not seen in %s', (html) => {
    expect(addresses(html)).toEqual([]);
  });

  it('are not the numbers of its pages', () => {
    const pages = [
      '<em class="current">1</em>',
      '<a href="#" onclick="go(2)">2</a>',
      '<a href="?page=3">3</a>',
    ];
    const list = '<ul class="attachments-list"><li><a href="/attachment_file/7">a.pdf</a></li></ul>';
    const html = `<div class="attachments">${list}<div class="pagination">${pages.join(' ')}</div></div>`;
    expect(addresses(html)).toEqual(['https://tenant.example/attachment_file/7']);
  });

  it('are seen where an element draws them apart, and clicked there', () => {
    const found = findAttachments(
      page(
        `<file-list><template shadowrootmode="open"><div id="attachments">
           <a href="/attachment_file/7">a.pdf</a><button type="button">b.pdf</button></div></template></file-list>`,
      ),
    );
    expect(found.map(({ url, trigger }) => url ?? trigger)).toEqual([
      'https://tenant.example/attachment_file/7',
      '[id="attachments"] > button:nth-child(2)',
    ]);
    const [apart] = findAttachments(
      page(
        '<x-a><template shadowrootmode="open"><ul class="attachments-list"><li>c.pdf</li></ul></template></x-a>',
      ),
    );
    expect(apart?.trigger).toBe('x-a ul:nth-child(1) > li:nth-child(1)');
  });

  it('are united by absolute address, with all their names', () => {
    const found = findAttachments(
      page(
        `<a href="/attachment_file/7" title="Download a.pdf">x</a>
         <a href="https://tenant.example/attachment_file/7#preview"><b>Invoice</b></a>
         <span data-url="../attachment_file/7">a.pdf</span>`,
      ),
    );
    expect(found).toEqual([
      {
        url: 'https://tenant.example/attachment_file/7',
        trigger: null,
        page: URL_OF_PAGE,
        names: ['a.pdf', 'x', 'Invoice'],
        part: 'other',
        kind: 'file',
      },
    ]);
  });

  it('are found in frames, with the frame as their page', () => {
    const frame = page('<a href="/attachment_file/9">x.pdf</a>', 'https://tenant.example/frames/1');
    const found = findAttachments({ ...page('<iframe src="/frames/1"></iframe>'), frames: [frame] });
    expect(found).toMatchObject([{ page: frame.url, url: 'https://tenant.example/attachment_file/9' }]);
    expect(
      findFrames(page('<iframe src="/frames/1"></iframe><iframe src="https://ads.example/"></iframe>')),
    ).toEqual(['https://tenant.example/frames/1']);
  });
});

describe('attachments without an address', () => {
  it('are found by their label, with a selector that means them alone', () => {
    const html = `<html><head></head><body><div id="a"><p>1</p><form method="post" action="/attachments/download"><input type="hidden" name="key" value="k">
      <button type="submit" aria-label="Nota.zip file attachment">Nota.zip</button></form>
      <span role="button" data-key="k" title="Add-on.pdf"><i role="button">Add-on.pdf</i></span></div></body></html>`;
    expect(findAttachments(page(html))).toMatchObject([
      { url: null, trigger: '[id="a"] > form:nth-child(2) > button:nth-child(2)', names: ['Nota.zip'] },
      { url: null, trigger: '[id="a"] > span:nth-child(3)', names: ['Add-on.pdf'] },
    ]);
  });
});

describe('a page of Coupa', () => {
  const NOT_FOUND = [
    "Oops! We couldn't find what you wanted",
    'Oops! We couldn’t find what you wanted',
    "The page you were looking for doesn't exist",
    'A página que você estava procurando não existe',
  ];
  const NOT_ALLOWED = [
    'You are not authorized',
    'Access denied',
    'Você não está autorizado',
    'Acesso negado',
  ];

  it.each(NOT_FOUND)('that says "%s" is not found', (words) => {
    expect(coupa.verdict(page(`<h1>${words}</h1>`))).toBe('not-found');
    expect(coupa.verdict(page(`<div>${words.toUpperCase()}</div>`))).toBe('not-found');
  });

  it.each(NOT_ALLOWED)('that says "%s" is not allowed', (words) => {
    expect(coupa.verdict(page(`<div class="errorPage">${words}</div>`))).toBe('not-allowed');
  });

  it('is a purchase also when a line of it speaks of denied access', () => {
    const html = `<h1>Purchase Order #15262984</h1>${'<p>Item</p>'.repeat(500)}<p>Access denied badge, 10 pieces</p>`;
    expect(coupa.verdict(page(html))).toBe('purchase');
  });

  it('is judged by its status and by where it led', () => {
    expect(coupa.verdict(page('', URL_OF_PAGE, 404))).toBe('not-found');
    expect(coupa.verdict(page('', URL_OF_PAGE, 403))).toBe('not-allowed');
    expect(coupa.verdict(page('<input type="password">'))).toBe('sign-in');
    expect(coupa.verdict({ ...page('<p>Home</p>', 'https://tenant.example/user/home') })).toBe('unknown');
    expect(coupa.isSignInUrl('https://idp.example/sso/x?SAMLRequest=1', 'https://tenant.example')).toBe(true);
    expect(coupa.isSignInUrl('https://storage.example/signed/1?x=1', 'https://tenant.example')).toBe(false);
  });

  it('names its supplier', () => {
    expect(findSupplier(page('<span id="order_header_supplier_name"> ACME  Ltda </span>'))).toBe('ACME Ltda');
    expect(findSupplier(page('<label>Fornecedor:</label><div>Alfa &amp; Beta</div>'))).toBe('Alfa & Beta');
    expect(findSupplier(page('<p>nobody</p>'))).toBeNull();
  });
});

describe('the pages of a portal', () => {
  let portal: Portal;
  let buyer: Visitor;
  beforeAll(async () => {
    portal = await startPortal();
    buyer = await signedIn(portal.base);
  });
  afterAll(() => portal.close());

  async function readPage(url: string): Promise<ReturnType<typeof coupa.read>> {
    return coupa.read(page(await buyer.text(url), url));
  }

  it.each(EVERY_SCENE)('show what a purchase like "%s" has, and nothing else', async (scene) => {
    const purchase = portal.purchaseOf(scene);
    const shown = await readPage(coupa.purchaseUrls(portal.base, { number: purchase, written: purchase })[0]);
    const pages = [shown, ...(await Promise.all(shown.requisitions.map(readPage)))];
    const found = pages.flatMap(({ attachments }) => attachments);
    const expected = portal.expectedFiles(purchase);
    const isLate = scene.startsWith('late');
    expect(isWholePage(shown)).toBe(!isLate);
    const addressed = expected.filter(({ click, name }) => !click && !(isLate && name.startsWith('Tardio')));
    expect(new Set(found.map(({ url }) => url).filter((url) => url !== null))).toEqual(
      new Set(addressed.map(({ path }) => `${portal.base}${path}`)),
    );
    expect(found.filter(({ trigger }) => trigger !== null)).toHaveLength(
      expected.filter(({ click }) => click).length,
    );
    expect(shown.supplier).not.toBeNull();
  });
});
