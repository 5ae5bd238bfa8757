import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { couplesPromises, type Engine, type EngineChange } from '../availability/engine.ts';
import { LiveAnswers, type LiveTexts } from './answers.ts';
import { ChangeNames, MovedPromises, nothingPending, type Pending, unionOf } from './changes.ts';
import type { Client, Known, LiveSink, LiveSource } from './client.ts';
import { ALL, type AnswersByCode, eventJson, keysOf, type News, NOTHING, newsFrom } from './event.ts';
import { type ChangedCodes, LiveJournal } from './journal.ts';
import { Pace } from './pace.ts';
import { common, isLong, isTooMany, type Watch, Watches, type WatchRequest, watchedPart } from './watch.ts';

export interface LiveFeedOptions {
  /** Makes one event of an id and its JSON text; without text, an id alone. */
  readonly frame: (id: string, json: string | null) => Buffer;
  /** Told how many seconds after the oldest write behind them news were handed over. */
  readonly onLag?: (seconds: number) => void;
  /** Told of failures. Work goes on: the book is looked at again, clients are told to ask again. */
  readonly onProblem: (error: unknown) => void;
}

/** Calculation between two chances for requests to be served. */
const SLICE_MS = 8;
/** A client is told at most so often that everything changed. */
const ALL_PAUSE_MS = 1000;
/** So often clients without news learn the position, so that they can resume from far back. */
const POSITION_MS = 15_000;
/** Events up to this size are handed over as a whole. */
const WHOLE_BYTES = 64 * 1024;

/**
 * The live book: tells clients of every answer they watch that a commit changed.
 *
 * While anybody watches, the book is looked at every few milliseconds (`Pace`). What a change touched is *pending*
 * until it is sent: every answer touched and watched is then made once, and goes to those watching it if it differs
 * from what was told before. A client that does not keep up is *busy*: it is handed nothing and nothing is kept for it;
 * when it has taken what it was given it is told what changed since, from the journal, as if it had connected anew.
 * Where the journal cannot tell, the event says `tudo`: ask again. Watchers of keys are told the same way, but of what a
 * change touched: no answer is made for them.
 */
export class LiveFeed {
  readonly #source: LiveSource;
  readonly #options: LiveFeedOptions;
  readonly #unlisten: () => void;
  readonly #watches = new Watches<Client>();
  readonly #answers = new LiveAnswers();
  readonly #journal = new LiveJournal();
  readonly #names = new ChangeNames();
  readonly #promises = new MovedPromises();
  readonly #pace = new Pace();
  #engine: Engine | null = null;
  #pending = nothingPending();
  /** When the oldest write behind what is pending was made; null where nothing is known. */
  #pendingSince: number | null = null;
  /** Position up to which everything was told, or is being told. */
  #told = '';
  #clients = 0;
  #sendTimer: NodeJS.Timeout | null = null;
  #lookTimer: NodeJS.Timeout | null = null;
  #payTimer: NodeJS.Timeout | null = null;
  #positionTimer: NodeJS.Timeout | null = null;
  #sending = false;
  #looking = false;
  #closed = false;
  /** Events handed to clients, and looks at the book, so far. */
  readonly counts = { events: 0, looks: 0 };

  constructor(source: LiveSource, options: LiveFeedOptions) {
    this.#source = source;
    this.#options = options;
    this.#unlisten = source.listen((engine, change) => this.#heard(engine, change));
  }

  /** Clients that are told of changes now. */
  get clients(): number {
    return this.#clients;
  }

