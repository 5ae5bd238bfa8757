import type { BookGuard } from '../ledger/live-book.ts';
import type { BatchAnswer, BatchCounts, BatchQuestion } from './batch-answer.ts';
import { answerBatch } from './batch-answer.ts';
import { type BookSource, SharedBook } from './shared-book.ts';
import { WorkerLost, WorkerThread } from './worker-thread.ts';

export interface PoolOptions {
  /** Threads that work off the queue (`NUM_WORKERS`). */
  readonly queueWorkers: number;
  /** Threads for whoever waits for an answer (`MAX_WORKERS`); they end when nobody does. */
  readonly directWorkers: number;
  /** Milliseconds for one batch (`LOTE_TIMEOUT_S`). */
  readonly timeout: number;
}

/** Results of a batch as UTF-8 JSON separated by commas, and the state of the book they are from. */
export interface Rendered extends BatchCounts {
  readonly bytes: Uint8Array;
  readonly state: string;
}

/** After so many answers from the past the owner of the book answers: then nothing can come in between. */
const MOST_STALE = 5;
const IDLE_MS = 10_000;

/**
 * Threads that answer batches from the shared book. Queue workers are numbered 0 to `queueWorkers` − 1, direct ones
 * from there on: whoever waits for an answer is never behind the queue.
 */
export class WorkerPool {
  readonly #source: BookSource;
  readonly #book: SharedBook;
  /** Milliseconds for one batch. */
  readonly timeout: number;
  readonly #threads: readonly WorkerThread[];
  readonly #queueWorkers: number;
  readonly #idleDirect: number[] = [];
  readonly #turns: ((thread: number) => void)[] = [];
  readonly #retire = new Map<number, NodeJS.Timeout>();
  #closed = false;

  constructor(source: BookSource, { queueWorkers, directWorkers, timeout }: PoolOptions) {
    const count = queueWorkers + directWorkers;
    this.#source = source;
    this.timeout = timeout;
    this.#queueWorkers = queueWorkers;
    this.#book = new SharedBook(source, count);
    this.#threads = Array.from(
      { length: count },
      (_, number) => new WorkerThread(number, this.#book, timeout),
    );
    for (let number = count - 1; number >= queueWorkers; number--) this.#idleDirect.push(number);
  }

  /** The state of the book with everything committed before the call. Equal states mean equal answers. */
  async state(): Promise<string> {
    return this.#book.stateOf(await this.#source.fresh());
  }

  /** Keeps all workers from reading the book. */
  get guard(): BookGuard {
    return this.#book;
  }

  /**
   * Answers a batch on a queue worker, with everything in it that was committed before the call.
   * @throws WorkerLost, or what the database or the calculation failed with
   */
  async render(worker: number, question: BatchQuestion): Promise<Rendered> {
    const thread = this.#threads[worker]!;
    for (let stale = 0; stale < MOST_STALE; stale++) {
      const engine = await this.#source.fresh();
      if (this.#closed) throw new WorkerLost(`worker ${worker} is closed`);
      const { bytes, state, ok, short, errors } = await thread.ask(engine, question);
      if (bytes !== null) return { bytes, state, ok, short, errors };
    }
    return await this.#renderHere(question);
  }

  /** Answers a batch on a worker that does nothing else, as soon as one is idle. */
  async renderNow(question: BatchQuestion): Promise<Rendered> {
    const worker = await this.#borrow();
    try {
      return await this.render(worker, question);
    } finally {
      this.#giveBack(worker);
    }
  }

  /** Starts the queue workers, which otherwise the first batches do. */
  prepare(): void {
    for (const thread of this.#threads.slice(0, this.#queueWorkers)) thread.start();
  }

  /** Ends a worker as a crash would; the next batch starts another. */
  async endWorker(worker: number): Promise<void> {
    await this.#threads[worker]?.end();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#retire.values()) clearTimeout(timer);
    await Promise.all(this.#threads.map((thread) => thread.end()));
    this.#book.end();
  }

  async #renderHere(question: BatchQuestion): Promise<Rendered> {
    const engine = await this.#source.fresh();
    const numbers = question.codes.map((code) => engine.book.orders.find(code));
    // The numbers are of this very moment, so there is an answer.
    const { text, ...counts } = answerBatch(engine, question, numbers, new Date()) as BatchAnswer;
    return { ...counts, bytes: Buffer.from(text), state: this.#book.stateOf(engine) };
  }

  async #borrow(): Promise<number> {
    const idle = this.#idleDirect.pop();
    const worker = idle ?? (await new Promise<number>((resolve) => this.#turns.push(resolve)));
    clearTimeout(this.#retire.get(worker));
    this.#retire.delete(worker);
    return worker;
  }

  #giveBack(worker: number): void {
    const next = this.#turns.shift();
    if (next !== undefined) {
      next(worker);
      return;
    }
    this.#idleDirect.push(worker);
    if (this.#closed) return;
    const timer = setTimeout(() => void this.endWorker(worker), IDLE_MS).unref();
    this.#retire.set(worker, timer);
  }
}
