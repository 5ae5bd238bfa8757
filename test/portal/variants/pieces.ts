/** Pieces of pages that variants are put together from. */
import type { NoteSpec, PagePart, PortalFile } from '../file-spec.ts';
import { escapeHtml } from '../html.ts';
import type { PageContext, Piece } from '../order-page/shape.ts';

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

/** An address elsewhere that is attached. */
export function link(name: string, url: string, part: PagePart = 'form', of = 0): NoteSpec {
  return { kind: 'link', part, of, name, url };
}

/** A text that is attached. */
export function text(name: string, part: PagePart = 'form', of = 0): NoteSpec {
  return { kind: 'text', part, of, name, url: '' };
}
