import { describe, expect, it } from 'vitest';
import { isWholePage } from '../page-parts.ts';
import type { PagePart, PortalPage } from '../portal.ts';
import { readAllParts, readAsOnePart } from './finder.ts';

const URL_OF_PAGE = 'https://tenant.example/order_headers/15262984';
const FORM = '<section id="attachments"><h2>Attachments</h2>';
const MOUNT = '<section id="comments"><div id="s-mountCommentsApp">';

function page(html: string, change: Partial<PortalPage> = {}): PortalPage {
  return { asked: URL_OF_PAGE, url: URL_OF_PAGE, status: 200, html, frames: [], ...change };
}

function file(id: number, name = `${id}.pdf`): string {
  return `<li class="attachmentFile"><a href="/attachment/attachment_file/file/${id}/${name}">${name}</a></li>`;
}

function comment(id: number, inside: string): string {
  return `<li class="comment s-comment" id="comment_${id}"><p>Text</p>${inside}</li>`;
}

function comments(count: number | null, list: string, after = ''): string {
  const said = count === null ? '' : `<span class="num_comments s-numComments">${count}</span>`;
  return `${MOUNT}<h2>${said} <span>Comments</span></h2><button aria-label="Add File Attachment">File</button>
    <ul class="comments_list">${list}</ul>${after}</div></section>`;
}

/** A part in short: what it says, what was found, what is missing. */
function parts(html: string, change: Partial<PortalPage> = {}): Record<string, string> {
  const { parts: all } = readAllParts(page(html, change));
  return Object.fromEntries(all.map((one) => [one.part, inShort(one)]));
}

function inShort({ said, found, lacking, isWaiting, toOpen, strange }: PagePart): string {
  const marks = [
    lacking > 0 ? `lacks ${lacking}` : '',
    isWaiting ? 'waits' : '',
    toOpen.length > 0 ? `opens ${toOpen.length}` : '',
    strange > 0 ? `strange ${strange}` : '',
  ];
  return [`${said ?? '?'}/${found}`, ...marks].filter((text) => text !== '').join(' ');
}

describe('a list of attachments', () => {
  it.each([
    ['<ul class="attachments-list"><li class="show none">None</li></ul>', '0/0'],
    ['<ul><li>Nenhum anexo</li></ul>', '0/0'],
    ['<p>There are no attachments.</p>', '0/0'],
    [`<ul>${file(1)}</ul>`, '?/1'],
    [`<ul>${file(1)}<li class="none" style="display:none">None</li></ul>`, '?/1'],
    [`<ul>${file(1)}${file(1)}</ul>`, '?/1'],
    // What is empty may be filled by a script.
    ['<ul class="attachments-list"></ul>', '?/0 waits'],
    ['<div id="attachments-root"></div>', '?/0 waits'],
    ['', '?/0 waits'],
    ['<ul class="attachments-list"><li class="spinner"></li></ul>', '?/0 waits'],
    [`<ul>${file(1)}</ul><p>Loading…</p>`, '?/1 waits'],
    [`<ul>${file(1)}<li><div class="spinner hide"></div></li></ul>`, '?/1'],
    // What was not understood is not passed over.
    [`<ul>${file(1)}<li>Contrato, à espera do antivírus</li></ul>`, '?/1 strange 1'],
    ['<ul><li><object data="/preview/1"></object></li></ul>', '?/0 waits strange 1'],
    [`<ul>${file(1)}<li><a href="#" title="Add attachment">Add</a></li></ul>`, '?/1'],
    ['<ul><li class="attachmentText">Deliver on Mondays</li></ul>', '0/0'],
    [`<p>1–2 of 5</p><ul>${file(1)}${file(2)}</ul>`, '5/2 lacks 3'],
    [`<ul>${file(1)}</ul><button>Show more</button>`, '?/1 opens 1'],
    [`<ul>${file(1)}</ul><button>Mostrar mais 1</button>`, '?/1 opens 1'],
    [`<ul>${file(1)}</ul><button>Show less</button>`, '?/1'],
    [`<ul>${file(1)}</ul><a class="next_page" rel="next" href="?page=2">Next</a>`, '?/1 opens 1'],
    [`<ul>${file(1)}</ul><a class="next_page disabled" href="?page=2">Next</a>`, '?/1'],
  ])('says of itself: %s', (html, form) => {
    expect(parts(`${FORM}${html}</section>`)['form']).toBe(form);
  });

  it.each([
    ['<h3>Attachments (2)</h3>', '2/2'],
    ['<h3>Attachments <span class="badge">2</span></h3>', '2/2'],
    ['<h3>2 attachments</h3>', '2/2'],
    ['<h3>Anexos (3)</h3>', '3/2 lacks 1'],
    ['<h3>Anexos (1)</h3>', '1/2'],
    ['<div data-attachments-count="4"></div>', '4/2 lacks 2'],
  ])('has a counter: %s', (counter, form) => {
    const html = `<div class="panel">${counter}<ul>${file(1)}${file(2)}</ul></div>`;
    expect(Object.values(parts(html))).toEqual([form]);
  });

  it('without entries says nothing once nothing is waited for any more; a place for a script waits', () => {
    const empty = `${FORM}<ul class="attachments-list"></ul></section>`;
    expect(parts(empty, { isSettled: true })['form']).toBe('?/0');
    const mount = `${FORM}<div id="attachments-mount"></div></section>`;
    expect(parts(mount, { isSettled: true })['form']).toBe('?/0 waits');
  });

  it('is known by a label of a form too, and no further than to the next one', () => {
    const field = (label: string, value: string) =>
      `<div class="form_element"><span class="label">${label}</span>${value}</div>`;
    const none = '<span class="show none">None</span>';
    const form = field('Department', none) + field('Anexos', `<ul>${file(1)}</ul>`) + field('Notes', none);
    expect(parts(form)).toEqual({ form: '?/1' });
    expect(parts(field('Department', none))).toEqual({});
    expect(parts(`<dl><dt>Anexos</dt><dd>Nenhum</dd><dt>Notas</dt><dd>x</dd></dl>`)).toEqual({ form: '0/0' });
  });
});

