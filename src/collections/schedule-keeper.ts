import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { RupturaError } from '../contract/errors.ts';
import { fileError } from '../files/file-errors.ts';
import type { Leases } from '../tasks/leases.ts';
import type { CollectionArchive } from './archive.ts';
import type { KeptCollection } from './kept-collection.ts';
import type { ScheduleStore, StoredSchedule } from './schedule-store.ts';
import { parseSchedule } from './schedule-text.ts';
import { lastTime } from './schedule-times.ts';

/** So often it is looked whether something is due. */
const LOOK_MS = 10_000;
/** A time that was missed while no server ran is made up for within this. */
const LONGEST_DELAY_MS = 24 * 60 * 60_000;
/** So long another server may have the list that is not there; and so late is not late yet. */
const PATIENCE_MS = 5 * 60_000;

export interface ScheduleKeeperOptions {
  readonly store: ScheduleStore;
  readonly leases: Pick<Leases, 'take' | 'holder'>;
  readonly collections: Pick<CollectionArchive, 'create'>;
  /** Told of failures of a look; the next one tries again. */
  readonly onProblem: (error: unknown) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/**
 * Begins the collections that are scheduled. Every server looks; a lease decides which one begins a collection, and what
 * was decided about a time is written before it is begun, so that a time is never begun twice.
 *
 * | mode | enters by | leaves by | ignored |
 * |---|---|---|---|
 * | *idle* | birth | `start` → looking; `close` | – |
 * | *waiting* | the end of a look | its time → looking; `close` | `start` |
 * | *looking* | `start`; time; `lookNow` | the end of the look → waiting, or closed where it was closed meanwhile | `start`; a second `lookNow` waits for the one under way |
 * | *closed* | `close`, once the look under way has ended | never | everything |
 *
 * A time that is due is *left out* where the collection of the time before still runs, and where it is more than a day
 * ago; it is *put off* to the next look where too many collections run, and for some minutes where the list is not
 * there, since another server may have it.
 */
export class ScheduleKeeper {
  readonly #options: ScheduleKeeperOptions;
  readonly #now: () => number;
  /** Collections that were begun here and run, by schedule and time. */
  readonly #begun = new Map<string, KeptCollection>();
  readonly #followed = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  #isStarted = false;
  #isClosed = false;

  constructor(options: ScheduleKeeperOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Begins to look, at once: what was missed is made up for. */
  start(): void {
    this.#isStarted = true;
    void this.lookNow();
  }

  /** Looks once, now; failures go to `onProblem`. */
  async lookNow(): Promise<void> {
    if (this.#isClosed) return;
    this.#looking ??= this.#look()
      .catch(this.#options.onProblem)
      .finally(() => {
        this.#looking = null;
        this.#wait();
      });
    await this.#looking;
  }

  /** Begins nothing any more. What was begun is ended by whoever keeps the collections. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#looking;
  }

  /** Waits until it is written how those ended that were begun here. */
  async settled(): Promise<void> {
    await Promise.all(this.#followed);
  }

  #wait(): void {
    if (!this.#isStarted || this.#isClosed || this.#timer !== null || this.#looking !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.lookNow();
    }, LOOK_MS).unref();
  }

  async #look(): Promise<void> {
    const schedules = await this.#options.store.all();
    if (schedules.length === 0) return;
    const timeZone = await this.#options.store.timeZone();
    for (const schedule of schedules) {
      if (this.#isClosed) return;
      // One that cannot be dealt with keeps none of the others waiting.
      await this.#deal(schedule, timeZone).catch(this.#options.onProblem);
    }
  }

  async #deal(seen: StoredSchedule, timeZone: string): Promise<void> {
    if (this.#due(seen, timeZone) === null) return;
    const lease = await this.#options.leases.take('agenda', String(seen.id));
    if (lease === null) return;
    try {
      // Another server may have dealt with it before the lease was ours.
      const schedule = await this.#options.store.find(seen.id);
      const due = schedule === null ? null : this.#due(schedule, timeZone);
      if (schedule !== null && due !== null) await this.#begin(schedule, due);
    } finally {
      await lease.release();
    }
  }

  /** The time that is to be dealt with; null where there is none. */
  #due({ text, seenUntil, last }: StoredSchedule, timeZone: string): Date | null {
    const due = lastTime(parseSchedule(text), this.#now(), timeZone);
    if (due > seenUntil.getTime()) return new Date(due);
    return last?.state === 'starting' ? last.due : null;
  }

  async #begin(schedule: StoredSchedule, due: Date): Promise<void> {
    const { store, leases } = this.#options;
    const begun = this.#begun.get(keyOf(schedule.id, due));
    // It runs; only that could not be written.
    if (begun !== undefined) return await this.#noteRunning(schedule.id, due, begun);
    const delay = this.#now() - due.getTime();
    const late = delay < PATIENCE_MS ? 0 : Math.round(delay / 1000);
    const former = schedule.last?.collection ?? null;
    if (delay > LONGEST_DELAY_MS) await store.claim(schedule.id, due, 'missed', late);
    else if (former !== null && (await leases.holder('coleta', former)) !== null)
      await store.claim(schedule.id, due, 'overlapped', late);
    else if (delay < PATIENCE_MS && !(await isThere(schedule.list))) return;
    else if (await store.claim(schedule.id, due, 'starting', late)) await this.#start(schedule, due);
  }

  async #start({ id, list, request, language }: StoredSchedule, due: Date): Promise<void> {
    const { store, collections } = this.#options;
    try {
      const { size } = await stat(list).catch((error: unknown) => {
        throw fileError(error, list);
      });
      const upload = { name: basename(list), body: createReadStream(list), foreseen: size };
      const collection = await collections.create(upload, request, language);
      this.#begun.set(keyOf(id, due), collection);
      this.#follow(id, due, collection);
      await this.#noteRunning(id, due, collection);
    } catch (error) {
      // There will be room for it.
      if (error instanceof RupturaError && error.code === 'COLETAS_DEMAIS') return;
      if (this.#begun.has(keyOf(id, due))) throw error;
      const isExpected = error instanceof RupturaError;
      await store.note(id, due, { state: 'refused', error: isExpected ? error : null });
      if (!isExpected) throw error;
    }
  }

  async #noteRunning(id: number, due: Date, collection: KeptCollection): Promise<void> {
    // One that has ended meanwhile is written by who follows it.
    await this.#options.store.running(id, due, collection.facts.id);
  }

  #follow(id: number, due: Date, collection: KeptCollection): void {
    const followed = collection.done
      .then(async () => {
        const { state, error } = collection;
        const { total, com_sucesso: succeeded, com_falha: failed } = collection.line('pt-BR');
        const ended = state === 'completed' || state === 'failed' ? state : 'interrupted';
        const counts = { total, succeeded, failed };
        const noted = { state: ended, collection: collection.facts.id, error, counts } as const;
        await this.#options.store.note(id, due, noted);
      })
      .catch(this.#options.onProblem)
      .finally(() => {
        this.#begun.delete(keyOf(id, due));
        this.#followed.delete(followed);
      });
    this.#followed.add(followed);
  }
}

function keyOf(id: number, due: Date): string {
  return `${id} ${due.getTime()}`;
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
