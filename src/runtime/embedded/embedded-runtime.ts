import { EventEmitter } from 'node:events';
import type { RetryRules, Runtime } from '../runtime.ts';
import { FairQueue } from './fair-queue.ts';
import { ResultMemory } from './result-memory.ts';

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
  const memory = new ResultMemory(options.keepBytes ?? USUAL_KEEP_BYTES);
  const channels = new EventEmitter().setMaxListeners(0);
  return {
    queue: {
      add: async (jobs) => queue.add(jobs),
      take: async (slots, handler) => queue.take(slots, handler),
      drop: async (group) => queue.drop(group),
    },
    wakeUps: {
      publish: async (channel) => void channels.emit(eventOf(channel)),
      subscribe: async (channel, listener) => {
        // One listener may subscribe twice, and each of its subscriptions ends alone.
        const hear = (): void => listener();
        channels.on(eventOf(channel), hear);
        return async () => void channels.off(eventOf(channel), hear);
      },
    },
    results: {
      keep: async (group, key, result) => memory.keep(group, key, result),
      find: async (group, key) => memory.find(group, key),
      forget: async (group) => memory.forget(group),
    },
    figures: { isShared: false, counts: async (group) => queue.counts(group) },
    close: () => queue.close(),
  };
}

/** An event called `error` would throw where nobody listens. */
function eventOf(channel: string): string {
  return `channel ${channel}`;
}
