/** How pages of Coupa write attachments: in lists of forms, and below comments. */
import { escapeHtml } from '../html.ts';
import type { AttachmentRecord } from '../record.ts';
import type { PageContext } from './shape.ts';

/** The list of a form, or of a line. */
export function attachmentList(context: PageContext, attachments: readonly AttachmentRecord[]): string {
  const items =
    attachments.length === 0
      ? '<li class="show none">None</li>'
      : attachments.map((one) => listItem(context, one)).join('\n');
  return `<div class="attachments attachified"><ul class="attachments-list" role="list">\n${items}\n</ul></div>`;
}

function listItem(context: PageContext, one: AttachmentRecord): string {
  const name = escapeHtml(one.name);
  const rest = `<span class="intent-show" style="display:none">(&rarr; Supplier)</span><div class="spinner hide"></div></span><div class="pending-delete-warning" style="display:none" tabindex="0">This attachment goes when the form is saved. <a class="undo" href="#">Undo?</a></div></li>`;
  const start = `<li class="attachment" data-url="/attachments/${one.id}" id="attachment_${one.id}">`;
  if (one.kind === 'file') {
    return `${start}<span class="attachment-file attachment-list-item" data-url="${escapeHtml(context.base + one.file!.path)}"><span aria-label="${name} file attachment" class="underline" role="button" tabindex="0" title="${name}">${name}</span>${rest}`;
  }
  if (one.kind === 'link') {
    return `${start}<span class="attachment-url attachment-list-item" data-url="${escapeHtml(one.url!)}"><span aria-label="${name} url attachment" class="underline" role="button" tabindex="0" title="${name}">${name}</span>${rest}`;
  }
  return `${start}<span class="attachment-text attachment-list-item" data-url="javascript:void(0)"><span aria-label="${name} text attachment" class="underline wrap-text-attachment" role="button" tabindex="0" title="${name}">${name}</span>${rest}`;
}

/** Links below a comment. */
export function commentLinks(attachments: readonly AttachmentRecord[]): string {
  const items = attachments.map((one) => {
    const name = escapeHtml(one.name);
    if (one.kind === 'file') {
      return `<li class="attachmentFile"><a href="${escapeHtml(one.file!.path)}" target="_blank" rel="noopener">${name}</a></li>`;
    }
    if (one.kind === 'link') {
      return `<li class="attachmentUrl"><a href="${escapeHtml(one.url!)}" target="_blank" rel="noopener">${name}</a></li>`;
    }
    return `<li class="attachmentText">${name}</li>`;
  });
  return `<ul>${items.join('')}</ul>`;
}
