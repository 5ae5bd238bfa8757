import type { Ruptura } from '../engine/ruptura.ts';
import { Runs, type RunsOptions } from '../runs/runs.ts';
import { type EmbeddedOptions, openEmbeddedRuntime } from '../runtime/embedded/embedded-runtime.ts';
import type { SettingValues } from '../settings/process-settings.ts';
import type { Leases } from '../tasks/leases.ts';
import { WorkerPool } from '../threads/worker-pool.ts';
import { type Closable, withReleasers } from './releasers.ts';

/** What analyses orders in this process: the runs, and the workers for answers without a run. */
export interface Analysis extends Closable {
  readonly runs: Runs;
  readonly workers: WorkerPool;
  /** Workers of the queue. */
  readonly queueWorkers: number;
  readonly batchSize: number;
}

export interface AnalysisOptions extends EmbeddedOptions {
  /** This process as an owner of work. */
  readonly leases: Leases;
  /** Told of failures that are tried again or reported as results. */
  readonly onProblem: (error: unknown) => void;
  readonly onBatch?: RunsOptions['onBatch'];
}

type AnalysisSettings = Pick<
  SettingValues,
  'NUM_WORKERS' | 'MAX_WORKERS' | 'BATCH_SIZE' | 'LOTE_TIMEOUT_S' | 'SESSAO_TTL_MIN'
>;

/**
 * Prepares the workers (threads start with the first work) and goes on with the runs that were not finished. Closing
 * lets batches under way be finished; what waits is taken up by another process.
 */
export async function openAnalysis(
  ruptura: Ruptura,
  values: AnalysisSettings,
  options: AnalysisOptions,
): Promise<Analysis> {
  return await withReleasers(async (releasers) => {
    const { leases, onProblem, onBatch } = options;
    const { pool } = ruptura.database;
    const { NUM_WORKERS: queueWorkers, BATCH_SIZE: batchSize } = values;
    const workers = new WorkerPool(ruptura, {
      queueWorkers,
      directWorkers: values.MAX_WORKERS,
      timeout: values.LOTE_TIMEOUT_S * 1000,
    });
    const runs = new Runs({
      pool,
      leases,
      workers,
      runtime: openEmbeddedRuntime(options),
      queueWorkers,
      batchSize,
      ttl: values.SESSAO_TTL_MIN * 60,
      timeZone: () => ruptura.timeZone,
      onProblem,
      ...(onBatch === undefined ? {} : { onBatch }),
    });
    // Closes the workers and the runtime with it.
    releasers.add(() => runs.close());
    await runs.open();
    return { runs, workers, queueWorkers, batchSize };
  });
}
