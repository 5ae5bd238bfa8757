/** More than the page shows at first. */
import { real } from '../file-spec.ts';
import { commentsApp } from '../order-page/comments.ts';
import {
  actButton,
  commentsBrought,
  commentsFrom,
  firstFileOnly,
  oneCommentAPage,
  twoLinesAPage,
} from '../order-page/folded.ts';
import type { PageShape } from '../order-page/shape.ts';
import type { Variant } from './variant.ts';

const THREE = [0, 1, 2].map((of) => real(`Comentário ${of + 1}.pdf`, 'comments', of));
const ON_LINES = [real('Linha 1.pdf', 'lines', 0), real('Linha 3.pdf', 'lines', 2)];

const NEXT = (page: number): string =>
  page === 3
    ? ''
    : `<div class="pagination">${actButton(`page-${page + 1}`, 'Next page', 'aria-label="Next page"')}</div>`;
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
    shape: oneCommentAPage(3, NEXT),
  },
  {
    name: 'comments-numbered-pages',
    is: 'one comment a page; pages are numbered 1 2 3',
    ending: 'all',
    files: THREE,
    needs: 'browser',
    shape: oneCommentAPage(3, NUMBERS),
  },
  {
    name: 'comments-twelve-pages',
    is: 'one comment a page, twelve pages, each with a file',
    ending: 'all',
    files: Array.from({ length: 12 }, (_, of) => real(`Comentário ${of + 1}.pdf`, 'comments', of)),
    needs: 'browser',
    shape: oneCommentAPage(12, (page) =>
      page === 12 ? '' : `<div class="pagination">${actButton(`page-${page + 1}`, 'Next page')}</div>`,
    ),
  },
  {
    name: 'next-page-alone',
    is: 'one comment a page; a button "Next page" stands below it by itself, in nothing that is called pages',
    ending: 'all',
    alsoRight: ['incomplete'],
    files: THREE,
    needs: 'browser',
    shape: oneCommentAPage(3, (page) => (page === 3 ? '' : actButton(`page-${page + 1}`, 'Next page'))),
  },
  {
    name: 'folded-twice',
    is: 'the section of the comments is closed; opened, it shows one of three files and "Show 2 more"',
    ending: 'all',
    files: ['Um.pdf', 'Dois.pdf', 'Três.pdf'].map((name) => real(name, 'comments')),
    needs: 'browser',
    shape: foldedTwice(),
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
        return commentsFrom(page - 1, page, page < 3 ? next : '')(context);
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
      comments: commentsFrom(0, 1, `<div id="more">${actButton('more', 'Load more comments')}</div>`),
      acts: { more: commentsBrought(0, 3, '') },
    },
  },
  {
    name: 'show-one-more',
    is: 'a comment shows one of two files and "Show 1 more"; no number besides',
    ending: 'all',
    files: [real('À vista.pdf', 'comments'), real('Escondido.pdf', 'comments')],
    needs: 'browser',
    shape: firstFileOnly(() => 'Show 1 more'),
  },
  {
    name: 'show-more-attachments',
    is: 'a comment shows one of two files and "Show more attachments"',
    ending: 'all',
    files: [real('À vista.pdf', 'comments'), real('Escondido.pdf', 'comments')],
    needs: 'browser',
    shape: firstFileOnly(() => 'Show more attachments'),
  },
  {
    name: 'mostrar-mais',
    is: 'a comment shows one of two files and "Mostrar mais 1"',
    ending: 'all',
    files: [real('À vista.pdf', 'comments'), real('Escondido.pdf', 'comments')],
    needs: 'browser',
    shape: firstFileOnly(() => 'Mostrar mais 1'),
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
      comments: commentsFrom(0, 1, `<div id="more">${actButton('more', 'View 1 reply')}</div>`),
      acts: { more: commentsBrought(0, 2, '') },
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
      comments: commentsFrom(0, 1, '<div id="sentinel"></div>'),
      after: () =>
        `<script>(function () { var watch = new IntersectionObserver(function (seen) { if (!seen.commentsFrom(function (one) { return one.isIntersecting; })) return; watch.disconnect(); document.getElementById('sentinel').setAttribute('data-then', 'rest'); window.orderShowGoOn(document); }); var wait = setInterval(function () { var end = document.getElementById('sentinel'); if (end === null) return; clearInterval(wait); watch.observe(end); }, 50); })();</script>`,
      acts: { rest: commentsBrought(0, 3, '') },
    },
  },
  {
    name: 'lines-next-page',
    is: 'two lines a page; the second page of the table holds a file too, and comes by a script',
    ending: 'all',
    files: ON_LINES,
    lines: 4,
    needs: 'browser',
    shape: twoLinesAPage(4, () => 'Next'),
  },
  {
    name: 'lines-numbered-pages',
    is: 'two lines a page; the pages of the table are numbered 1 2',
    ending: 'all',
    files: ON_LINES,
    lines: 4,
    needs: 'browser',
    shape: twoLinesAPage(4, String),
  },
  {
    name: 'lines-next-page-holds-nothing',
    is: 'two lines a page; the second page of the table holds no file',
    ending: 'all',
    files: [real('Linha 1.pdf', 'lines', 0)],
    lines: 4,
    needs: 'browser',
    shape: twoLinesAPage(4, () => 'Next'),
  },
  {
    name: 'lines-next-page-broken',
    is: 'two lines a page; Next brings nothing',
    ending: 'incomplete',
    files: [real('Linha 1.pdf', 'lines', 0)],
    lines: 4,
    shape: { ...twoLinesAPage(4, () => 'Next'), acts: {} },
  },
];

function foldedTwice(): Partial<PageShape> {
  const { comments = () => '', acts } = firstFileOnly((rest) => `Show ${rest} more`);
  return {
    mount: { manner: 'server', ms: 0 },
    comments: ({ record }) =>
      `<section class="expandable-section"><h2><span class="s-numComments">${record.comments.length}</span> Comments</h2>${actButton('open', '', 'aria-expanded="false" aria-label="Expand section Comments"')}</section>`,
    acts: {
      ...acts,
      open: (context) => ({
        into: '#s-mountCommentsApp',
        html: comments(context),
        manner: 'replace',
        ms: 300,
      }),
    },
  };
}
