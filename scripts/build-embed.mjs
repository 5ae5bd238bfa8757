import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Properties that only the script itself knows: shortened, they save a fiftieth of what every page loads. Nothing that
 * a browser, an answer of the server, a page or a label names may stand here.
 */
export const OWN_PROPERTIES =
  'accepted|analyseAll|analyseOne|appeared|base|begin|clicked|colour|failed|follow|gone|isAddon|isBusy|isHosts|isIn|' +
  'isOn|isOutline|kind|language|listener|liveUrl|look|money|noCell|note|orders|places|progress|results|shortDate|' +
  'single|streamUrl|switchOff|switchOn|table|tone|total|way|words|worker';

/**
 * Bundles the script that existing pages embed into one file, replaced whole.
 * @param {string} root checkout
 * @param {string} target file to write
 * @returns {Promise<void>} rejects where the sources cannot be bundled
 */
export async function buildEmbed(root, target) {
  // Loaded only now: set-up runs before anything is installed.
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src', 'web', 'embed', 'main.ts')],
    bundle: true,
    minify: true,
    mangleProps: new RegExp(`^(${OWN_PROPERTIES})$`),
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    // The compiler's settings are for Node.js; the bundle is for browsers.
    tsconfigRaw: {},
    logLevel: 'silent',
    write: false,
  });
  const draft = `${target}.${process.pid}`;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(draft, outputFiles[0]?.contents ?? '');
  renameSync(draft, target);
}
