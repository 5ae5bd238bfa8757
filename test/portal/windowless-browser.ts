import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A program that is the given browser, but needs no screen to show its window. Tests where people sign in use it. */
export async function windowlessBrowser(browser: string, folder: string): Promise<string> {
  const program = join(folder, 'windowless-browser');
  await writeFile(program, `#!/bin/sh\nexec '${browser}' --headless=new "$@"\n`);
  await chmod(program, 0o755);
  return program;
}