  /**
   * Tells a client of changes from now on, until it is gone. Its first event says which version and date it begins with
   * and carries what it may have missed: the answers changed since what it knows (or `tudo` where that cannot be told);
   * where it knows nothing, the answers of a short list.
   * @throws whatever looking at the book throws; the client is not entered then
   */
  async join(sink: LiveSink, request: WatchRequest, known: Known): Promise<void> {
    await this.#source.fresh();
    if (this.#closed || sink.gone.aborted) return;
    const engine = this.#engine!;
    // The promises that later ones are compared with.
    if (this.#clients === 0) this.#promises.moved(engine);
    const watch = this.#watches.find(request);
    const client: Client = { sink, watch, busy: false, missedFrom: null, told: this.#told };
    this.#watches.enter(watch, client);
    this.#clients++;
    sink.gone.addEventListener('abort', () => this.#leave(client), { once: true });
    this.#hand(client, this.#event(watch, this.#opening(engine, watch, known), this.#told), this.#told);
    this.#look();
    this.#positionTimer ??= setInterval(() => this.#tellPositions(), POSITION_MS).unref();
  }

  /** Stops looking and sending. The streams are their owner's to end. */
  close(): void {
    this.#closed = true;
    this.#unlisten();
    this.#stopTimers();
  }

  #stopTimers(): void {
    if (this.#lookTimer !== null) clearTimeout(this.#lookTimer);
    if (this.#sendTimer !== null) clearTimeout(this.#sendTimer);
    if (this.#payTimer !== null) clearTimeout(this.#payTimer);
    if (this.#positionTimer !== null) clearInterval(this.#positionTimer);
    this.#lookTimer = null;
    this.#sendTimer = null;
    this.#payTimer = null;
    this.#positionTimer = null;
  }

  #leave(client: Client): void {
    this.#watches.leave(client.watch, client);
    if (--this.#clients > 0) return;
    this.#stopTimers();
    this.#dropPending();
  }

  #look(): void {
    if (this.#looking || this.#lookTimer !== null || this.#closed || this.#clients === 0) return;
    this.#looking = true;
    this.counts.looks++;
    this.#source.fresh().then(
      () => this.#lookLater(false),
      (error: unknown) => {
        this.#options.onProblem(error);
        this.#lookLater(true);
      },
    );
  }

  #lookLater(failed: boolean): void {
    this.#looking = false;
    if (this.#closed || this.#clients === 0) return;
    const look = (): void => {
      this.#lookTimer = null;
      this.#look();
    };
    this.#lookTimer = setTimeout(look, this.#pace.untilLook(performance.now(), failed));
  }

  /** Called with every change, before any answer is given from the new state. */
  #heard(engine: Engine, change: EngineChange): void {
    const isSameBook = this.#engine?.book === engine.book;
    this.#engine = engine;
    const { version } = engine.book;
    const touched = this.#names.touched(engine, change);
    if (touched === null) {
      // Another day of the same book: the answers of this very version are not what they were.
      this.#journal.restart(version, isSameBook ? version + 1 : version, Date.now());
      this.#pending.all = true;
    } else {
      this.#journal.add(version, touched, Date.now());
      for (const code of touched.orders) this.#pending.orders.add(code);
      for (const code of touched.ownOrders) this.#pending.ownOrders.add(code);
      for (const code of touched.products) this.#pending.products.add(code);
    }
    this.#pace.changed(performance.now());
    if (change.writtenAt !== undefined) {
      this.#pendingSince = Math.min(this.#pendingSince ?? change.writtenAt, change.writtenAt);
    }
    if (this.#clients > 0) this.#schedule();
    else this.#dropPending();
  }

  /** Nobody is told of what is pending. */
  #dropPending(): void {
    const { all, orders, products } = this.#pending;
    this.#pending = nothingPending();
    this.#pendingSince = null;
    if (all) this.#answers.forgetAllBut(NO_CODES, NO_CODES);
    for (const code of orders) this.#answers.forget('order', code);
    for (const code of products) this.#answers.forget('product', code);
    const book = this.#engine?.book;
    if (book === undefined) return;
    // Which promises this moved is not worked out while nobody watches, so it cannot be told later what changed.
    const isUnknown = couplesPromises(this.#engine!) && orders.size + products.size > 0;
    if (isUnknown) this.#journal.restart(book.version, book.version, Date.now());
    this.#told = this.#journal.position();
  }

  #schedule(): void {
    if (this.#sendTimer !== null || this.#sending || this.#closed) return;
    this.#sendTimer = setTimeout(() => {
      this.#sendTimer = null;
      void this.#send();
    }, this.#pace.untilSending(performance.now()));
  }

  async #send(): Promise<void> {
    this.#sending = true;
    const started = performance.now();
    const before = this.#told;
    const since = this.#pendingSince;
    const handed = this.counts.events;
    this.#pendingSince = null;
    try {
      const pending = this.#takePending();
      this.#tellKeys(pending, before);
      const news = pending.all ? await this.#newsOfAll(before) : await this.#newsOf(pending, before);
      for (const [watch, of] of news) this.#tell(watch, of, before);
      const isTold = this.counts.events > handed;
      if (since !== null && isTold) this.#options.onLag?.((performance.now() - since) / 1000);
    } catch (error) {
      // Whatever answer could not be made: silence would be worse than asking again.
      this.#options.onProblem(error);
      for (const watch of this.#watches) watch.owedFrom ??= before;
    }
    const wait = this.#payAll();
    this.#sending = false;
    this.#pace.sent(started, performance.now());
    const { all, orders, products } = this.#pending;
    if (all || orders.size + products.size > 0) this.#schedule();
    if (wait !== null) this.#payLater(wait);
  }

  #payLater(wait: number): void {
    if (this.#payTimer !== null || this.#closed || this.#clients === 0) return;
    this.#payTimer = setTimeout(() => {
      this.#payTimer = null;
      this.#schedule();
    }, wait);
  }

  /** What is pending, with the orders whose promises it moved elsewhere. */
  #takePending(): Pending {
    const pending = this.#pending;
    this.#pending = nothingPending();
    const engine = this.#engine!;
    const moved = this.#promises.moved(engine);
    if (!pending.all && moved.length > 0) {
      const elsewhere = { orders: new Set(moved), products: NO_CODES };
      this.#journal.add(engine.book.version, elsewhere, Date.now());
      for (const code of moved) pending.orders.add(code);
    }
    this.#told = this.#journal.position();
    return pending;
  }

  /** Watchers of keys wait for no answer to be made. */
  #tellKeys(pending: Pending, before: string): void {
    for (const watch of this.#watches) {
      if (watch.detail !== 'keys') continue;
      if (pending.all) {
        watch.owedFrom ??= before;
        continue;
      }
      const part = this.#partToTell(watch, pending, before);
      if (part.orders.size + part.products.size > 0) this.#tell(watch, keysOf(part), before);
    }
  }

  /** News of each watch of answers. Where too many orders changed for one, it is owed the rest. */
  async #newsOf(pending: Pending, before: string): Promise<Map<Watch<Client>, News>> {
    const parts = new Map<Watch<Client>, ChangedCodes>();
    for (const watch of this.#watches) {
      if (watch.detail === 'answers') parts.set(watch, this.#partToTell(watch, pending, before));
    }
    const watched = unionOf(parts.values());
    for (const code of pending.orders) if (!watched.orders.has(code)) this.#answers.forget('order', code);
    for (const code of pending.products)
      if (!watched.products.has(code)) this.#answers.forget('product', code);
    const changed = await this.#changed(watched);
    const news = new Map<Watch<Client>, News>();
    for (const [watch, part] of parts) {
      const of = newsFrom(part, changed);
      if (of.orders.length + of.products.length > 0) news.set(watch, of);
    }
    return news;
  }

  #partToTell(watch: Watch<Client>, pending: Pending, before: string): ChangedCodes {
    const part = watchedPart(watch, pending);
    if (!isTooMany(watch, part)) return part;
    watch.owedFrom ??= before;
    const own = { orders: common(part.orders, pending.ownOrders), products: part.products };
    if (!isTooMany(watch, own)) return own;
    return { orders: NO_CODES, products: watch.detail === 'keys' ? NO_CODES : part.products };
  }

