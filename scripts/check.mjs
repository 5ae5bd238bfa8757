// npm run check: types, style, unused code and the rules of the house. All run even if one fails.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refuseOldNode } from './node-version.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const TOOLS = [
  { name: 'tsc', parameters: ['typescript/bin/tsc', '-p', 'tsconfig.json'] },
  { name: 'tsc web', parameters: ['typescript/bin/tsc', '-p', 'tsconfig.web.json'] },
  { name: 'biome', parameters: ['@biomejs/biome/bin/biome', 'check', '.'] },
  { name: 'knip', parameters: ['knip/bin/knip.js'] },
  { name: 'tidy', parameters: ['tsx/dist/cli.mjs', join(ROOT, 'test', 'tidy', 'main.ts')] },
];

refuseOldNode();
Promise.all([import('./setup.mjs'), import('./messages.mjs')]).then(
  async ([{ ensureReady }, { sentence }]) => {
    await ensureReady();
    const outcomes = TOOLS.map((tool) => ({ name: tool.name, passed: passes(tool.parameters) }));
    for (const { name, passed } of outcomes) {
      process.stdout.write(`${sentence(passed ? 'checkPassed' : 'checkFailed', [name])}\n`);
    }
    if (outcomes.some(({ passed }) => !passed)) process.exitCode = 1;
  },
);

/** @param {readonly string[]} parameters file under node_modules, and what is passed to it */
function passes([tool = '', ...parameters]) {
  const path = join(ROOT, 'node_modules', tool);
  return spawnSync(process.execPath, [path, ...parameters], { cwd: ROOT, stdio: 'inherit' }).status === 0;
}
