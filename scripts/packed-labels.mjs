/** Where labels are put together again, in the bundle. */
const PACKED = 'packed-labels';
const UNPACK = `export const packed = (keys, ...texts) => {
  const names = keys.split('|');
  const labels = (of) => Object.fromEntries(names.map((name, at) => [name, of[at]]));
  return { 'pt-BR': labels(texts[0]), en: labels(texts[1]) };
};`;

/**
 * Has the labels of the pages travel with each of their keys once, not once a language: a fifteenth of what all labels
 * take. Files keep them as people write and compare them, key beside text.
 * @param {typeof import('esbuild').build} build
 * @returns {import('esbuild').Plugin}
 */
export function packedLabels(build) {
  return {
    name: PACKED,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^packed-labels$/ }, ({ path }) => ({ path, namespace: PACKED }));
      onLoad({ filter: /^/, namespace: PACKED }, () => ({ contents: UNPACK }));
      onLoad({ filter: /[\\/]i18n[\\/]page-(?:[a-z-]+-)?labels\.ts$/ }, async ({ path }) => {
        const { outputFiles } = await build({
          entryPoints: [path],
          bundle: true,
          format: 'esm',
          tsconfigRaw: {},
          logLevel: 'silent',
          write: false,
        });
        const source = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64');
        const exported = Object.entries(await import(`data:text/javascript;base64,${source}`));
        const lines = exported.map(([name, value]) => `export const ${name} = ${written(value)};`);
        return { contents: [`import { packed } from '${PACKED}';`, ...lines].join('\n') };
      });
    },
  };
}

/**
 * A catalogue of labels, or plain data, as code.
 * @param {any} value
 */
function written(value) {
  const portuguese = value['pt-BR'];
  if (portuguese === undefined) return JSON.stringify(value);
  const keys = Object.keys(portuguese);
  const texts = [portuguese, value.en].map((labels) => JSON.stringify(keys.map((key) => labels[key])));
  return `packed(${JSON.stringify(keys.join('|'))}, ${texts.join(', ')})`;
}