  /** News of another day or a book loaded anew: lists get what changed of theirs, watchers of more ask again. */
  async #newsOfAll(before: string): Promise<Map<Watch<Client>, News>> {
    const lists: Watch<Client>[] = [];
    for (const watch of this.#watches) {
      if (isLong(watch)) watch.owedFrom ??= before;
      else lists.push(watch);
    }
    const watched = unionOf(lists);
    this.#answers.forgetAllBut(watched.orders, watched.products);
    const changed = await this.#changed(watched);
    return new Map(lists.map((watch) => [watch, newsFrom(watch, changed)]));
  }

  /** Makes every answer of a part once; those that differ from what was told. */
  async #changed(part: ChangedCodes): Promise<AnswersByCode> {
    const changed = { orders: new Map<string, LiveTexts>(), products: new Map<string, LiveTexts>() };
    const all = [
      ...Array.from(part.orders, (code) => ['order', code, changed.orders] as const),
      ...Array.from(part.products, (code) => ['product', code, changed.products] as const),
    ];
    let until = performance.now() + SLICE_MS;
    for (const [kind, code, found] of all) {
      // Between two slices the engine may move on: its new state is told then, and told again where that is pending.
      const texts = this.#answers.changed(this.#engine!, kind, code);
      if (texts !== null) found.set(code, texts);
      if (performance.now() < until) continue;
      await yieldToOthers();
      until = performance.now() + SLICE_MS;
    }
    return changed;
  }

  /** Sends news to the clients of a watch as one buffer. */
  #tell(watch: Watch<Client>, news: News, before: string): void {
    if (watch.clients.size === 0) return;
    const position = watch.owedFrom ?? this.#told;
    const bytes = this.#event(watch, news, position);
    for (const client of watch.clients) {
      if (client.busy) client.missedFrom ??= before;
      else this.#hand(client, bytes, position);
    }
  }

  /** Says that everything changed where that is owed, unless it was said just now; how long to wait for those. */
  #payAll(): number | null {
    const now = performance.now();
    let wait: number | null = null;
    for (const watch of this.#watches) {
      if (watch.owedFrom === null) continue;
      const early = watch.toldAllAt + ALL_PAUSE_MS - now;
      if (early > 0) {
        wait = Math.min(wait ?? early, early);
        continue;
      }
      watch.owedFrom = null;
      watch.toldAllAt = now;
      const bytes = this.#event(watch, ALL, this.#told);
      for (const client of watch.clients) {
        if (client.busy) client.missedFrom = UNKNOWN;
        else this.#hand(client, bytes, this.#told);
      }
    }
    return wait;
  }

  #hand(client: Client, bytes: Buffer, position: string): void {
    client.told = position;
    this.counts.events++;
    const isWhole = bytes.length <= WHOLE_BYTES;
    if (isWhole && client.sink.write(bytes)) return;
    client.busy = true;
    const taken = isWhole ? client.sink.drained() : client.sink.send(bytes);
    void taken.then((alive) => {
      if (alive && !this.#closed) this.#catchUp(client);
    });
  }

  /** A client takes more: it is told what it missed. */
  #catchUp(client: Client): void {
    client.busy = false;
    const { missedFrom, watch } = client;
    client.missedFrom = null;
    if (missedFrom === null) return;
    try {
      const news = this.#opening(this.#engine!, watch, { position: missedFrom });
      const position = watch.owedFrom ?? this.#told;
      this.#hand(client, this.#event(watch, news, position), position);
    } catch (error) {
      this.#options.onProblem(error);
      watch.owedFrom ??= missedFrom;
      this.#schedule();
    }
  }

  /** What a client has to be told that knows answers of before, or none. */
  #opening(engine: Engine, watch: Watch<Client>, known: Partial<Known>): News {
    const { position = null, version = null, instant = null } = known;
    if (position === null && version === null && instant === null) {
      return isLong(watch) ? NOTHING : this.#current(engine, watch);
    }
    const since = this.#versionOf(position, version, instant);
    const changed = since === null ? null : this.#journal.since(since);
    if (changed === null) return isLong(watch) ? ALL : this.#current(engine, watch);
    const part = watchedPart(watch, changed);
    if (isTooMany(watch, part)) return ALL;
    return watch.detail === 'keys' ? keysOf(part) : this.#current(engine, part);
  }

  #versionOf(position: string | null, version: number | null, instant: number | null): number | null {
    if (position !== null) return this.#journal.versionOf(position);
    return version ?? (instant === null ? null : this.#journal.versionAt(instant));
  }

  #current(engine: Engine, part: ChangedCodes): News {
    return {
      all: false,
      orders: Array.from(part.orders, (code) => this.#answers.current(engine, 'order', code)),
      products: Array.from(part.products, (code) => this.#answers.current(engine, 'product', code)),
    };
  }

  #event(watch: Watch<Client>, news: News, position: string): Buffer {
    return this.#options.frame(position, eventJson(this.#engine!, watch, news));
  }

  #tellPositions(): void {
    const { all, orders, products } = this.#pending;
    if (this.#sending || all || orders.size + products.size > 0) return;
    const bytes = this.#options.frame(this.#told, null);
    for (const watch of this.#watches) {
      for (const client of watch.clients) {
        if (watch.owedFrom === null && !client.busy && client.told !== this.#told) {
          this.#hand(client, bytes, this.#told);
        }
      }
    }
  }
}

const NO_CODES: ReadonlySet<string> = new Set();
/** A position of no history: what changed since cannot be told. */
const UNKNOWN = '';
