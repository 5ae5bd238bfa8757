/** Pieces of pages that variants are put together from. */
import type { NoteSpec, PagePart, PortalFile } from '../file-spec.ts';
import { escapeHtml } from '../html.ts';
import { commentItem, commentsFrame } from '../order-page/comments.ts';
import type { PageContext, Piece } from '../order-page/shape.ts';
import type { CommentRecord } from '../record.ts';

/** Files of a part, in order. */
export function filesIn({ purchase }: PageContext, part: PagePart): readonly PortalFile[] {
  return purchase.files.filter((file) => file.part === part);
}

/** A link to a file. `label`: HTML instead of its name; `attributes`: more of them. */
export function linkTo(file: PortalFile, label = escapeHtml(file.name), attributes = ''): string {
  return `<a href="${escapeHtml(file.path)}"${attributes === '' ? '' : ` ${attributes}`}>${label}</a>`;
}

/** The form's field, its files written one by one. */
export function formOf(write: (file: PortalFile, index: number) => string): Piece {
  return (context) => {
    const items = filesIn(context, 'form').map((file, index) => `<li>${write(file, index)}</li>`);
    return `<div class="attachments" id="attachments"><ul class="attachments-list">${items.join('')}</ul></div>`;
  };
}

/** The application of the comments, with something of its own below each text. */
export function commentsOf(below: (comment: CommentRecord, index: number) => string, after = ''): Piece {
  return ({ record }) =>
    commentsFrame(
      record.comments,
      record.comments.map((one, index) => commentItem(one, below(one, index))).join('\n'),
      after,
    );
}

/** A button that asks the portal. */
export function actButton(act: string, label: string, attributes = ''): string {
  return `<button type="button" class="buttonAsLink" data-act="${act}"${attributes === '' ? '' : ` ${attributes}`}><span>${label}</span></button>`;
}

/** An address elsewhere that is attached. */
export function link(name: string, url: string, part: PagePart = 'form', of = 0): NoteSpec {
  return { kind: 'link', part, of, name, url };
}

/** A text that is attached. */
export function text(name: string, part: PagePart = 'form', of = 0): NoteSpec {
  return { kind: 'text', part, of, name, url: '' };
}