describe('the comments of a page', () => {
  const two = `<div class="commentAttachments"><ul>${file(1)}${file(2)}</ul>`;

  it.each([
    [`${MOUNT}</div></section>`, '?/0 waits'],
    [comments(2, comment(1, '') + comment(2, '')), '?/0'],
    [comments(0, ''), '?/0'],
    [comments(3, comment(1, '')), '?/0 lacks 2'],
    [comments(1, comment(1, `${two}<button>View Attachments (2)</button></div>`)), '2/2'],
    [comments(1, comment(1, `${two}<button>View Attachments (3)</button></div>`)), '3/2 lacks 1 opens 1'],
    [comments(1, comment(1, `${two}<button>Show 1 more</button></div>`)), '?/2 opens 1'],
    [
      comments(1, comment(1, '<button aria-haspopup="dialog">View Attachments (2)</button>')),
      '2/0 lacks 2 opens 1',
    ],
    [comments(1, comment(1, '<p>Loading attachments…</p>')), '?/0 waits'],
    [comments(1, comment(1, `<footer>${file(1)}</footer>`)), '?/1'],
    [
      comments(
        3,
        comment(1, two),
        '<nav class="pagination"><em class="current">1</em> <button>2</button></nav>',
      ),
      '?/2 lacks 2 opens 1',
    ],
    [comments(null, comment(1, `${two}</div>`)), '?/2'],
    // A number of comments is none of attachments, and no comment says that there are none.
    [
      comments(5, [1, 2, 3, 4, 5].map((id) => comment(id, id === 1 ? two : 'No attachments')).join('')),
      '?/2',
    ],
  ])('say: %s', (html, said) => {
    expect(parts(html)['comments']).toBe(said);
  });

  it('are missing where the page leads to them and has none', () => {
    expect(parts(`<nav><a href="#comments">Comments (2)</a></nav>${FORM}<p>None</p></section>`)).toEqual({
      form: '0/0',
      comments: '?/0 waits',
    });
  });

  it('answer in a window over the page as well', () => {
    const dialog = `<div role="dialog"><div class="commentAttachments"><ul>${file(1)}${file(2)}</ul></div></div>`;
    const html = comments(1, comment(1, '<button>View Attachments (2)</button>')) + dialog;
    expect(parts(html)['comments']).toBe('2/2');
  });
});

