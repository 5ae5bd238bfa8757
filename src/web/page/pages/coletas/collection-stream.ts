import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { CollectionStreamEvent } from '../../../../contract/collection-wire.ts';
import { StreamFollower } from '../../../stream-follower.ts';
import { judgeStream } from '../../data/judge-stream.ts';
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

/** Follows a collection; an outage is waited for, one that is not there (any more) is `lost`. */
export class CollectionStream implements LiveCollection {
  readonly now = signal<CollectionStreamEvent | null>(null);
  readonly state = signal<StreamState>('connecting');
  readonly #stream: StreamFollower;

  constructor(path: string) {
    this.#stream = new StreamFollower({
      url: () => path,
      heard: (data) => this.#take(JSON.parse(data) as CollectionStreamEvent),
      troubled: () => {
        this.state.value = this.now.peek() === null ? 'connecting' : 'reconnecting';
      },
      ended: () => {
        this.state.value = 'lost';
      },
      judge: () => judgeStream(path),
    });
  }

  follow(): void {
    this.#stream.start();
  }

  close(): void {
    this.#stream.close();
  }

  #take(event: CollectionStreamEvent): void {
    this.now.value = event;
    this.state.value = event.completo ? 'rests' : 'live';
    if (event.completo) this.#stream.close();
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
