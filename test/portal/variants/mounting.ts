/** When and how comments come into the page. Nothing announces them but the place that is empty. */
import { real } from '../file-spec.ts';
import { commentsApp } from '../order-page/comments.ts';
import type { Mount } from '../order-page/shape.ts';
import type { Variant } from './variant.ts';

const IN_COMMENTS = [
  real('Proposta comercial.pdf', 'comments'),
  real('Planilha de preços.xlsx', 'comments'),
  real('Contrato assinado.pdf', 'comments', 1),
];

export const MOUNTING: readonly Variant[] = [
  {
    name: 'mount-0',
    is: 'comments are asked for at once and told at once',
    ending: 'all',
    files: [real('Pedido.pdf', 'form'), ...IN_COMMENTS],
  },
  ...[100, 600, 1_500, 3_000, 5_000].map((ms): Variant => late(`mount-${ms}`, { manner: 'answer', ms })),
  ...[600, 1_500, 3_000, 5_000].map(
    (ms): Variant => ({
      ...late(`mount-timer-${ms}`, { manner: 'timer', ms }),
      is: `nothing is under way for ${ms} ms; then the script asks for comments`,
    }),
  ),
  {
    ...late('mount-bundle-1500', { manner: 'bundle', ms: 1_500 }),
    is: 'the script that mounts comments takes 1500 ms to come',
  },
  {
    ...late('mount-8000', { manner: 'answer', ms: 8_000 }),
    alsoRight: ['incomplete'],
  },
  {
    ...late('mount-scroll', { manner: 'scroll', ms: 200 }),
    is: 'comments are asked for when somebody scrolls to them',
  },
  {
    ...late('mount-again', { manner: 'again', ms: 1_500 }),
    is: 'the question for comments is answered 503 once; the page asks again by itself after 1500 ms',
  },
  {
    ...late('mount-ended', { manner: 'ended', ms: 0 }),
    is: 'the question for comments is answered 401: the session has ended since',
    ending: 'incomplete',
    alsoRight: ['sign-in'],
    files: [real('Pedido.pdf', 'form')],
    silentComments: 1,
  },
  {
    name: 'mount-stale',
    is: 'comments are mounted as they were before, with one file; 1000 ms later as they are, with two',
    ending: 'all',
    files: [real('Antigo.pdf', 'comments'), real('Novo.pdf', 'comments', 1)],
    shape: {
      saidComments: null,
      comments: ({ record }) =>
        `<div data-then="fresh">${commentsApp(record.comments.slice(0, 1), 'right')}</div>`,
      acts: {
        fresh: ({ record }) => ({
          into: '#s-mountCommentsApp',
          html: commentsApp(record.comments, 'right'),
          manner: 'replace',
          ms: 1_000,
        }),
      },
    },
  },
  {
    name: 'comments-collapsed',
    is: 'the section of the comments is closed; opening it asks for them',
    ending: 'all',
    files: IN_COMMENTS,
    needs: 'browser',
    shape: {
      mount: { manner: 'server', ms: 0 },
      comments: ({ record }) =>
        `<section class="expandable-section"><h2><span class="s-numComments">${record.comments.length}</span> Comments</h2><button type="button" class="expandable-arrow collapsed" aria-expanded="false" aria-label="Expand section Comments" data-act="open"></button></section>`,
      acts: {
        open: ({ record }) => ({
          into: '#s-mountCommentsApp',
          html: commentsApp(record.comments, 'right'),
          manner: 'replace',
          ms: 300,
        }),
      },
    },
  },
  {
    ...late('mount-1500-nothing-on-form', { manner: 'answer', ms: 1_500 }),
    is: 'the form says None; comments that come after 1500 ms hold the files',
    files: IN_COMMENTS,
  },
  {
    name: 'mount-server',
    is: 'comments stand in the server’s HTML',
    ending: 'all',
    files: [real('Pedido.pdf', 'form'), ...IN_COMMENTS],
    shape: { mount: { manner: 'server', ms: 0 } },
  },
  {
    name: 'mount-never',
    is: 'two comments are counted, but the place stays empty for good',
    ending: 'incomplete',
    files: [real('Pedido.pdf', 'form')],
    silentComments: 2,
    shape: { mount: { manner: 'never', ms: 0 } },
  },
  {
    name: 'mount-fails',
    is: 'the question for comments is answered 500, and the place stays empty',
    ending: 'incomplete',
    silentComments: 1,
    shape: { mount: { manner: 'fails', ms: 0 } },
  },
  {
    name: 'mount-1500-nothing-anywhere',
    is: 'the form says None; two comments that come after 1500 ms hold nothing',
    ending: 'none-said',
    silentComments: 2,
    shape: { mount: { manner: 'answer', ms: 1_500 } },
  },
  {
    name: 'mount-no-comments',
    is: 'the form says None, no comment was ever written: the application comes with its form only',
    ending: 'none-said',
    shape: { mount: { manner: 'answer', ms: 300 } },
  },
];

function late(name: string, mount: Mount): Variant {
  return {
    name,
    is: `comments are told ${mount.ms} ms after the script asked`,
    ending: 'all',
    files: [real('Pedido.pdf', 'form'), ...IN_COMMENTS],
    shape: { mount },
  };
}
