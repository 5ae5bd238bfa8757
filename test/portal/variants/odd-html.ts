/** The same in HTML as it was written over the years, and as it is sent. */
import { randomUUID } from 'node:crypto';
import { real } from '../file-spec.ts';
import { escapeHtml } from '../html.ts';
import { attachmentList } from '../order-page/attachments.ts';
import { commentsApp } from '../order-page/comments.ts';
import type { PageContext, PageShape } from '../order-page/shape.ts';
import { filesIn, formOf, linkTo } from './pieces.ts';
import type { Variant } from './variant.ts';

const FILES = [real('Cotação nº 7.pdf', 'form'), real('Medição.xlsx', 'comments')];

function written(
  name: string,
  is: string,
  shape: Partial<PageShape>,
  others: Partial<Variant> = {},
): Variant {
  return { name, is, ending: 'all', files: FILES, ...others, shape };
}

/** The list of the form, and something more. */
const withMore = (html: (context: PageContext) => string) => (context: PageContext) =>
  attachmentList(context, context.record.attachments) + html(context);

export const ODD_HTML: readonly Variant[] = [
  written(
    'windows-1252',
    'the page is sent in windows-1252; names stand only in the page',
    { sent: 'windows-1252' },
    {
      files: [real('Cotação nº 7.pdf', 'form', 0, { disposition: 'none' })],
    },
  ),
  written(
    'windows-1252-by-meta',
    'the page is in windows-1252, which only a meta element of it says; names stand only in the page',
    { sent: 'windows-1252-by-meta' },
    { files: [real('Medição nº 8.pdf', 'form', 0, { disposition: 'none' })] },
  ),
  written('packed-gzip', 'the page is sent packed (gzip)', { sent: 'gzip' }),
  written('packed-brotli', 'the page is sent packed (br)', { sent: 'br' }),
  written('in-two-parts', 'the second half of the page comes 2000 ms after the first', { pauseMs: 2_000 }),
  written('capitals', 'elements in capitals, attributes without quotes', {
    form: formOf(
      (file) =>
        `<A CLASS=attach HREF=${escapeHtml(file.path)}><FONT COLOR=blue>${escapeHtml(file.name)}</FONT></A>`,
    ),
  }),
  written('unclosed', 'elements that are not closed, or closed wrongly', {
    form: (context) =>
      `<table><tr><td><b><ul class="attachments-list">${filesIn(context, 'form')
        .map((file) => `<li><a href="${escapeHtml(file.path)}"><i>${escapeHtml(file.name)}</b>`)
        .join('')}</table></div></p>`,
  }),
  written('long-page', 'a page of 1,500 lines, 1.5 MB', {}, { lines: 1_500 }),
  written('commented-out', 'a link to an old file stands in a comment of the HTML', {
    form: withMore(() => '<!-- <a href="/attachment/attachment_file/file/1/antigo.pdf">antigo.pdf</a> -->'),
  }),
  written('escaped-markup', 'a comment quotes the HTML of a link', {
    comments: ({ record }) =>
      commentsApp(record.comments, 'right').replace(
        'Segue em anexo.',
        'Use &lt;a href="/attachment/attachment_file/file/2/exemplo.pdf"&gt;exemplo.pdf&lt;/a&gt;.',
      ),
  }),
  written('templates', 'templates of scripts hold links like those of files', {
    after: () =>
      '<script type="text/template" id="row"><li class="attachmentFile"><a href="/attachment/attachment_file/file/{{id}}/{{name}}">{{name}}</a></li></script><template id="row2"><li class="attachment"><a href="/attachments/0/download">name.pdf</a></li></template>',
  }),
  written('addresses-change', 'the address of each file has another token each time the page is asked for', {
    form: formOf((file) => linkTo({ ...file, path: `${file.path}&token=${randomUUID()}` })),
  }),
  written(
    'related-order-files',
    'a panel "Related orders" lists files of another purchase',
    {
      beside: () =>
        '<section class="panel"><h2>Related orders</h2><h3><a href="/order_headers/15262900">PO15262900</a></h3><ul><li><a href="/order_headers/15262900/attachment_file/1526290000" title="Invoice.pdf">Invoice.pdf</a></li></ul></section>',
    },
    { alsoRight: ['incomplete'] },
  ),
  written('right-to-left', 'the page is in Arabic, from right to left', {
    title: ({ record }) => `أمر الشراء رقم ${record.number}`,
    heading: ({ record }) => `أمر الشراء رقم <bdi>${record.number}</bdi>`,
  }),
  written('heading-in-german', 'title and heading in German: Bestellung #…', {
    title: ({ record }) => `Bestellung #${record.number}`,
    heading: ({ record }) => `Bestellung #${record.number}`,
  }),
];
