import type { FromBounded, ToBounded } from './bounded-process.ts';

const ALIVE_EVERY_MS = 1_000;

/** What the work of a bounded process is given beside its order. */
export interface BoundedWork {
  /** Tells the process that ordered the work something; plain data. */
  tell(message: unknown): void;
  /** Aborted when the work is not wanted any more. */
  readonly signal: AbortSignal;
}

/**
 * Makes this process one that `runBounded` starts: it waits for its order, works, and ends, at the latest with the
 * process that ordered. Errors that are to be known are told; one that is thrown is its death.
 */
export function serveParent(work: (order: unknown, bounded: BoundedWork) => Promise<void>): void {
  const stopped = new AbortController();
  // Ctrl-C reaches all processes of a terminal: the one that ordered decides what becomes of the work.
  process.on('SIGINT', () => undefined);
  // Also its own end: whatever still hangs then keeps nobody waiting.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.on('message', (message: ToBounded) => {
    if (message.kind === 'stop') stopped.abort();
    else void begin(work, message.order, stopped.signal);
  });
}

async function begin(
  work: (order: unknown, bounded: BoundedWork) => Promise<void>,
  order: unknown,
  signal: AbortSignal,
): Promise<void> {
  const alive = setInterval(() => send({ kind: 'alive', ...taken() }), ALIVE_EVERY_MS);
  await work(order, { tell: (message) => send({ kind: 'told', message }), signal });
  clearInterval(alive);
  send({ kind: 'done' }, () => process.disconnect());
}

function taken(): { resident: number; computing: number } {
  const { user, system } = process.cpuUsage();
  return { resident: process.memoryUsage.rss(), computing: (user + system) / 1000 };
}

function send(message: FromBounded, sent: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, sent);
}
