import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { databaseRoom } from '../support/scratch.ts';
import { translatedProgram } from '../support/translated.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/ruptura', import.meta.url));
let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'ruptura-bin-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.close();
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface RunOptions {
  /** Bytes of its output that are read before the pipe is closed. */
  readonly readOnly?: number;
  readonly executable?: string;
}

/** Runs a real process. */
async function processRun(
  argv: readonly string[],
  { readOnly = Number.POSITIVE_INFINITY, executable = process.execPath }: RunOptions = {},
): Promise<Ended> {
  const child = spawn(executable, argv, {
    cwd: folder,
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      RUPTURA_HOJE: '2026-03-02',
      LANG: 'pt_BR.UTF-8',
      LC_ALL: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    if (out.length >= readOnly) child.stdout.destroy();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
}

const program = (argv: readonly string[], readOnly?: number): Promise<Ended> =>
  processRun([translatedProgram(), ...argv], readOnly === undefined ? {} : { readOnly });

describe('the program as a process', () => {
  it('loads, answers, and survives a reader that leaves', async () => {
    const loaded = await program(['demo', '--pedidos', '300']);
    expect(loaded).toMatchObject({ code: 0, err: expect.stringContaining('fixada') });
    const all = await program(['projetar', '--todos', '--json']);
    expect(all.code).toBe(0);
    expect(all.out.length).toBeGreaterThan(200_000);
    const cut = await program(['projetar', '--todos', '--json'], 1000);
    expect(cut.code).toBe(0);
    expect(cut.err).not.toMatch(/EPIPE|Erro|at /);
  }, 60_000);

  it('says what is so where the system lets it open too few files', async () => {
    const room = await mkdtemp(join(databaseRoom(), 'ruptura-files-'));
    await chmod(room, 0o711);
    const limited = 'ulimit -n 60; DATABASE_URL= RUPTURA_DATA="$0/data" exec "$@"';
    const argv = ['-c', limited, room, process.execPath, translatedProgram(), 'verificar'];
    const { code, err } = await processRun(argv, { executable: '/bin/sh' });
    await rm(room, { recursive: true, force: true });
    expect(err).toContain('ulimit -n 4096');
    expect(err).not.toMatch(/inesperado|initdb|descriptors/);
    expect(code).toBe(1);
  });

  it('starts from any folder through a symbolic link', async () => {
    const link = join(folder, 'ruptura');
    await symlink(LAUNCHER, link);
    const { code, out } = await processRun([link, '--version']);
    expect(out.trim()).toMatch(/\d+\.\d+\.\d+$/);
    expect(code).toBe(0);
  }, 120_000);
});
