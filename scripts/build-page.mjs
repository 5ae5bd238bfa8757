import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { packedLabels } from './packed-labels.mjs';
import { writeWhole } from './write-whole.mjs';

/** Where browsers find the files: as in src/contract/page-routes.ts. */
const PUBLIC_FOLDER = '/static/pagina';
const ENTRIES = { aplicacao: 'app/main.tsx', inicio: 'early.ts', estilo: 'style/main.css' };

/** The mark of the navigation: a balance line that falls below zero. */
const ICON =
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'>" +
  "<rect width='24' height='24' rx='6' fill='#3557d6'/><path d='M4 8.5h4.5v3h4v6.5h3.5v-3.5H20' " +
  "fill='none' stroke='white' stroke-width='2'/></svg>";
/** Served where browsers look for it unasked: `/favicon.ico`. */
const ICON_FILE = 'icone.svg';

/**
 * Bundles the pages: a file for each page and one for what they share, with names that change with their contents,
 * each beside its gzip and brotli forms, and the document that loads them. The document is written last, and what it
 * no longer names is removed after it: at every moment it names files that are there.
 * @param {string} root checkout
 * @param {string} folder to write
 * @returns {Promise<void>} rejects where the sources cannot be bundled
 */
export async function buildPage(root, folder) {
  const source = join(root, 'src', 'web', 'page');
  const { outputFiles, metafile } = await bundle(source, folder);
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [nameOf(path), output]));
  const names = new Set(['index.html', ICON_FILE]);
  writeWhole(join(folder, ICON_FILE), Buffer.from(ICON));
  for (const { path, contents } of outputFiles) {
    const name = nameOf(path);
    for (const [suffix, bytes] of formsOf(Buffer.from(contents))) {
      names.add(`${name}${suffix}`);
      writeWhole(join(folder, `${name}${suffix}`), bytes);
    }
  }
  writeWhole(join(folder, 'index.html'), Buffer.from(documentOf(outputs)));
  for (const name of readdirSync(folder)) {
    // A draft is another build's, which is at work now.
    if (!names.has(name) && !name.endsWith('.tmp')) rmSync(join(folder, name), { force: true });
  }
}

/**
 * @param {string} source
 * @param {string} folder
 */
async function bundle(source, folder) {
  // Loaded only now: set-up runs before anything is installed.
  const { build } = await import('esbuild');
  return await build({
    entryPoints: Object.entries(ENTRIES).map(([out, path]) => ({ in: join(source, path), out })),
    outdir: folder,
    entryNames: '[name]-[hash]',
    chunkNames: 'parte-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    // The compiler's settings are for Node.js; the bundle is for browsers.
    tsconfigRaw: {},
    logLevel: 'silent',
    write: false,
    plugins: [packedLabels(build)],
  });
}

/**
 * @param {Buffer} plain
 * @returns {[string, Buffer][]} suffix of the name, bytes
 */
function formsOf(plain) {
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return [
    ['', plain],
    ['.gz', gzipSync(plain, { level: 9 })],
    ['.br', brotliCompressSync(plain, { params: quality })],
  ];
}

/**
 * The document: nothing in it but links, so that it needs no inline script or style.
 * @param {Map<string, import('esbuild').Metafile['outputs'][string]>} outputs by name
 */
function documentOf(outputs) {
  const main = namedLike(outputs, 'aplicacao-', '.js');
  const shared = (outputs.get(main)?.imports ?? [])
    .filter((one) => one.kind === 'import-statement')
    .map((one) => `\n    <link rel="modulepreload" href="${PUBLIC_FOLDER}/${nameOf(one.path)}">`);
  return `<!doctype html>
<html lang="pt-BR">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Ruptura</title>
    <link rel="icon" type="image/svg+xml" href="data:image/svg+xml,${encodeURIComponent(ICON)}">
    <script src="${PUBLIC_FOLDER}/${namedLike(outputs, 'inicio-', '.js')}"></script>
    <link rel="stylesheet" href="${PUBLIC_FOLDER}/${namedLike(outputs, 'estilo-', '.css')}">${shared.join('')}
    <script type="module" src="${PUBLIC_FOLDER}/${main}"></script>
  </head>
  <body><div id="app"></div></body>
</html>
`;
}

/**
 * @param {Map<string, unknown>} outputs
 * @param {string} start
 * @param {string} end
 */
function namedLike(outputs, start, end) {
  const name = [...outputs.keys()].find((one) => one.startsWith(start) && one.endsWith(end));
  if (name === undefined) throw new Error(`nothing was bundled as ${start}*${end}`);
  return name;
}

/** @param {string} path */
function nameOf(path) {
  return path.slice(path.lastIndexOf('/') + 1);
}
