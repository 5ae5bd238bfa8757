import { formatInstant } from '../contract/instants.ts';
import type { RunStatus } from '../contract/run-wire.ts';
import { type Batch, perSecond, type Run } from './run.ts';

/**
 * How far a run is, and what each thread does for it: those of this process, and as many more as whoever did a part of it
 * elsewhere had. @param threads of this process, that work off the queue
 */
export function runStatus(run: Run, threads: number, timeZone: string, now: number): RunStatus {
  const most = run.batches.reduce((highest, { worker }) => Math.max(highest, worker ?? 0), threads - 1);
  const { ok, short, errors, answered } = run.counts;
  return {
    success: true,
    session_id: run.id,
    total: run.total,
    processados: answered,
    ok,
    em_ruptura: short,
    erros: errors,
    progresso: run.progress,
    completo: run.finishedAt !== null,
    cancelado: run.isCancelled,
    iniciada_em: formatInstant(new Date(run.startedAt), timeZone),
    duracao_ms: Math.max(0, (run.finishedAt ?? now) - run.startedAt),
    workers: Array.from({ length: most + 1 }, (_, worker) => workerStatus(run, worker, now)),
  };
}

function workerStatus(run: Run, worker: number, now: number): RunStatus['workers'][number] {
  const own = run.batches.filter((batch) => batch.worker === worker);
  const done = own.filter((batch) => batch.state === 'done');
  // A worker has its next batch in hand already: it works on the one it was given first.
  const current = own.filter((batch) => batch.state === 'running').sort(byStart)[0];
  const orders = done.reduce((sum, batch) => sum + batch.codes.length, 0);
  const from = Math.min(...own.map((batch) => batch.startedAt ?? now));
  const to = current === undefined ? Math.max(...done.map((batch) => batch.finishedAt ?? now)) : now;
  return {
    worker_id: worker,
    estado: current === undefined ? 'LIVRE' : 'OCUPADO',
    lotes: done.length,
    pedidos_por_s: perSecond(orders, to - from),
    lote_atual: current?.number ?? null,
  };
}

function byStart(a: Batch, b: Batch): number {
  return (a.startedAt ?? 0) - (b.startedAt ?? 0);
}
