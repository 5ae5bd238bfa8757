import type { Client, LiveSink } from './client.ts';
import { ALL, type News } from './event.ts';
import { type Watch, Watches, type WatchRequest } from './watch.ts';

/** What clients are told, and from where on. */
export interface Teller {
  /** Position up to which everything was told, or is being told. */
  told(): string;
  /** One event; without news, a position alone. */
  event(watch: Watch<Client>, news: News | null, position: string): Buffer;
  /** What a client missed since a position. */
  missed(watch: Watch<Client>, position: string): News;
  /** A client could not be told what it missed: its watch is owed that it asks again. */
  onOwed(error: unknown): void;
}

/** A client is told at most so often that everything changed. */
const ALL_PAUSE_MS = 1000;
/** Events up to this size are handed over as a whole. */
const WHOLE_BYTES = 64 * 1024;
/** A position of no history: what changed since cannot be told. */
const UNKNOWN = '';

/**
 * Those who watch, and the handing over of events to each at its own pace.
 *
 * | client is | entered by                                  | left by                                      | meanwhile |
 * |-----------|---------------------------------------------|----------------------------------------------|-----------|
 * | ready     | `enter`; it took all it was given           | an event that its sink does not take at once | it is handed every event of its watch |
 * | busy      | an event that its sink does not take at once| the sink took it → ready, told what it missed | nothing is kept for it but since when it misses |
 * | gone      | the sink says so                            | never                                        | ignored |
 */
export class Clients {
  readonly watches = new Watches<Client>();
  readonly #teller: Teller;
  #isClosed = false;
  /** Clients that are told of changes now. */
  count = 0;
  /** Events handed over so far. */
  events = 0;

  constructor(teller: Teller) {
    this.#teller = teller;
  }

  /** Enters a client until it is gone. Whatever is pending goes to it too. */
  enter(sink: LiveSink, request: WatchRequest, onGone: () => void): Client {
    const watch = this.watches.find(request);
    const client: Client = { sink, watch, busy: false, missedFrom: null, told: this.#teller.told() };
    this.watches.enter(watch, client);
    this.count++;
    const leave = (): void => {
      this.watches.leave(watch, client);
      this.count--;
      onGone();
    };
    sink.gone.addEventListener('abort', leave, { once: true });
    return client;
  }

  close(): void {
    this.#isClosed = true;
  }

  /** Tells one client alone, the first time. */
  greet(client: Client, news: News): void {
    const position = this.#teller.told();
    this.#hand(client, this.#teller.event(client.watch, news, position), position);
  }

  /** Sends news to the clients of a watch as one buffer. */
  tell(watch: Watch<Client>, news: News, before: string): void {
    if (watch.clients.size === 0) return;
    const position = watch.owedFrom ?? this.#teller.told();
    const bytes = this.#teller.event(watch, news, position);
    for (const client of watch.clients) {
      if (client.busy) client.missedFrom ??= before;
      else this.#hand(client, bytes, position);
    }
  }

  /** Silence would be worse than asking again. */
  oweAll(before: string): void {
    for (const watch of this.watches) watch.owedFrom ??= before;
  }

  /** Says that everything changed where that is owed, unless it was said just now; how long to wait for those. */
  payOwed(now: number): number | null {
    let wait: number | null = null;
    for (const watch of this.watches) {
      if (watch.owedFrom === null) continue;
      const early = watch.toldAllAt + ALL_PAUSE_MS - now;
      if (early > 0) {
        wait = Math.min(wait ?? early, early);
        continue;
      }
      watch.owedFrom = null;
      watch.toldAllAt = now;
      const bytes = this.#teller.event(watch, ALL, this.#teller.told());
      for (const client of watch.clients) {
        if (client.busy) client.missedFrom = UNKNOWN;
        else this.#hand(client, bytes, this.#teller.told());
      }
    }
    return wait;
  }

  /** Clients without news learn the position, so that they can resume from far back. */
  tellPositions(): void {
    const told = this.#teller.told();
    for (const watch of this.watches) {
      for (const client of watch.clients) {
        if (watch.owedFrom === null && !client.busy && client.told !== told) {
          this.#hand(client, this.#teller.event(watch, null, told), told);
        }
      }
    }
  }

  #hand(client: Client, bytes: Buffer, position: string): void {
    client.told = position;
    this.events++;
    const isWhole = bytes.length <= WHOLE_BYTES;
    if (isWhole && client.sink.write(bytes)) return;
    client.busy = true;
    const taken = isWhole ? client.sink.drained() : client.sink.send(bytes);
    void taken.then((alive) => {
      if (alive && !this.#isClosed) this.#catchUp(client);
    });
  }

  /** A client takes more: it is told what it missed. */
  #catchUp(client: Client): void {
    client.busy = false;
    const { missedFrom, watch } = client;
    client.missedFrom = null;
    if (missedFrom === null) return;
    try {
      const news = this.#teller.missed(watch, missedFrom);
      const position = watch.owedFrom ?? this.#teller.told();
      this.#hand(client, this.#teller.event(watch, news, position), position);
    } catch (error) {
      watch.owedFrom ??= missedFrom;
      this.#teller.onOwed(error);
    }
  }
}
