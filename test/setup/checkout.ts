import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HOUSE = fileURLToPath(new URL('../../', import.meta.url));

/** What a run of a command left behind. */
export interface Outcome {
  readonly code: number | null;
  readonly stderr: string;
}

/** A small checkout of its own: our scripts and compilers, two source files, nothing built. */
export function createCheckout(): string {
  const root = mkdtempSync(join(tmpdir(), 'ruptura-setup-'));
  write(
    root,
    'package.json',
    JSON.stringify({ name: 'small', type: 'module', engines: { node: '>=20.19' } }),
  );
  writeLock(root, {});
  write(
    root,
    'tsconfig.json',
    JSON.stringify({ compilerOptions: { module: 'nodenext', target: 'es2023', types: [] } }),
  );
  const build = { extends: './tsconfig.json', compilerOptions: { rootDir: 'src' }, include: ['src/*.ts'] };
  write(root, 'tsconfig.build.json', JSON.stringify(build));
  write(root, 'src/answer.ts', 'export const answer: number = 42;\n');
  write(root, 'src/web/embed/main.ts', 'document.title = String(42 as number);\n');
  write(root, 'src/web/page/app/main.tsx', 'document.title = String(42 as number);\n');
  write(root, 'src/web/page/early.ts', 'document.body.hidden = false;\n');
  write(root, 'src/web/page/style/main.css', 'body { margin: 0 }\n');
  cpSync(join(HOUSE, 'scripts'), join(root, 'scripts'), { recursive: true });
  installByHand(root, {});
  return root;
}

/** A copy of a checkout, links and permissions included. */
export function copyCheckout(original: string): string {
  const root = mkdtempSync(join(tmpdir(), 'ruptura-setup-'));
  cpSync(original, root, { recursive: true, verbatimSymlinks: true });
  return root;
}

export function removeCheckout(root: string): void {
  rmSync(root, { recursive: true, force: true });
}

export function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

export function writeLock(root: string, packages: Readonly<Record<string, unknown>>): void {
  write(
    root,
    'package-lock.json',
    JSON.stringify({ name: 'small', lockfileVersion: 3, packages: { '': {}, ...packages } }),
  );
}

/** node_modules as `npm install` leaves it, with npm's own record of what is there. */
export function installByHand(root: string, packages: Readonly<Record<string, unknown>>): void {
  write(root, 'node_modules/.package-lock.json', JSON.stringify({ packages }));
  for (const tool of ['typescript', 'esbuild']) {
    symlinkSync(join(HOUSE, 'node_modules', tool), join(root, 'node_modules', tool));
  }
}

export interface SetUpOptions {
  readonly uid?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Of scripts/; `setup.mjs` where none is named. */
  readonly script?: string;
  /** Told all that was said so far, whenever more is. */
  readonly onSaid?: (stderr: string) => void;
}

/** Runs `node scripts/setup.mjs` of a checkout. */
export function setUp(root: string, options: SetUpOptions = {}): Promise<Outcome> {
  const env = { ...process.env, LC_ALL: 'pt_BR.UTF-8', CI: '', ...options.env };
  const identity = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
  const child = spawn(process.execPath, [join(root, 'scripts', options.script ?? 'setup.mjs')], {
    cwd: root,
    env,
    ...identity,
  });
  return finished(child, options.onSaid);
}

function finished(child: ChildProcess, onSaid: (stderr: string) => void = () => {}): Promise<Outcome> {
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    onSaid(stderr);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stderr }));
  });
}
