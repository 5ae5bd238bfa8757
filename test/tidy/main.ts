import { fileURLToPath } from 'node:url';
import { HOUSE_RULES } from './house-rules.ts';
import { readTree } from './tree.ts';

const tree = readTree(fileURLToPath(new URL('../../', import.meta.url)));
const lines = Object.entries(HOUSE_RULES).flatMap(([name, rule]) =>
  rule(tree).map(({ path, line, message }) => `${path}${line > 0 ? `:${line}` : ''}  ${name}: ${message}`),
);
for (const line of lines.sort()) process.stdout.write(`${line}\n`);
process.stdout.write(
  `${tree.length} files, ${Object.keys(HOUSE_RULES).length} rules, ${lines.length} findings\n`,
);
if (lines.length > 0) process.exitCode = 1;
