import type { Client } from 'pg';
import type { Ruptura } from '../engine/ruptura.ts';
import type { Leases } from '../tasks/leases.ts';
import type { SavedFigures } from '../views/products/saved-status.ts';
import { BackgroundWork, type WorkDone } from './background-work.ts';
import { Election } from './election.ts';
import { compactJob, FOLD_JOB, PRUNE_IMPORTS_JOB, PRUNE_JOB, RollJob, renewJob } from './jobs.ts';
import { ProjectionSaver } from './projection-saver.ts';

/** So often the book is looked at, whether or not anybody asks. */
const LOOK_MS = 1000;
const VALIDITY_MINUTES = 15;
const HISTORY_DAYS = 30;

export interface UpkeepOptions {
  /** Where it is decided which process works. */
  readonly leases: Leases;
  /** `RECALC_INTERVALO_S`, in milliseconds. */
  readonly interval: number;
  /** `PROJECAO_VALIDADE_MIN`, in minutes, 15 by default: saved rows older than that are calculated again. */
  readonly validityMinutes?: number;
  /** `HISTORICO_DIAS`, 30 by default. */
  readonly historyDays?: number;
  /** Told how long each projection took to calculate, in seconds. */
  readonly onCalculated?: (seconds: number) => void;
  /** Told of failures; the work is tried again at the next look. */
  readonly onProblem: (error: unknown) => void;
  /** Milliseconds that never go back; the process' own unless given. */
  readonly clock?: () => number;
}

/** The work in the background in figures, for those who watch it and for `savedStatus`. */
export interface UpkeepFigures extends SavedFigures {
  readonly done: ReadonlyMap<string, WorkDone | null>;
}

interface Working {
  readonly name: 'working';
  round: Promise<void>;
  /** What follows the round. */
  next: 'idle' | 'waiting' | 'closed';
}

type Mode =
  | { readonly name: 'idle' | 'closed' }
  | { readonly name: 'waiting'; readonly timer: NodeJS.Timeout }
  | Working;

/**
 * What one process of many does for all: the day, saved projections, folding and pruning. Each round looks at the book;
 * the elected process then runs the jobs that are due, on a connection of their own.
 *
 * | mode    | entered by                              | left by                                      | ignored |
 * |---------|-----------------------------------------|----------------------------------------------|---------|
 * | idle    | birth; a round asked for before `start` ended | `start` → waiting; `workNow` → working; `close` | |
 * | waiting | `start`; the end of a round             | its time, `workNow` → working; `close`       | `start` |
 * | working | time; `workNow`                         | the end of the round → waiting, idle or closed | `start` and `close` say what follows; a second `workNow` waits for the end, then works |
 * | closed  | `close`, once the round under way ended | never                                        | everything |
 *
 * Under a fixed business date it stays idle: nothing is saved that other processes would take for today.
 */
export class Upkeep {
  readonly #ruptura: Ruptura;
  readonly #onProblem: (error: unknown) => void;
  readonly #election: Election;
  readonly #saver: ProjectionSaver;
  readonly #roll = new RollJob();
  readonly #work: BackgroundWork;
  readonly #unlisten: () => void;
  #client: Client | null = null;
  #mode: Mode = { name: 'idle' };

  constructor(ruptura: Ruptura, options: UpkeepOptions) {
    const { leases, interval, onProblem, onCalculated = () => undefined } = options;
    const { clock = () => performance.now(), validityMinutes = VALIDITY_MINUTES } = options;
    this.#ruptura = ruptura;
    this.#onProblem = onProblem;
    this.#election = new Election(leases);
    this.#saver = new ProjectionSaver({ interval, clock, onCalculated });
    const jobs = [
      this.#roll,
      compactJob(options.historyDays ?? HISTORY_DAYS),
      FOLD_JOB,
      PRUNE_JOB,
      PRUNE_IMPORTS_JOB,
      renewJob(this.#saver, validityMinutes * 60),
      this.#saver,
    ];
    this.#work = new BackgroundWork(jobs, { onProblem, clock });
    this.#unlisten = ruptura.listen((engine, change) => this.#saver.hear(engine, change));
  }

  /** Begins to look at the book and to work. */
  start(): void {
    if (this.#ruptura.fixedToday !== null) return;
    if (this.#mode.name === 'idle') this.#enter('waiting');
    else if (this.#mode.name === 'working' && this.#mode.next === 'idle') this.#mode.next = 'waiting';
  }

  /** Ends after the round under way, and lets go, so that another process may go on at once. */
  async close(): Promise<void> {
    this.#unlisten();
    if (this.#mode.name === 'working') {
      this.#mode.next = 'closed';
      await this.#mode.round;
    } else this.#enter('closed');
    await this.#disconnect();
    await this.#election.resign();
  }

  #enter(name: Working['next']): void {
    if (this.#mode.name === 'waiting') clearTimeout(this.#mode.timer);
    this.#mode =
      name === 'waiting' ? { name, timer: setTimeout(() => void this.workNow(false), LOOK_MS) } : { name };
  }

  /**
   * One round; failures go to `onProblem`.
   * @param hurry also does what would wait for its time
   */
  async workNow(hurry = true): Promise<void> {
    if (this.#ruptura.fixedToday !== null) return;
    while (this.#mode.name === 'working') await this.#mode.round;
    if (this.#mode.name === 'closed') return;
    if (this.#mode.name === 'waiting') clearTimeout(this.#mode.timer);
    const work: Working = { name: 'working', round: Promise.resolve(), next: this.#mode.name };
    this.#mode = work;
    work.round = this.#workOnce(work, hurry)
      .catch(async (error: unknown) => {
        this.#onProblem(error);
        await this.#disconnect();
      })
      .finally(() => this.#enter(work.next));
    await work.round;
  }

  async #workOnce(work: Working, hurry: boolean): Promise<void> {
    const { book } = await this.#ruptura.fresh();
    const isNew = await this.#election.stand();
    if (this.#election.standing !== 'elected') return await this.#disconnect();
    if (isNew) this.#saver.doubtAll(book);
    await this.#work.run({
      client: await this.#connected(),
      owner: this.#election.owner,
      hurry,
      look: () => this.#ruptura.fresh(),
      isOver: () => work.next === 'closed' || this.#election.standing !== 'elected',
    });
  }

  async #connected(): Promise<Client> {
    if (this.#client !== null) return this.#client;
    const client = await this.#ruptura.database.connect();
    client.on('end', () => {
      if (this.#client === client) this.#client = null;
    });
    this.#client = client;
    return client;
  }

  async #disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => undefined);
  }

  figures(): UpkeepFigures {
    const { marks, hits, misses, lastBatch } = this.#saver;
    return {
      standing: this.#ruptura.fixedToday === null ? this.#election.standing : 'fixed',
      pending: marks.size,
      oldestMark: marks.oldest,
      hits,
      misses,
      lastBatch,
      rolledAt: this.#roll.rolledAt,
      done: this.#work.done,
    };
  }
}
