/** The 24 style sheets, scripts, pictures and fonts of every page, as real in size and kind as a portal's. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillingOf } from './file-body.ts';
import { smallPng } from './formats/png.ts';
import { PAGE_SCRIPT } from './page-script.ts';

export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly bytes: Buffer;
  readonly etag: string;
  /** Kept for a year without asking; the rest is asked for again each time, and answered 304. */
  readonly immutable: boolean;
}

const FONTS = join(import.meta.dirname, '../../node_modules/dejavu-fonts-ttf/ttf');
const KILO = 1_000;
const TYPES = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  ttf: 'font/ttf',
} as const;

const STYLES = [
  ['vendor', 110],
  ['order-headers', 35],
] as const;
const SCRIPTS = [
  ['vendor', 260],
  ['polyfills', 60],
  ['framework', 130],
  ['application', 190],
  ['comments', 40],
  ['currency', 12],
  ['locale', 25],
  ['menu', 18],
] as const;
const PICTURES = [
  ['avatar', 4],
  ['supplier', 9],
  ['banner', 48],
  ['flag', 2],
  ['badge', 3],
  ['chart', 14],
] as const;
const BACKGROUNDS = [
  ['topnav', 6],
  ['paperclip', 1],
  ['sprite', 22],
] as const;
const FACES = [
  ['Portal', 'DejaVuSansCondensed'],
  ['Portal Mono', 'DejaVuSansMono'],
  ['Portal Serif', 'DejaVuSerifCondensed-Bold'],
] as const;

/** These change with a deployment under an unchanged name, so browsers ask again. */
const ASKED_AGAIN = new Set(['locale', 'menu', 'avatar', 'badge']);

const styles = STYLES.map(([name, size]) => asset(name, 'css', padStyle(name, size * KILO)));
const scripts = [
  ...SCRIPTS.map(([name, size]) => asset(name, 'js', padScript(name, size * KILO))),
  asset('attachments', 'js', Buffer.from(PAGE_SCRIPT)),
];
const pictures = PICTURES.map(([name, size]) => asset(name, 'png', picture(name, size * KILO)));
const backgrounds = BACKGROUNDS.map(([name, size]) => asset(name, 'png', picture(name, size * KILO)));
const fonts = FACES.map(([, file]) => asset(file, 'ttf', readFileSync(join(FONTS, `${file}.ttf`))));
const main = asset('application', 'css', Buffer.from(mainStyle()));

/** All of them, by path. */
export const ASSETS: ReadonlyMap<string, Asset> = new Map(
  [...styles, main, ...scripts, ...pictures, ...backgrounds, ...fonts].map((one) => [one.path, one]),
);

/** Tags for the head of a page. */
export const HEAD_TAGS = [
  ...[...styles, main].map(({ path }) => `<link rel="stylesheet" href="${path}">`),
  ...scripts.map(({ path }) => `<script defer src="${path}"></script>`),
].join('\n');

/** Pictures for the body of a page. */
export const PICTURE_TAGS = pictures
  .map(({ path }) => `<img src="${path}" alt="" width="16" height="16">`)
  .join('\n');

function asset(name: string, ending: keyof typeof TYPES, bytes: Buffer): Asset {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 20);
  const immutable = !ASKED_AGAIN.has(name);
  const path = immutable ? `/assets/${name}-${digest}.${ending}` : `/assets/${name}.${ending}`;
  return { path, type: TYPES[ending], bytes, etag: `"${digest}"`, immutable };
}

function mainStyle(): string {
  const faces = FACES.map(
    ([family], index) =>
      `@font-face { font-family: '${family}'; src: url('${fonts[index]!.path}'); font-display: swap; }`,
  );
  const images = BACKGROUNDS.map(
    ([name], index) => `.bg-${name} { background: url('${backgrounds[index]!.path}') no-repeat; }`,
  );
  return [
    ...faces,
    ...images,
    'body { font: 14px/1.4 Portal, sans-serif; margin: 0; color: #222; }',
    'h1, h2 { font-family: "Portal Serif", serif; }',
    'code, td.number { font-family: "Portal Mono", monospace; }',
    '#topnav, footer { background-color: #f3f5f7; padding: 8px 16px; }',
    '#topnav a { margin-right: 12px; } section { margin: 16px; } table { border-collapse: collapse; }',
    '#main_header, nav.primary { background-color: #16325c; color: #fff; padding: 8px 16px; } #main_header a, nav.primary a { color: #fff; }',
    'nav ul { display: flex; gap: 16px; list-style: none; margin: 0; padding: 4px 0; } #page_sections { border-bottom: 1px solid #ccc; padding: 4px 16px; }',
    '#pageContentWrapper { max-width: 1040px; margin: 0 auto; padding: 16px; } #pageHeader { margin: 8px 0; }',
    '.group_label { display: inline-block; min-width: 160px; color: #666; } .form_element { margin: 4px 0; }',
    '.coupa_datatable { width: 100%; } .coupa_datatable td { border-top: 1px solid #ddd; padding: 8px 0; } .totalRow { text-align: right; font-weight: bold; }',
    '.attachments-list, .comments_list, .commentAttachments ul { list-style: none; padding: 0; margin: 0; display: inline-block; } .comment { border-top: 1px solid #eee; padding: 8px 0; }',
    '.buttonAsLink { background: none; border: 0; color: #06c; cursor: pointer; padding: 0; } .s-commentAuthor { font-weight: bold; } .timestamp { color: #888; }',
    '.commentAttachments > * { display: inline-block; margin: 4px 8px 4px 0; } [role=button] { cursor: pointer; color: #06c; }',
  ].join('\n');
}

function picture(name: string, size: number): Buffer {
  return smallPng(fillingOf('bytes', `asset ${name}`, size));
}

function padStyle(name: string, size: number): Buffer {
  return padded(
    size,
    (index) => `.${name}-${index} > .field { margin: ${index % 9}px; color: #${index % 9}${index % 7}a; }\n`,
  );
}

function padScript(name: string, size: number): Buffer {
  const variable = name.replaceAll('-', '_');
  return padded(
    size,
    (index) =>
      `window.${variable}_${index} = function (a, b) { return a > ${index} ? b * ${index % 13} : [a, b].join('${variable}'); };\n`,
  );
}

function padded(size: number, line: (index: number) => string): Buffer {
  let text = '';
  for (let index = 0; text.length < size; index++) text += line(index);
  return Buffer.from(text);
}
