/** More than the page shows at first. */
import { real } from '../file-spec.ts';
import { commentLinks } from '../order-page/attachments.ts';
import { attachmentsBelow, commentItem, commentsApp, commentsFrame } from '../order-page/comments.ts';
import { linesTable } from '../order-page/lines.ts';
import type { PageContext, PageShape, Piece } from '../order-page/shape.ts';
import { actButton } from './pieces.ts';
import type { Variant } from './variant.ts';

const THREE = [0, 1, 2].map((of) => real(`Comentário ${of + 1}.pdf`, 'comments', of));
const ON_LINES = [real('Linha 1.pdf', 'lines', 0), real('Linha 3.pdf', 'lines', 2)];

/** Comments from one index to before another, and what leads on. */
function some(from: number, to: number, after: string): Piece {
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

/** A page of the comments, in place of the one before. */
function leaf(from: number, to: number, after: string): PageShape['acts'][string] {
  return (context) => ({
    into: '#s-mountCommentsApp',
    html: some(from, to, after)(context),
    manner: 'replace',
    ms: 200,
  });
}

const NEXT = (act: string): string =>
  `<div class="pagination">${actButton(act, 'Next page', 'aria-label="Next page"')}</div>`;
const NUMBERS = (current: number): string =>
  `<nav class="pagination" aria-label="Pages of comments">${[1, 2, 3]
    .map((page) =>
      page === current
        ? `<em class="current" aria-current="page">${page}</em>`
        : actButton(`page-${page}`, String(page), `aria-label="Page ${page}"`),
    )
    .join(' ')}</nav>`;

export const PAGING: readonly Variant[] = [
  {
    name: 'comments-next-page',
    is: 'one comment a page; Next page brings the next in its place',
    ending: 'all',
    files: THREE,
    needs: 'browser',
    shape: {
      comments: some(0, 1, NEXT('page-2')),
      acts: { 'page-2': leaf(1, 2, NEXT('page-3')), 'page-3': leaf(2, 3, '') },
    },
  },
  {
    name: 'comments-numbered-pages',
    is: 'one comment a page; pages are numbered 1 2 3',
    ending: 'all',
    files: THREE,
    needs: 'browser',
    shape: {
      comments: some(0, 1, NUMBERS(1)),
      acts: {
        'page-1': leaf(0, 1, NUMBERS(1)),
        'page-2': leaf(1, 2, NUMBERS(2)),
        'page-3': leaf(2, 3, NUMBERS(3)),
      },
    },
  },
  {
    name: 'comments-linked-pages',
    is: 'one comment a page in the server’s HTML; pages are ordinary links, ?comments_page=2',
    ending: 'all',
    files: THREE,
    shape: {
      mount: { manner: 'server', ms: 0 },
      comments: (context) => {
        const page = Number(context.query.get('comments_page') ?? '1');
        const next = `<div class="pagination"><a class="next_page" rel="next" href="/order_headers/${context.purchase.number}?comments_page=${page + 1}#comments">Next &rarr;</a></div>`;
        return some(page - 1, page, page < 3 ? next : '')(context);
      },
    },
  },
  {
    name: 'comments-load-more',
    is: 'Load more comments adds two below the first',
    ending: 'all',
    files: THREE,
    needs: 'browser',
    shape: {
      comments: some(0, 1, `<div id="more">${actButton('more', 'Load more comments')}</div>`),
      acts: { more: leaf(0, 3, '') },
    },
  },
  {
    name: 'show-one-more',
    is: 'a comment shows one of two files and "Show 1 more"; no number besides',
    ending: 'all',
    files: [real('À vista.pdf', 'comments'), real('Escondido.pdf', 'comments')],
    needs: 'browser',
    shape: shortened('Show 1 more'),
  },
  {
    name: 'show-more-attachments',
    is: 'a comment shows one of two files and "Show more attachments"',
    ending: 'all',
    files: [real('À vista.pdf', 'comments'), real('Escondido.pdf', 'comments')],
    needs: 'browser',
    shape: shortened('Show more attachments'),
  },
  {
    name: 'mostrar-mais',
    is: 'a comment shows one of two files and "Mostrar mais 1"',
    ending: 'all',
    files: [real('À vista.pdf', 'comments'), real('Escondido.pdf', 'comments')],
    needs: 'browser',
    shape: shortened('Mostrar mais 1'),
  },
  {
    name: 'show-more-brings-nothing',
    is: 'a comment shows one file and "Show 1 more", which brings nothing, however often',
    ending: 'incomplete',
    files: [real('À vista.pdf', 'comments')],
    shape: {
      comments: ({ record }) =>
        commentsApp(record.comments, null).replace(
          '</div></li>',
          `${actButton('nothing', 'Show 1 more')}</div></li>`,
        ),
    },
  },
  {
    name: 'replies-folded',
    is: 'the second comment is a reply that "View 1 reply" brings',
    ending: 'all',
    files: THREE.slice(0, 2),
    needs: 'browser',
    shape: {
      comments: some(0, 1, `<div id="more">${actButton('more', 'View 1 reply')}</div>`),
      acts: { more: leaf(0, 2, '') },
    },
  },
  {
    name: 'comments-by-scrolling',
    is: 'the heading says three comments, one is there; the others come when somebody scrolls to the end',
    ending: 'all',
    alsoRight: ['incomplete'],
    files: THREE,
    needs: 'browser',
    shape: {
      comments: some(0, 1, '<div id="sentinel"></div>'),
      after: () =>
        `<script>(function () { var watch = new IntersectionObserver(function (seen) { if (!seen.some(function (one) { return one.isIntersecting; })) return; watch.disconnect(); document.getElementById('sentinel').setAttribute('data-then', 'rest'); window.orderShowGoOn(document); }); var wait = setInterval(function () { var end = document.getElementById('sentinel'); if (end === null) return; clearInterval(wait); watch.observe(end); }, 50); })();</script>`,
      acts: { rest: leaf(0, 3, '') },
    },
  },
  {
    name: 'lines-next-page',
    is: 'two lines a page; the second page of the table holds a file too, and comes by a script',
    ending: 'all',
    files: ON_LINES,
    lines: 4,
    needs: 'browser',
    shape: linesByTwo('Next'),
  },
  {
    name: 'lines-numbered-pages',
    is: 'two lines a page; the pages of the table are numbered 1 2',
    ending: 'all',
    files: ON_LINES,
    lines: 4,
    needs: 'browser',
    shape: linesByTwo('2'),
  },
  {
    name: 'lines-next-page-holds-nothing',
    is: 'two lines a page; the second page of the table holds no file',
    ending: 'all',
    files: [real('Linha 1.pdf', 'lines', 0)],
    lines: 4,
    needs: 'browser',
    shape: linesByTwo('Next'),
  },
  {
    name: 'lines-next-page-broken',
    is: 'two lines a page; Next brings nothing',
    ending: 'incomplete',
    files: [real('Linha 1.pdf', 'lines', 0)],
    lines: 4,
    shape: { ...linesByTwo('Next'), acts: {} },
  },
];

function shortened(label: string): Partial<PageShape> {
  return {
    comments: ({ record }) =>
      commentsFrame(
        record.comments,
        record.comments
          .map((one) =>
            commentItem(
              one,
              `<div class="commentAttachments">${commentLinks(one.attachments.slice(0, 1))}${actButton('more', label)}</div>`,
            ),
          )
          .join(''),
      ),
    acts: {
      more: ({ record }) => ({
        into: '.commentAttachments',
        html: commentLinks(record.comments[0]!.attachments),
        manner: 'replace',
        ms: 300,
      }),
    },
  };
}

/** Two lines a page, and a link to the other page that a script answers. */
function linesByTwo(label: string): Partial<PageShape> {
  const path = (context: PageContext, page: number): string =>
    `/order_headers/search_order_line_table?data_table_name=order_line&amp;id=${context.purchase.number}&amp;page=${page}`;
  const first = (context: PageContext): string =>
    linesTable(
      context,
      context.record.lines.slice(0, 2),
      ` <span class="disabled prev_page">Prev</span> <a class="next_page" data-remote="true" href="${path(context, 2)}">${label}</a>`,
    );
  const second = (context: PageContext): string =>
    linesTable(
      context,
      context.record.lines.slice(2),
      ` <a class="prev_page" data-remote="true" href="${path(context, 1)}">Prev</a> <span class="disabled next_page">${label}</span>`,
    );
  const brought =
    (piece: Piece): PageShape['acts'][string] =>
    (context) => ({
      into: '#order_line_table_section',
      html: piece(context),
      manner: 'instead',
    });
  return { lines: first, acts: { 'lines-1': brought(first), 'lines-2': brought(second) } };
}
