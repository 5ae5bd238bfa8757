/** What stands near attachments and is none. */
import { real } from '../file-spec.ts';
import { attachmentList } from '../order-page/attachments.ts';
import { attachmentsBelow } from '../order-page/comments.ts';
import { commentsOf } from '../order-page/folded.ts';
import type { PageContext } from '../order-page/shape.ts';
import { filesIn, link, text } from './pieces.ts';
import type { Variant } from './variant.ts';

const ONE = [real('O único.pdf', 'form')];
const SHAREPOINT = 'https://contoso.sharepoint.example/sites/compras/Contrato.docx?web=1';

/** The list of the form, and something more. */
const withMore = (html: (context: PageContext) => string) => (context: PageContext) =>
  attachmentList(context, context.record.attachments) + html(context);

export const NOT_FILES: readonly Variant[] = [
  {
    name: 'help-link',
    is: 'a link "How to download attachments" beside the files',
    ending: 'all',
    files: ONE,
    shape: {
      form: withMore(() => '<p><a href="/help/download-attachments">How to download attachments</a></p>'),
    },
  },
  {
    name: 'help-only',
    is: 'the form says None, with a link "How to download attachments"',
    ending: 'none-said',
    shape: {
      form: withMore(() => '<p><a href="/help/download-attachments">How to download attachments</a></p>'),
    },
  },
  {
    name: 'purchase-as-pdf',
    is: 'a link "Download PO as PDF", which gives the purchase itself',
    ending: 'all',
    files: ONE,
    shape: {
      beside: ({ purchase }) =>
        `<p><a class="button" href="/order_headers/${purchase.number}/order.pdf">Download PO as PDF</a></p>`,
    },
  },
  {
    name: 'purchase-as-pdf-only',
    is: 'the form says None, with a link "Baixar pedido em PDF", which gives the purchase itself',
    ending: 'none-said',
    shape: {
      beside: ({ purchase }) =>
        `<p><a class="button" href="/order_headers/${purchase.number}/order.pdf">Baixar pedido em PDF</a></p>`,
    },
  },
  {
    name: 'app-link',
    is: 'a link "Download our app"',
    ending: 'none-said',
    shape: { beside: () => '<aside><a href="/apps/mobile">Download our app</a></aside>' },
  },
  {
    name: 'guide-in-footer',
    is: 'the footer of the page links to a guide that is a PDF',
    ending: 'none-said',
    shape: { after: () => '<footer><a href="/guides/suppliers-guide.pdf">suppliers-guide.pdf</a></footer>' },
  },
  {
    name: 'add-buttons',
    is: 'the form has buttons "Add File", "Upload attachment" and "Anexar arquivo"',
    ending: 'all',
    files: ONE,
    shape: {
      form: withMore(
        () =>
          '<p><a href="javascript:void(0)" title="Add attachment">Add File</a> <button type="button">Upload attachment</button> <button type="button">Anexar arquivo</button> <input type="file" aria-label="Attachment"></p>',
      ),
    },
  },
  {
    name: 'delete-buttons',
    is: 'each file has a button that deletes it, with the name of the file in its label',
    ending: 'all',
    files: ONE,
    shape: {
      form: withMore((context) =>
        filesIn(context, 'form')
          .map(
            (file) =>
              `<a href="/attachments/${file.id}" data-method="delete" rel="nofollow" title="Delete ${file.name}">&times;</a> <button type="button" data-act="delete" aria-label="Remover anexo ${file.name}">Remover</button>`,
          )
          .join(''),
      ),
    },
  },
  {
    name: 'download-all',
    is: 'a link "Download all (2)" beside two files gives them once more as an archive',
    ending: 'all',
    files: [real('Um.pdf', 'form'), real('Dois.pdf', 'form')],
    shape: {
      form: withMore(
        ({ purchase }) => `<p><a href="/order_headers/${purchase.number}/order.pdf">Download all (2)</a></p>`,
      ),
    },
  },
  {
    name: 'url-attachment',
    is: 'a file, and an address on SharePoint that is attached',
    ending: 'all',
    files: ONE,
    notes: [link('Contrato no SharePoint', SHAREPOINT)],
  },
  {
    name: 'url-attachment-only',
    is: 'an address on SharePoint that is attached, and nothing else',
    ending: 'all',
    notes: [link('Contrato no SharePoint', SHAREPOINT)],
  },
  {
    name: 'url-attachment-in-comment',
    is: 'a comment holds a file and an address elsewhere',
    ending: 'all',
    files: [real('No comentário.pdf', 'comments')],
    notes: [link('https://drive.example/d/1', 'https://drive.example/d/1', 'comments')],
  },
  {
    name: 'text-attachment',
    is: 'a file, and a text that is attached: "Invoice #IN91, paid on 17-06-2026"',
    ending: 'all',
    files: ONE,
    notes: [text('Invoice #IN91KA5K0, Paid Amount:4169.00 on 17-06-2026  ================')],
  },
  {
    name: 'text-attachment-only',
    is: 'a text that is attached, and no file',
    ending: 'none-said',
    alsoRight: ['all'],
    notes: [text('Pago em 17-06-2026, ver e-mail')],
  },
  {
    name: 'mail-address',
    is: 'a comment with a link to a mail address "anexos@fornecedor.example"',
    ending: 'none-said',
    silentComments: 1,
    shape: {
      comments: commentsOf(
        () => '<p><a href="mailto:anexos@fornecedor.example">anexos@fornecedor.example</a></p>',
      ),
    },
  },
  {
    name: 'names-in-text',
    is: 'a comment speaks of "contrato.pdf" without any link',
    ending: 'all',
    alsoRight: ['incomplete'],
    files: [real('Outro.pdf', 'comments')],
    shape: {
      comments: commentsOf(
        (comment) => `<p>O contrato.pdf foi enviado por e-mail.</p>${attachmentsBelow(comment, 'right')}`,
      ),
    },
  },
  {
    name: 'links-to-others',
    is: 'a comment links to another purchase and to a requisition of another: nothing of theirs belongs here',
    ending: 'all',
    files: [real('Próprio.pdf', 'comments')],
    requisitions: 1,
    shape: {
      comments: commentsOf(
        (comment) =>
          `<p>Ver também <a href="/order_headers/15262900">PO15262900</a> e <a href="/requisition_headers/4800020">Requisition #4800020</a>.</p>${attachmentsBelow(comment, 'right')}`,
      ),
    },
  },
  {
    name: 'hidden-dialog-words',
    is: 'a hidden window says "No attachments" while two files are on the form',
    ending: 'all',
    files: [real('Um.pdf', 'form'), real('Dois.pdf', 'form')],
    shape: {
      after: () =>
        '<div class="hidden" style="display:none" role="dialog"><p>No attachments</p><p>None</p></div>',
    },
  },
  {
    name: 'signature-pictures',
    is: 'a comment shows pictures of a signature in its text; one file is attached',
    ending: 'all',
    files: [real('Anexado.pdf', 'comments')],
    shape: {
      comments: commentsOf(
        (comment) =>
          `<p>Att. <img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="logo.png"></p>${attachmentsBelow(comment, 'right')}`,
      ),
    },
  },
  {
    name: 'link-to-itself',
    is: 'a bare /attachments/ID that leads back to the page, beside a file',
    ending: 'all',
    files: ONE,
    shape: {
      form: withMore(
        (context) => `<p><a href="/attachments/${context.purchase.number}77">Attachment details</a></p>`,
      ),
    },
  },
  {
    name: 'file-name-in-line',
    is: 'the description of a line is "manual.pdf"; no link, no file',
    ending: 'none-said',
    alsoRight: ['incomplete'],
    shape: {
      lines: () =>
        '<table><tbody><tr><td>1</td><td>Impressão de manual.pdf</td><td>10</td></tr></tbody></table>',
    },
  },
  {
    name: 'linked-name-outside',
    is: 'a link named "catalogo.pdf" leads to the supplier’s own site',
    ending: 'all',
    alsoRight: ['incomplete'],
    files: ONE,
    notes: [link('catalogo.pdf', 'https://fornecedor.example/catalogo.pdf', 'comments')],
    shape: { comments: commentsOf((comment) => attachmentsBelow(comment, null)) },
  },
];
