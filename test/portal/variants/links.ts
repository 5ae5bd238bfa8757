/** The many ways in which a page shows a file to a person. */
import { type PortalFile, real, spec } from '../file-spec.ts';
import { escapeHtml } from '../html.ts';
import { keyOf } from '../markup.ts';
import { commentLinks } from '../order-page/attachments.ts';
import { commentsOf } from '../order-page/folded.ts';
import { filesIn, formOf, linkTo } from './pieces.ts';
import type { Variant } from './variant.ts';

const INVOICE = real('Nota fiscal 1234.pdf', 'form');

/** A variant of one file on the form, whose link is written in a way of its own. */
function one(
  name: string,
  is: string,
  file: ReturnType<typeof real>,
  write: (file: PortalFile) => string = (shown) => linkTo(shown),
  others: Partial<Variant> = {},
): Variant {
  return {
    name,
    is,
    ending: 'all',
    files: [file],
    ...others,
    shape: { form: formOf(write), ...others.shape },
  };
}

const scripted = (name: string) => real(name, 'form', 0, { markup: 'click-navigate', address: null });

export const LINKS: readonly Variant[] = [
  {
    name: 'link-in-comment-footer',
    is: 'the links of a comment stand in its <footer>',
    ending: 'all',
    files: [real('No rodapé.pdf', 'comments')],
    shape: {
      comments: commentsOf(
        (comment) => `<article><p>Segue.</p><footer>${commentLinks(comment.attachments)}</footer></article>`,
      ),
    },
  },
  {
    name: 'link-in-comment-header',
    is: 'the links of a comment stand in its <header>',
    ending: 'all',
    files: [real('No cabeçalho.pdf', 'comments')],
    shape: {
      comments: commentsOf(
        (comment) => `<article><header>${commentLinks(comment.attachments)}</header><p>Segue.</p></article>`,
      ),
    },
  },
  {
    name: 'link-in-comment-nav',
    is: 'the links of a comment stand in a <nav aria-label="Attachments">',
    ending: 'all',
    alsoRight: ['incomplete'],
    files: [real('Na navegação.pdf', 'comments')],
    shape: {
      comments: commentsOf(
        (comment) => `<nav aria-label="Attachments (1)">${commentLinks(comment.attachments)}</nav>`,
      ),
    },
  },
  one('text-is-name', 'a bare /attachments/ID whose text is a file name', { ...INVOICE, address: 'bare' }),
  one('uploads', 'an address under /uploads that ends in a file name', { ...INVOICE, address: 'uploads' }),
  one(
    'uploads-unnamed',
    'an address under /uploads that ends in a file name; the link says "Abrir"',
    { ...INVOICE, address: 'uploads' },
    (file) => linkTo(file, 'Abrir'),
  ),
  one('stored-blob', 'a stored blob of Rails, with a redirect', { ...INVOICE, address: 'blob' }),
  one(
    'disposition-only',
    'nothing but ?disposition=attachment tells that it is a file',
    { ...INVOICE, address: 'disposition' },
    (file) => linkTo(file, 'Abrir'),
  ),
  one('name-in-query', 'download.aspx?id=…&file=NAME', { ...INVOICE, address: 'query' }, (file) =>
    linkTo(file, 'Abrir'),
  ),
  one(
    'upper-case-ending',
    'a name in capitals: NF 1234.PDF',
    real('NF 1234.PDF', 'form', 0, { kind: 'pdf', address: 'bare' }),
  ),
  one(
    'no-ending',
    'a name without an ending, below an address of attachments',
    real('Contrato 2026', 'form', 0, { kind: 'pdf' }),
  ),
  one(
    'unencoded-spaces',
    'spaces stand in the address as they are, with blanks around it',
    real('nota fiscal.pdf', 'form', 0, { address: 'uploads' }),
    (file) => `<a href="  ${decodeURIComponent(file.path)} ">${escapeHtml(file.name)}</a>`,
  ),
  one(
    'protocol-relative',
    'an address that begins with two slashes',
    INVOICE,
    (file) =>
      `<script>document.currentScript.insertAdjacentHTML('afterend', '<a href="//' + location.host + '${escapeHtml(file.path)}">${escapeHtml(file.name)}</a>')</script>`,
    { needs: 'browser' },
  ),
  one(
    'picture-link',
    'a thumbnail; the name is that of the picture in it',
    real('Foto da entrega.jpg', 'form'),
    (file) =>
      linkTo(
        file,
        `<img alt="${escapeHtml(file.name)}" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="64" height="64">`,
      ),
  ),
  one(
    'row-with-icon',
    'a table row: the name in a cell, an arrow that is the link in another',
    real('Planilha.xlsx', 'form', 0, { address: 'bare' }),
    (file) =>
      `<table><tr><th>File</th><th>Size</th><th></th></tr><tr><td>${escapeHtml(file.name)}</td><td>12 kB</td><td>${linkTo(file, '&#8681;', 'aria-label="Download"')}</td></tr></table>`,
  ),
  one(
    'script-link',
    '<a href="javascript:void(0)"> whose text is a file name',
    scripted('clique.pdf'),
    (file) => `<a href="javascript:void(0)" data-key="${keyOf(file.id)}">${escapeHtml(file.name)}</a>`,
    { needs: 'browser' },
  ),
  one(
    'script-link-hash',
    '<a href="#"> whose text is a file name',
    scripted('clique 2.pdf'),
    (file) => `<a href="#" data-key="${keyOf(file.id)}">${escapeHtml(file.name)}</a>`,
    { needs: 'browser' },
  ),
  one(
    'button-is-name',
    'a button in the attachments whose text is a file name',
    scripted('botao.pdf'),
    (file) => `<button type="button" data-key="${keyOf(file.id)}">${escapeHtml(file.name)}</button>`,
    { needs: 'browser' },
  ),
  one(
    'list-item-click',
    'a list item that a script listens to, its text a file name; no role, no address',
    scripted('item.pdf'),
    (file) =>
      `<div class="file-row" data-key="${keyOf(file.id)}" style="cursor:pointer">${escapeHtml(file.name)}</div>`,
    { needs: 'browser', alsoRight: ['incomplete'] },
  ),
  one(
    'viewer-page',
    'the link leads to a page that shows the file, and only that page has the file’s address',
    { ...INVOICE, address: 'comment-file' },
    (file) => `<a href="/attachments/${file.id}/view">${escapeHtml(file.name)}</a>`,
    { alsoRight: ['incomplete'] },
  ),
  one(
    'embedded',
    'the file is shown in the page (<object>), nothing links to it',
    INVOICE,
    (file) =>
      `<object data="${escapeHtml(file.path)}" type="application/pdf" width="300" height="200" aria-label="${escapeHtml(file.name)}"></object>`,
    { alsoRight: ['incomplete'] },
  ),
  one(
    'row-with-button',
    'a table row: the name in a cell, a button "Download" without an address in another',
    scripted('Na linha.pdf'),
    (file) =>
      `<table><tr><th>File</th><th></th></tr><tr><td>${escapeHtml(file.name)}</td><td><button type="button" data-key="${keyOf(file.id)}">Download</button></td></tr></table>`,
    { needs: 'browser' },
  ),
  one(
    'lightbox',
    'a thumbnail that opens large; the address of the picture is in data-full-url',
    real('Foto grande.jpg', 'form'),
    (file) =>
      `<a href="#photo" data-full-url="${escapeHtml(file.path)}" title="${escapeHtml(file.name)}"><img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="64" height="64"></a>`,
    { alsoRight: ['incomplete'] },
  ),
  {
    name: 'blob-link',
    is: 'a script fetches the file and makes a link of it whose address is a blob:',
    ending: 'all',
    alsoRight: ['incomplete'],
    files: [real('Em blob.pdf', 'form')],
    needs: 'browser',
    shape: {
      form: formOf((file) => `<a id="blob_link">${escapeHtml(file.name)}</a>`),
      after: (context) => {
        const [file] = filesIn(context, 'form');
        return `<script>fetch(${JSON.stringify(file!.path)}).then(function (answer) { return answer.blob(); }).then(function (blob) { var link = document.getElementById('blob_link'); link.href = URL.createObjectURL(blob); link.download = ${JSON.stringify(file!.name)}; });</script>`;
      },
    },
  },
  {
    name: 'attachments-page',
    is: 'a link "Attachments (2)" leads to a page of its own, which lists the files',
    ending: 'all',
    alsoRight: ['incomplete'],
    files: [real('Um.pdf', 'form'), real('Dois.pdf', 'form')],
    shape: {
      form: ({ purchase }) =>
        `<p><a href="/order_headers/${purchase.number}/frames/files">Attachments (2)</a></p>`,
      frames: {
        files: (context) =>
          `<h1>Attachments of ${context.record.number}</h1><ul>${filesIn(context, 'form')
            .map((file) => `<li>${linkTo(file)}</li>`)
            .join('')}</ul>`,
      },
    },
  },
  {
    name: 'same-address-twice',
    is: 'the form and a comment link to one address',
    ending: 'all',
    files: [{ ...spec('Uma vez.pdf'), address: 'comment-file' }],
    silentComments: 1,
    shape: {
      form: formOf((file) => linkTo(file)),
      comments: (context) =>
        commentsOf(() => `<div class="commentAttachments">${linkTo(filesIn(context, 'form')[0]!)}</div>`)(
          context,
        ),
    },
  },
  {
    name: 'base-element',
    is: 'addresses are relative to a <base>',
    ending: 'all',
    files: [real('Relativa.pdf', 'form', 0, { address: 'uploads' })],
    shape: {
      before: () => '<base href="/uploads/contract/">',
      form: formOf(
        (file) =>
          `<a href="${escapeHtml(file.path.replace('/uploads/contract/', ''))}">${escapeHtml(file.name)}</a>`,
      ),
    },
  },
  {
    name: 'many-files',
    is: 'forty files on the form, ten of them of one name',
    ending: 'all',
    files: Array.from({ length: 40 }, (_, index) =>
      real(index % 4 === 0 ? 'Nota.pdf' : `Anexo ${index + 1}.pdf`, 'form', 0, { bytes: 900 }),
    ),
  },
  {
    name: 'picture-in-text',
    is: 'a comment shows a picture in its text, whose address is that of an attachment; nothing links to it',
    ending: 'all',
    alsoRight: ['incomplete'],
    files: [real('Foto colada.png', 'comments')],
    shape: {
      comments: commentsOf((comment) =>
        comment.attachments
          .map(({ file, name }) => `<p><img src="${escapeHtml(file!.path)}" alt="${escapeHtml(name)}"></p>`)
          .join(''),
      ),
    },
  },
];
