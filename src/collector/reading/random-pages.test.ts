import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isWholePage } from '../page-parts.ts';
import type { PortalPage } from '../portal.ts';
import { readAllParts } from './finder.ts';

/**
 * Pages put together at random from what portals write: lists, comments and lines with files in every manner, counters
 * that are right or wrong, things that only look like files, and things that nobody understands. Whatever the page: what
 * is called whole has all of its files found, and nothing else.
 */
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const RUNS = Number(process.env['RUNS'] ?? 150);
const PAGE = 'https://tenant.example/order_headers/15262984';

interface File {
  readonly id: number;
  readonly manner: number;
}

/** How a file is written; where only a click brings it, `key` is what its selector stands for. */
const MANNERS: readonly ((id: number) => string)[] = [
  (id) => `<a href="/attachment/attachment_file/file/${id}/Nota%20${id}.pdf">Nota ${id}.pdf</a>`,
  (id) => `<a href="/attachment_file/${id}" title="Download Nota ${id}.pdf"><i class="icon"></i></a>`,
  (id) => `<a href="/attachments/${id}">Nota ${id}.pdf</a>`,
  (id) => `<a href="/uploads/2026/${id}/contrato.pdf">Contrato</a>`,
  (id) =>
    `<a href="/rails/active_storage/blobs/redirect/x${id}/q.pdf?disposition=attachment">Ver proposta</a>`,
  (id) =>
    `<span role="button" data-url="/attachments/${id}/download" aria-label="Nota ${id}.xlsx file attachment">x</span>`,
  (id) =>
    `<span class="attachment-file" data-url="${new URL(`/attachment/attachment_file/type/${id}/a.pdf`, PAGE)}"><span role="button" aria-label="a.pdf file attachment" title="a.pdf">a.pdf</span></span>`,
  (id) =>
    `<button type="button" onclick="window.location='/files/${id}?download=1'">Planilha ${id}.xlsx</button>`,
  (id) => `<header><a href="/documents/${id}">Ata ${id}.docx</a></header>`,
  (id) =>
    `<a href="/files/${id}" download="Nota ${id}.pdf">Baixar</a> <a href="/users/3">Ana</a> <button>Remover</button>`,
  (id) => `<button type="button" data-key="${id}">Clique ${id}.pdf</button>`,
  (id) => `<a href="javascript:void(0)" data-key="${id}">Clique ${id}.zip</a>`,
];

/** What is none, wherever it stands. */
const DECOYS = [
  '<a href="/help/attachments">How to download attachments</a>',
  '<a href="/order_headers/15262984.pdf">Download PO as PDF</a>',
  '<a href="/order_headers/print_view?id=15262984">Print view</a>',
  '<button type="button">Add attachment</button>',
  '<a href="#" title="Adicionar anexo">Adicionar</a>',
  '<a href="/downloads/app">Download our app</a>',
  '<a href="/suppliers/show/3">ACME</a>',
  '<a href="mailto:ana@example.com">ana@example.com</a>',
  '<a href="/attachments/9" data-method="delete" title="Delete a.pdf">&times;</a>',
  '<script>var link = \'<a href="/attachment_file/999">x.pdf</a>\';</script>',
  '<template><a href="/attachment_file/998">x.pdf</a></template>',
  '<p>Ver nota.pdf no comentário.</p>',
];

const fileArb: fc.Arbitrary<File> = fc.record({
  id: fc.integer({ min: 1_000, max: 9_999 }),
  manner: fc.nat(MANNERS.length - 1),
});
const filesArb = fc.uniqueArray(fileArb, { selector: ({ id }) => id, maxLength: 4 });
/** What the counter of a list says beyond what is there; null: it has none. */
const errorArb = fc.constantFrom<number | null>(null, null, null, null, 0, 0, 0, 0, 0, 1, 3, -1);
const decoysArb = fc.array(fc.constantFrom(...DECOYS), { maxLength: 3 });
/** What a list ends with: nothing mostly, or what promises more, or what nobody understands. */
const endArb = fc.constantFrom(
  ...Array.from({ length: 24 }, () => ''),
  ...['<button>Show more</button>', '<li>Contrato, sem link</li>', '<li class="spinner"></li>'],
);
const listArb = fc.record({ files: filesArb, error: errorArb, end: endArb });
type List = { readonly files: readonly File[]; readonly error: number | null; readonly end: string };

