import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Work on what strangers send, in a process of its own: what it does to memory and time it does to that process.
 *
 * A process and not a thread. The limits of a thread bound its heap of objects only, and a single allocation beyond
 * them still ends the process as a whole; what buffers take is not counted at all. A process is ended from outside,
 * whatever it is busy with, and costs some 0.15 s and 60 MB.
 */

/** What a process may take. */
export interface ProcessBounds {
  /** Megabytes of objects. */
  readonly heap: number;
  /** Megabytes in all, buffers included. */
  readonly resident: number;
  /** Milliseconds of computing. */
  readonly computing: number;
  /** Milliseconds without a sign of life. */
  readonly silence: number;
  /** Milliseconds from when it is asked to stop until it is ended. */
  readonly stopping?: number;
}

/** How it ended. Only after `done` has everything been told that it had to tell. */
export type ProcessEnd =
  | { readonly how: 'done' | 'memory' | 'time' | 'stopped' }
  /** Died of something else. */
  | { readonly how: 'died'; readonly detail: string };

/** What passes between the two processes beside the messages themselves. */
export type FromBounded =
  | { readonly kind: 'alive'; readonly resident: number; readonly computing: number }
  | { readonly kind: 'told'; readonly message: unknown }
  | { readonly kind: 'done' };
export type ToBounded = { readonly kind: 'begin'; readonly order: unknown } | { readonly kind: 'stop' };

/** Asked to stop, it may take so long where nothing else is said: a statement in the database is given up first. */
const STOP_MS = 5_000;
/** How long to listen to the channel of a process that is gone. */
const LAST_WORDS_MS = 1_000;
const LAST_LINES = 8_192;
const OUT_OF_MEMORY = /heap out of memory|allocation failed|out of memory/i;

/**
 * Starts a program (see `serveParent`), gives it its order, and hears it to its end.
 * @param order copied to it; plain data, maps included
 * @param onTold hears every message, in order
 * @param signal asks it to stop, and ends it where it does not
 */
export async function runBounded(
  program: URL,
  order: unknown,
  bounds: ProcessBounds,
  onTold: (message: unknown) => void,
  signal: AbortSignal,
): Promise<ProcessEnd> {
  if (signal.aborted) return { how: 'stopped' };
  const child = fork(fileURLToPath(program), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [`--max-old-space-size=${bounds.heap}`],
  });
  const watch = new Watch(child, bounds, onTold, signal);
  // A process that could not be made, or has just died, tells that by its end.
  child.send({ kind: 'begin', order } satisfies ToBounded, () => undefined);
  return await watch.ended;
}

/**
 * One process, from its start to its end.
 *
 * | state | enters by | leaves by | ignored |
 * |---|---|---|---|
 * | at work | the start | `done`, a bound passed, the signal, its death | |
 * | ending: why is known | one of these | the end of process and channel | all further reasons, not what it tells |
 */
class Watch {
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  readonly #bounds: ProcessBounds;
  readonly #onTold: (message: unknown) => void;
  #end: ProcessEnd | null = null;
  #lastLines = '';
  /** Quarters of the allowed silence. Counted, not measured: this process may have been asleep itself. */
  #silentQuarters = 0;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(
    child: ChildProcess,
    bounds: ProcessBounds,
    onTold: (message: unknown) => void,
    signal: AbortSignal,
  ) {
    this.#child = child;
    this.#bounds = bounds;
    this.#onTold = onTold;
    const stop = (): void => this.#stop();
    signal.addEventListener('abort', stop, { once: true });
    child.on('message', (message) => this.#hear(message as FromBounded));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastLines = (this.#lastLines + text).slice(-LAST_LINES);
    });
    this.#timers.push(setInterval(() => this.#countSilence(), bounds.silence / 4));
    this.ended = endOf(child).then((gone) => {
      signal.removeEventListener('abort', stop);
      for (const timer of this.#timers) clearTimeout(timer);
      return this.#end ?? this.#death(gone);
    });
  }

  #hear(message: FromBounded): void {
    this.#silentQuarters = 0;
    // What was done before it was asked to stop is done.
    if (message.kind === 'told') this.#onTold(message.message);
    else if (message.kind === 'done') this.#end ??= { how: 'done' };
    else if (message.resident > this.#bounds.resident * 2 ** 20) this.#kill({ how: 'memory' });
    else if (message.computing > this.#bounds.computing) this.#kill({ how: 'time' });
  }

  #countSilence(): void {
    this.#silentQuarters++;
    if (this.#silentQuarters > 4) this.#kill({ how: 'time' });
  }

  #stop(): void {
    this.#end ??= { how: 'stopped' };
    if (this.#child.connected) this.#child.send({ kind: 'stop' } satisfies ToBounded, () => undefined);
    const { stopping = STOP_MS } = this.#bounds;
    this.#timers.push(setTimeout(() => this.#child.kill('SIGKILL'), stopping));
  }

  #kill(end: ProcessEnd): void {
    this.#end ??= end;
    this.#child.kill('SIGKILL');
  }

  #death({ code, signal }: Gone): ProcessEnd {
    if (signal === 'SIGABRT' || OUT_OF_MEMORY.test(this.#lastLines)) return { how: 'memory' };
    return { how: 'died', detail: `${signal ?? code}\n${this.#lastLines}` };
  }
}

interface Gone {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Waits until a process is gone and its last message is here: they may arrive after it. */
async function endOf(child: ChildProcess): Promise<Gone> {
  return await new Promise((resolve) => {
    const over = (): void => resolve({ code: child.exitCode, signal: child.signalCode });
    child.once('error', () => {
      if (child.pid === undefined) over();
    });
    child.once('close', () => {
      if (!child.connected) over();
      else setTimeout(over, LAST_WORDS_MS);
    });
    child.once('disconnect', () => {
      if (child.exitCode !== null || child.signalCode !== null) over();
    });
  });
}
