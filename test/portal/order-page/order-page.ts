/** Pages of a purchase and of its requisitions, of a shape. */
import { HEAD_TAGS, PICTURE_TAGS } from '../assets.ts';
import { escapeHtml } from '../html.ts';
import type { CommentRecord } from '../record.ts';
import { commentsApp } from './comments.ts';
import { field } from './lines.ts';
import { appTag, bundleTag } from './page-app.ts';
import type { Mount, PageContext, PageShape } from './shape.ts';

const SPINNER = '<img class="spinner" alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">';
const SHELL = '<div id="root" data-then="page"><div class="loading" role="status">Loading…</div></div>';
const NONE = '<span class="show none">None</span>';

/** Page of the purchase. */
export function orderPage(context: PageContext, shape: PageShape): string {
  const body = shape.unfoldMs === null ? orderBody(context, shape) : SHELL;
  return frame(context, shape, shape.root(context), shape.title(context), body, shape.mount);
}

/** What a page of a purchase has between its navigation and its footer. */
export function orderBody(context: PageContext, shape: PageShape): string {
  const { purchase, record } = context;
  return `<h1 id="pageHeader">${shape.heading(context)}</h1>
${sections(record.comments.length, shape)}
<div class="sticky" id="flash_container">${shape.flash(context)}</div>
<div class="content wide"><div id="order_body">
<div id="topForm" class="header_section"><section class="region"><div class="header"><h2>General Info</h2></div><div class="content">
${field('Status', `<span class="data" id="order_header_readable_status">Ordered - Sent via Email</span>`)}
${field('Order Date', `<span class="data">${record.createdAt.slice(0, 10)}</span>`)}
${field('Requisition #', requisitionLinks(purchase.requisitions))}
${field('Department', NONE)}${field('Hide Price', '<span class="data">No</span>')}
<div class="form_element wrapper_vertical" role="group"><span class="group_label label_readonly" id="attachments_ul_${purchase.number}">Attachments</span>
${shape.form(context)}
</div></div></section></div>
${supplier(context)}
${shape.beside(context)}
<div id="po_lines"><h2>Lines</h2>
${shape.lines(context)}
</div>
<div class="totalRow"><span class="total_container">Total <span class="quantity">8,338.00</span> BRL</span></div>
<div class="page_buttons_right"><a class="s-printButton rollover button" href="/order_headers/print_view?id=${purchase.number}&amp;version=1"><span>Supplier Print View</span></a> <button type="button" class="button s-cancelButton" data-act="cancel"><span>Cancel Order</span></button> <button type="button" class="button" data-act="close"><span>Close Order</span></button></div>
${mounted(shape.mount, shape.comments(context))}
${history('History', `/order_headers/${purchase.number}/show_history`)}
${history('Integration History', `/integration_history_records/show_integration_history?document_id=${purchase.number}`)}
</div></div>`;
}

/** Page of the purchase's requisition of this index. */
export function requisitionShapedPage(context: PageContext, shape: PageShape, index: number): string {
  const { record } = context;
  const requisition = record.requisitions[index]!;
  const number = requisition.id;
  const body = `<h1 id="pageHeader">Requisition #${number}</h1>
${sections(requisition.comments.length, shape)}
<div class="content wide"><div id="topForm"><section class="region"><div class="header"><h2>General Info</h2></div><div class="content">
${field('Status', '<span class="data">Ordered</span>')}
${field('Order #', `<a href="/order_headers/${context.purchase.number}">${record.number}</a>`)}
${field('Attachments', shape.requisitionForm(context, index))}
</div></section></div>
${mounted(shape.requisitionMount, commentsApp(requisition.comments, shape.saidAttachments))}</div>`;
  const root = `data-action="show" data-controller="requisition_headers" data-id="${number}"`;
  return frame(context, shape, root, `Requisition #${number}`, body, shape.requisitionMount);
}

/** What the script is given for the place of the comments of a purchase or of a requisition. */
export function mountedComments(context: PageContext, shape: PageShape, requisition: number | null): string {
  const comments: readonly CommentRecord[] | undefined =
    requisition === null ? undefined : context.record.requisitions[requisition]?.comments;
  return comments === undefined ? shape.comments(context) : commentsApp(comments, shape.saidAttachments);
}

