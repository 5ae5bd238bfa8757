import type { CollectionSnapshot } from '../../contract/collection.ts';
import type { CollectionEvent } from './collection-event.ts';
import { CollectionProgress, type CollectionShown } from './collection-state.ts';
import type { Usage } from './usage.ts';

const NO_USAGE: Usage = { cpu: 0, memory: 0 };

type Untimed<Event> = Event extends CollectionEvent ? Omit<Event, 'at'> : never;

/** What is told of a collection: each event at once to whoever listens, and all of them in one picture. */
export class CollectionNews {
  readonly #progress: CollectionProgress;
  readonly #listeners = new Set<(event: CollectionEvent) => void>();
  #notice: string | null = null;
  #portalUntil: number | null = null;
  #usage: Usage = NO_USAGE;

  constructor(shown: CollectionShown) {
    this.#progress = new CollectionProgress(shown, now());
  }

  /** Something happens now. */
  tell(news: Untimed<CollectionEvent>): void {
    const event = { ...news, at: now() } as CollectionEvent;
    this.#progress.apply(event);
    for (const listener of this.#listeners) listener(event);
  }

  /** Why nothing new is begun, told when it changes; null where there is nothing to say. */
  showNotice(text: string | null, portalUntil: number | null): void {
    if (text === this.#notice && portalUntil === this.#portalUntil) return;
    this.#notice = text;
    this.#portalUntil = portalUntil;
    this.tell({ kind: 'notice', text, portalUntil });
  }

  /** Measures what the processes need. What cannot be measured is nothing. */
  async measure(measuring: Promise<Usage>): Promise<void> {
    this.#usage = await measuring.catch(() => NO_USAGE);
  }

  /** The collection as it is now. */
  snapshot(): CollectionSnapshot {
    return this.#progress.snapshot(now(), this.#usage);
  }

  /** Tells a listener of everything that happens from now on; returns what ends that. */
  onEvent(listener: (event: CollectionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Epoch milliseconds that never go back. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
