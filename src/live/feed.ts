import type { Engine, EngineChange } from '../availability/engine.ts';
import { LiveAnswers } from './answers.ts';
import type { Known, LiveSink, LiveSource } from './client.ts';
import { Clients } from './clients.ts';
import { eventJson } from './event.ts';
import { Looking } from './looking.ts';
import { NewsMaker } from './news.ts';
import { Pace } from './pace.ts';
import { type Taken, Unsent } from './unsent.ts';
import type { WatchRequest } from './watch.ts';

export interface LiveFeedOptions {
  /** Makes one event of an id and its JSON text; without text, an id alone. */
  readonly frame: (id: string, json: string | null) => Buffer;
  /** Told how many seconds after the oldest write behind them news were handed over. */
  readonly onLag?: (seconds: number) => void;
  /** Told of failures. Work goes on: the book is looked at again, clients are told to ask again. */
  readonly onProblem: (error: unknown) => void;
}

/** So often clients without news learn the position. */
const POSITION_MS = 15_000;

type Mode =
  | { readonly name: 'unwatched' | 'quiet' | 'sending' | 'closed' }
  /** `at`: moment of the monotonic clock at which news, or what is owed, goes out. */
  | { readonly name: 'due'; readonly timer: NodeJS.Timeout; readonly at: number };

/**
 * The live book: tells clients of every answer they watch that a commit changed.
 *
 * While anybody watches, the book is looked at every few milliseconds (`Looking`, `Pace`). What a change touched is
 * unsent (`Unsent`) until it goes out: every answer touched and watched is then made once (`NewsMaker`), and goes to
 * those watching it if it differs from what was told before (`Clients`). A client that does not keep up is told what
 * changed since from the journal, as if it had connected anew. Where the journal cannot tell, the event says `tudo`: ask
 * again. Watchers of keys are told the same way, but of what a change touched: no answer is made for them.
 *
 * | mode      | entered by                                         | left by                                    | meanwhile |
 * |-----------|----------------------------------------------------|--------------------------------------------|-----------|
 * | unwatched | birth; the last client leaves                      | a client joins → quiet                     | nobody looks; a change is entered in the journal and not told |
 * | quiet     | a client joins; sent, and nothing new or owed      | a change → due; the last leaves → unwatched | looks go on; positions are told |
 * | due       | a change; something owed whose pause is not over   | its moment → sending; the last leaves → unwatched | a change joins the others, or makes the moment earlier; positions are told while only something is owed |
 * | sending   | the moment                                         | sent → due, quiet or unwatched             | a change waits for the next sending; who joins or leaves does so; positions are not told |
 * | closed    | `close`                                            | never                                      | everything is ignored |
 */
export class LiveFeed {
  readonly #source: LiveSource;
  readonly #options: LiveFeedOptions;
  readonly #unlisten: () => void;
  readonly #answers = new LiveAnswers();
  readonly #unsent = new Unsent();
  readonly #news: NewsMaker;
  readonly #clients: Clients;
  readonly #looking: Looking;
  readonly #pace = new Pace();
  #engine: Engine | null = null;
  #mode: Mode = { name: 'unwatched' };
  #positions: NodeJS.Timeout | null = null;

