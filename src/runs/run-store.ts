import type { Pool } from 'pg';
import type { Language } from '../contract/language.ts';
import type { RunDetail } from '../contract/run-wire.ts';
import type { Batch, BatchState, Run, RunFacts } from './run.ts';

/** Runs as they stand in the database: keys and progress, from which they go on after a restart. */

const CREATE = `
  WITH sessao AS (
    INSERT INTO ruptura.sessao_analise (session_id, dono, idioma, detalhe, iniciada_em, total_pedidos, total_lotes)
    VALUES ($1, $2, $3, $9, $4, cardinality($6::text[]), $7)
    ON CONFLICT DO NOTHING RETURNING session_id
  ), lotes AS (
    INSERT INTO ruptura.sessao_lote (session_id, lote, job_id, pedidos)
    SELECT s.session_id, (p.n - 1) / $8::int, $5 || '-' || ((p.n - 1) / $8::int), array_agg(p.codigo ORDER BY p.n)
    FROM sessao s, unnest($6::text[]) WITH ORDINALITY AS p (codigo, n)
    GROUP BY 1, 2, 3
  )
  SELECT session_id FROM sessao`;

/** Stores a run that is about to start. False when there is one of that name. */
export async function createRun(
  pool: Pool,
  run: Run,
  jobPrefix: string,
  batchSize: number,
): Promise<boolean> {
  const codes = run.batches.flatMap((batch) => batch.codes);
  const { rowCount } = await pool.query(CREATE, [
    run.id,
    run.owner,
    run.language,
    new Date(run.startedAt),
    jobPrefix,
    codes,
    run.batches.length,
    batchSize,
    run.detail,
  ]);
  return rowCount === 1;
}

const RECORD = `
  UPDATE ruptura.sessao_lote l
  SET estado = f.estado, tentativas = f.tentativas, worker_id = f.worker_id, iniciado_em = f.iniciado_em,
      terminado_em = f.terminado_em, evento = f.evento, ok = f.ok, em_ruptura = f.em_ruptura, erros = f.erros,
      livre = f.livre
  FROM unnest($1::text[], $2::int[], $3::text[], $4::int[], $5::int[], $6::timestamptz[], $7::timestamptz[],
              $8::int[], $9::int[], $10::int[], $11::int[], $12::boolean[])
    AS f (session_id, lote, estado, tentativas, worker_id, iniciado_em, terminado_em, evento, ok, em_ruptura, erros,
          livre)
  WHERE l.session_id = f.session_id AND l.lote = f.lote`;

/** A finished batch of a run, with the number its event will have. */
export interface FinishedBatch {
  readonly run: Run;
  readonly batch: Batch;
  readonly event: number;
}

/** Stores finished batches of any runs in one statement. */
export async function recordBatches(pool: Pool, finished: readonly FinishedBatch[]): Promise<void> {
  const instant = (at: number | null): Date | null => (at === null ? null : new Date(at));
  await pool.query({
    name: 'record-batches',
    text: RECORD,
    values: [
      finished.map(({ run }) => run.id),
      finished.map(({ batch }) => batch.number),
      finished.map(({ batch }) => (batch.state === 'failed' ? 'FALHOU' : 'PRONTO')),
      finished.map(({ batch }) => batch.attempts),
      finished.map(({ batch }) => batch.worker),
      finished.map(({ batch }) => instant(batch.startedAt)),
      finished.map(({ batch }) => instant(batch.finishedAt)),
      finished.map(({ event }) => event),
      finished.map(({ batch }) => batch.ok),
      finished.map(({ batch }) => batch.short),
      finished.map(({ batch }) => batch.errors),
      finished.map(({ batch }) => batch.freed),
    ],
  });
}

const FINISH = `
  WITH lotes AS (
    UPDATE ruptura.sessao_lote SET estado = 'CANCELADO'
    WHERE session_id = $1 AND evento IS NULL AND $3::boolean
  )
  UPDATE ruptura.sessao_analise
  SET terminada_em = $2, cancelada_em = CASE WHEN $3::boolean THEN $2::timestamptz END,
      lida_em = clock_timestamp(), expira_em = clock_timestamp() + make_interval(secs => $4)
  WHERE session_id = $1`;

/** Stores the end of a run. @param ttl seconds until it may be forgotten */
export async function finishRun(pool: Pool, run: Run, at: number, ttl: number): Promise<void> {
  await pool.query(FINISH, [run.id, new Date(at), run.isCancelled, ttl]);
}

