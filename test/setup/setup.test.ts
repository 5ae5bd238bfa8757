import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isInstalled } from '../../scripts/install.mjs';
import { explainInstallation } from '../../scripts/setup.mjs';
import {
  copyCheckout,
  createCheckout,
  installByHand,
  type Outcome,
  removeCheckout,
  setUp,
  write,
  writeLock,
} from './checkout.ts';

const NOBODY = 65_534;

describe('setting up a checkout', () => {
  let model = '';
  let first: Outcome;
  let root = '';

  beforeAll(async () => {
    model = createCheckout();
    first = await setUp(model);
  });
  afterAll(() => removeCheckout(model));

  /** Begins with a checkout that is ready. */
  beforeEach(() => {
    root = copyCheckout(model);
  });
  afterEach(() => removeCheckout(root));

  const built = (path = 'answer.js'): string => readFileSync(join(root, 'dist', path), 'utf8');
  const unbuild = (): void => rmSync(join(root, 'dist'), { recursive: true });

  it('builds what is missing, and nothing when nothing changed', async () => {
    expect(first).toEqual({ code: 0, stderr: 'Compilando…\n' });
    const before = statSync(join(root, 'dist', 'answer.js')).mtimeMs;
    expect(await setUp(root)).toEqual({ code: 0, stderr: '' });
    expect(statSync(join(root, 'dist', 'answer.js')).mtimeMs).toBe(before);
  });

  it('builds again when a source changed, and drops what has no source any more', async () => {
    write(root, 'dist/old/gone.js', 'export const gone = true;\n');
    write(root, 'src/answer.ts', 'export const answer = 43;\n');
    await setUp(root);
    expect(built()).toContain('43');
    expect(existsSync(join(root, 'dist/old/gone.js'))).toBe(false);
    expect(readdirSync(root).filter((name) => name.startsWith('dist-') || name.startsWith('.setup'))).toEqual(
      [],
    );
  });

  it('keeps the last good build and shows the words of the compiler when the sources are wrong', async () => {
    write(root, 'src/answer.ts', "export const answer: number = 'x';\n");
    const { code, stderr } = await setUp(root);
    expect(code).toBe(1);
    expect(stderr).toContain('A compilação falhou');
    expect(stderr).toContain('src/answer.ts(1,14): error TS2322');
    expect(built()).toContain('42');
  });

  it('is done by one of several callers at the same time; the others wait for it', async () => {
    unbuild();
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => setUp(root)));
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(outcomes.filter(({ stderr }) => stderr.includes('Compilando'))).toHaveLength(1);
    expect(built()).toContain('42');
  });

  it('takes over from a set-up that was killed', async () => {
    unbuild();
    write(root, '.setup.lock', `${idOfADeadProcess()}@${hostname()}`);
    write(root, 'dist-draft/gone.js', 'half');
    expect((await setUp(root)).code).toBe(0);
    expect(built()).toContain('42');
    expect([existsSync(join(root, 'dist-draft')), existsSync(join(root, 'dist/gone.js'))]).toEqual([
      false,
      false,
    ]);
  });

  it('takes over from a holder on another host only when its heartbeat stopped', async () => {
    unbuild();
    write(root, '.setup.lock', '1@elsewhere');
    const waiting = setUp(root, {
      onSaid: (stderr) => {
        if (!stderr.includes('Outra preparação está em andamento') || existsSync(join(root, 'dist'))) return;
        const minuteAgo = new Date(Date.now() - 60_000);
        utimesSync(join(root, '.setup.lock'), minuteAgo, minuteAgo);
      },
    });
    expect(await waiting).toEqual({
      code: 0,
      stderr: 'Outra preparação está em andamento; esperando…\nCompilando…\n',
    });
  });

  it('leaves no bundler beside the program it was done for', async () => {
    unbuild();
    write(
      root,
      'scripts/and-then.mjs',
      `import { execFileSync } from 'node:child_process';
      import { ensureReady } from './setup.mjs';
      await ensureReady();
      const others = () => execFileSync('ps', ['-A', '-o', 'ppid=,comm='], { encoding: 'utf8' })
        .split('\\n').map((line) => line.trim().split(/ +/))
        .filter(([parent, name]) => parent === String(process.pid) && name !== 'ps');
      // A process that was told to end takes a moment.
      for (let look = 0; look < 200 && others().length > 0; look++) await new Promise((go) => setTimeout(go, 20));
      console.error(others().join());`,
    );
    const outcome = await setUp(root, { script: 'and-then.mjs' });
    expect(outcome).toEqual({ code: 0, stderr: 'Compilando…\n\n' });
  });

  it('says which folder cannot be written to', async () => {
    unbuild();
    const outcome = await setUpReadOnly(root);
    expect(outcome).toEqual({
      code: 1,
      stderr: `Sem permissão de escrita em ${root}. Rode o comando como o dono da pasta, ou copie o programa para uma pasta sua.\n`,
    });
  });

  it('needs no permission to write when there is nothing to do', async () => {
    expect(await setUpReadOnly(root)).toEqual({ code: 0, stderr: '' });
  });

  it('says that the registry does not answer, in English where the terminal is English', async () => {
    const env = {
      LC_ALL: 'en_US.UTF-8',
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_cache: join(root, 'cache'),
      npm_config_fetch_retries: '0',
    };
    write(
      root,
      'package.json',
      JSON.stringify({
        name: 'small',
        type: 'module',
        engines: { node: '>=20.19' },
        dependencies: { absent: '1.0.0' },
      }),
    );
    writeLock(root, {
      '': { name: 'small', dependencies: { absent: '1.0.0' } },
      'node_modules/absent': { version: '1.0.0', integrity: 'sha512-AAAA' },
    });
    const { code, stderr } = await setUp(root, { env });
    expect(code).toBe(1);
    expect(stderr).toContain('the npm registry did not answer');
    expect(stderr).toContain('ECONNREFUSED');
  });

  it('refuses an old Node.js with a sentence', async () => {
    write(root, 'package.json', JSON.stringify({ type: 'module', engines: { node: '>=99.1' } }));
    const { code, stderr } = await setUp(root);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `O Ruptura precisa do Node.js 99.1 ou mais novo; aqui está o ${process.version}.`,
    );
  });
});

