import { Worker } from 'node:worker_threads';
import type { Engine } from '../availability/engine.ts';
import type { BatchQuestion } from './batch-answer.ts';
import type { SharedBook } from './shared-book.ts';
import type { WorkerFault, WorkerQuestion, WorkerResult, WorkerStart } from './worker-messages.ts';

/** Run from its sources (tests), a thread has to load TypeScript by itself; built, it is plain JavaScript. */
const FROM_SOURCE = import.meta.url.endsWith('.ts');
const PROGRAM = new URL(FROM_SOURCE ? './analysis-worker.ts' : './analysis-worker.js', import.meta.url);

function startWorker(workerData: WorkerStart): Worker {
  if (!FROM_SOURCE) return new Worker(PROGRAM, { workerData });
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const program = `import(${loader}).then(({ register }) => (register(), import(${JSON.stringify(PROGRAM.href)})))`;
  return new Worker(program, { workerData, eval: true });
}

/** A question whose worker ended, or took too long, before it answered. */
class WorkerLost extends Error {}

interface Waiting {
  readonly resolve: (result: WorkerResult) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * One worker thread, started by the first question and again after it ended. Questions are answered one after the
 * other. One that takes too long ends the thread: there is no other way to stop a calculation.
 */
export class WorkerThread {
  readonly #number: number;
  readonly #book: SharedBook;
  readonly #timeout: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
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
    return this.#waiting.size;
  }

  /**
   * Asks a question of a fresh engine. Nothing may be awaited between the look and this call.
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
      handlesNumber: handles.number,
      handles: handles.number === this.#handlesSent ? null : handles,
    };
    this.#handlesSent = handles.number;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => void this.end(), this.#timeout);
      this.#waiting.set(question.id, { resolve, reject, timer });
      worker.postMessage(question);
    });
  }

  /** Ends the thread; questions under way are lost. */
  async end(): Promise<void> {
    await this.#worker?.terminate();
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker;
    const workerData: WorkerStart = { worker: this.#number, memory: this.#book.memory };
    const worker = startWorker(workerData);
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
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    clearTimeout(waiting.timer);
    if ('fault' in answer) waiting.reject(new Error(answer.fault));
    else waiting.resolve(answer);
  }

  #ended(worker: Worker, reason: string): void {
    this.#book.release(this.#number);
    if (this.#worker === worker) this.#worker = null;
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { timer, reject } of lost) {
      clearTimeout(timer);
      reject(new WorkerLost(`worker ${this.#number} ${reason}`));
    }
  }
}