const KEEP = `
  UPDATE ruptura.sessao_analise
  SET lida_em = clock_timestamp(), expira_em = clock_timestamp() + make_interval(secs => $2)
  WHERE session_id = ANY ($1::text[]) AND expira_em IS NOT NULL`;

/** Somebody reads these runs: they are kept for another while. */
export async function keepRuns(pool: Pool, ids: readonly string[], ttl: number): Promise<void> {
  if (ids.length > 0) await pool.query(KEEP, [ids, ttl]);
}

/** Names of the runs whose time is over. */
export async function expiredRuns(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ session_id: string }>(
    'SELECT session_id FROM ruptura.sessao_analise WHERE expira_em < clock_timestamp()',
  );
  return rows.map((row) => row.session_id);
}

/** Deletes those of some runs whose time is still over. */
export async function removeExpired(pool: Pool, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await pool.query(
    'DELETE FROM ruptura.sessao_analise WHERE session_id = ANY ($1::text[]) AND expira_em < clock_timestamp()',
    [ids],
  );
}

/** Deletes a run. */
export async function removeRun(pool: Pool, id: string): Promise<void> {
  await pool.query('DELETE FROM ruptura.sessao_analise WHERE session_id = $1', [id]);
}

/** Names of the runs that have not ended, oldest first. */
export async function unfinishedRuns(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ session_id: string }>(
    'SELECT session_id FROM ruptura.sessao_analise WHERE terminada_em IS NULL ORDER BY iniciada_em',
  );
  return rows.map((row) => row.session_id);
}

interface RunRow {
  readonly dono: string | null;
  readonly idioma: Language;
  readonly detalhe: RunDetail;
  readonly iniciada_em: Date;
  readonly terminada_em: Date | null;
  readonly cancelada_em: Date | null;
}

interface BatchRow {
  readonly lote: number;
  readonly job_id: string;
  readonly pedidos: string[];
  readonly estado: string;
  readonly tentativas: number;
  readonly worker_id: number | null;
  readonly iniciado_em: Date | null;
  readonly terminado_em: Date | null;
  readonly evento: number | null;
  readonly ok: number;
  readonly em_ruptura: number;
  readonly erros: number;
  readonly livre: boolean;
}

const STATES: Readonly<Record<string, BatchState>> = {
  PRONTO: 'done',
  FALHOU: 'failed',
  CANCELADO: 'cancelled',
};

/**
 * A run as it stands in the database; null when there is none, or its time is over. Reading it keeps it for another
 * while: nobody forgets it before it is all there.
 * @param ttl seconds it is kept from now on
 */
export async function loadRun(pool: Pool, id: string, ttl: number): Promise<RunFacts | null> {
  const found = await pool.query<RunRow>(
    `UPDATE ruptura.sessao_analise
     SET lida_em = clock_timestamp(),
         expira_em = CASE WHEN expira_em IS NOT NULL THEN clock_timestamp() + make_interval(secs => $2) END
     WHERE session_id = $1 AND (expira_em IS NULL OR expira_em >= clock_timestamp())
     RETURNING dono, idioma, detalhe, iniciada_em, terminada_em, cancelada_em`,
    [id, ttl],
  );
  const row = found.rows[0];
  if (row === undefined) return null;
  const batches = await pool.query<BatchRow>(
    `SELECT lote, job_id, pedidos, estado, tentativas, worker_id, iniciado_em, terminado_em, evento, ok, em_ruptura,
            erros, livre
     FROM ruptura.sessao_lote WHERE session_id = $1 ORDER BY lote`,
    [id],
  );
  return {
    id,
    owner: row.dono,
    language: row.idioma,
    detail: row.detalhe,
    startedAt: row.iniciada_em.getTime(),
    finishedAt: row.terminada_em?.getTime() ?? null,
    isCancelled: row.cancelada_em !== null,
    batches: batches.rows.map(batchOf),
  };
}

function batchOf(row: BatchRow): Batch {
  return {
    number: row.lote,
    job: row.job_id,
    codes: row.pedidos,
    state: STATES[row.estado] ?? 'waiting',
    attempts: row.tentativas,
    worker: row.worker_id,
    startedAt: row.iniciado_em?.getTime() ?? null,
    finishedAt: row.terminado_em?.getTime() ?? null,
    ok: row.ok,
    short: row.em_ruptura,
    errors: row.erros,
    event: row.evento,
    freed: row.livre,
  };
}