describe('a page that was opened', () => {
  it('answers with all that it showed one after the other', () => {
    const leaf = (id: number, after: string) =>
      page(comments(2, comment(id, `<div class="commentAttachments"><ul>${file(id)}</ul></div>`), after));
    const next = '<div class="pagination"><button>Next page</button></div>';
    const read = readAllParts({ ...leaf(2, ''), former: [leaf(1, next)] });
    expect(read.attachments.map(({ names }) => names[0])).toEqual(['1.pdf', '2.pdf']);
    expect(read.parts.map(inShort)).toEqual(['?/2']);
    expect(isWholePage(read)).toBe(true);
  });

  it('is not whole where what promised more brought nothing; what only shows may bring nothing', () => {
    const more = page(`${FORM}<ul>${file(1)}</ul><button>Show more</button></section>`);
    const [opener] = readAllParts(more).parts[0]!.toOpen;
    const tried = readAllParts({ ...more, exhausted: [opener!.selector] });
    expect(tried.parts.map(inShort)).toEqual(['?/1 lacks 1']);
    const view = page(`${FORM}<ul>${file(1)}</ul><button>View attachments</button></section>`);
    const [viewer] = readAllParts(view).parts[0]!.toOpen;
    expect(isWholePage(readAllParts({ ...view, exhausted: [viewer!.selector] }))).toBe(true);
  });

  it('tells of what opens by what stands on it: lists elsewhere, deeds and histories are left closed', () => {
    const html = `${FORM}<p>None</p><button>Add attachment</button></section>
      <section id="history"><h2>History</h2><button aria-expanded="false">Show more</button></section>
      <table id="order_line_table"><tr><td>1</td></tr></table><div class="pagination"><a href="?per_page=45">45</a></div>`;
    expect(parts(html)).toEqual({ form: '0/0', lines: '?/0' });
  });
});

describe('lines', () => {
  const table = (rows: string, after = '') =>
    `<section id="po_lines"><h2>Lines</h2><table><tbody>${rows}</tbody></table>${after}</section>`;

  it('hold attachments of their own, have pages, and come late', () => {
    const row = `<tr><td>1</td><td><span>Attachments</span><ul class="attachments-list">${file(1)}</ul></td></tr>`;
    expect(parts(table(row))).toEqual({ lines: '?/1' });
    expect(
      parts(
        table(row, '<div class="pagination"><a class="next_page" data-remote="true" href="?p=2">2</a></div>'),
      ),
    ).toEqual({ lines: '?/1 opens 1' });
    expect(parts(table('', '<img class="spinner" alt="">'))).toEqual({ lines: '?/0 waits' });
    expect(parts(table(''))).toEqual({ lines: '?/0' });
  });
});

describe('what is no list', () => {
  it('says nothing: other columns of a table, empty cells, documents of other kinds, places for windows', () => {
    const table = `<section id="po_lines"><h2>Lines</h2><table><tr><th>Item</th><th>Attachments</th></tr>
      <tr><td>Steel</td><td><a href="/attachment_file/1">1.pdf</a></td></tr><tr><td>Freight</td><td></td></tr>
      <tr><td>Work</td><td>None</td></tr></table></section>`;
    expect(parts(table)).toEqual({ lines: '?/1' });
    expect(parts('<h2>Documents</h2><ul><li><a href="/invoices/1">Invoice 1</a></li></ul>')).toEqual({});
    expect(parts(comments(1, comment(1, '<div id="comment-modal-root"></div>')))['comments']).toBe('?/0');
  });

  it('is waited for where only a sheet of style hides it, and no longer than the reader does', () => {
    const html = `${FORM}<ul>${file(1)}</ul><div class="spinner"></div></section>`;
    expect(parts(html)['form']).toBe('?/1 waits');
    expect(parts(html, { isSettled: true })['form']).toBe('?/1');
    const empty = `<section id="po_lines"><h2>Lines</h2><div class="spinner"></div></section>`;
    expect(parts(empty, { isSettled: true })['lines']).toBe('?/0 waits');
  });
});

it('a requisition is one part', () => {
  const html = `${FORM}<p>None</p></section>${comments(1, comment(1, `<div class="commentAttachments"><ul>${file(1)}</ul></div>`))}`;
  const { attachments, parts: all } = readAsOnePart(page(html), 'requisition');
  expect(all.map((one) => [one.part, inShort(one)])).toEqual([['requisition', '?/1']]);
  expect(attachments.map(({ part }) => part)).toEqual(['requisition']);
});

it('frames answer where they stand, also those that are written into an attribute', () => {
  const inner = `<ul>${file(1)}${file(2)}</ul>`;
  const frame = page(inner, {
    asked: 'https://tenant.example/frames/1',
    url: 'https://tenant.example/frames/1',
  });
  const html = `<div class="panel"><h3>Attachments (2)</h3><iframe src="/frames/1"></iframe></div>`;
  expect(parts(html, { frames: [frame] })).toEqual({ form: '2/2' });
  expect(parts(html)).toEqual({ form: '2/0 lacks 2 waits' });
  const written = `<div class="panel"><h3>Attachments (2)</h3><iframe srcdoc="${inner.replaceAll('"', '&quot;')}"></iframe></div>`;
  expect(parts(written)).toEqual({ form: '2/2' });
});
