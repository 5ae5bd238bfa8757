/** HTML of an attachment, in the manners procurement portals show them. */
import { createHash } from 'node:crypto';
import type { Markup, PortalFile } from './file-spec.ts';
import { escapeHtml } from './html.ts';

type Writer = (file: PortalFile, name: string, path: string) => string;

const WRITERS: Readonly<Record<Markup, Writer>> = {
  anchor,
  late: anchor,
  'anchor-download-path': (_, name, path) =>
    `<a class="attachment-link" href="${path}" target="_blank" rel="noopener">${name}</a>`,
  'anchor-relative': (file, name) => `<a href="${escapeHtml(relative(file))}"><span>${name}</span></a>`,
  'anchor-aria': (_, name, path) => `<a href="${path}" aria-label="${name} file attachment">Open</a>`,
  'anchor-title': (_, name, path) => `<a href="${path}" title="Download ${name}">${name}</a>`,
  'anchor-download': (_, name, path) => `<a href="${path}" download="${name}">Get</a>`,
  'anchor-unnamed': (_, __, path) => `<a href="${path}"><i class="icon"></i></a>`,
  'span-data-url': (_, name, path) =>
    `<span role="button" tabindex="0" class="s-attachment" aria-label="${name} file attachment" title="${name}" data-url="${path}">${name}</span>`,
  'button-data-url': (_, name, path) =>
    `<button type="button" data-url="${path}" aria-label="Download ${name}">&#8681;</button>`,
  'onclick-location': (_, name, path) =>
    `<button type="button" title="${name}" onclick="window.location.href=&#39;${path}&#39;">Download</button>`,
  'onclick-open': (_, name, path) =>
    `<span role="button" title="${name}" onclick="window.open(&quot;${path}&quot;, &quot;_self&quot;); return false;">Open attachment</span>`,
  'onclick-fetch': (_, name, path) =>
    `<button type="button" aria-label="${name} file attachment" data-name="${name}" onclick="var n=this.dataset.name;fetch(&#39;${path}&#39;).then(function(r){return r.blob()}).then(function(b){portalSave(n,b)})">Save</button>`,
  'onclick-form': ({ id }, name, path) =>
    `<form id="attachment_form_${id}" action="${path}" method="get"></form><button type="button" title="${name}" onclick="document.getElementById(&#39;attachment_form_${id}&#39;).submit()">Download attachment</button>`,
  'click-navigate': (file, name) =>
    `<span role="button" tabindex="0" aria-label="${name} file attachment" title="${name}" data-key="${keyOf(file.id)}">${name}</span>`,
  'click-blob': (file, name) =>
    `<button type="button" aria-label="${name} file attachment" data-manner="blob" data-name="${name}" data-key="${keyOf(file.id)}">Download</button>`,
  'click-post': (file, name) =>
    `<form action="/attachments/download" method="post"><input type="hidden" name="key" value="${keyOf(file.id)}"><button type="submit" aria-label="${name} file attachment">${name}</button></form>`,
};

/** HTML of one file on its page; the purchase's page may show a file of a requisition too. */
export function attachmentHtml(file: PortalFile, base: string): string {
  const name = escapeHtml(file.name);
  const path = escapeHtml(file.path);
  const html = WRITERS[file.markup](file, name, path);
  return file.repeated ? `${html}\n${repetitions(file, base, name)}` : html;
}

/** What stands for a file in pages that must not tell its address. */
export function keyOf(id: string): string {
  return Buffer.from([...id].reverse().join('')).toString('base64url');
}

/** Token against forgery of the form that posts for a file. */
export function tokenOf(id: string): string {
  return createHash('sha256').update(`token ${id}`).digest('hex').slice(0, 32);
}

/** File of such a key. */
export function idOfKey(key: string): string {
  return [...Buffer.from(key, 'base64url').toString('latin1')].reverse().join('');
}

/** Whether it stands in the page as it is first sent. */
export function isInFirstHtml(file: PortalFile): boolean {
  return file.markup !== 'late';
}

function anchor(_: PortalFile, name: string, path: string): string {
  return `<a href="${path}" title="${name}"><span class="bg-paperclip">&nbsp;</span>${name}</a>`;
}

/** Every page is two steps deep, so one step up is the root. */
function relative({ path }: PortalFile): string {
  return `.././${path.slice(1)}`;
}

function repetitions(file: PortalFile, base: string, name: string): string {
  const { path } = file;
  return [
    `<a href="${escapeHtml(base + path)}">${name}</a>`,
    `<a href="${escapeHtml(relative(file))}" aria-label="${name} file attachment">${name}</a>`,
    `<a href="${escapeHtml(path)}#preview" title="${name}">${name}</a>`,
    `<span role="button" data-url="${escapeHtml(path)}" title="${name}">${name}</span>`,
  ].join('\n');
}
