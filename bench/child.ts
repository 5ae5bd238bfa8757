import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Facts, Reply, Request, RunTimes, WorkerConfig } from './protocol.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** Nothing that is measured may take longer: a run is bounded even where a peer gets stuck. */
const PATIENCE_MS = 20 * 60_000;
const PEER_HEAP_MB = 8_192;

/** Children alive now; an interrupted run ends them. */
const alive = new Set<ChildProcess>();

/** A contestant in a process of its own. */
export interface Child {
  readonly facts: Facts;
  run(): Promise<RunTimes>;
  answers(): Promise<string>;
  /** What it found out in its last run. */
  found(): Promise<Facts>;
  close(): Promise<void>;
}

/** Starts a contestant and waits until it is prepared. */
export async function startChild(config: WorkerConfig): Promise<Child> {
  const child = fork(WORKER, [JSON.stringify(config)], {
    execArgv: ['--import', 'tsx', '--expose-gc', `--max-old-space-size=${PEER_HEAP_MB}`],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  endWithUs(child);
  const ask = (request: Request | null) => exchange(child, config.contestant, request);
  const ready = await ask(null);
  return {
    facts: ready.kind === 'ready' ? ready.facts : {},
    run: async () => {
      const reply = await ask('run');
      if (reply.kind !== 'times') throw new Error(`${config.contestant}: unexpected reply ${reply.kind}`);
      return reply.times;
    },
    answers: async () => {
      const reply = await ask('answers');
      return reply.kind === 'answers' ? reply.checksum : '';
    },
    found: async () => {
      const reply = await ask('found');
      return reply.kind === 'found' ? reply.facts : {};
    },
    close: async () => {
      await ask('close');
    },
  };
}

/** An interrupted run ends this process too. */
export function endWithUs(child: ChildProcess): void {
  alive.add(child);
  child.once('exit', () => alive.delete(child));
}

/** Ends whatever is still running. */
export function endChildren(): void {
  for (const child of alive) child.kill('SIGKILL');
}

function exchange(child: ChildProcess, name: string, request: Request | null): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      settle();
    };
    const onExit = (code: number | null, signal: string | null) =>
      finish(() => reject(new Error(`${name}: the process ended (${signal ?? code})`)));
    const onMessage = (reply: Reply) =>
      finish(() =>
        reply.kind === 'failed' ? reject(new Error(`${name}: ${reply.message}`)) : resolve(reply),
      );
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      finish(() => reject(new Error(`${name}: no answer for ${PATIENCE_MS / 60_000} minutes`)));
    }, PATIENCE_MS);
    child.on('message', onMessage);
    child.once('exit', onExit);
    if (request !== null) child.send(request);
  });
}
