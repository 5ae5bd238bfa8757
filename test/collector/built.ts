/** The program in plain JavaScript: started from its sources, each of its processes would first have to translate them. */
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Packages are found from here, and nothing here is anybody's source. */
const FOLDER = join(ROOT, 'node_modules', '.ruptura-test', String(process.pid));

let built: Promise<string> | null = null;

/** Path of the program, translated when it is first asked for. */
export function builtProgram(): Promise<string> {
  built ??= buildProgram();
  return built;
}

/** Removes it. */
export async function removeBuilt(): Promise<void> {
  built = null;
  await rm(FOLDER, { recursive: true, force: true });
}

async function buildProgram(): Promise<string> {
  // As deep as in the product: some files are found from where the program is.
  const outdir = join(FOLDER, 'dist', 'cli');
  await build({
    entryPoints: [join(ROOT, 'src/cli/main.ts'), join(ROOT, 'src/collector/worker-main.ts')],
    outdir,
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  await mkdir(FOLDER, { recursive: true });
  await copyFile(join(ROOT, 'package.json'), join(FOLDER, 'package.json'));
  return join(outdir, 'main.js');
}
