import type { Runtime } from '../runtime/runtime.ts';
import { persistently } from '../tasks/retrying.ts';
import { type BatchQuestion, failedBatch } from '../threads/batch-answer.ts';
import type { Rendered } from '../threads/worker-pool.ts';
import type { Batch, Run, RunEvent } from './run.ts';
import { batchEvent, endEvent, freeEvent } from './run-events.ts';

/** Somebody who receives a stream, as fast as they can. */
export interface EventSink {
  readonly gone: AbortSignal;
  /** Resolves when more may be sent; false when nobody is there any more. */
  send(bytes: Uint8Array): Promise<boolean>;
}

/** Makes one event as it goes to the client, in parts, of its JSON in parts. */
export type EventFormat = (id: number, data: readonly Uint8Array[]) => readonly Uint8Array[];

const MOST_RENDERINGS = 4;
/** Events go out together up to so many bytes, and as long as they are made in so many milliseconds. */
const TOGETHER_BYTES = 384 * 1024;
const TOGETHER_MS = 20;
/** Parts of an event from this size on are sent as they are. */
const WORTH_NO_COPY = 32 * 1024;

/** Who renders answers, with everything in them that was committed before the call. */
export interface Renderer {
  /** The state of the book; equal states mean equal answers. */
  state(): Promise<string>;
  /** Answers a batch at once, behind nobody. */
  renderNow(question: BatchQuestion): Promise<Rendered>;
}

export interface DeliveryOptions {
  /** Most milliseconds a stream waits for a database that does not answer. */
  readonly patience: number;
  /** Told of failures that are waited out. */
  readonly onProblem: (error: unknown) => void;
  /** Time zone in which instants are written. */
  readonly timeZone: () => string;
  /** Brings a run to what the database knows of it. */
  readonly refresh: (run: Run) => Promise<void>;
  /** Milliseconds after which a stream that hears of nothing looks by itself. */
  readonly lookAfter: (run: Run) => number;
}

/** Delivers runs: what happened is read from their events, what is true is calculated anew where it changed since. */
export class Delivery {
  readonly #runtime: Runtime;
  readonly #renderer: Renderer;
  readonly #options: DeliveryOptions;

  constructor(runtime: Runtime, renderer: Renderer, options: DeliveryOptions) {
    this.#runtime = runtime;
    this.#renderer = renderer;
    this.#options = options;
  }

  /**
   * Sends the events after number `after`, then new ones as they come, to the end of the run. What goes out together is
   * all that is in hand; a client that is slow makes nobody wait but itself. While the database does not answer the
   * stream stays open and waits. A wake-up may be lost, or never come from where the run is carried out: the database is
   * looked at now and then.
   * @throws what the database fails with for longer than the patience, or what ended the run here
   */
  async follow(run: Run, after: number, sink: EventSink, format: EventFormat): Promise<void> {
    const news = new EventTarget();
    const stopReading = run.beginReading();
    const hear = (): void => void news.dispatchEvent(new Event('news'));
    try {
      const leave = await this.#runtime.wakeUps.subscribe(run.channel, hear);
      try {
        await this.#sendFrom(run, after, sink, format, news);
      } finally {
        await leave();
      }
    } finally {
      stopReading();
    }
  }

  async #sendFrom(
    run: Run,
    after: number,
    sink: EventSink,
    format: EventFormat,
    news: EventTarget,
  ): Promise<void> {
    const { patience, onProblem, refresh, lookAfter } = this.#options;
    const rules = { limit: patience, gone: sink.gone, onProblem };
    for (let sent = after; !sink.gone.aborted && !run.isForgotten; ) {
      if (run.events.length > sent) {
        const events = await persistently(() => this.#together(run, sent, format), rules);
        for (const piece of joined(events.flat())) if (!(await sink.send(piece))) return;
        sent += events.length;
      } else {
        if (run.finishedAt !== null) return;
        if (run.fault !== null) throw run.fault;
        if (!(await isTold(news, sink.gone, lookAfter(run)))) await persistently(() => refresh(run), rules);
      }
    }
  }

  /**
   * The next events after number `sent`, to go out together. All are made after one look at the database, which begins
   * when everything before them is out: whoever commits on seeing an event finds the commit in all that come after it.
   */
  async #together(run: Run, sent: number, format: EventFormat): Promise<(readonly Uint8Array[])[]> {
    const end = run.events.length;
    const until = performance.now() + TOGETHER_MS;
    const state = await this.#renderer.state();
    const events: (readonly Uint8Array[])[] = [];
    let bytes = 0;
    for (let at = sent; at < end; at++) {
      const event = format(at + 1, await this.#data(run, run.events[at]!, state));
      events.push(event);
      bytes += sizeOf(event);
      if (bytes >= TOGETHER_BYTES || performance.now() >= until) break;
    }
    return events;
  }

  async #data(run: Run, event: RunEvent, state: string): Promise<readonly Uint8Array[]> {
    const timeZone = this.#options.timeZone();
    switch (event.kind) {
      case 'batch':
        return batchEvent(run, event, await this.#resultsAt(run, event.batch, state), timeZone);
      case 'free':
        return [Buffer.from(freeEvent(run, event, timeZone))];
      case 'end':
        return [Buffer.from(endEvent(run, event.at, timeZone))];
    }
  }

  /** Results of a recorded batch as JSON separated by commas, with everything committed before the call in them. */
  async results(run: Run, batch: Batch): Promise<Uint8Array> {
    return await this.#resultsAt(run, batch, await this.#renderer.state());
  }

  /** The results kept, if the book is still in the state they are from; else they are calculated anew. */
  async #resultsAt(run: Run, batch: Batch, current: string): Promise<Uint8Array> {
    const question: BatchQuestion = { codes: batch.codes, language: run.language, detail: run.detail };
    if (batch.state === 'failed') return Buffer.from(failedBatch(question).text);
    const key = String(batch.number);
    const kept = await this.#runtime.results.find(run.channel, key);
    if (kept !== null && kept.state === current) return kept.bytes;
    const { bytes, state } = await this.#render(question);
    if (!run.isForgotten) await this.#runtime.results.keep(run.channel, key, { bytes, state });
    return bytes;
  }

  async #render(question: BatchQuestion): Promise<Rendered> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#renderer.renderNow(question);
      } catch (error) {
        if (tries === MOST_RENDERINGS) throw error;
      }
    }
  }
}

/** Waits for news, as long as somebody is there; false when none came in time. */
async function isTold(news: EventTarget, gone: AbortSignal, milliseconds: number): Promise<boolean> {
  if (gone.aborted) return true;
  return await new Promise<boolean>((resolve) => {
    const end = (told: boolean): void => {
      clearTimeout(timer);
      news.removeEventListener('news', tell);
      gone.removeEventListener('abort', tell);
      resolve(told);
    };
    const tell = (): void => end(true);
    const timer = setTimeout(() => end(false), milliseconds);
    news.addEventListener('news', tell);
    gone.addEventListener('abort', tell);
  });
}

/** Neighbours that are small become one piece; a large part is not worth a copy. */
function joined(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let small: Uint8Array[] = [];
  for (const part of parts) {
    if (part.length < WORTH_NO_COPY) {
      small.push(part);
      continue;
    }
    pieces.push(Buffer.concat(small), part);
    small = [];
  }
  pieces.push(Buffer.concat(small));
  return pieces.filter((piece) => piece.length > 0);
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
