import type { Language } from '../contract/language.ts';
import { printText } from '../i18n/print-labels.ts';
import { PRINT_FILES, type PrintPaper } from './print-files.ts';

/** Text as it may stand in a page, between tags and in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A page for paper. */
export interface PrintPage {
  /** Also the name that the browser proposes for a PDF. */
  readonly title: string;
  readonly language: Language;
  readonly paper: PrintPaper;
  /** The same page on paper that lies the other way. */
  readonly turned: string | null;
  /** Links beside the button that prints, as HTML. */
  readonly links?: string;
  /** Whether there is anything to print: then the dialog opens by itself. */
  readonly isPrintable: boolean;
  /** HTML. */
  readonly body: string;
}

/** The page as a document. Nothing in it but the bar, which is not printed, can be operated. */
export function printDocument(page: PrintPage): string {
  const { language, paper, isPrintable } = page;
  return (
    `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    `<title>${escapeHtml(page.title)}</title>` +
    `<link rel="stylesheet" href="${PRINT_FILES}/folha.css"><link rel="stylesheet" href="${PRINT_FILES}/${paper}.css">` +
    `<script src="${PRINT_FILES}/folha.js" defer></script></head>` +
    `<body data-print="${isPrintable ? 1 : 0}">${bar(page)}<main>${page.body}</main></body></html>\n`
  );
}

function bar({ title, language, paper, turned, links = '', isPrintable }: PrintPage): string {
  const button = `<button type="button">${escapeHtml(printText('print', language))}</button>`;
  const other = printText(paper === 'retrato' ? 'landscape' : 'portrait', language);
  const turn = turned === null ? '' : `<a href="${escapeHtml(turned)}">${escapeHtml(other)}</a>`;
  const hint = `<span>${escapeHtml(printText('hint', language))}</span>`;
  return `<nav class="bar" aria-label="${escapeHtml(printText('print', language))}"><h1>${escapeHtml(title)}</h1>${isPrintable ? button + hint + turn : ''}${links}</nav>`;
}

/**
 * What a page is of, as the row above the headings: repeated with them.
 * @param facts more of it, as HTML
 */
export function aboutRow(about: readonly string[], columns: number, facts = ''): string {
  const [title = '', ...rest] = about;
  const lines = rest.map((line) => `<span>${escapeHtml(line)}</span>`).join('');
  return `<tr class="about"><td colspan="${columns}"><strong>${escapeHtml(title)}</strong>${lines}${facts}</td></tr>`;
}
