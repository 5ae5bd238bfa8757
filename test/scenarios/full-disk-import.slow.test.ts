/** The disk fills up in the middle of an import: a real small file system, which only root can mount. */
import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import type { Database } from '../../src/postgres/database.ts';
import { Bench, eventually, isRoot, run } from '../embedded/support.ts';
import { writeOrderBook } from './erp-files.ts';
import { buildProgram, type DriftReport, Program, storedState } from './support.ts';

const LINES = 100_000;
const MEGABYTE = 1 << 20;

const bench = new Bench();
let mounted = '';
let files = '';

async function whyNot(): Promise<string | null> {
  if (!isRoot) return 'mounting a small file system needs root';
  const folder = await bench.emptyFolder();
  await mkdir(folder);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=300m,mode=0711', 'tmpfs', folder]);
    mounted = folder;
    return null;
  } catch (error) {
    return `a small file system cannot be mounted here: ${(error as Error).message}`;
  }
}

const obstacle = await whyNot();
if (obstacle !== null) process.stderr.write(`full-disk import tests skipped: ${obstacle}\n`);

afterAll(async () => {
  await bench.closeAll();
  if (mounted !== '') await run('umount', ['-l', mounted]);
  await bench.cleanUp();
  if (files !== '') await rm(files, { recursive: true, force: true });
});

describe.skipIf(obstacle !== null)('a disk that fills up in the middle of an import', () => {
  let program: Program;
  let database: Database;
  let large: string;
  let stored: Record<string, string>;
  let report: DriftReport;

  beforeAll(async () => {
    await buildProgram();
    files = await mkdtemp(join(tmpdir(), 'ruptura-files-'));
    large = await writeOrderBook(files, LINES);
    program = new Program(mounted);
    await program.must('demo', '--pedidos', '300');
    database = await bench.open(mounted);
    stored = await storedState(database.pool);
    report = await program.check();
  }, 180_000);

  /** Leaves so many megabytes. */
  async function fillUp(left: number): Promise<string> {
    const ballast = join(mounted, 'ballast');
    const { bavail, bsize } = await statfs(mounted);
    await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - left * MEGABYTE)));
    return ballast;
  }

  // The rows wait in temporary files before they are stored: with little room those fail, with more the
  // tables do, and a server that cannot go on writing its log stops altogether.
  it.each([
    { left: 4, flags: [] },
    { left: 4, flags: ['--substituir', '--sim-substituir'] },
    { left: 24, flags: [] },
    { left: 24, flags: ['--substituir', '--sim-substituir'] },
    { left: 28, flags: [] },
  ])(
    'with $left MB left ($flags) is named, and nothing is stored',
    async ({ left, flags }) => {
      const ballast = await fillUp(left);
      const { code, out, err } = await program.run('importar', large, ...flags);
      await rm(ballast);
      expect({ code, out }).toEqual({ code: EXIT.database, out: '' });
      expect(err).toMatch(
        /✗ (Disco cheio|O banco de dados parou por falta de espaço) .*\. Libere espaço e tente de novo\./,
      );
      await eventually(async () => await answers());
      expect(await storedState(database.pool)).toEqual(stored);
      expect(await program.check()).toEqual(report);
    },
    60_000,
  );

  async function answers(): Promise<boolean> {
    return await database.pool.query('SELECT 1').then(
      () => true,
      () => false,
    );
  }

  it('goes on with the same file when there is room again', async () => {
    await program.must('importar', large);
    const after = await program.check();
    expect(after).toMatchObject({
      code: EXIT.ok,
      success: true,
      pedidos: report.pedidos + LINES / 8,
    });
  }, 60_000);
});
