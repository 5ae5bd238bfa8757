/** The portal's pages, in the manner of Coupa's. */
import { HEAD_TAGS, PICTURE_TAGS } from './assets.ts';

import type { PortalFile } from './file-spec.ts';
import { escapeHtml } from './html.ts';
import { attachmentHtml, isInFirstHtml } from './markup.ts';
import type { PortalPurchase } from './purchase.ts';
import type { PurchaseRecord } from './record.ts';
import { WORDS, type WordsName } from './words.ts';

/** Where the portal is, and where the host that watches its visitors is. */
export interface Site {
  readonly base: string;
  readonly foreignBase: string;
  readonly lateMs: number;
}

/** Links of every page; none of them leads to an attachment, whatever it is called. */
const NAVIGATION = `<header id="topnav" class="bg-topnav"><nav aria-label="Main">
<a href="/user/home">Home</a> <a href="/order_headers">Orders</a> <a href="/requisition_headers">Requisitions</a>
<a href="/invoices">Invoices</a> <a href="/reports/downloads">Downloads</a> <a href="/attachments">All attachments</a>
<a href="https://compass.coupa.example/help/attachments" rel="noopener">Help on attachments</a>
<a href="/sessions/destroy">Sign out</a></nav></header>`;

/** Page of a purchase. */
export function purchasePage(site: Site, purchase: PortalPurchase): string {
  const { number, supplier, requisitions } = purchase;
  const path = `/order_headers/${number}`;
  const shown = purchase.files.filter((file) => file.page === path || file.alsoOnPurchase);
  const links = requisitions.map((one) => `<a href="/requisition_headers/${one}">${one}</a>`).join(', ');
  const body = `<div id="pageHeader" class="bg-sprite"><h1>Purchase Order #${number}</h1>
<a href="${path}/print" title="Print view">Print</a> <a href="#attachments">Attachments</a></div>
<section id="order_header_requisition_header" class="panel"><h2>General info</h2>
<div class="field"><span class="label">Status</span> <span>Issued</span></div>
<div class="field"><span class="label">Requisition #</span> <span id="order_header_requisition">${links || 'None'}</span></div></section>
${supplierSection(supplier)}
${attachmentSection(site, shown, number)}
${linesSection()}`;
  const root = ` data-action="show" data-controller="order_headers" data-id="${number}"`;
  return page(`Purchase Order #${number}`, body, site, number, root);
}

/** Page of a requisition. */
export function requisitionPage(site: Site, purchase: PortalPurchase, number: string): string {
  const path = `/requisition_headers/${number}`;
  const shown = purchase.files.filter((file) => file.page === path);
  const body = `<div id="pageHeader" class="bg-sprite"><h1>Requisition #${number}</h1></div>
<section id="requisition_header" class="panel"><h2>General info</h2>
<div class="field"><span class="label">Ordered as</span> <a href="/order_headers/${purchase.number}">${purchase.number}</a></div></section>
${attachmentSection(site, shown, number)}
${linesSection()}`;
  const root = ` data-action="show" data-controller="requisition_headers" data-id="${number}"`;
  return page(`Requisition #${number}`, body, site, purchase.number, root);
}

/** Links that are added to a purchase's page after loading. */
export function lateLinks(site: Site, purchase: PortalPurchase): string {
  return purchase.files
    .filter((file) => !isInFirstHtml(file))
    .map((file) => attachmentHtml(file, site.base))
    .join('\n');
}

/** Page of somebody who is signed in. */
export function homePage(site: Site): string {
  const body = `<div id="pageHeader"><h1>Welcome, Comprador</h1></div><p id="signed_in_user">Signed in as comprador</p>`;
  return page('Home', body, site);
}

/** Any other page that navigation leads to. */
export function otherPage(site: Site, title: string): string {
  return page(title, `<div id="pageHeader"><h1>${escapeHtml(title)}</h1></div><p>Nothing here.</p>`, site);
}

/** The list of purchases that somebody searched for. */
export function ordersPage(site: Site, records: readonly PurchaseRecord[]): string {
  const rows = records.map(
    ({ id, number, supplier, status }) =>
      `<tr id="order_header_row_${id}"><td><a href="/order_headers/${id}">${number}</a></td><td>${escapeHtml(supplier.name)}</td><td>${status}</td></tr>`,
  );
  const body = `<div id="pageHeader"><h1>Purchase Orders</h1></div><form action="/order_headers" method="get"><input type="text" name="search" id="sf_order_header" aria-label="Search"><button type="submit">Search</button></form>
<table id="order_header_table_tag"><tbody id="order_header_tbody">${rows.join('') || '<tr><td>No rows.</td></tr>'}</tbody></table>`;
  return page('Purchase Orders', body, site);
}

