import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, EngineListener } from '../availability/engine.ts';
import type { BookGuard } from '../ledger/live-book.ts';
import { ReadGate } from './read-gate.ts';
import { reaches, type SharedEngine, shareEngine } from './shared-engine.ts';

/** Where the engine comes from: kept fresh, telling of its changes, changing behind guards. */
export interface BookSource {
  fresh(): Promise<Engine>;
  listen(listener: EngineListener): () => void;
  guard(guard: BookGuard): () => void;
}

/** What a worker thread is started with. */
export interface SharedMemory {
  readonly gate: SharedArrayBuffer;
  /** `BookState` as four 64-bit floats. */
  readonly state: SharedArrayBuffer;
}

/** Which state of which book the shared memory holds. Read and written only with the gate passed. */
export interface BookState {
  /** Number of the handles that reach all of it. */
  readonly handles: number;
  /** Number of the load: another one is another book. */
  readonly load: number;
  readonly version: number;
  readonly today: number;
}

export function readState(words: Float64Array): BookState {
  return { handles: words[0]!, load: words[1]!, version: words[2]!, today: words[3]! };
}

/** Equal texts mean equal answers. */
export function stateText({ load, version, today }: Omit<BookState, 'handles'>): string {
  return `${load}.${version}.${today}`;
}

/** Handles that are sent once and again when their number changed. */
export interface Handles {
  readonly number: number;
  readonly engine: SharedEngine;
}

/** The owner blocks for so long at once while workers finish, and lets others run in between. */
const PATIENCE_MS = 3;

/** The owner's side of a book that worker threads read. */
export class SharedBook implements BookGuard {
  readonly memory: SharedMemory;
  readonly #gate: ReadGate;
  readonly #words: Float64Array;
  readonly #ends: readonly (() => void)[];
  #engine: Engine | null = null;
  #shared: SharedEngine | null = null;
  #handles = 0;
  #load = 0;

  /** @param workers number of workers that may read */
  constructor(source: BookSource, workers: number) {
    this.#gate = new ReadGate(workers);
    this.#words = new Float64Array(new SharedArrayBuffer(4 * Float64Array.BYTES_PER_ELEMENT));
    this.memory = { gate: this.#gate.memory, state: this.#words.buffer as SharedArrayBuffer };
    this.#ends = [
      source.guard(this),
      source.listen((engine, { mayMoveAnyPromise }) => this.#changed(engine, mayMoveAnyPromise)),
    ];
  }

  async close(): Promise<void> {
    while (!this.#gate.close(PATIENCE_MS)) await sleep(1);
  }

  open(): void {
    this.#gate.open();
  }

  /** A worker died: it reads no more. */
  release(worker: number): void {
    this.#gate.leave(worker);
  }

  /** Handles that reach a fresh engine. */
  handles(engine: Engine): Handles {
    if (engine !== this.#engine) this.#changed(engine, true);
    this.#shared ??= shareEngine(engine);
    return { number: this.#handles, engine: this.#shared };
  }

  /** The state a fresh engine is in, as `stateText`. */
  stateOf(engine: Engine): string {
    if (engine !== this.#engine) this.#changed(engine, true);
    return stateText({ load: this.#load, version: engine.book.version, today: engine.book.today });
  }

  /** The book changes no longer behind this guard. */
  end(): void {
    for (const end of this.#ends) end();
  }

  /** Called with the gate closed, or before any worker has handles. */
  #changed(engine: Engine, mayMoveAnyPromise: boolean): void {
    if (engine !== this.#engine) this.#load++;
    this.#engine = engine;
    // Promised days of whole orders are computed anew after every such change, which is left to who needs them.
    const stillReaches = !mayMoveAnyPromise && this.#shared !== null && reaches(this.#shared, engine);
    if (!stillReaches) {
      this.#shared = null;
      this.#handles++;
    }
    this.#words.set([this.#handles, this.#load, engine.book.version, engine.book.today]);
  }
}
