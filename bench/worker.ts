import type { Contestant, ContestantFactory, Reply, Request, RunTimes, WorkerConfig } from './protocol.ts';

/*
 * A child process: becomes the contestant it is told to be, then does one request after another. A heap and a JIT of
 * its own keep one contestant from paying for another, and so does loading nothing that is another's.
 */

const groups: readonly (() => Promise<Readonly<Record<string, ContestantFactory>>>)[] = [
  async () => (await import('./clients.ts')).clientContestants,
  async () => (await import('./contestants-engine.ts')).engineContestants,
  async () => (await import('./contestants-tasks.ts')).taskContestants,
  async () => (await import('./contestants-peers.ts')).peerContestants,
];

async function factoryOf(name: string): Promise<ContestantFactory> {
  for (const load of groups) {
    const factory = (await load())[name];
    if (factory !== undefined) return factory;
  }
  throw new Error(`no contestant is called ${name}`);
}

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
  const contestant = await (await factoryOf(config.contestant))(config);
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
