import { join } from 'node:path';
import { writeWhole } from './write-whole.mjs';

/**
 * Properties that only the script itself knows: shortened, they save a fiftieth of what every page loads. Nothing that
 * a browser, an answer of the server, a page or a label names may stand here.
 */
export const OWN_PROPERTIES =
  'accepted|analyseAll|analyseOne|appeared|base|began|begin|clicked|colour|ended|failed|follow|gone|heard|' +
  'hiddenMs|isAddon|isBusy|isConnected|isHosts|isIn|isOn|isOutline|judge|kind|language|listener|liveUrl|look|' +
  'money|mostRefusals|move|noCell|note|opened|orders|places|progress|results|shortDate|show|start|stop|' +
  'streamUrl|switchOff|switchOn|table|tone|troubled|update|way|whole|worker';

/** Keys of labels that the sources name in full, where they are declared and where they are said: shortened too. */
const LABEL_KEYS = /\b(?:box|column|dialog|held|trouble|way|why)_[a-z_]+\b/g;

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
  const keys = new Map();
  const text = outputFiles[0]?.text.replace(LABEL_KEYS, (key) => {
    if (!keys.has(key)) keys.set(key, `k${keys.size.toString(36)}`);
    return keys.get(key);
  });
  writeWhole(target, text ?? '');
}