/** Form of the sign-in page; whoever the identity provider knows does not see it for long. */
export function signInPage(
  token: string,
  returnTo: string,
  message: string,
  goesOnByItself: boolean,
): string {
  const submit = goesOnByItself
    ? '<script>document.getElementById("new_user_session").submit()</script>'
    : '';
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Sign In | Coupa</title></head>
<body class="sessions new"><main><h1>Sign in</h1><p class="flash" role="alert">${escapeHtml(message)}</p>
<form id="new_user_session" class="new_user_session" action="/sessions" method="post">
<input type="hidden" name="authenticity_token" value="${token}"><input type="hidden" name="return_to" value="${escapeHtml(returnTo)}">
<input type="hidden" name="identity" value="${goesOnByItself ? 'known' : ''}">
<label>Username <input id="user_login" name="user[login]" autocomplete="username"></label>
<label>Password <input id="user_password" name="user[password]" type="password" autocomplete="current-password"></label>
<button type="submit">Sign In</button></form><a href="/passwords/forgot">Forgot your password?</a></main>${submit}</body></html>`;
}

/** The page of an identity provider. */
export function identityPage(): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Sign in to your account</title></head>
<body><main><h1>Sign in</h1><form method="post" action="/identity/sign-in"><label>E-mail <input type="email" name="loginfmt"></label> <label>Password <input type="password" name="passwd"></label> <button type="submit">Next</button></form></main></body></html>`;
}

/** Error page that says so in words; its status is somebody else's business. */
export function wordsPage(words: WordsName): string {
  return `<!DOCTYPE html><html lang="${words.endsWith('pt') ? 'pt-BR' : 'en'}"><head><meta charset="utf-8"><title>Coupa</title></head>
<body><header id="topnav"><a href="/user/home">Home</a></header><div><div class="errorPage"><h1>${escapeHtml(WORDS[words])}</h1></div></div></body></html>`;
}

function supplierSection({ id, name }: PortalPurchase['supplier']): string {
  return `<section class="panel"><h2>Supplier</h2><div class="field s-orderSupplier"><span class="label">Supplier</span>
<span class="supplier-name" id="order_header_supplier_name"><a href="/suppliers/show/${id}">${escapeHtml(name)}</a></span></div></section>`;
}

function attachmentSection(site: Site, files: readonly PortalFile[], number: string): string {
  const late = files.some((file) => !isInFirstHtml(file));
  const shown = files.filter(isInFirstHtml).map((file) => attachmentHtml(file, site.base));
  const none = files.length === 0 ? '<ul class="attachments-list"><li class="show none">None</li></ul>' : '';
  const bare = `<a href="/attachments/${number}00">Attachment details</a>`;
  return `<section id="attachments" class="panel"><h2 class="bg-paperclip">Attachments</h2>
<div class="commentAttachments"${late ? ` aria-busy="true" data-late-ms="${site.lateMs}"` : ''}>
${shown.join('\n')}${none}
</div><p>${bare} <a href="javascript:void(0)" title="Add attachment">Add File</a></p></section>`;
}

function linesSection(): string {
  const rows = Array.from(
    { length: 12 },
    (_, index) =>
      `<tr><td>${index + 1}</td><td>Item ${index + 1}</td><td class="number">${(index + 1) * 10}.00</td><td><a href="/order_lines/${index + 1}">Show</a></td></tr>`,
  );
  return `<section class="panel"><h2>Lines</h2><table><tbody>${rows.join('')}</tbody></table></section>`;
}

function page(title: string, body: string, { foreignBase }: Site, purchase = '', root = ''): string {
  return `<!DOCTYPE html>
<html lang="en"${root}><head><meta charset="utf-8"><title>${escapeHtml(title)} | Coupa</title>
${HEAD_TAGS}
<link rel="icon" href="data:,">
</head><body data-order="${purchase}">
${NAVIGATION}
<main id="pageContentWrapper">${body}</main>
<footer>${PICTURE_TAGS}
<code>Business Spend Management</code> <a href="/terms">Terms</a>
<img src="${foreignBase}/pixel.png" alt="" width="1" height="1"></footer></body></html>`;
}
