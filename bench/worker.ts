import { clientContestants } from './clients.ts';
import { engineContestants } from './contestants-engine.ts';
import { peerContestants } from './contestants-peers.ts';
import { taskContestants } from './contestants-tasks.ts';
import type { Contestant, ContestantFactory, Reply, Request, RunTimes, WorkerConfig } from './protocol.ts';

/*
 * A child process: becomes the contestant it is told to be, then does one request after another. A heap and a JIT of
 * its own keep one contestant from paying for another.
 */

const factories: Readonly<Record<string, ContestantFactory>> = {
  ...engineContestants,
  ...peerContestants,
  ...taskContestants,
  ...clientContestants,
};

function reply(message: Reply): void {
  process.send?.(message);
}

async function timedRun(contestant: Contestant): Promise<RunTimes> {
  await contestant.reset?.();
  globalThis.gc?.();
  const outside = contestant.cpu?.();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await contestant.run();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  if (outside === undefined) return { wall, cpu: (user + system) / 1_000 };
  const after = contestant.cpu?.();
  const known = outside !== null && after !== null && after !== undefined;
  return { wall, cpu: known ? after - outside : null };
}

async function answer(contestant: Contestant, request: Request): Promise<Reply> {
  if (request === 'run') return { kind: 'times', times: await timedRun(contestant) };
  if (request === 'answers') return { kind: 'answers', checksum: (await contestant.answers?.()) ?? '' };
  if (request === 'found') return { kind: 'found', facts: contestant.found?.() ?? {} };
  await contestant.close?.();
  return { kind: 'closed' };
}

async function main(): Promise<void> {
  const config = JSON.parse(process.argv[2]!) as WorkerConfig;
  const contestant = await factories[config.contestant]!(config);
  let last = Promise.resolve();
  process.on('message', (request: Request) => {
    last = last
      .then(async () => reply(await answer(contestant, request)))
      .catch(fail)
      .finally(() => {
        if (request === 'close') process.disconnect();
      });
  });
  // Without its parent nobody would end this process.
  process.on('disconnect', () => process.exit());
  reply({ kind: 'ready', facts: contestant.facts });
}

function fail(error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  reply({ kind: 'failed', message });
}

main().catch(fail);
