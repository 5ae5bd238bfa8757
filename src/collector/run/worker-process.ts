import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { programUrl } from '../../processes/program-url.ts';
import type { ApiCredentials, CollectorSettings } from '../settings.ts';
import { type FromWorker, parseFromWorker, type ToWorker } from './worker-messages.ts';

/** How long to listen to the channel of a process that is gone. */
const LAST_WORDS_MS = 1_000;

export interface WorkerListener {
  onMessage(message: FromWorker): void;
  /** The process is gone, whatever the reason: what it had at work is nobody's now. */
  onEnd(): void;
}

/** A worker as its coordinator sees it. */
export interface WorkerProcess {
  /** Null where no process could be made. */
  readonly pid: number | null;
  send(message: ToWorker): void;
  /** Ends the process at once, its browser with it. */
  kill(): void;
}

/** Makes workers. */
export type StartWorker = (settings: CollectorSettings, listener: WorkerListener) => WorkerProcess;

/**
 * Starts a worker process. It leads a process group of its own: Ctrl-C is for the coordinator, which tells the workers
 * what to do about it.
 * @param logPath where it writes what nobody expected
 * @param credentials of the API's client; null where pages are read
 */
export function startWorkerProcess(
  settings: CollectorSettings,
  listener: WorkerListener,
  logPath: string,
  credentials: ApiCredentials | null,
): WorkerProcess {
  const log = openSync(logPath, 'a', 0o600);
  const program = programUrl(import.meta.url, 'worker-main', ['../mail/mail-worker']);
  const child = fork(fileURLToPath(program), [], {
    detached: true,
    serialization: 'json',
    stdio: ['ignore', 'ignore', log, 'ipc'],
    execArgv: [],
    env: withoutSecret(process.env),
  });
  closeSync(log);
  listen(child, listener);
  const send = (message: ToWorker): void => {
    // A worker that has just ended is told by its end.
    if (child.connected) child.send(message, () => undefined);
  };
  send({ kind: 'start', settings, credentials });
  return { pid: child.pid ?? null, send, kill: () => child.kill('SIGKILL') };
}

/** A worker hands its environment on to its browser. */
function withoutSecret({ COUPA_CLIENT_SECRET: _, ...rest }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return rest;
}

function listen(child: ChildProcess, listener: WorkerListener): void {
  let hasEnded = false;
  const end = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    listener.onEnd();
  };
  child.on('message', (message) => {
    try {
      listener.onMessage(parseFromWorker(message));
    } catch {
      // Whatever it is, it is not one of ours any more.
      child.kill('SIGKILL');
    }
  });
  // The last messages may arrive after the process is gone: the channel ends behind them.
  child.once('exit', () => {
    if (child.connected) setTimeout(end, LAST_WORDS_MS);
    else end();
  });
  child.once('disconnect', () => {
    if (child.exitCode !== null || child.signalCode !== null) end();
  });
  child.once('error', () => {
    if (child.pid === undefined) end();
    else child.kill('SIGKILL');
  });
}
