import { Worker } from 'node:worker_threads';
import type { Engine } from '../availability/engine.ts';
import { programUrl } from '../processes/program-url.ts';
import type { BatchQuestion } from './batch-answer.ts';
import type { SharedBook } from './shared-book.ts';
import type { WorkerFault, WorkerQuestion, WorkerResult, WorkerStart } from './worker-messages.ts';

/** A question whose worker ended, or took too long, before it answered. */
export class WorkerLost extends Error {}

interface Waiting {
  readonly id: number;
  readonly resolve: (result: WorkerResult) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One worker thread, started by the first question and again after it ended. Questions are answered one after the
 * other; time counts from when a question's turn comes. One that takes too long ends the thread: there is no other way
 * to stop a calculation. It alone is lost then; those behind it are to be asked again.
 */
export class WorkerThread {
  readonly #number: number;
  readonly #book: SharedBook;
  readonly #timeout: number;
  /** Questions not yet answered, the one whose turn it is first. */
  readonly #waiting: Waiting[] = [];
  #turn: NodeJS.Timeout | null = null;
  #worker: Worker | null = null;
  /** The thread is being ended while it had nothing to do. */
  #retiring = false;
  #handlesSent = -1;
  #questions = 0;

  /** @param timeout milliseconds for one question */
  constructor(number: number, book: SharedBook, timeout: number) {
    this.#number = number;
    this.#book = book;
    this.#timeout = timeout;
  }

  /** Questions under way. */
  get pending(): number {
    return this.#waiting.length;
  }

  /**
   * Asks a question of a fresh engine. Nothing may be awaited between the look and this call. A result without bytes
   * means: ask again.
   * @throws WorkerLost, or the fault of the calculation
   */
  ask(engine: Engine, { codes, language, detail }: BatchQuestion): Promise<WorkerResult> {
    const worker = this.#started();
    const handles = this.#book.handles(engine);
    const question: WorkerQuestion = {
      id: ++this.#questions,
      codes,
      language,
      detail,
      numbers: codes.map((code) => engine.book.orders.find(code)),
      version: engine.book.version,
      handlesNumber: handles.number,
      handles: handles.number === this.#handlesSent ? null : handles,
    };
    this.#handlesSent = handles.number;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id: question.id, resolve, reject });
      if (this.#waiting.length === 1) this.#beginTurn();
      worker.postMessage(question);
    });
  }

  /** Starts the thread, so that the first question need not wait for that. */
  start(): void {
    this.#started();
  }

  /** Ends the thread; the question under way is lost. */
  async end(): Promise<void> {
    this.#retiring ||= this.#worker !== null && this.#waiting.length === 0;
    await this.#worker?.terminate();
  }

  /** Counts the time of the first question that waits. */
  #beginTurn(): void {
    if (this.#turn !== null) clearTimeout(this.#turn);
    this.#turn = this.#waiting.length === 0 ? null : setTimeout(() => void this.end(), this.#timeout);
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker;
    const workerData: WorkerStart = { worker: this.#number, memory: this.#book.memory };
    const worker = new Worker(programUrl(import.meta.url, 'analysis-worker'), { workerData });
    let reason = 'ended';
    worker.on('message', (answer: WorkerResult | WorkerFault) => this.#answered(answer));
    worker.on('error', (error: unknown) => {
      reason = String(error);
    });
    worker.on('exit', () => this.#ended(worker, reason));
    this.#worker = worker;
    this.#handlesSent = -1;
    return worker;
  }

  #answered(answer: WorkerResult | WorkerFault): void {
    const waiting = this.#waiting[0];
    if (waiting?.id !== answer.id) return;
    this.#waiting.shift();
    this.#beginTurn();
    if ('fault' in answer) waiting.reject(new Error(answer.fault));
    else waiting.resolve(answer);
  }

  #ended(worker: Worker, reason: string): void {
    this.#book.release(this.#number);
    if (this.#worker === worker) this.#worker = null;
    const all = this.#waiting.splice(0);
    this.#beginTurn();
    // Asked of a thread that was being put away, nothing had begun.
    const lost = this.#retiring ? undefined : all.shift();
    this.#retiring = false;
    lost?.reject(new WorkerLost(`worker ${this.#number} ${reason}`));
    for (const { id, resolve } of all) resolve({ ...NOT_ANSWERED, id });
  }
}

const NOT_ANSWERED = { bytes: null, state: '', ok: 0, short: 0, errors: 0 };
