import { Parser } from 'htmlparser2';

const UNREAD = new Set(['script', 'style', 'head', 'title', 'template', 'noscript']);
const LINES = new Set(['br', 'div', 'tr', 'li', 'dt', 'dd', 'section', 'article', 'header', 'footer', 'hr']);
const PARAGRAPHS = new Set([
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'table',
  'ul',
  'ol',
  'blockquote',
  'pre',
]);

/** What a person reads of a page: its text, with the line breaks that its elements make. */
export function htmlText(html: string): string {
  const pieces: string[] = [];
  let unread = 0;
  const breaks = (name: string): string => (PARAGRAPHS.has(name) ? '\n\n' : LINES.has(name) ? '\n' : '');
  const parser = new Parser({
    onopentag: (name) => {
      if (UNREAD.has(name)) unread++;
      if (name === 'td' || name === 'th') pieces.push('  ');
      if (name === 'li') pieces.push('\n• ');
      else pieces.push(breaks(name));
    },
    onclosetag: (name) => {
      if (UNREAD.has(name)) unread = Math.max(0, unread - 1);
      if (name !== 'br' && name !== 'hr') pieces.push(breaks(name));
    },
    ontext: (text) => {
      if (unread === 0) pieces.push(text.replace(/[ \t\r\n\f]+/g, ' '));
    },
  });
  parser.end(html);
  const text = pieces.join('').replaceAll('\u00a0', ' ');
  return text
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
