import type { Pool } from 'pg';
import { InvalidRequest, MOST_PROBLEMS } from '../contract/invalid-request.ts';
import type { MovementsSaved } from '../contract/stock-wire.ts';
import {
  type EpochDay,
  formatIsoDate,
  formatScaled,
  parseIsoDate,
  QUANTITY_DECIMALS,
} from '../contract/units.ts';
import type { MovementRow } from './movement-rows.ts';

/**
 * One statement, so that one round trip and one commit store any number of movements. Ids are drawn beforehand, which
 * tells the stored rows from the skipped ones without relying on their order; rows go in by key, so that two requests
 * with the same keys wait for each other in the same order. Nothing is stored when one is dated after the business date.
 */
const STORE = `
  WITH hoje AS (SELECT coalesce($8::date, ruptura.hoje()) AS dia),
  enviada AS MATERIALIZED (
    SELECT posicao, nextval(pg_get_serial_sequence('public.movimentacao_estoque', 'id')) AS id, cod_produto,
           data_movimentacao, tipo, qtd, local, documento, chave_externa
    FROM unnest($1::text[], $2::date[], $3::text[], $4::numeric[], $5::text[], $6::text[], $7::text[])
      WITH ORDINALITY AS e (cod_produto, data_movimentacao, tipo, qtd, local, documento, chave_externa, posicao)
  ), gravada AS (
    INSERT INTO public.movimentacao_estoque
      (id, cod_produto, data_movimentacao, tipo, qtd_movimentacao, local, documento, chave_externa)
    SELECT id, cod_produto, data_movimentacao, tipo, qtd, local, documento, chave_externa
    FROM enviada
    WHERE NOT EXISTS (SELECT FROM enviada AS f, hoje WHERE f.data_movimentacao > hoje.dia)
    ORDER BY chave_externa COLLATE "C", posicao
    ON CONFLICT (chave_externa) DO NOTHING
    RETURNING id
  )
  SELECT e.id::text AS id, g.id IS NOT NULL AS gravada, hoje.dia::text AS hoje
  FROM enviada e CROSS JOIN hoje LEFT JOIN gravada g ON g.id = e.id ORDER BY e.posicao`;

const KNOWN_KEYS = `
  SELECT id::text AS id, chave_externa FROM public.movimentacao_estoque WHERE chave_externa = ANY ($1::text[])`;

interface StoredRow {
  readonly id: string;
  readonly gravada: boolean;
  readonly hoje: string;
}

/**
 * Stores movements, all or none. One whose `chave_externa` is known already is skipped.
 * @param fixedToday business date in place of the database's, or null
 * @throws InvalidRequest DATA_FUTURA, listing every movement dated after the business date
 */
export async function storeMovements(
  pool: Pool,
  rows: readonly MovementRow[],
  fixedToday: EpochDay | null,
): Promise<MovementsSaved> {
  const stored = await pool.query<StoredRow>({
    name: 'store-movements',
    text: STORE,
    values: columnsOf(rows, fixedToday),
  });
  refuseFuture(rows, parseIsoDate(stored.rows[0]!.hoje)!);
  const known = await knownIds(pool, rows, stored.rows);
  const saved = stored.rows.filter((row) => row.gravada).length;
  return {
    success: true,
    gravadas: saved,
    ignoradas: rows.length - saved,
    movimentacoes: rows.map((row, index) => {
      const { id, gravada } = stored.rows[index]!;
      const key = row.chave_externa;
      const knownId = known.get(key ?? '') ?? null;
      return { id: gravada ? Number(id) : knownId, chave_externa: key, gravada };
    }),
  };
}

function columnsOf(rows: readonly MovementRow[], fixedToday: EpochDay | null): unknown[] {
  return [
    rows.map((row) => row.cod_produto),
    rows.map((row) => formatIsoDate(row.data_movimentacao)),
    rows.map((row) => row.tipo),
    rows.map((row) => formatScaled(row.quantity, QUANTITY_DECIMALS)),
    rows.map((row) => row.local),
    rows.map((row) => row.documento),
    rows.map((row) => row.chave_externa),
    fixedToday === null ? null : formatIsoDate(fixedToday),
  ];
}

function refuseFuture(rows: readonly MovementRow[], today: EpochDay): void {
  const problems = rows.flatMap((row, index) => {
    if (row.data_movimentacao <= today) return [];
    const params = { valor: formatIsoDate(row.data_movimentacao), hoje: formatIsoDate(today) };
    const path = `/${index}/data_movimentacao`;
    return [{ place: 'corpo' as const, path, code: 'DATA_FUTURA' as const, params }];
  });
  if (problems.length > 0) throw new InvalidRequest(...problems.slice(0, MOST_PROBLEMS));
}

/** Ids of the movements that were there before the skipped ones, by key. */
async function knownIds(
  pool: Pool,
  rows: readonly MovementRow[],
  stored: readonly StoredRow[],
): Promise<Map<string, number>> {
  const keys = rows.flatMap((row, index) =>
    stored[index]!.gravada || row.chave_externa === null ? [] : [row.chave_externa],
  );
  if (keys.length === 0) return new Map();
  const found = await pool.query<{ id: string; chave_externa: string }>(KNOWN_KEYS, [keys]);
  return new Map(found.rows.map((row) => [row.chave_externa, Number(row.id)]));
}
