import type { Ruptura } from '../engine/ruptura.ts';
import { Runs, type RunsOptions } from '../runs/runs.ts';
import { type EmbeddedOptions, openEmbeddedRuntime } from '../runtime/embedded/embedded-runtime.ts';
import type { SettingValues } from '../settings/process-settings.ts';
import { WorkerPool } from '../threads/worker-pool.ts';
import { Leases } from '../work/leases.ts';

/** What analyses orders in this process: the runs, and the workers for answers without a run. */
export interface Analysis {
  readonly runs: Runs;
  readonly workers: WorkerPool;
  /** Workers of the queue. */
  readonly queueWorkers: number;
  readonly batchSize: number;
  close(): Promise<void>;
}

export interface AnalysisOptions extends EmbeddedOptions {
  /** Told of failures that are tried again or reported as results. */
  readonly onProblem: (error: unknown) => void;
  readonly onBatch?: RunsOptions['onBatch'];
}

type AnalysisSettings = Pick<
  SettingValues,
  'NUM_WORKERS' | 'MAX_WORKERS' | 'BATCH_SIZE' | 'LOTE_TIMEOUT_S' | 'SESSAO_TTL_MIN'
>;

/** Prepares the workers (threads start with the first work) and goes on with the runs that were not finished. */
export async function openAnalysis(
  ruptura: Ruptura,
  values: AnalysisSettings,
  options: AnalysisOptions,
): Promise<Analysis> {
  const queueWorkers = values.NUM_WORKERS;
  const batchSize = values.BATCH_SIZE;
  const workers = new WorkerPool(ruptura, {
    queueWorkers,
    directWorkers: values.MAX_WORKERS,
    timeout: values.LOTE_TIMEOUT_S * 1000,
  });
  const { pool } = ruptura.database;
  const leases = new Leases(pool, { onProblem: options.onProblem });
  const runs = new Runs({
    pool,
    leases,
    workers,
    runtime: openEmbeddedRuntime(options),
    queueWorkers,
    batchSize,
    ttl: values.SESSAO_TTL_MIN * 60,
    timeZone: () => ruptura.timeZone,
    onProblem: options.onProblem,
    ...(options.onBatch === undefined ? {} : { onBatch: options.onBatch }),
  });
  await runs.open();
  return { runs, workers, queueWorkers, batchSize, close: () => runs.close() };
}
