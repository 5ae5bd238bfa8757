import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { enterRegistry, leaveRegistry } from '../../src/postgres/embedded/registry.ts';
import { openEmbedded } from '../../src/postgres/embedded/server.ts';
import { databaseRoom } from './scratch.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Data folder of the one embedded server of this run. */
    databaseFolder: string;
  }
}

/** The folder of a run has the pid of its process in its name. */
const NAME = 'ruptura-run-of-';

/**
 * One embedded server for the whole run, in a temporary folder. The first test that asks for a database starts it
 * (a run without one pays nothing); being entered here keeps it up until the end.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  stopInOrder(project);
  await removeLeftovers(databaseRoom());
  const folder = await mkdtemp(join(databaseRoom(), `${NAME}${process.pid}-`));
  // When root runs the tests the server is another user, who must get in.
  await chmod(folder, 0o711);
  const entry = await enterRegistry(join(folder, 'processes'));
  project.provide('databaseFolder', folder);
  return async () => {
    await leaveRegistry(entry);
    if (existsSync(join(folder, 'pg'))) await stopServer(folder);
    await rm(folder, { recursive: true, force: true });
  };
}

/** Interrupted, vitest would exit at once: this way the tests under way finish, and what they started is taken down. */
function stopInOrder(project: TestProject): void {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.removeAllListeners(signal);
    process.on(signal, () => void project.vitest.cancelCurrentRun('keyboard-input'));
  }
}

/** What runs left that were killed: in memory it would stay until the machine is started anew. */
async function removeLeftovers(room: string): Promise<void> {
  for (const name of await readdir(room)) {
    const pid = name.startsWith(NAME) ? Number.parseInt(name.slice(NAME.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    const folder = join(room, name);
    try {
      if (existsSync(join(folder, 'pg', 'postmaster.pid'))) await stopServer(folder);
      await rm(folder, { recursive: true, force: true });
    } catch {
      // Another user's, or another run removes it.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Joining as the only one left and leaving again stops it. */
async function stopServer(folder: string): Promise<void> {
  const server = await openEmbedded({ dataFolder: folder, port: null });
  await server.close();
}
