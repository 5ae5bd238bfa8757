import { expect, it } from 'vitest';
import type { PortalPage } from '../portal.ts';
import { coupa } from './coupa.ts';

const URL_OF_PAGE = 'https://tenant.example/order_headers/15262984';
const ROOT = 'data-controller="order_headers" data-action="show" data-id="15262984"';
const LONG = '<p>Some text of a list of many things.</p>'.repeat(120);

function page(html: string, change: Partial<PortalPage> = {}): PortalPage {
  return { asked: URL_OF_PAGE, url: URL_OF_PAGE, status: 200, html, frames: [], ...change };
}

it.each([
  ['purchase', `<html ${ROOT}><body><p>Lines</p></body></html>`],
  ['purchase', '<title>Purchase Order #PO15262984 | Coupa</title><p>Lines</p>'],
  ['purchase', '<h1>Pedido de compra nº 15262984</h1>'],
  ['purchase', '<main><h1>PO 15262984</h1></main>'],
  ['purchase', `<h1>Purchase Order #15262984</h1><div role="alert">You are not authorized to approve.</div>`],
  ['purchase', `<h1>Purchase Order #15262984</h1><input type="password" name="sign_off">`],
  [
    'requisition',
    '<html data-controller="requisition_headers" data-action="show" data-id="7"><p>x</p></html>',
  ],
  ['requisition', '<h1>Requisição #4800020</h1>'],
  // Lists and forms of the same part of the portal are none.
  ['unknown', '<html data-controller="order_headers" data-action="index"><h1>Purchase Orders</h1></html>'],
  ['unknown', '<h1>Welcome</h1><p>Purchase Order #15262984 waits for you.</p>'],
  // Nor is what belongs to a purchase and names it; a version of it is one.
  [
    'unknown',
    '<html data-controller="invoices" data-action="show" data-id="55"><h1>Purchase Order #15262984</h1></html>',
  ],
  [
    'purchase',
    '<html data-controller="order_header_versions" data-action="show" data-id="8"><h1>Purchase Order #15262984</h1></html>',
  ],
  ['unknown', '<title>Invoice #55 for Purchase Order #15262984</title><h1>Invoice #55</h1>'],
  ['unknown', '<h1>Recebimento nº 12 do pedido de compra 15262984</h1>'],
  ['unknown', ''],
  ['unknown', `<html ${ROOT}><body><div id="app"></div><script src="/app.js"></script></body></html>`],
  ['unknown', '<div id="pageContentWrapper"></div>'],
  ['sign-in', '<form><input type="password"></form>'],
  ['sign-in', '<meta http-equiv="refresh" content="0; url=/sessions/new"><p>One moment</p>'],
  ['sign-in', `<script>window.location.replace('/sessions/new?return_to=%2F');</script>`],
  ['sign-in', `<script>top.location.href = "https://idp.example/saml2/login?SAMLRequest=x";</script>`],
  [
    'sign-in',
    '<form method="post" action="https://idp.example/"><input name="SAMLRequest" value="x"></form>',
  ],
  ['unknown', '<meta http-equiv="refresh" content="1800; url=/sessions/new"><p>Reports</p>'],
  ['unknown', `${LONG}<script>function idle() { location = '/sessions/new'; }</script>`],
  ['portal-closed', '<h1>Too many requests</h1><p>Please slow down.</p>'],
  ['portal-closed', '<title>Request Rejected</title>The requested URL was rejected. Your support ID is: 12'],
  ['portal-closed', '<h1>Access Denied</h1>You don’t have permission. Reference #18.2f3a1402.1699'],
  ['portal-closed', '<title>Just a moment...</title><p>Checking your browser</p>'],
  ['portal-closed', '<h1>Estamos em manutenção</h1><p>Voltamos às 14h.</p>'],
  ['not-found', `<div class="flash_error">Oops! We couldn’t find what you wanted</div>${LONG}`],
  [
    'not-found',
    `<div id="flash" class="flash error">Desculpe, não encontramos o que você procurava</div>${LONG}`,
  ],
  [
    'not-found',
    `<html ${ROOT}><p class="flash_error">Oops! We couldn't find what you wanted</p>${LONG}</html>`,
  ],
  ['not-allowed', `<div class="alert alert-danger">Você não tem permissão para ver este pedido</div>${LONG}`],
  ['not-allowed', '<h1>Acesso negado</h1>'],
  ['unknown', `<div class="flash_error" style="display:none">You are not authorized</div>${LONG}`],
])('is %s: %s', (verdict, html) => {
  expect(coupa.verdict(page(html))).toBe(verdict);
});

it('is judged by what it shows, not by its address', () => {
  const order = `<html ${ROOT}><h1>Purchase Order #15262984</h1></html>`;
  expect(coupa.verdict(page(order, { url: 'https://tenant.example/elsewhere' }))).toBe('purchase');
  expect(coupa.verdict(page(order, { url: 'https://stranger.example/order_headers/15262984' }))).toBe(
    'unknown',
  );
  expect(coupa.verdict(page(order, { status: 404 }))).toBe('not-found');
  expect(coupa.verdict(page(order, { status: 403 }))).toBe('not-allowed');
  expect(coupa.verdict(page('<title>Request blocked</title>', { status: 403 }))).toBe('portal-closed');
  expect(coupa.verdict(page('', { status: 503 }))).toBe('portal-closed');
  expect(coupa.verdict(page('', { status: 401 }))).toBe('sign-in');
});

it('shows the number of its title and that of its header, and the id of its root', () => {
  const html = `<html ${ROOT}><head><title>Purchase Order #PO4500099999 | Coupa</title></head>
    <body><h1 id="pageHeader">Purchase Order #15262984 (Requisition #77)</h1><h2>Purchase Order #1234567</h2></body></html>`;
  expect(coupa.shown(page(html))).toEqual({ numbers: ['PO4500099999', '15262984'], id: '15262984' });
  expect(coupa.shown(page('<title>Coupa</title>'))).toEqual({ numbers: [], id: null });
});

it.each([
  ['PO15262984 | Coupa', ['PO15262984']],
  ['PM15262984', ['PM15262984']],
  ['PO 15262984', ['15262984']],
  ['Pedido nº PM15262984', ['PM15262984']],
  ['Reports of 2026', []],
])('shows of the title "%s" the number with its prefix', (title, numbers) => {
  expect(coupa.shown(page(`<html ${ROOT}><title>${title}</title></html>`)).numbers).toEqual(numbers);
});

it('is asked for as the list writes it, then by its digits, and is looked up by its number', () => {
  const urls = (number: string, written: string) =>
    coupa.purchaseUrls('https://t.example', { number, written });
  expect(urls('15262984', '15262984')).toEqual(['https://t.example/order_headers/15262984']);
  expect(urls('15262984', 'PM15262984')).toEqual([
    'https://t.example/order_headers/PM15262984',
    'https://t.example/order_headers/15262984',
  ]);
  const results = `<table><tr><td><a href="/order_headers/17">PO15262984</a></td></tr>
    <tr><td><a href="/order_headers/18">PO152629840</a></td></tr>
    <tr><td>15262984</td><td><a href="/order_headers/19">Show</a></td></tr>
    <tr><td><a href="/invoices/20">15262984</a></td></tr></table>`;
  expect(
    coupa
      .lookedUp(page(results), { number: '15262984', written: '15262984' })
      .map((url) => new URL(url).pathname),
  ).toEqual(['/order_headers/17', '/order_headers/19']);
});