  constructor(source: LiveSource, options: LiveFeedOptions) {
    this.#source = source;
    this.#options = options;
    this.#news = new NewsMaker(this.#answers, this.#unsent.journal, () => this.#engine!);
    this.#clients = new Clients({
      told: () => this.#unsent.told,
      event: (watch, news, position) =>
        options.frame(position, news === null ? null : eventJson(this.#engine!, watch, news)),
      missed: (watch, position) => this.#news.opening(watch, { position }),
      onOwed: (error) => {
        options.onProblem(error);
        this.#schedule(0);
      },
    });
    this.#looking = new Looking({
      look: () => source.fresh(),
      pause: (failed) => this.#pace.untilLook(performance.now(), failed),
      onProblem: options.onProblem,
    });
    this.#unlisten = source.listen((engine, change) => this.#heard(engine, change));
  }

  /** Clients that are told of changes now. */
  get clients(): number {
    return this.#clients.count;
  }

  /** Events handed to clients, and looks at the book, so far. */
  get counts(): { readonly events: number; readonly looks: number } {
    return { events: this.#clients.events, looks: this.#looking.count };
  }

  /**
   * Tells a client of changes from now on, until it is gone. Its first event says which version and date it begins with
   * and carries what it may have missed: the answers changed since what it knows (or `tudo` where that cannot be told);
   * where it knows nothing, the answers of a short list.
   * @throws whatever looking at the book throws; the client is not entered then
   */
  async join(sink: LiveSink, request: WatchRequest, known: Known): Promise<void> {
    await this.#source.fresh();
    if (this.#mode.name === 'closed' || sink.gone.aborted) return;
    // The promises that later ones are compared with.
    if (this.#clients.count === 0) this.#unsent.begin(this.#engine!);
    const client = this.#clients.enter(sink, request, () => this.#left());
    if (this.#mode.name === 'unwatched') this.#mode = { name: 'quiet' };
    this.#clients.greet(client, this.#news.opening(client.watch, known));
    this.#looking.start();
    this.#positions ??= setInterval(() => this.#tellPositions(), POSITION_MS).unref();
  }

  /** Stops looking and sending. The streams are their owner's to end. */
  close(): void {
    this.#unlisten();
    this.#rest();
    this.#clients.close();
    this.#mode = { name: 'closed' };
  }

  #left(): void {
    if (this.#clients.count > 0 || this.#mode.name === 'closed') return;
    this.#rest();
    if (this.#mode.name !== 'sending') this.#mode = { name: 'unwatched' };
    this.#unsent.drop(this.#engine, this.#answers);
  }

  #rest(): void {
    this.#looking.stop();
    if (this.#mode.name === 'due') clearTimeout(this.#mode.timer);
    if (this.#positions !== null) clearInterval(this.#positions);
    this.#positions = null;
  }

  /** Called with every change, before any answer is given from the new state. */
  #heard(engine: Engine, change: EngineChange): void {
    const isSameBook = this.#engine?.book === engine.book;
    this.#engine = engine;
    this.#unsent.hear(engine, change, isSameBook);
    this.#pace.changed(performance.now());
    if (this.#clients.count > 0) this.#schedule(0);
    else this.#unsent.drop(engine, this.#answers);
  }

  /** News goes out when the pace allows, and not before `wait` milliseconds have passed. */
  #schedule(wait: number): void {
    const { name } = this.#mode;
    if (name !== 'quiet' && name !== 'due') return;
    const pause = Math.max(wait, this.#pace.untilSending(performance.now()));
    const at = performance.now() + pause;
    if (this.#mode.name === 'due') {
      if (this.#mode.at <= at) return;
      clearTimeout(this.#mode.timer);
    }
    this.#mode = { name: 'due', at, timer: setTimeout(() => void this.#send(), pause) };
  }

  async #send(): Promise<void> {
    this.#mode = { name: 'sending' };
    const started = performance.now();
    const before = this.#unsent.told;
    try {
      await this.#tell(this.#unsent.take(this.#engine!), before);
    } catch (error) {
      this.#options.onProblem(error);
      this.#clients.oweAll(before);
    }
    const wait = this.#clients.payOwed(performance.now());
    this.#pace.sent(started, performance.now());
    this.#sent(wait);
  }

  async #tell({ pending, since }: Taken, before: string): Promise<void> {
    const handed = this.#clients.events;
    const { watches } = this.#clients;
    for (const [watch, news] of this.#news.ofKeys(watches, pending, before)) {
      this.#clients.tell(watch, news, before);
    }
    for (const [watch, news] of await this.#news.ofAnswers(watches, pending, before)) {
      this.#clients.tell(watch, news, before);
    }
    const isTold = this.#clients.events > handed;
    if (since !== null && isTold) this.#options.onLag?.((performance.now() - since) / 1000);
  }

  /** @param wait milliseconds until something owed may be said; null: nothing is owed */
  #sent(wait: number | null): void {
    if (this.#mode.name === 'closed') return;
    this.#mode = { name: this.#clients.count > 0 ? 'quiet' : 'unwatched' };
    if (!this.#unsent.isEmpty) this.#schedule(0);
    else if (wait !== null) this.#schedule(wait);
  }

  #tellPositions(): void {
    if (this.#mode.name !== 'sending' && this.#unsent.isEmpty) this.#clients.tellPositions();
  }
}