function sections(comments: number, { saidComments }: PageShape): string {
  const said = saidComments === 'right' ? comments : saidComments;
  const count = said === null ? '' : `<span class="comments_count"> (${said})</span>`;
  return `<nav class="sticky" id="page_sections"><ul><li><a class="selected" href="#topForm">General Info</a></li><li><a href="#po_lines">Lines</a></li><li><a href="#comments" title="">Comments${count}</a></li><li><a href="#history_header">History</a></li></ul></nav>`;
}

function requisitionLinks(numbers: readonly string[]): string {
  if (numbers.length === 0) return NONE;
  return numbers
    .map(
      (number) =>
        `<a aria-label="Requisition number ${number}" href="/requisition_headers/${number}">${number}</a>`,
    )
    .join(', ');
}

function supplier({ record }: PageContext): string {
  const { id, name } = record.supplier;
  return `<section id="supplier" class="right_header region"><div class="header"><h2>Supplier</h2></div><div class="content"><div class="form_element supplier_name_wrapper"><span class="group_label label_readonly">Name</span> <span class="supplier-name" id="order_header_supplier_name"><a href="/suppliers/show/${id}">${escapeHtml(name)}</a></span></div></div></section>`;
}

/** The place of the comments: empty until the script has filled it, unless the server has. */
function mounted(mount: Mount, html: string): string {
  return `<section id="comments"><div id="s-mountCommentsApp">${mount.manner === 'server' ? html : ''}</div></section>`;
}

/** Collapsed; the portal is asked for it when somebody opens it, and the picture of waiting stays until then. */
function history(title: string, path: string): string {
  return `<div class="expandable-section s-expandable-section" data-expandable-content-url="${path}"><div class="innerbox header"><h2>${title}</h2><div aria-expanded="false" aria-label="Show ${title}" class="icon_button expandable-arrow collapsed" role="button" tabindex="0" title="Show/Hide Section"></div></div><div class="expandable-content" style="display:none">${SPINNER}</div></div>`;
}

function frame(
  context: PageContext,
  shape: PageShape,
  root: string,
  title: string,
  body: string,
  mount: Mount,
): string {
  return `<!DOCTYPE html>
<html ${root} dir="ltr" lang="en"><head><meta charset="utf-8"><title>${title}</title>
${HEAD_TAGS}
<link rel="icon" href="data:,">
</head><body data-order="${context.purchase.number}">
${shape.before(context)}
${NAVIGATION}
<div class="outer_wrapper"><div id="page-container" role="main"><div id="pageContentWrapper">
${body}
</div></div></div>
<footer class="primary_brdr">${PICTURE_TAGS} <span>Spend management for everybody</span> <a href="/terms">Terms</a>
<div class="sub-menu"><button type="button" class="topLink" aria-haspopup="true" aria-expanded="false" aria-controls="languages">English</button><div id="languages" role="menu" hidden><a role="menuitem" href="/settings/language_region?locale=en">English</a> <a role="menuitem" href="/settings/language_region?locale=pt">português</a></div></div></footer>
${appTag()}${mount.manner === 'server' ? '' : bundleTag(mount)}
${shape.after(context)}
</body></html>`;
}

const NAVIGATION = `<header id="main_header"><a href="/user/home">Home</a> <button type="button" aria-label="Help Menu" aria-haspopup="true" aria-expanded="false">?</button> <a href="/sessions/destroy" data-method="delete" rel="nofollow">Sign Out</a></header>
<nav aria-label="Main Menu" class="primary" role="navigation"><ul role="menubar"><li role="none"><a role="menuitem" href="/user/home">Home</a></li><li role="none"><a role="menuitem" href="/requisition_headers">Requests</a></li><li role="none"><a role="menuitem" class="-active" href="/order_headers">Orders</a></li><li role="none"><a role="menuitem" href="/reports/downloads">Downloads</a></li></ul></nav>`;
