import { spawn } from 'node:child_process';

/**
 * Runs a program to its end. In CI its output is passed on as it comes, so that the log hides nothing.
 * @param {readonly string[]} command program and parameters
 * @param {string} root working folder
 * @returns {Promise<{ code: string, output: string }>} exit code, signal or error code; and both streams as one text
 */
export function run([program = '', ...parameters], root) {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk.toString();
        if (process.env['CI']) process.stderr.write(chunk);
      });
    }
    child.on('error', (error) =>
      resolve({ code: 'code' in error ? String(error.code) : error.message, output }),
    );
    child.on('close', (code, signal) => resolve({ code: String(code ?? signal), output }));
  });
}
