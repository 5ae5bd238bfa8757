import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { BACKGROUND_JOBS } from './background-work.ts';
import type { ProjectionSaver } from './projection-saver.ts';

/** Microseconds to tens of milliseconds: one product is calculated in some 10 µs. */
const CALCULATION_BUCKETS = [0.000_01, 0.000_05, 0.000_1, 0.000_5, 0.001, 0.005, 0.02, 0.1];
const REQUEST_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/**
 * The figures of one process for Prometheus, CPU and memory included. Every server has its own: none is shared through
 * the module.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #calculation: Histogram;
  readonly #requests: Histogram<'method' | 'route' | 'status'>;

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    this.#calculation = this.histogram(
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
  }

  /** One projection was calculated, in so many seconds. */
  readonly calculated = (seconds: number): void => this.#calculation.observe(seconds);

  /** A request was answered. `route` is the pattern, so that codes of the path do not make a series each. */
  answered(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds);
  }

  /** Adds a figure that is read when it is asked for. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** Adds a distribution; seconds, unless the name says otherwise. */
  histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.#registry] });
  }

  /** Adds the figures of the saver and of the other background work. */
  watchSaver(saver: ProjectionSaver): void {
    const figures: [name: string, help: string, read: () => number][] = [
      [
        'ruptura_saver_elected',
        '1 where this process does the background work.',
        () => Number(saver.figures().saves),
      ],
      [
        'ruptura_stale_marks',
        'Products whose saved projection waits to be written.',
        () => saver.figures().pending,
      ],
      ['ruptura_stale_mark_age_seconds', 'Age of the oldest mark.', () => saver.figures().oldestMark],
      ['ruptura_saved_hits_total', 'Marked projections that were right already.', () => saver.figures().hits],
      [
        'ruptura_saved_misses_total',
        'Marked projections that had to be written.',
        () => saver.figures().misses,
      ],
    ];
    for (const [name, help, read] of figures) this.gauge(name, help, read);
    this.#watchBackground(
      saver,
      'ruptura_background_rows_total',
      'Rows touched by background work.',
      (work) => work.total,
    );
    this.#watchBackground(
      saver,
      'ruptura_background_last_timestamp_seconds',
      'When background work was done last.',
      (work) => work.at.getTime() / 1000,
    );
  }

  #watchBackground(
    saver: ProjectionSaver,
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
        const { background } = saver.figures();
        for (const job of BACKGROUND_JOBS) {
          const work = background.get(job);
          if (work !== undefined) this.set({ job }, read(work));
        }
      },
    });
  }

  /** Everything in the text format of Prometheus. */
  async text(): Promise<{ readonly type: string; readonly body: string }> {
    return { type: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}
