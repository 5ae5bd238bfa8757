import { formatInstant } from '../contract/instants.ts';
import type { Run, RunEvent } from './run.ts';

/** JSON of the events of a run, as the stream sends them. */

/** Results of a batch: `bytes` are JSON separated by commas. In parts, so that nothing is copied. */
export function batchEvent(
  run: Run,
  event: Extract<RunEvent, { kind: 'batch' }>,
  bytes: Uint8Array,
  timeZone: string,
): Uint8Array[] {
  const { worker, finishedAt } = event.batch;
  const timestamp = formatInstant(new Date(finishedAt ?? 0), timeZone);
  return [
    Buffer.from(`{"worker_id":${worker ?? 0},"lote":${event.batch.number},"resultados":[`),
    bytes,
    Buffer.from(
      `],"progresso":${event.progress},"processados":${event.answered},"total":${run.total},` +
        `"pedidos_por_s":${event.rate},"timestamp":"${timestamp}"}`,
    ),
  ];
}

/** A worker has nothing else to do for the run. */
export function freeEvent(run: Run, event: Extract<RunEvent, { kind: 'free' }>, timeZone: string): string {
  return JSON.stringify({
    worker_id: event.worker,
    worker_livre: true,
    progresso: event.progress,
    processados: event.answered,
    total: run.total,
    timestamp: formatInstant(new Date(event.at), timeZone),
  });
}

/** The last event, with the worker that did the last batch, if any was done. A cancelled run counts only what was done. */
export function endEvent(run: Run, at: number, timeZone: string): string {
  const { ok, short, errors, answered } = run.counts;
  return JSON.stringify({
    completo: true,
    ...lastWorker(run),
    ...(run.isCancelled ? { cancelado: true, total_pedidos: run.total } : {}),
    total: answered,
    ok,
    em_ruptura: short,
    erros: errors,
    duracao_ms: Math.max(0, at - run.startedAt),
    progresso: run.progress,
    timestamp: formatInstant(new Date(at), timeZone),
  });
}

function lastWorker({ events }: Run): { readonly worker_id?: number } {
  const last = events.findLast((event) => event.kind === 'batch');
  return last === undefined ? {} : { worker_id: last.batch.worker ?? 0 };
}
