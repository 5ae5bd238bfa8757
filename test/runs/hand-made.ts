/** Runs at the height of Node: a real database and the real queue; only the threads are made by hand. */
import type pg from 'pg';
import { eventParts } from '../../src/contract/event-frames.ts';
import type { Run } from '../../src/runs/run.ts';
import { Runs, type Workers } from '../../src/runs/runs.ts';
import { openEmbeddedRuntime } from '../../src/runtime/embedded/embedded-runtime.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { Leases } from '../../src/tasks/leases.ts';
import type { BatchQuestion } from '../../src/threads/batch-answer.ts';
import type { Rendered } from '../../src/threads/worker-pool.ts';
import type { TestDatabase } from '../support/postgres.ts';
import { eventParser, type ReceivedEvent } from './support.ts';

/** Threads that answer every order with its code and the state of the book, when they are let. */
export class HandMadeWorkers implements Workers {
  readonly timeout: number;
  /** The state of the book. */
  book = 's1';
  /** Batches begun, by their first order. */
  readonly begun: string[] = [];
  /** Batches made anew for whoever reads. */
  readonly again: string[] = [];
  /** Called before a batch is answered; what it throws is the failure of the attempt. */
  before: (question: BatchQuestion) => Promise<void> | void = () => undefined;

  constructor(timeout = 60_000) {
    this.timeout = timeout;
  }

  async state(): Promise<string> {
    return this.book;
  }

  async render(_thread: number, question: BatchQuestion): Promise<Rendered> {
    this.begun.push(question.codes[0]!);
    await this.before(question);
    return this.#answer(question);
  }

  async renderNow(question: BatchQuestion): Promise<Rendered> {
    this.again.push(question.codes[0]!);
    return this.#answer(question);
  }

  async close(): Promise<void> {}

  #answer({ codes }: BatchQuestion): Rendered {
    const text = codes.map((num_pedido) => JSON.stringify({ num_pedido, livro: this.book })).join(',');
    return { bytes: Buffer.from(text), state: this.book, ok: codes.length, short: 0, errors: 0 };
  }
}

/** One process, as far as the database knows. */
export interface HandMadeProcess {
  readonly runs: Runs;
  readonly workers: HandMadeWorkers;
  readonly leases: Leases;
  readonly problems: unknown[];
  readonly outcomes: string[];
}

export interface HandMadeOptions {
  readonly runtime?: Runtime;
  readonly batchSize?: number;
  readonly queueWorkers?: number;
  readonly timeout?: number;
  /** Asked before every statement of the process; what it throws is what the statement fails with. */
  readonly beforeQuery?: () => void;
}

/** Makes a process that carries out runs; the caller opens and closes it. */
export function makeProcess(database: TestDatabase, options: HandMadeOptions = {}): HandMadeProcess {
  const workers = new HandMadeWorkers(options.timeout);
  const problems: unknown[] = [];
  const outcomes: string[] = [];
  const onProblem = (error: unknown): void => void problems.push(error);
  const pool = watched(database.pool, options.beforeQuery ?? (() => undefined));
  const leases = new Leases(pool, { onProblem });
  const runs = new Runs({
    pool,
    workers,
    runtime: options.runtime ?? openEmbeddedRuntime({ retry: { retries: 2, backoffMs: 1 } }),
    leases,
    queueWorkers: options.queueWorkers ?? 1,
    batchSize: options.batchSize ?? 2,
    ttl: 3600,
    timeZone: () => 'UTC',
    onProblem,
    onBatch: (outcome) => outcomes.push(outcome),
  });
  return { runs, workers, leases, problems, outcomes };
}

/** A real pool behind something that may fail first. */
function watched(pool: pg.Pool, before: () => void): pg.Pool {
  const query = async (...values: Parameters<pg.Pool['query']>): Promise<unknown> => {
    before();
    return await pool.query(...values);
  };
  return Object.create(pool, { query: { value: query } }) as pg.Pool;
}

export const REQUEST = { id: null, owner: null, language: 'pt-BR', detail: 'completo' } as const;

export function orders(count: number, prefix = 'P'): string[] {
  return Array.from({ length: count }, (_, n) => `${prefix}${n}`);
}

/** All events of a run after number `after`, to its end. */
export async function eventsOf(runs: Runs, run: Run, after = 0): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  const parser = eventParser((event) => events.push(event));
  const send = async (bytes: Uint8Array): Promise<boolean> => {
    parser(Buffer.from(bytes));
    return true;
  };
  await runs.follow(run, after, { gone: AbortSignal.timeout(50_000), send }, eventParts);
  return events;
}

/** As if the process had been killed: nobody renews its life any more, and its time is over. */
export async function letDie(database: TestDatabase, { leases }: HandMadeProcess): Promise<void> {
  await database.pool.query(`UPDATE ruptura.posse SET ate = 'epoch' WHERE dono = $1`, [leases.owner]);
}

/** What holds work back until it is opened. */
export class Gate {
  #open: () => void = () => undefined;
  readonly passed = new Promise<void>((resolve) => {
    this.#open = resolve;
  });

  open(): void {
    this.#open();
  }
}
