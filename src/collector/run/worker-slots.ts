import { RupturaError } from '../../contract/errors.ts';
import type { CollectorSettings } from '../settings.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';
import type { StartWorker, WorkerProcess } from './worker-process.ts';

/** Wait before a worker is replaced; twice as long after each death in a row. */
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** Deaths of all workers without any purchase finished in between: nobody can work here. */
const MOST_DEATHS = 3;
/** A worker says something every five seconds; one that is silent for so long hangs. */
const SILENCE_MS = 60_000;
/** How long workers may take to end when they are told to. */
const END_MS = 15_000;
const END_NOW_MS = 5_000;
/** A gap between two looks that is longer means that this process itself was stopped. */
const OWN_GAP_MS = 5_000;

export interface WorkerSlotsOptions {
  readonly count: number;
  readonly settings: CollectorSettings;
  readonly startWorker: StartWorker;
  onStart(worker: number): void;
  onMessage(worker: number, message: FromWorker): void;
  /** A worker is gone. `isDead`: nobody told it to end. */
  onEnd(worker: number, isDead: boolean): void;
  /** Workers keep dying, and nothing gets done. */
  onHopeless(error: RupturaError): void;
}

interface Slot {
  process: WorkerProcess | null;
  heardAt: number;
  deaths: number;
  timer: NodeJS.Timeout | null;
}

/** The workers of a collection: started, watched, replaced when they die, ended. Numbered from 1. */
export class WorkerSlots {
  readonly #options: WorkerSlotsOptions;
  readonly #slots = new Map<number, Slot>();
  readonly #ended: Promise<void>;
  #resolveEnded: () => void = () => undefined;
  #isEnding = false;
  #deaths = 0;
  #lookedAt = performance.now();

  constructor(options: WorkerSlotsOptions) {
    this.#options = options;
    this.#ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /** Starts all of them. */
  start(): void {
    for (let id = 1; id <= this.#options.count; id++) {
      this.#slots.set(id, { process: null, heardAt: 0, deaths: 0, timer: null });
      this.#start(id);
    }
  }

  /** Numbers of the workers that run or will. */
  get ids(): readonly number[] {
    return [...this.#slots.keys()];
  }

  /** Process ids of those that run. */
  get pids(): readonly number[] {
    return [...this.#slots.values()].flatMap(({ process }) => process?.pid ?? []);
  }

  send(id: number, message: ToWorker): void {
    this.#slots.get(id)?.process?.send(message);
  }

  broadcast(message: ToWorker): void {
    for (const { process } of this.#slots.values()) process?.send(message);
  }

  /** Ends a worker that does not do what it should; another takes its place. */
  kill(id: number): void {
    this.#slots.get(id)?.process?.kill();
  }

  /** A purchase has its result, so workers can work here. */
  succeeded(id: number | null): void {
    this.#deaths = 0;
    const slot = id === null ? undefined : this.#slots.get(id);
    if (slot !== undefined) slot.deaths = 0;
  }

  /** Looks for workers that hang. Call it every second or so. */
  look(): void {
    const now = performance.now();
    const wasStopped = now - this.#lookedAt > OWN_GAP_MS;
    this.#lookedAt = now;
    for (const slot of this.#slots.values()) {
      if (wasStopped) slot.heardAt = now;
      if (slot.process !== null && now - slot.heardAt > SILENCE_MS) slot.process.kill();
    }
  }

  /**
   * Ends all of them and waits until they are gone.
   * @param isNow let go of what runs
   */
  async end(isNow: boolean): Promise<void> {
    this.#isEnding = true;
    for (const slot of this.#slots.values()) {
      if (slot.timer !== null) clearTimeout(slot.timer);
      slot.timer = null;
    }
    this.broadcast({ kind: 'stop', isNow });
    this.#tellWhenEmpty();
    const timer = setTimeout(
      () => {
        for (const { process } of this.#slots.values()) process?.kill();
      },
      isNow ? END_NOW_MS : END_MS,
    );
    await this.#ended;
    clearTimeout(timer);
  }

  #start(id: number): void {
    const slot = this.#slots.get(id)!;
    slot.heardAt = performance.now();
    slot.timer = null;
    this.#options.onStart(id);
    try {
      slot.process = this.#options.startWorker(this.#options.settings, {
        onMessage: (message) => {
          slot.heardAt = performance.now();
          this.#options.onMessage(id, message);
        },
        onEnd: () => this.#onEnd(id, slot),
      });
    } catch (error) {
      const motivo = error instanceof Error ? error.message : String(error);
      this.#options.onHopeless(new RupturaError('COLETA_WORKER_FALHOU', { motivo }, { cause: error }));
    }
  }

  #onEnd(id: number, slot: Slot): void {
    slot.process = null;
    const isDead = !this.#isEnding;
    this.#options.onEnd(id, isDead);
    if (!this.#isEnding) this.#replace(id, slot);
    this.#tellWhenEmpty();
  }

  #replace(id: number, slot: Slot): void {
    slot.deaths++;
    this.#deaths++;
    if (this.#deaths > MOST_DEATHS * this.#options.count + MOST_DEATHS) {
      this.#options.onHopeless(new RupturaError('COLETA_WORKERS_CAEM', { vezes: this.#deaths }));
      return;
    }
    const delay = Math.min(FIRST_DELAY_MS * 2 ** (slot.deaths - 1), LONGEST_DELAY_MS);
    slot.timer = setTimeout(() => this.#start(id), delay);
  }

  #tellWhenEmpty(): void {
    const isEmpty = [...this.#slots.values()].every(({ process }) => process === null);
    if (this.#isEnding && isEmpty) this.#resolveEnded();
  }
}
