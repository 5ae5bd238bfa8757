/** Pages that show a part of what there is, and bring the rest when somebody asks for it. */
import type { AttachmentRecord, CommentRecord } from '../record.ts';
import { commentLinks } from './attachments.ts';
import { attachmentsBelow, commentItem, commentsFrame, viewButton } from './comments.ts';
import { linesTable } from './lines.ts';
import type { Brought, PageContext, PageShape, Piece } from './shape.ts';

type Acts = PageShape['acts'];

/** A button that asks the portal. */
export function actButton(act: string, label: string, attributes = ''): string {
  return `<button type="button" class="buttonAsLink" data-act="${act}"${attributes === '' ? '' : ` ${attributes}`}><span>${label}</span></button>`;
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

/** Comments from one to before another. `after`: what stands below them and leads on. */
export function commentsFrom(from: number, to: number, after: string): Piece {
  return ({ record }) =>
    commentsFrame(
      record.comments,
      record.comments
        .slice(from, to)
        .map((one) => commentItem(one, attachmentsBelow(one, 'right')))
        .join(''),
      after,
    );
}

/** Brings comments in place of those before. */
export function commentsBrought(from: number, to: number, after: string): Acts[string] {
  return (context) => ({
    into: '#s-mountCommentsApp',
    html: commentsFrom(from, to, after)(context),
    manner: 'replace',
    ms: 200,
  });
}

/** One comment at a time of so many; `leads` writes what leads from a page (from 1) to others. */
export function oneCommentAPage(count: number, leads: (page: number) => string): Partial<PageShape> {
  const pages = Array.from({ length: count }, (_, index) => index + 1);
  return {
    comments: commentsFrom(0, 1, leads(1)),
    acts: Object.fromEntries(
      pages.map((page) => [`page-${page}`, commentsBrought(page - 1, page, leads(page))]),
    ),
  };
}

/** Each comment shows its first file, and a button for the rest where there is one. */
export function firstFileOnly(label: (rest: number) => string): Partial<PageShape> {
  return {
    comments: commentsOf(({ attachments }, index) => {
      if (attachments.length === 0) return '';
      const rest = attachments.length - 1;
      const button = rest === 0 ? '' : actButton(`rest-${index}`, label(rest));
      return `<div class="commentAttachments">${commentLinks(attachments.slice(0, 1))}${button}</div>`;
    }),
    acts: forComments('rest', (comment) => ({
      into: placeOf(comment),
      html: commentLinks(comment.attachments),
      manner: 'replace',
      ms: 300,
    })),
  };
}

/** No comment shows a file; a button of each brings the links in its place. */
export function filesByButton(button: (act: string, count: number) => string): Partial<PageShape> {
  return {
    comments: commentsOf(({ attachments }, index) =>
      attachments.length === 0
        ? ''
        : `<div class="commentAttachments">${button(`open-${index}`, attachments.length)}</div>`,
    ),
    acts: forComments('open', (comment) => ({
      into: placeOf(comment),
      html: commentLinks(comment.attachments),
      manner: 'replace',
      ms: 300,
    })),
  };
}

/** No comment shows a file; View Attachments (n) opens a window that has the links. */
export function filesInWindow(covers: boolean): Partial<PageShape> {
  return {
    comments: commentsOf(({ attachments }, index) => {
      if (attachments.length === 0) return '';
      const button = viewButton(attachments.length).replace('<button ', `<button data-act="view-${index}" `);
      return `<div class="commentAttachments">${button}</div>`;
    }),
    acts: forComments('view', ({ attachments }) => viewer(attachments, covers)),
  };
}

/** Two lines a page, and a link to the other pages that a script answers. */
export function twoLinesAPage(count: number, label: (page: number) => string): Partial<PageShape> {
  const pages = Math.ceil(count / 2);
  const path = ({ purchase }: PageContext, page: number): string =>
    `/order_headers/search_order_line_table?data_table_name=order_line&amp;id=${purchase.number}&amp;page=${page}`;
  const write =
    (page: number): Piece =>
    (context) => {
      const previous =
        page === 1
          ? '<span class="disabled prev_page">Prev</span>'
          : `<a class="prev_page" data-remote="true" href="${path(context, page - 1)}">Prev</a>`;
      const next =
        page === pages
          ? `<span class="disabled next_page">${label(page)}</span>`
          : `<a class="next_page" data-remote="true" href="${path(context, page + 1)}">${label(page + 1)}</a>`;
      const lines = context.record.lines.slice(2 * page - 2, 2 * page);
      return linesTable(context, lines, ` ${previous} ${next}`);
    };
  const acts = Array.from({ length: pages }, (_, index): [string, Acts[string]] => [
    `lines-${index + 1}`,
    (context) => ({ into: '#order_line_table_section', html: write(index + 1)(context), manner: 'instead' }),
  ]);
  return { lines: write(1), acts: Object.fromEntries(acts) };
}

/** An act for each of the first twenty comments: a shape does not know yet how many there are. */
function forComments(name: string, bring: (comment: CommentRecord) => Brought): Acts {
  return Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [
      `${name}-${index}`,
      ({ record }: PageContext) => bring(record.comments[index]!),
    ]),
  );
}

function placeOf({ id }: CommentRecord): string {
  return `#comment_${id} .commentAttachments`;
}

/** The window that shows attachments large. */
function viewer(attachments: readonly AttachmentRecord[], covers: boolean): Brought {
  const style = covers ? ' style="position:fixed;inset:0;z-index:9000;background:#fff"' : '';
  return {
    into: 'body',
    html: `<div class="ReactModalPortal" id="viewer" role="dialog" aria-modal="true"${style}><button type="button" aria-label="Close" data-closes="#viewer">&times;</button><div class="commentAttachments">${commentLinks(attachments)}</div></div>`,
    manner: 'append',
    ms: 300,
  };
}
