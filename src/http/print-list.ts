import type { Language } from '../contract/language.ts';
import { listText } from '../i18n/list-labels.ts';
import { type PageFormats, pageFormats } from '../i18n/page-formats.ts';
import { printCount, printText } from '../i18n/print-labels.ts';
import { type ExportColumn, type ExportRow, isNumeric } from '../tabular/columns.ts';
import { sumOf } from '../tabular/exact-sum.ts';
import type { ExportList } from '../views/exports/export-table.ts';
import type { PrintPaper } from './print-files.ts';
import { aboutRow, escapeHtml, printDocument } from './print-page.ts';

/** Rows that are printed at once: some hundred pages. */
export const MOST_PRINTED = 5000;
/** Columns up to which paper stands. */
const MOST_UPRIGHT = 6;

/** Columns up to which the usual letters fit. */
const MOST_READABLE = 16;
/** Characters of a text that is kept on one line. */
const LONGEST_WHOLE = 20;

/** A list on its way to paper. */
export interface PrintedList {
  readonly list: ExportList;
  /** Title, filter, time of the data. */
  readonly about: readonly string[];
  readonly language: Language;
  readonly paper: PrintPaper | null;
  /** The same page on other paper. */
  readonly turned: (paper: PrintPaper) => string;
  /** The list as a workbook. */
  readonly file: string;
  /** More of what it is of, as HTML. */
  readonly facts?: string;
}

/** A list as a document for paper: its headings, and what it is of, on every page. */
export function printList({ list, about, language, paper, turned, file, facts = '' }: PrintedList): string {
  const rows: ExportRow[] = [];
  for (const row of list.rows) if (rows.push(row) > MOST_PRINTED) break;
  const isTooLong = rows.length > MOST_PRINTED;
  const lies = paper ?? (list.columns.length > MOST_UPRIGHT ? 'paisagem' : 'retrato');
  const link = `<a href="${escapeHtml(file)}" download>${escapeHtml(printText('file', language))}</a>`;
  const { integer } = pageFormats(language);
  const counts = { n: integer(list.size ?? rows.length), limit: integer(MOST_PRINTED) };
  const limit = printText(list.size === null ? 'too_many' : 'too_many_rows', language, counts);
  const message = isTooLong ? limit : rows.length === 0 ? printText('nothing', language) : null;
  const count = printCount('rows', rows.length, integer(rows.length), language);
  return printDocument({
    title: about[0] ?? list.name,
    language,
    paper: lies,
    turned: turned(lies === 'retrato' ? 'paisagem' : 'retrato'),
    isPrintable: message === null,
    links: isTooLong ? link : `<span>${escapeHtml(count)}</span>`,
    body:
      message === null
        ? tableHtml(list.columns, rows, aboutRow(about, list.columns.length, facts), language)
        : `<p class="message">${escapeHtml(message)}</p>`,
  });
}

function tableHtml(
  columns: readonly ExportColumn[],
  rows: readonly ExportRow[],
  about: string,
  language: Language,
): string {
  const formats = pageFormats(language);
  const kinds = columns.map(({ kind }) => cellClass(kind));
  const headings = columns
    .map(({ name }, at) => `<th scope="col"${kinds[at]}>${escapeHtml(name)}</th>`)
    .join('');
  const body = rows.map((row) => {
    const cells = columns.map((column, at) => {
      const text = cellText(column, row[at] ?? null, formats, language);
      return `<td${kinds[at] || wholeClass(text)}>${escapeHtml(text)}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  return (
    `<table${columns.length > MOST_READABLE ? ' class="dense"' : ''}><thead>${about}<tr>${headings}</tr></thead>` +
    `<tbody>${body.join('\n')}${sumsRow(columns, rows, kinds, formats, language)}</tbody></table>`
  );
}

function cellClass(kind: ExportColumn['kind']): string {
  if (isNumeric(kind)) return ' class="figure"';
  return kind === 'date' ? ' class="date"' : '';
}

/** A short text without blanks, as codes are, is not broken at its hyphens. */
function wholeClass(text: string): string {
  return text.length <= LONGEST_WHOLE && !text.includes(' ') ? ' class="whole"' : '';
}

function cellText(
  { kind }: ExportColumn,
  value: ExportRow[number],
  formats: PageFormats,
  language: Language,
): string {
  if (value === null) return '';
  switch (kind) {
    case 'money':
      return formats.money(Number(value));
    case 'percent':
      return formats.percent(Number(value));
    case 'quantity':
    case 'number':
      return formats.number(Number(value));
    case 'date':
      return formats.date(String(value));
    case 'boolean':
      return listText(value === true ? 'yes' : 'no', language);
    default:
      return String(value).split(PARTS).map(unbroken).join(PARTS);
  }
}

/** Between what a verdict says of a part and of the whole: a line may end there, and nowhere else in it. */
const PARTS = ' | ';

function unbroken(text: string, _at: number, parts: readonly string[]): string {
  return parts.length === 1 ? text : text.replaceAll(' ', '\u00a0');
}

/** What the summed columns come to: the last row, once. */
function sumsRow(
  columns: readonly ExportColumn[],
  rows: readonly ExportRow[],
  kinds: readonly string[],
  formats: PageFormats,
  language: Language,
): string {
  if (!columns.some(({ isSummed }) => isSummed)) return '';
  const cells = columns.map((column, at) => {
    if (!column.isSummed)
      return at === 0 ? `<td>${escapeHtml(listText('total', language))}</td>` : '<td></td>';
    const sum = sumOf(rows.map((row) => row[at] ?? null));
    return `<td${kinds[at]}>${escapeHtml(cellText(column, sum, formats, language))}</td>`;
  });
  return `<tr class="sums">${cells.join('')}</tr>`;
}
