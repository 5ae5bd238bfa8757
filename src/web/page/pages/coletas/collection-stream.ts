import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { CollectionStreamEvent } from '../../../../contract/collection-wire.ts';
import { streamPath } from './coletas-view.ts';

/** How the page stands to a collection that it shows. */
export type StreamState = 'connecting' | 'live' | 'reconnecting' | 'rests' | 'lost';

/** A collection as its stream tells it. */
export interface LiveCollection {
  /** The newest picture; null before the first one. */
  readonly now: ReadonlySignal<CollectionStreamEvent | null>;
  readonly state: ReadonlySignal<StreamState>;
  /** A collection at rest was begun again: follows it again. */
  follow(): void;
}

const WAIT_MS = 1_000;
/** A collection that is not there is not there the next time either. */
const MOST_REFUSALS = 5;

class CollectionStream implements LiveCollection {
  readonly now = signal<CollectionStreamEvent | null>(null);
  readonly state = signal<StreamState>('connecting');
  readonly #path: string;
  #source: EventSource | null = null;
  #again: ReturnType<typeof setTimeout> | undefined;
  #refusals = 0;

  constructor(path: string) {
    this.#path = path;
  }

  follow(): void {
    this.close();
    const source = new EventSource(this.#path);
    this.#source = source;
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as CollectionStreamEvent;
      this.#refusals = 0;
      this.now.value = event;
      this.state.value = event.completo ? 'rests' : 'live';
      if (event.completo) source.close();
    };
    source.onerror = () => {
      if (this.#source !== source) return;
      this.state.value = this.now.peek() === null ? 'connecting' : 'reconnecting';
      // A lost connection is taken up again by the browser; a refused one is not.
      if (source.readyState !== EventSource.CLOSED) return;
      this.#refusals += 1;
      if (this.#refusals < MOST_REFUSALS) this.#again = setTimeout(() => this.follow(), WAIT_MS);
      else this.state.value = 'lost';
    };
  }

  close(): void {
    clearTimeout(this.#again);
    this.#source?.close();
    this.#source = null;
  }
}

/** Follows a collection for as long as the component is there. */
export function useCollectionStream(id: string): LiveCollection {
  const stream = useMemo(() => new CollectionStream(streamPath(id)), [id]);
  useEffect(() => {
    stream.follow();
    return () => stream.close();
  }, [stream]);
  return stream;
}
