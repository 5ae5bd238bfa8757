import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { BatchOutcome } from '../runs/batch-work.ts';
import type { Runs } from '../runs/runs.ts';
import type { Upkeep } from '../upkeep/upkeep.ts';
import { RecentTimes } from './recent-times.ts';

/** Microseconds to tens of milliseconds: one product is calculated in some 10 µs. */
const CALCULATION_BUCKETS = [0.000_01, 0.000_05, 0.000_1, 0.000_5, 0.001, 0.005, 0.02, 0.1];
/** Calculations whose times are kept for percentiles. */
const KEPT_CALCULATIONS = 1000;
/** A batch of 20 orders takes a millisecond; one that hangs is cut after LOTE_TIMEOUT_S. */
const BATCH_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30, 300];
const LAG_BUCKETS = [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 5];
const REQUEST_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Streams of one kind: who is connected, and what was sent so far. */
interface StreamFigures {
  readonly clients: () => number;
  readonly events: () => number;
}

/**
 * The figures of one process for Prometheus, CPU and memory included. Every server has its own: none is shared through
 * the module.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #calculation: Histogram;
  readonly #lastCalculations = new RecentTimes(KEPT_CALCULATIONS);
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #batchTime: Histogram;
  readonly #batches: Counter<'outcome'>;
  readonly #lag: Histogram;
  readonly #streams = new Map<string, StreamFigures>();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    this.#calculation = this.#histogram(
      'ruptura_projection_calculation_seconds',
      'Time to calculate the projection of one product for saving.',
      CALCULATION_BUCKETS,
    );
    this.#requests = new Histogram({
      name: 'ruptura_http_request_seconds',
      help: 'Time to answer a request, by route.',
      buckets: REQUEST_BUCKETS,
      labelNames: ['method', 'route', 'status'],
      registers: [this.#registry],
    });
    this.#batchTime = this.#histogram(
      'ruptura_batch_seconds',
      'Time to analyse one batch, in its last attempt.',
      BATCH_BUCKETS,
    );
    this.#batches = new Counter({
      name: 'ruptura_batches_total',
      help: 'Batches by outcome: done, retried (one more attempt), failed (after the last attempt).',
      labelNames: ['outcome'],
      registers: [this.#registry],
    });
    for (const outcome of ['done', 'retried', 'failed']) this.#batches.inc({ outcome }, 0);
    this.#lag = this.#histogram(
      'ruptura_stream_lag_seconds',
      'Time from a write in the database to the live event that tells it.',
      LAG_BUCKETS,
    );
    this.#exposeStreams();
  }

  /** One projection was calculated, in so many seconds. */
  readonly calculated = (seconds: number): void => {
    this.#calculation.observe(seconds);
    this.#lastCalculations.add(seconds);
  };

  /** Seconds that half, and nearly all, of the last calculations stayed below; null before the first. */
  get calculationTimes(): { readonly p50: number | null; readonly p99: number | null } {
    return { p50: this.#lastCalculations.percentile(0.5), p99: this.#lastCalculations.percentile(0.99) };
  }

  /** A request was answered. `route` is the pattern, so that codes of the path do not make a series each. */
  answered(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds);
  }

  /** A batch ended, or is tried again. */
  readonly batchEnded = (outcome: BatchOutcome, seconds: number): void => {
    this.#batches.inc({ outcome });
    if (outcome !== 'retried') this.#batchTime.observe(seconds);
  };

  /** News went out so many seconds after the oldest write behind them. */
  lagged(seconds: number): void {
    this.#lag.observe(seconds);
  }

  /** Adds the figures of the runs and their queue. */
  watchRuns(runs: Runs): void {
    this.#gauge(
      'ruptura_runs_open',
      'Analyses that have not ended.',
      async () => (await runs.figures()).open,
    );
    this.#gauge('ruptura_queue_waiting', 'Batches that wait.', async () => (await runs.figures()).waiting);
    this.#gauge('ruptura_queue_running', 'Batches under way.', async () => (await runs.figures()).running);
  }

  /** Adds the figures of the streams of one kind. */
  watchStreams(kind: string, figures: StreamFigures): void {
    this.#streams.set(kind, figures);
  }

  #exposeStreams(): void {
    const streams = this.#streams;
    const registers = [this.#registry];
    const labelNames = ['stream'];
    new Gauge({
      name: 'ruptura_stream_clients',
      help: 'Clients connected to event streams now.',
      labelNames,
      registers,
      collect() {
        for (const [stream, { clients }] of streams) this.set({ stream }, clients());
      },
    });
    new Counter({
      name: 'ruptura_stream_events_total',
      help: 'Events handed to clients.',
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const [stream, { events }] of streams) this.inc({ stream }, events());
      },
    });
  }

  /** Adds a figure that only grows. */
  #counter(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  /** Adds a figure that is read when it is asked for. */
  #gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      async collect() {
        this.set(await read());
      },
    });
  }

  /** Adds a distribution; seconds, unless the name says otherwise. */
  #histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.#registry] });
  }

  /** Adds the figures of the work in the background. */
  watchUpkeep(upkeep: Upkeep): void {
    const figures: [name: string, help: string, read: () => number][] = [
      [
        'ruptura_saver_elected',
        '1 where this process does the background work.',
        () => Number(upkeep.figures().standing === 'elected'),
      ],
      [
        'ruptura_stale_marks',
        'Products whose saved projection waits to be written.',
        () => upkeep.figures().pending,
      ],
      ['ruptura_stale_mark_age_seconds', 'Age of the oldest mark.', () => ageOf(upkeep.figures().oldestMark)],
    ];
    for (const [name, help, read] of figures) this.#gauge(name, help, read);
    const hits = 'Marked projections that were right already.';
    this.#counter('ruptura_saved_hits_total', hits, () => upkeep.figures().hits);
    const misses = 'Marked projections that had to be written.';
    this.#counter('ruptura_saved_misses_total', misses, () => upkeep.figures().misses);
    this.#watchBackground(
      upkeep,
      'ruptura_background_rows_total',
      'Rows touched by background work.',
      (work) => work.total,
    );
    this.#watchBackground(
      upkeep,
      'ruptura_background_last_timestamp_seconds',
      'When background work was done last.',
      (work) => work.at.getTime() / 1000,
    );
  }

  #watchBackground(
    upkeep: Upkeep,
    name: string,
    help: string,
    read: (work: { readonly at: Date; readonly total: number }) => number,
  ): void {
    new Gauge({
      name,
      help,
      labelNames: ['job'],
      registers: [this.#registry],
      collect() {
        for (const [job, work] of upkeep.figures().done) if (work !== null) this.set({ job }, read(work));
      },
    });
  }

  /** Everything in the text format of Prometheus. */
  async text(): Promise<{ readonly type: string; readonly body: string }> {
    return { type: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}

/** Seconds since an instant (epoch milliseconds), 0 without one. */
function ageOf(instant: number | null): number {
  return instant === null ? 0 : (Date.now() - instant) / 1000;
}
