import { once } from 'node:events';
import type { Runtime } from '../runtime/runtime.ts';
import { type BatchQuestion, failedBatch } from './batch-answer.ts';
import type { Batch, Run, RunEvent } from './run.ts';
import { batchEvent, endEvent, freeEvent } from './run-events.ts';
import type { Rendered, WorkerPool } from './worker-pool.ts';

/** Somebody who receives a stream, as fast as they can. */
export interface EventSink {
  readonly gone: AbortSignal;
  /** Resolves when more may be sent; false when nobody is there any more. */
  send(bytes: Uint8Array): Promise<boolean>;
}

/** Makes the bytes of one event as they go to the client. */
export type EventFormat = (id: number, data: string | Uint8Array) => Uint8Array;

const MOST_RENDERINGS = 4;
/** One look at the database covers the events that are there when it starts, while they go out without a wait. */
const MOST_LOOK_AGE_MS = 20;

/** The state of the book as one look found it. */
interface Looked {
  readonly state: string;
  /** Number of events that existed before the look. */
  readonly covers: number;
  readonly startedAt: number;
}

/** Delivers runs: what happened is read from their events, what is true is calculated anew where it changed since. */
export class Delivery {
  readonly #runtime: Runtime;
  readonly #pool: WorkerPool;

  constructor(runtime: Runtime, pool: WorkerPool) {
    this.#runtime = runtime;
    this.#pool = pool;
  }

  /**
   * Sends the events after number `after`, then new ones as they come, to the end of the run. One event at a time is in
   * hand; a client that is slow makes nobody wait but itself.
   */
  async follow(run: Run, after: number, sink: EventSink, format: EventFormat): Promise<void> {
    const news = new EventTarget();
    const unsubscribe = this.#runtime.subscribe(run.channel, () => news.dispatchEvent(new Event('news')));
    run.readers++;
    try {
      await this.#sendFrom(run, after, sink, format, news);
    } finally {
      run.readers--;
      run.lastRead = Date.now();
      unsubscribe();
    }
  }

  async #sendFrom(
    run: Run,
    after: number,
    sink: EventSink,
    format: EventFormat,
    news: EventTarget,
  ): Promise<void> {
    let looked: Looked | null = null;
    for (let sent = after; !sink.gone.aborted && !run.isForgotten; ) {
      const event = run.events[sent];
      if (event === undefined) {
        if (run.finishedAt !== null) return;
        await once(news, 'news', { signal: sink.gone }).catch(() => undefined);
        continue;
      }
      if (
        looked === null ||
        sent >= looked.covers ||
        performance.now() - looked.startedAt > MOST_LOOK_AGE_MS
      ) {
        looked = await this.#look(run);
      }
      const data = await this.#data(run, event, looked.state);
      if (!(await sink.send(format(sent + 1, data)))) return;
      sent++;
    }
  }

  async #look(run: Run): Promise<Looked> {
    const startedAt = performance.now();
    const covers = run.events.length;
    return { state: await this.#pool.state(), covers, startedAt };
  }

  async #data(run: Run, event: RunEvent, state: string): Promise<string | Uint8Array> {
    const { timeZone } = this.#pool;
    switch (event.kind) {
      case 'batch':
        return batchEvent(run, event, await this.#resultsAt(run, event.batch, state), timeZone);
      case 'free':
        return freeEvent(run, event, timeZone);
      case 'end':
        return endEvent(run, event.at, timeZone);
    }
  }

  /** Results of a recorded batch as JSON separated by commas, with everything committed before the call in them. */
  async results(run: Run, batch: Batch): Promise<Uint8Array> {
    return await this.#resultsAt(run, batch, await this.#pool.state());
  }

  /** The results kept, if the book is still in the state they are from; else they are calculated anew. */
  async #resultsAt(run: Run, batch: Batch, current: string): Promise<Uint8Array> {
    const question: BatchQuestion = { codes: batch.codes, language: run.language, detail: run.detail };
    if (batch.state === 'failed') return Buffer.from(failedBatch(question).text);
    const key = String(batch.number);
    const kept = this.#runtime.find(run.channel, key);
    if (kept !== null && kept.state === current) return kept.bytes;
    const { bytes, state } = await this.#render(question);
    if (!run.isForgotten) this.#runtime.keep(run.channel, key, { bytes, state });
    return bytes;
  }

  async #render(question: BatchQuestion): Promise<Rendered> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#pool.renderNow(question);
      } catch (error) {
        if (tries === MOST_RENDERINGS) throw error;
      }
    }
  }
}
