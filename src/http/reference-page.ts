import { ERRORS } from '../contract/errors.ts';
import type { Language } from '../contract/language.ts';
import { REFERENCE_WORDS } from '../contract/route-texts.ts';

/** What the page reads of an OpenAPI document. */
export interface ApiDocument {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface ApiOperation {
  readonly summary?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: unknown;
  readonly responses?: Readonly<Record<string, unknown>>;
}

/** Where the stylesheet of the page is served: the page itself holds neither style nor script. */
export const REFERENCE_STYLE_PATH = '/docs/referencia.css';

export const REFERENCE_STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font: 0.875em/1.45 ui-monospace, monospace; }
pre { overflow: auto; padding: 0.75rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
summary { cursor: pointer; padding: 0.4rem 0; }
summary:focus-visible, a:focus-visible { outline: 2px solid; outline-offset: 2px; }
`;

/** The reference page: every route of the document and every error of the table, in a language. */
export function referencePage(document: ApiDocument, language: Language): string {
  const word = (key: keyof typeof REFERENCE_WORDS): string => escapeHtml(REFERENCE_WORDS[key][language]);
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      operationHtml(method, path, operation as ApiOperation, language),
    ),
  );
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${word('title')}</title>
<link rel="stylesheet" href="${REFERENCE_STYLE_PATH}">
</head>
<body>
<h1>${word('title')}</h1>
<p><a href="/docs/openapi.json">${word('document')}</a></p>
<h2>${word('routes')}</h2>
${operations.join('\n')}
<h2>${word('errors')}</h2>
<p>${word('errors_intro')}</p>
<table>
<thead><tr><th>${word('code')}</th><th>HTTP</th><th>${word('retry')}</th><th>${word('meaning')}</th></tr></thead>
<tbody>
${errorRows(language, word('yes'), word('no'))}
</tbody>
</table>
</body>
</html>
`;
}

function operationHtml(method: string, path: string, operation: ApiOperation, language: Language): string {
  const word = (key: keyof typeof REFERENCE_WORDS): string => escapeHtml(REFERENCE_WORDS[key][language]);
  const parameters = (operation.parameters ?? []).map(
    (one) => `<li><code>${escapeHtml(one.name)}</code> (${escapeHtml(one.in)})</li>`,
  );
  return `<details>
<summary><code>${escapeHtml(method.toUpperCase())} ${escapeHtml(path)}</code> — ${escapeHtml(operation.summary ?? '')}</summary>
${parameters.length === 0 ? '' : `<h3>${word('parameters')}</h3><ul>${parameters.join('')}</ul>`}
${operation.requestBody === undefined ? '' : `<h3>${word('body')}</h3>${jsonHtml(operation.requestBody)}`}
<h3>${word('answer')}</h3>${jsonHtml(operation.responses ?? {})}
</details>`;
}

function jsonHtml(value: unknown): string {
  return `<pre tabindex="0">${escapeHtml(JSON.stringify(value, null, 2))}</pre>`;
}

function errorRows(language: Language, yes: string, no: string): string {
  return Object.entries(ERRORS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, entry]) =>
        `<tr><td><code>${code}</code></td><td>${entry.status}</td><td>${entry.retry ? yes : no}</td><td>${escapeHtml(entry[language])}</td></tr>`,
    )
    .join('\n');
}

function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (character) =>
      ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[character] ?? character,
  );
}