function itemsOf({ files, end }: List): string {
  return `<ul>${files.map(({ id, manner }) => `<li>${MANNERS[manner]!(id)}</li>`).join('')}${end.startsWith('<li') ? end : ''}</ul>${end.startsWith('<li') ? '' : end}`;
}

function formOf(list: List): string {
  const { files, error } = list;
  const count = error === null ? '' : ` (${files.length + error})`;
  const none = files.length === 0 && list.end === '' && error === null;
  return `<section id="attachments"><h2>Anexos${count}</h2>${none ? '<p>Nenhum</p>' : itemsOf(list)}</section>`;
}

function commentOf(list: List, index: number): string {
  const { files, error } = list;
  const button =
    error === null
      ? ''
      : `<button aria-haspopup="dialog">View Attachments (${files.length + error})</button>`;
  const below =
    files.length === 0 && error === null && list.end === ''
      ? ''
      : `<div class="commentAttachments">${itemsOf(list)}${button}</div>`;
  return `<li class="comment s-comment" id="comment_${index}"><p>Segue.</p>${below}</li>`;
}

const pageArb = fc
  .record({
    form: listArb,
    comments: fc.array(listArb, { maxLength: 3 }),
    mount: fc.constantFrom('filled', 'filled', 'filled', 'filled', 'filled', 'empty', 'none'),
    saysComments: fc.constantFrom(0, 0, 0, 2),
    lines: fc.array(listArb, { maxLength: 2 }),
    decoys: decoysArb,
    within: decoysArb,
  })
  .map((made) => {
    // The same number twice would be the same file twice.
    const lists = [made.form, ...made.comments, ...made.lines];
    const fresh = lists.map((list, at) => ({
      ...list,
      files: list.files.map((file) => ({ ...file, id: file.id + 10_000 * (at + 1) })),
    }));
    const [form, rest] = [fresh[0]!, fresh.slice(1)];
    const comments = rest.slice(0, made.comments.length);
    const lines = rest.slice(made.comments.length);
    const inside = made.mount === 'filled' ? comments : [];
    const app =
      made.mount === 'empty'
        ? ''
        : `<h2><span class="s-numComments">${comments.length + made.saysComments}</span> Comments</h2><ul>${comments.map(commentOf).join('')}</ul>`;
    const html = `<html data-controller="order_headers"><body><nav><a href="/attachments">All attachments</a></nav><main>
      ${made.decoys.join('\n')}${formOf(form)}
      ${made.mount === 'none' ? '' : `<section id="comments"><div id="s-mountCommentsApp">${app}</div></section>`}
      <section id="po_lines"><h2>Lines</h2><table>${lines.map((list) => `<tr><td>Item</td><td><div class="attachments">${itemsOf(list)}</div></td></tr>`).join('')}<tr><td>Item</td></tr></table></section>
      ${made.within.join('\n')}</main><footer><a href="/downloads/guide.pdf">Guide</a></footer></body></html>`;
    const shown = [form, ...inside, ...lines];
    const isTroubled =
      made.mount === 'empty' ||
      (made.mount === 'filled' && made.saysComments > 0) ||
      shown.some(({ error, end }) => (error ?? 0) > 0 || end !== '') ||
      [...inside, ...lines].some(({ files, error }) => files.length === 0 && error !== null) ||
      lines.some(({ files }) => files.length === 0);
    return { html, files: shown.flatMap(({ files }) => files), isTroubled };
  });

function read(html: string): ReturnType<typeof readAllParts> {
  const page: PortalPage = { asked: PAGE, url: PAGE, status: 200, html, frames: [] };
  return readAllParts(page);
}

it(`called whole has all of its files found, and nothing else (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(pageArb, ({ html, files, isTroubled }) => {
      const shown = read(html);
      const isWhole = isWholePage(shown);
      if (!isTroubled) expect(isWhole, html).toBe(true);
      if (!isWhole) return;
      const found = shown.attachments.map(({ url, names }) => /\d{5}/.exec(url ?? names.join(' '))?.[0]);
      expect(found.sort(), html).toEqual(files.map(({ id }) => String(id)).sort());
    }),
    { seed: SEED, numRuns: RUNS },
  );
});
