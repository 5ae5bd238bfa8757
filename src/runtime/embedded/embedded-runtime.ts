import { EventEmitter } from 'node:events';
import type { RetryRules, Runtime } from '../runtime.ts';
import { FairQueue } from './fair-queue.ts';
import { KeptResults } from './kept-results.ts';

export interface EmbeddedOptions {
  readonly retry?: RetryRules;
  /** Most bytes of results kept. */
  readonly keepBytes?: number;
}

const USUAL_RETRY: RetryRules = { retries: 3, backoffMs: 250 };
const USUAL_KEEP_BYTES = 96 * 1024 * 1024;

/** Everything in the memory of this process. */
export function openEmbeddedRuntime(options: EmbeddedOptions = {}): Runtime {
  const queue = new FairQueue(options.retry ?? USUAL_RETRY);
  const kept = new KeptResults(options.keepBytes ?? USUAL_KEEP_BYTES);
  const channels = new EventEmitter().setMaxListeners(0);
  return {
    add: (jobs) => queue.add(jobs),
    take: (slots, handler) => queue.take(slots, handler),
    drop: (group) => queue.drop(group),
    counts: (group) => queue.counts(group),
    publish: (channel) => {
      channels.emit(eventOf(channel));
    },
    subscribe: (channel, listener) => {
      channels.on(eventOf(channel), listener);
      return () => channels.off(eventOf(channel), listener);
    },
    keep: (group, key, result) => kept.keep(group, key, result),
    find: (group, key) => kept.find(group, key),
    forget: (group) => kept.forget(group),
    close: () => queue.close(),
  };
}

/** An event called `error` would throw where nobody listens. */
function eventOf(channel: string): string {
  return `channel ${channel}`;
}
