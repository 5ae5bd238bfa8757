import { vi } from 'vitest';
import type { Known, LiveSink } from '../../src/live/client.ts';
import { LiveFeed } from '../../src/live/feed.ts';
import type { WatchRequest } from '../../src/live/watch.ts';
import { SmallBook } from './small-book.ts';

/** An event as its watcher reads it, of answers or of keys. */
export interface WatchedEvent {
  readonly versao: number;
  readonly hoje?: string;
  readonly data_base?: string;
  readonly horario?: string;
  readonly tudo?: boolean;
  readonly resultados?: readonly WatchedAnswer[];
  readonly produtos?: readonly (WatchedAnswer & string)[];
  readonly pedidos?: readonly string[];
}

type WatchedAnswer = Readonly<Record<string, unknown>>;

/** One client that keeps every event, and takes them as fast or slowly as the test says. */
export class Watcher implements LiveSink {
  readonly events: WatchedEvent[] = [];
  /** Id of the last event or of an id sent alone. */
  lastId = '';
  /** False: what is handed over now must be taken before more may come. */
  isQuick = true;
  readonly #gone = new AbortController();
  #resume: (() => void) | null = null;

  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  write(bytes: Uint8Array): boolean {
    const { id, json } = JSON.parse(Buffer.from(bytes).toString()) as { id: string; json: string | null };
    this.lastId = id;
    if (json !== null) this.events.push(JSON.parse(json) as WatchedEvent);
    return this.isQuick;
  }

  drained(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#resume = () => resolve(true);
    });
  }

  async send(bytes: Uint8Array): Promise<boolean> {
    return this.write(bytes) || (await this.drained());
  }

  /** Takes what it was given, and is quick from now on. */
  resume(): void {
    this.isQuick = true;
    this.#resume?.();
  }

  leave(): void {
    this.#gone.abort();
  }

  get last(): WatchedEvent {
    return this.events.at(-1)!;
  }

  /** Answers about one order, those of the first event left out. */
  answersOf(order: string, from = 1): WatchedAnswer[] {
    const all = this.events.slice(from).flatMap((event) => event.resultados ?? []);
    return all.filter((answer) => answer['num_pedido'] === order);
  }

  /** Every order told by its code, those of the first event left out, sorted. */
  get ordersTold(): string[] {
    return [...new Set(this.events.slice(1).flatMap((event) => event.pedidos ?? []))].sort();
  }
}

const NOTHING_KNOWN: Known = { position: null, version: null, instant: null };
const NOTHING_WATCHED: WatchRequest = {
  detail: 'answers',
  allOrders: false,
  orders: [],
  products: [],
  language: 'pt-BR',
};

/** A live feed over a book without a database, under clocks that the test moves. */
export class FeedBench {
  readonly book: SmallBook;
  readonly feed: LiveFeed;
  readonly problems: unknown[] = [];
  readonly lags: number[] = [];

  constructor(book = new SmallBook()) {
    vi.useFakeTimers();
    this.book = book;
    this.feed = new LiveFeed(book, {
      frame: (id, json) => Buffer.from(JSON.stringify({ id, json })),
      onLag: (seconds) => this.lags.push(seconds),
      onProblem: (error) => this.problems.push(error),
    });
  }

  async watch(
    request: Partial<WatchRequest>,
    known: Partial<Known> = {},
    sink = new Watcher(),
  ): Promise<Watcher> {
    await this.feed.join(sink, { ...NOTHING_WATCHED, ...request }, { ...NOTHING_KNOWN, ...known });
    return sink;
  }

  /** Lets time pass, and all that happens in it. */
  async pass(milliseconds = 200): Promise<void> {
    await vi.advanceTimersByTimeAsync(milliseconds);
  }

  close(): void {
    this.feed.close();
    vi.useRealTimers();
  }
}

/** Three orders of A, one of B. */
export function fillSmall(book: SmallBook): void {
  book.move('A', 10);
  book.move('B', 10);
  for (const order of ['P1', 'P2', 'P3']) book.line({ order, product: 'A', quantity: 5, date: '2026-03-03' });
  book.line({ order: 'P4', product: 'B', quantity: 5, date: '2026-03-03' });
}