describe('knowing what is installed', () => {
  let root = '';
  beforeEach(() => {
    root = createCheckout();
    rmSync(join(root, 'node_modules'), { recursive: true });
  });
  afterEach(() => removeCheckout(root));

  const one = { version: '1.0.0', integrity: 'sha512-one' };

  it('recognises an installation made by hand, and a lock file that changed since', () => {
    writeLock(root, { 'node_modules/one': one });
    expect(isInstalled(root)).toBe(false);
    installByHand(root, { 'node_modules/one': one });
    expect(isInstalled(root)).toBe(true);
    writeLock(root, { 'node_modules/one': { ...one, version: '1.0.1' } });
    expect(isInstalled(root)).toBe(false);
  });

  it('does not trust what a killed installation left', () => {
    writeLock(root, { 'node_modules/one': one });
    installByHand(root, { 'node_modules/one': one });
    expect(isInstalled(root)).toBe(true);
    // npm ci removes it first and writes it last.
    rmSync(join(root, 'node_modules/.package-lock.json'));
    write(root, 'node_modules/one/package.json', '{}');
    expect(isInstalled(root)).toBe(false);
  });

  it('misses an optional package made for this system, and no other', () => {
    const elsewhere = { ...one, optional: true, os: ['aix'], cpu: ['ppc64'] };
    writeLock(root, {
      'node_modules/elsewhere': elsewhere,
      'node_modules/only-for-it': { ...one, optional: true },
    });
    installByHand(root, {});
    expect(isInstalled(root)).toBe(true);
    const ours = { ...one, optional: true, os: [process.platform], cpu: [process.arch] };
    writeLock(root, { 'node_modules/ours': ours });
    expect(isInstalled(root)).toBe(false);
  });
});

describe('explaining a failed installation', () => {
  beforeEach(() => {
    vi.stubEnv('LC_ALL', 'pt_BR.UTF-8');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    ['1', 'npm error code ENOSPC\nnpm error nospc no space left on device', 'O disco está cheio em /x.'],
    [
      '1',
      'npm error code EACCES\nnpm error path /x/node_modules',
      'Sem permissão de escrita em /x/node_modules.',
    ],
    ['1', 'npm error code ENOTFOUND', 'o registro do npm não respondeu'],
    ['ENOENT', '', 'O comando npm não foi encontrado.'],
    ['SIGKILL', 'npm error what', 'o npm terminou com SIGKILL). O npm disse:\nnpm error what'],
  ])('ended with %s, saying "%s"', (code, said, sentence) => {
    expect(explainInstallation({ code, output: said }, '/x')).toContain(sentence);
  });
});

/** As nobody when we are root, who may write everywhere; else with the permission taken from the folder. */
async function setUpReadOnly(root: string): Promise<{ code: number | null; stderr: string }> {
  if (process.getuid?.() === 0) {
    chmodSync(root, 0o755);
    return setUp(root, { uid: NOBODY });
  }
  chmodSync(root, 0o555);
  try {
    return await setUp(root);
  } finally {
    chmodSync(root, 0o755);
  }
}

function idOfADeadProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}
