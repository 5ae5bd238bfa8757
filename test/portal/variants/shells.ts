/** Pages with little or nothing in them. */
import { real } from '../file-spec.ts';
import { commentsApp, commentsFrame } from '../order-page/comments.ts';
import { actButton } from '../order-page/folded.ts';
import { shortPage } from './page-texts.ts';
import type { Answer, Variant } from './variant.ts';

const IN_COMMENTS = [real('Depois.pdf', 'comments')];
const LOADING = '<div class="loading" role="status"><span class="spinner"></span>Loading…</div>';

function empty(name: string, is: string, answer: Answer): Variant {
  return { name, is, ending: 'not-a-purchase', answer: () => answer };
}

export const SHELLS: readonly Variant[] = [
  empty('empty-body', 'status 200 and no body', { html: '' }),
  empty('blank-page', 'status 200 and a page of nothing', {
    html: '<!DOCTYPE html><html><head><title></title></head><body></body></html>',
  }),
  empty('shell-never-fills', 'the shell of an application, which stays empty', {
    html: '<!DOCTYPE html><html lang="en"><head><title>Coupa</title></head><body><div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>',
  }),
  empty('shell-loads-for-ever', 'the shell of an application that says "Loading…" for ever', {
    html: `<!DOCTYPE html><html lang="en"><head><title>Coupa</title></head><body><div id="pageContentWrapper">${LOADING}</div></body></html>`,
  }),
  empty('json-instead', 'status 200 and JSON', {
    headers: { 'content-type': 'application/json' },
    html: '{"status":"ok","data":null}',
  }),
  empty('text-instead', 'status 200 and plain text', {
    headers: { 'content-type': 'text/plain' },
    html: 'OK',
  }),
  empty('error-200', 'status 200 and "Something went wrong"', {
    html: shortPage(
      'We are sorry, but something went wrong',
      'If you are the application owner check the logs.',
    ),
  }),
  empty('no-content', 'status 204', { status: 204, html: '' }),
  empty('document-instead', 'status 200 and a PDF instead of a page', {
    headers: { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="order.pdf"' },
    html: '%PDF-1.4\n%%EOF\n',
  }),
  empty('page-breaks-off', 'the connection breaks in the middle of the page, every time', {
    html: shortPage('Purchase Order', 'General Info '.repeat(500)),
    cut: true,
  }),
  {
    name: 'page-breaks-off-once',
    is: 'the connection breaks in the middle of the page, once',
    ending: 'all',
    // A browser shows half of a page without a word.
    alsoRight: ['not-a-purchase', 'incomplete'],
    files: [real('No formulário.pdf', 'form')],
    answer: ({ times }) =>
      times === 1 ? { html: shortPage('Purchase Order', 'General Info '.repeat(500)), cut: true } : null,
  },
  {
    name: 'leads-in-circles',
    is: 'the address leads (302) to itself for ever',
    ending: 'not-a-purchase',
    alsoRight: ['portal-closed', 'sign-in', 'incomplete'],
    answer: ({ path }) => ({ status: 302, headers: { location: path }, html: '' }),
  },
  {
    name: 'sign-in-in-frame',
    is: 'a page of nothing but a frame that shows the sign-in page',
    ending: 'not-a-purchase',
    alsoRight: ['sign-in'],
    answer: () => ({
      html: '<!DOCTYPE html><html lang="en"><head><title>Coupa</title></head><body><iframe src="/sessions/new" title="Sign in" width="400" height="400"></iframe></body></html>',
    }),
  },
  {
    name: 'shell-fills-late',
    is: 'a shell with the right title; its body comes by a request of 1500 ms, and comments into it 300 ms later',
    ending: 'all',
    files: [real('No formulário.pdf', 'form'), ...IN_COMMENTS],
    needs: 'browser',
    shape: { unfoldMs: 1_500, mount: { manner: 'answer', ms: 300 } },
  },
  {
    name: 'shell-fills-late-bare',
    is: 'a shell that does not say what it is; its body, with the number, comes by a request of 1500 ms',
    ending: 'all',
    files: [real('No formulário.pdf', 'form')],
    needs: 'browser',
    shape: { unfoldMs: 1_500, root: () => '', title: () => 'Coupa' },
  },
  {
    name: 'mount-skeleton',
    is: 'the place of the comments says "Loading…" until they come after 1500 ms',
    ending: 'all',
    files: IN_COMMENTS,
    needs: 'browser',
    shape: {
      mount: { manner: 'server', ms: 0 },
      comments: () => `<div id="comments_skeleton" data-then="comments">${LOADING}</div>`,
      acts: {
        comments: ({ record }) => ({
          into: '#s-mountCommentsApp',
          html: commentsApp(record.comments, 'right'),
          manner: 'replace',
          ms: 1_500,
        }),
      },
    },
  },
  {
    name: 'mount-skeleton-for-ever',
    is: 'the place of the comments says "Loading…" for ever',
    ending: 'incomplete',
    files: [real('No formulário.pdf', 'form')],
    silentComments: 1,
    shape: { mount: { manner: 'server', ms: 0 }, comments: () => LOADING },
  },
  {
    name: 'comments-error',
    is: 'comments are mounted with "Comments could not be loaded"',
    ending: 'incomplete',
    files: [real('No formulário.pdf', 'form')],
    silentComments: 1,
    shape: {
      comments: () =>
        '<section class="commentsSection"><h2>Comments</h2><div class="error" role="alert">Comments could not be loaded. Try again later.</div></section>',
    },
  },
  {
    name: 'comments-retry',
    is: 'comments are mounted with an error and a button "Try again", which brings them',
    ending: 'all',
    alsoRight: ['incomplete'],
    files: IN_COMMENTS,
    needs: 'browser',
    shape: {
      comments: ({ record }) =>
        commentsFrame(
          record.comments,
          '',
          `<div role="alert">Comments could not be loaded. ${actButton('again', 'Try again')}</div>`,
        ),
      acts: {
        again: ({ record }) => ({
          into: '#s-mountCommentsApp',
          html: commentsApp(record.comments, 'right'),
          manner: 'replace',
        }),
      },
    },
  },
  {
    name: 'page-cut',
    is: 'the HTML ends in the middle of the form',
    ending: 'incomplete',
    alsoRight: ['not-a-purchase'],
    files: [],
    shape: { form: () => '<ul class="attachments-list"><!--', after: () => '' },
  },
];
