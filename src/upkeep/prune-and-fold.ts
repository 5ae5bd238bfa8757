import type { ClientBase } from 'pg';
import { KEPT_IMPORTS } from '../contract/import-modes.ts';

/** Deltas of on-hand stock folded by one statement. */
const FOLD_LIMIT = 100_000;
/** Log rows younger than this stay: whoever lags less need not load the book anew. */
const KEEP_LOG = '1 hour';
/** Saved rows looked up at once. */
const OLD_ROWS = 5000;

const FOLD = `SELECT ruptura.dobrar_estoque(${FOLD_LIMIT})::float8 AS rows`;
const PRUNE = `SELECT ruptura.podar_mudancas(interval '${KEEP_LOG}')::float8 AS rows`;

const PRUNE_IMPORTS = 'SELECT ruptura.podar_anteriores($1, $2, $3)::float8 AS rows';

/**
 * One day of history, the oldest beyond those kept, becomes statistics of its month: sums and counts, so that a month
 * fills up day by day. One statement, so a day is in one place or in the other.
 */
const COMPACT = `
  WITH velhas AS (
    DELETE FROM public.estoque_projecao_historico
    WHERE dia = (SELECT min(dia) FROM public.estoque_projecao_historico) AND dia < $1::date - $2::int
    RETURNING cod_produto, dia, menor_estoque_7d, status_ruptura, estoque_d0, estoque_d7, estoque_d28
  ), resumo AS (
    INSERT INTO public.estoque_projecao_resumo AS r
      (cod_produto, mes, dias, dias_critico, dias_atencao, dias_ok, menor_estoque_7d,
       soma_estoque_d0, soma_estoque_d7, soma_estoque_d28)
    SELECT cod_produto, date_trunc('month', dia)::date, 1, (status_ruptura = 'CRÍTICO')::int,
           (status_ruptura = 'ATENÇÃO')::int, (status_ruptura = 'OK')::int, menor_estoque_7d,
           estoque_d0, estoque_d7, estoque_d28
    FROM velhas ORDER BY cod_produto
    ON CONFLICT (cod_produto, mes) DO UPDATE SET
      dias = r.dias + 1,
      dias_critico = r.dias_critico + excluded.dias_critico,
      dias_atencao = r.dias_atencao + excluded.dias_atencao,
      dias_ok = r.dias_ok + excluded.dias_ok,
      menor_estoque_7d = least(r.menor_estoque_7d, excluded.menor_estoque_7d),
      soma_estoque_d0 = r.soma_estoque_d0 + excluded.soma_estoque_d0,
      soma_estoque_d7 = r.soma_estoque_d7 + excluded.soma_estoque_d7,
      soma_estoque_d28 = r.soma_estoque_d28 + excluded.soma_estoque_d28
  )
  SELECT count(*)::float8 AS rows FROM velhas`;

const SELECT_OLD = `
  SELECT cod_produto AS code FROM public.estoque_projecao_cache
  WHERE data_calculo < clock_timestamp() - make_interval(secs => $1) ORDER BY data_calculo LIMIT ${OLD_ROWS}`;

async function rowsOf(client: ClientBase, text: string, values: unknown[] = []): Promise<number> {
  const { rows } = await client.query<{ rows: number }>(text, values);
  return rows[0]!.rows;
}

/** Moves all deltas of on-hand stock into the balance; returns how many. */
export async function foldStock(client: ClientBase): Promise<number> {
  let folded = 0;
  for (;;) {
    const rows = await rowsOf(client, FOLD);
    folded += rows;
    if (rows < FOLD_LIMIT) return folded;
  }
}

/** Removes old rows of the change log; returns how many. */
export async function pruneLog(client: ClientBase): Promise<number> {
  return await rowsOf(client, PRUNE);
}

/** Forgets the former contents of imports that are too old to be undone; returns how many rows. */
export async function pruneImports(client: ClientBase): Promise<number> {
  const { days, calls, rows } = KEPT_IMPORTS;
  return await rowsOf(client, PRUNE_IMPORTS, [days, calls, rows]);
}

/**
 * Turns history older than `days` into statistics by product and month; returns how many rows of history that took.
 * @param today `yyyy-mm-dd`
 */
export async function compactHistory(client: ClientBase, today: string, days: number): Promise<number> {
  let compacted = 0;
  for (;;) {
    const rows = await rowsOf(client, COMPACT, [today, days]);
    compacted += rows;
    if (rows === 0) return compacted;
  }
}

/** Products whose saved rows are older than that, the oldest first; at most some thousands at once. */
export async function oldSavedProducts(client: ClientBase, seconds: number): Promise<string[]> {
  const { rows } = await client.query<{ code: string }>(SELECT_OLD, [seconds]);
  return rows.map(({ code }) => code);
}
