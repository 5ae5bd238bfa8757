// npm run bench: the benchmark, in TypeScript as it stands.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { refuseOldNode } from './node-version.mjs';

refuseOldNode();
const program = fileURLToPath(new URL('../bench/run.ts', import.meta.url));
const child = spawn(process.execPath, ['--import', 'tsx', program, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// Ctrl-C reaches the child too, which cleans up; this process only waits for it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1;
});
