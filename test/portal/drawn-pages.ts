/**
 * Purchases drawn from the seed: where their files are, how they come into the page, what the page says of them and what
 * lies around. Whatever is drawn, a person with patience finds every file, and the page says nothing wrong: each is to
 * be collected whole, or is without any and says so.
 */
import { type FileSpec, type PagePart, real } from './file-spec.ts';
import { escapeHtml } from './html.ts';
import { attachmentList } from './order-page/attachments.ts';
import { commentsApp } from './order-page/comments.ts';
import {
  actButton,
  filesByButton,
  filesInWindow,
  firstFileOnly,
  oneCommentAPage,
  twoLinesAPage,
} from './order-page/folded.ts';
import { REAL_SHAPE } from './order-page/real-shape.ts';
import type { Mount, PageContext, PageShape } from './order-page/shape.ts';
import { between, oneOf } from './random.ts';

const NAMES = [
  'Invoice.pdf',
  'Proposta comercial.docx',
  'Planilha de preços.xlsx',
  'Foto.png',
  'NFe 3526.xml',
  'Itens.csv',
  'Contrato.pdf',
];
const PARTS = ['form', 'form', 'comments', 'comments', 'comments', 'lines', 'requisition'] as const;
const MANNERS = ['answer', 'answer', 'answer', 'timer', 'timer', 'bundle', 'again', 'server'] as const;
/** How many lines each has. */
export const DRAWN_LINES = 4;

/** Of a purchase without files one in eight, otherwise up to nine. */
export function drawnFiles(seed: number, number: string, requisitions: number): readonly FileSpec[] {
  const count = Math.max(0, between([-1, 9], 'count', seed, number));
  return Array.from({ length: count }, (_, index) => {
    const key = [seed, number, index].join(' ');
    const drawn: Exclude<PagePart, 'other'> = oneOf(PARTS, 'part', key);
    const part = drawn === 'requisition' && requisitions === 0 ? 'form' : drawn;
    const name = oneOf(NAMES, 'name', key);
    if (part === 'requisition')
      return { ...real(name, part), place: between([0, requisitions - 1], 'which', key) };
    const most = { form: 0, comments: 3, lines: DRAWN_LINES - 1 }[part];
    return real(name, part, between([0, most], 'of', key));
  });
}

export function drawnRequisitions(seed: number, number: string): number {
  return between([0, 2], 'requisitions', seed, number);
}

/** What its pages are like. */
export function drawnShape(
  seed: number,
  number: string,
  mountMs: readonly [number, number],
  files: readonly FileSpec[],
): PageShape {
  const draw = <T>(choices: readonly T[], what: string): T => oneOf(choices, what, seed, number);
  const mount = (what: string): Mount => ({
    manner: draw(MANNERS, `${what} manner`),
    ms: between(mountMs, what, seed, number),
  });
  const commentCount =
    1 + Math.max(-1, ...files.filter(({ part }) => part === 'comments').map(({ of }) => of));
  const form = draw(FORMS, 'form');
  const lines = draw([{}, {}, twoLinesAPage(DRAWN_LINES, () => 'Next')], 'lines');
  const comments = draw<Partial<PageShape>>(
    [
      {},
      {},
      { comments: ({ record }) => commentsApp(record.comments, null) },
      oneCommentAPage(commentCount, (page) => nextComment(page, commentCount)),
      firstFileOnly((rest) => `Show ${rest} more`),
      filesInWindow(false),
      filesByButton((act, count) => actButton(act, `View Attachments (${count})`)),
    ],
    'comments',
  );
  const around = draw(AROUND, 'around');
  return {
    ...REAL_SHAPE,
    mount: mount('mount'),
    requisitionMount: mount('requisition mount'),
    saidComments: draw(['right', 'right', null] as const, 'said'),
    ...around,
    ...form,
    ...lines,
    ...comments,
    acts: { ...form.acts, ...lines.acts, ...comments.acts },
  };
}

function nextComment(page: number, count: number): string {
  return page >= count ? '' : `<div class="pagination">${actButton(`page-${page + 1}`, 'Next page')}</div>`;
}

/** Forms write their files in one of these ways; a form without any says None in all of them. */
const FORMS: readonly Partial<PageShape>[] = [
  {},
  {},
  { form: written((list) => list) },
  { form: written((list, count) => `<h3>Attachments (${count})</h3>${list}`) },
  { form: written((list, count) => `<details><summary>Attachments (${count})</summary>${list}</details>`) },
  { form: written((list) => `<iframe title="Attachments" srcdoc="${escapeHtml(list)}"></iframe>`) },
  {
    form: written((_, count) => `${actButton('form', `Attachments (${count})`)}<div id="form_files"></div>`),
    acts: {
      form: (context) => ({ into: '#form_files', html: plainList(context), manner: 'replace', ms: 200 }),
    },
  },
  {
    form: (context) => `<div id="late_form" data-then="form">${attachmentList(context, [])}</div>`,
    acts: {
      form: (context) => ({
        into: '#late_form',
        html: attachmentList(context, context.record.attachments),
        manner: 'replace',
        ms: 700,
      }),
    },
  },
];

function written(write: (list: string, count: number) => string): PageShape['form'] {
  return (context) => {
    const { length } = context.record.attachments;
    return length === 0 ? attachmentList(context, []) : write(plainList(context), length);
  };
}

function plainList({ record }: PageContext): string {
  const items = record.attachments.map(
    ({ file, name }) => `<li><a href="${escapeHtml(file!.path)}" target="_top">${escapeHtml(name)}</a></li>`,
  );
  return `<ul class="attachments-list">${items.join('')}</ul>`;
}

/** What lies around, and is none of its files. */
const AROUND: readonly Partial<PageShape>[] = [
  {},
  {},
  {
    beside: ({ purchase }) =>
      `<p><a class="button" href="/order_headers/${purchase.number}/order.pdf">Download PO as PDF</a></p>`,
  },
  { beside: () => '<p><a href="/help/download-attachments">How to download attachments</a></p>' },
  {
    after: () =>
      "<script>setInterval(function () { fetch('/realtime/presence').catch(function () {}); }, 400);</script>",
  },
  { after: () => "<script>fetch('/realtime/poll').catch(function () {});</script>" },
  {
    after: () =>
      '<div id="consent" role="dialog" aria-label="Cookies" style="position:fixed;inset:0;z-index:9999;background:rgba(0,0,0,.5)"><p>We use cookies.</p><button type="button" data-closes="#consent">Accept all cookies</button></div>',
  },
  {
    beside: () =>
      '<section><h2>Related orders</h2><ul><li><a href="/order_headers/15262900">PO15262900</a></li></ul></section>',
  },
];
