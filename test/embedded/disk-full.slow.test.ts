import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/postgres/database.ts';
import { isDiskFull } from '../../src/postgres/database-errors.ts';
import type { EmbeddedEvent } from '../../src/postgres/embedded/server.ts';
import { Bench, eventually, failureOf, isRoot, run, serverPid } from './support.ts';

/** Real small file systems in memory: only root can mount them, and not in every container. */
const bench = new Bench();
const mounted: string[] = [];

async function mountSmall(megabytes: number): Promise<string> {
  const folder = await bench.emptyFolder();
  await mkdir(folder);
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0711`, 'tmpfs', folder]);
  mounted.push(folder);
  return folder;
}

async function whyNot(): Promise<string | null> {
  if (!isRoot) return 'mounting a small file system needs root';
  try {
    await mountSmall(1);
    return null;
  } catch (error) {
    return `a small file system cannot be mounted here: ${(error as Error).message}`;
  }
}

const obstacle = await whyNot();
if (obstacle !== null) process.stderr.write(`disk-full tests skipped: ${obstacle}\n`);

afterAll(async () => {
  await bench.closeAll();
  for (const folder of mounted) await run('umount', ['-l', folder]);
  await bench.cleanUp();
});

/** Leaves no more than a few kilobytes. */
async function fillUp(folder: string): Promise<string> {
  const ballast = join(folder, 'ballast');
  const { bavail, bsize } = await statfs(folder);
  await writeFile(ballast, Buffer.alloc(bavail * bsize - 8192));
  return ballast;
}

describe.skipIf(obstacle !== null)('a full disk', () => {
  it('is named when the first cluster does not fit, and a later start succeeds', async () => {
    const folder = await mountSmall(20);
    const error = await failureOf(bench.open(folder));
    expect(error.code).toBe('BANCO_DISCO_CHEIO');
    expect(error.message).toContain(folder);
    await run('mount', ['-o', 'remount,size=200m', folder]);
    const database = await bench.open(folder);
    expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await database.close();
  });

  describe('under a running server', () => {
    const events: EmbeddedEvent[] = [];
    let folder = '';
    let database: Database;
    let acknowledged = 0;

    beforeAll(async () => {
      folder = await mountSmall(160);
      database = await bench.open(folder, { onEvent: (event) => events.push(event) });
      await database.pool.query('CREATE TABLE fato (n bigint GENERATED ALWAYS AS IDENTITY, texto text)');
    });

    async function insert(): Promise<void> {
      await database.pool.query(
        "INSERT INTO fato (texto) SELECT repeat('x', 500) FROM generate_series(1, 2000)",
      );
      acknowledged += 2000;
    }

    async function insertUntilFailure(): Promise<unknown> {
      for (;;) {
        const error = await insert().then(
          () => null,
          (failed: unknown) => failed,
        );
        if (error !== null) return error;
      }
    }

    async function count(): Promise<number | null> {
      return await database.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM fato').then(
        ({ rows }) => rows[0]!.n,
        () => null,
      );
    }

    it('fails the write with a sentence and loses nothing that was acknowledged', async () => {
      const ballast = await fillUp(folder);
      const error = await insertUntilFailure();
      const explained = database.explain(error);
      expect(explained).toMatchObject({
        code: isDiskFull(error)
          ? 'BANCO_DISCO_CHEIO'
          : expect.stringMatching(/BANCO_(PAROU_SEM_ESPACO|CONEXAO_PERDIDA|INICIANDO)/),
      });
      await rm(ballast);
      expect(await eventually(count, 30_000)).toBe(acknowledged);
      await eventually(
        async () =>
          await insert().then(
            () => true,
            () => false,
          ),
      );
      expect(await count()).toBe(acknowledged);
    });

    it('keeps it down only as long as there is no room, and says so', async () => {
      const ballast = await fillUp(folder);
      events.length = 0;
      process.kill(serverPid(folder)!, 'SIGKILL');
      const failed = await eventually(() => events.find((event) => event.kind === 'failed') ?? null);
      expect(failed).toMatchObject({ error: { code: 'BANCO_DISCO_CHEIO' } });
      await rm(ballast);
      await eventually(() => events.some((event) => event.kind === 'restored'), 30_000);
      expect(await eventually(count)).toBe(acknowledged);
    }, 60_000);
  });
});
