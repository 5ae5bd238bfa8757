import type { Pool } from 'pg';
import type { Language } from '../contract/language.ts';
import type { RunDetail } from '../contract/run-wire.ts';
import type { Batch, BatchState, LearntRun, RecordedBatch, Run, RunFacts } from './run.ts';

/** Runs as they stand in the database: keys and progress, from which any process can tell them or go on with them. */

const CREATE = `
  WITH sessao AS (
    INSERT INTO ruptura.sessao_analise
      (session_id, dono, idioma, detalhe, iniciada_em, total_pedidos, total_lotes, executor)
    VALUES ($1, $2, $3, $9, $4, cardinality($6::text[]), $7, $10)
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
    run.executor,
  ]);
  return rowCount === 1;
}

const RECORD = `
  SELECT session_id, lote, evento
  FROM ruptura.gravar_lotes($1::text[], $2::text[], $3::int[], $4::text[], $5::int[], $6::int[], $7::timestamptz[],
                            $8::timestamptz[], $9::int[], $10::int[], $11::int[], $12::boolean[])`;

/** A finished batch of a run. */
export interface FinishedBatch {
  readonly run: Run;
  readonly batch: Batch;
}

/**
 * Stores finished batches of any runs in one statement, on the condition that their executors are still that.
 * @returns the number of the event of each that was stored now; null for the others
 */
export async function recordBatches(
  pool: Pool,
  finished: readonly FinishedBatch[],
): Promise<(number | null)[]> {
  const instant = (at: number | null): Date | null => (at === null ? null : new Date(at));
  const { rows } = await pool.query<{ session_id: string; lote: number; evento: number }>({
    name: 'record-batches',
    text: RECORD,
    values: [
      finished.map(({ run }) => run.id),
      finished.map(({ run }) => run.executor),
      finished.map(({ batch }) => batch.number),
      finished.map(({ batch }) => (batch.state === 'failed' ? 'FALHOU' : 'PRONTO')),
      finished.map(({ batch }) => batch.attempts),
      finished.map(({ batch }) => batch.worker),
      finished.map(({ batch }) => instant(batch.startedAt)),
      finished.map(({ batch }) => instant(batch.finishedAt)),
      finished.map(({ batch }) => batch.ok),
      finished.map(({ batch }) => batch.short),
      finished.map(({ batch }) => batch.errors),
      finished.map(({ batch }) => batch.freed),
    ],
  });
  const events = new Map(rows.map((row) => [`${row.session_id} ${row.lote}`, row.evento]));
  return finished.map(({ run, batch }) => events.get(`${run.id} ${batch.number}`) ?? null);
}

const FINISH = `
  WITH terminada AS (
    UPDATE ruptura.sessao_analise
    SET terminada_em = $2, cancelada_em = CASE WHEN $3::boolean THEN $2::timestamptz END,
        lida_em = clock_timestamp(), expira_em = clock_timestamp() + make_interval(secs => $4)
    WHERE session_id = $1 AND terminada_em IS NULL AND ($5::text IS NULL OR executor = $5)
    RETURNING session_id
  ), lotes AS (
    UPDATE ruptura.sessao_lote SET estado = 'CANCELADO'
    WHERE session_id IN (SELECT session_id FROM terminada) AND evento IS NULL AND $3::boolean
  )
  SELECT FROM terminada`;

/**
 * Stores the end of a run, on the condition that its executor is still that. False when it is not, or it has ended.
 * @param ttl seconds until it may be forgotten
 */
export async function finishRun(pool: Pool, run: Run, at: number, ttl: number): Promise<boolean> {
  const values = [run.id, new Date(at), run.isCancelled, ttl, run.executor];
  return (await pool.query(FINISH, values)).rowCount === 1;
}

/** Ends a run whoever carries it out, as cancelled. What its executor has under way counts no more. */
export async function cancelRun(pool: Pool, id: string, ttl: number): Promise<void> {
  await pool.query(FINISH, [id, new Date(), true, ttl, null]);
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

const TAKE_OVER = `
  UPDATE ruptura.sessao_analise SET executor = $1
  WHERE session_id IN (
    SELECT s.session_id FROM ruptura.sessao_analise s
    WHERE s.terminada_em IS NULL AND s.executor IS DISTINCT FROM $1
      AND NOT EXISTS (SELECT FROM ruptura.posse p
                      WHERE p.tipo = 'processo' AND p.chave = s.executor AND p.ate > clock_timestamp())
    FOR NO KEY UPDATE SKIP LOCKED)`;

/** Makes an executor that of every run that has not ended and whose executor is gone. */
export async function takeOverRuns(pool: Pool, executor: string): Promise<void> {
  await pool.query(TAKE_OVER, [executor]);
}

/** Names of the runs of an executor that have not ended, oldest first. */
export async function unfinishedRuns(pool: Pool, executor: string): Promise<string[]> {
  const { rows } = await pool.query<{ session_id: string }>(
    'SELECT session_id FROM ruptura.sessao_analise WHERE terminada_em IS NULL AND executor = $1 ORDER BY iniciada_em',
    [executor],
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
  readonly executor: string | null;
}

interface ProgressRow {
  readonly lote: number;
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

interface BatchRow extends ProgressRow {
  readonly job_id: string;
  readonly pedidos: string[];
}

const PROGRESS = `lote, estado, tentativas, worker_id, iniciado_em, terminado_em, evento, ok, em_ruptura, erros, livre`;

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
  // One that has not ended is kept anyway: its row, which its executor writes, is left alone.
  await pool.query(`${KEEP} AND expira_em >= clock_timestamp()`, [[id], ttl]);
  const found = await pool.query<RunRow>(
    `SELECT dono, idioma, detalhe, iniciada_em, terminada_em, cancelada_em, executor
     FROM ruptura.sessao_analise WHERE session_id = $1 AND (expira_em IS NULL OR expira_em >= clock_timestamp())`,
    [id],
  );
  const row = found.rows[0];
  if (row === undefined) return null;
  const batches = await pool.query<BatchRow>(
    `SELECT job_id, pedidos, ${PROGRESS} FROM ruptura.sessao_lote WHERE session_id = $1 ORDER BY lote`,
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
    executor: row.executor,
    batches: batches.rows.map((batch) => ({
      ...progressOf(batch),
      number: batch.lote,
      job: batch.job_id,
      codes: batch.pedidos,
      state: STATES[batch.estado] ?? 'waiting',
      event: batch.evento,
    })),
  };
}

/**
 * What happened in a run since its event number `after`; null when there is no such run.
 * @throws what the database failed with
 */
export async function learnRun(pool: Pool, id: string, after: number): Promise<LearntRun | null> {
  // The row first: what it says has ended has all its batches recorded when they are asked for.
  const { rows } = await pool.query<Omit<RunRow, 'dono' | 'idioma' | 'detalhe'>>(
    'SELECT iniciada_em, terminada_em, cancelada_em, executor FROM ruptura.sessao_analise WHERE session_id = $1',
    [id],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const batches = await pool.query<ProgressRow & { readonly evento: number }>(
    `SELECT ${PROGRESS} FROM ruptura.sessao_lote WHERE session_id = $1 AND evento > $2 ORDER BY evento`,
    [id, after],
  );
  return {
    startedAt: row.iniciada_em.getTime(),
    finishedAt: row.terminada_em?.getTime() ?? null,
    isCancelled: row.cancelada_em !== null,
    executor: row.executor,
    recorded: batches.rows.map(recordedOf),
  };
}

function recordedOf(row: ProgressRow & { readonly evento: number }): RecordedBatch {
  const state = row.estado === 'FALHOU' ? 'failed' : 'done';
  return { ...progressOf(row), number: row.lote, state, event: row.evento };
}

function progressOf(row: ProgressRow): Omit<Batch, 'number' | 'job' | 'codes' | 'state' | 'event'> {
  return {
    attempts: row.tentativas,
    worker: row.worker_id,
    startedAt: row.iniciado_em?.getTime() ?? null,
    finishedAt: row.terminado_em?.getTime() ?? null,
    ok: row.ok,
    short: row.em_ruptura,
    errors: row.erros,
    freed: row.livre,
  };
}
