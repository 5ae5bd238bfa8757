import type { ClientBase } from 'pg';
import type { ProjectionAnswer } from '../contract/wire.ts';
import { electedWith } from './election.ts';

/** A projection to be saved, and how long it took to calculate. */
export interface CalculatedProjection {
  readonly answer: ProjectionAnswer;
  readonly milliseconds: number;
}

/** By the elected process (`$9`): over newer rows too, as those of a restored backup may be. By others: not over newer. */
const SAVE = `${electedWith('$9')}
  INSERT INTO public.estoque_projecao_cache AS antes
    (cod_produto, projecao, menor_estoque_7d, dia_ruptura, status_ruptura, data_calculo, tempo_calculo_ms, versao)
  SELECT cod_produto, projecao::jsonb, menor, dia, situacao, clock_timestamp() - make_interval(secs => $8), ms, versao
  FROM unnest($1::text[], $2::text[], $3::numeric[], $4::date[], $5::text[], $6::numeric[], $7::bigint[])
    AS n (cod_produto, projecao, menor, dia, situacao, ms, versao)
  WHERE $9::text IS NULL OR EXISTS (SELECT FROM eleito)
  ON CONFLICT (cod_produto) DO UPDATE SET
    projecao = excluded.projecao, menor_estoque_7d = excluded.menor_estoque_7d, dia_ruptura = excluded.dia_ruptura,
    status_ruptura = excluded.status_ruptura, data_calculo = excluded.data_calculo,
    tempo_calculo_ms = excluded.tempo_calculo_ms, versao = excluded.versao
  WHERE $9::text IS NOT NULL OR antes.versao <= excluded.versao`;

/**
 * Writes projections to `estoque_projecao_cache` in one statement.
 * @param age milliseconds since the state they were calculated from was read
 * @param owner the elected process that writes, over rows that claim a higher version too; null: whoever writes, and not
 *   over those
 * @returns false when that process is not elected any more: nothing was written
 */
export async function saveProjections(
  client: ClientBase,
  projections: readonly CalculatedProjection[],
  age: number,
  owner: string | null,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'save-projections',
    text: SAVE,
    values: [
      projections.map(({ answer }) => answer.cod_produto),
      projections.map(({ answer }) => JSON.stringify(answer.projecao)),
      projections.map(({ answer }) => answer.menor_estoque_7d),
      projections.map(({ answer }) => answer.dia_ruptura),
      projections.map(({ answer }) => answer.status_ruptura),
      projections.map(({ milliseconds }) => milliseconds.toFixed(3)),
      projections.map(({ answer }) => answer.versao),
      age / 1000,
      owner,
    ],
  });
  return owner === null || rowCount === projections.length;
}

/** What a saved row says: enough to know it from what would be calculated now. */
export interface SavedRow {
  readonly code: string;
  /** Its D0, `yyyy-mm-dd`. */
  readonly day: string;
  readonly stock: number;
  readonly requirements: readonly number[];
  readonly receipts: readonly number[];
}

const PAGE = 500;
const READ = `
  SELECT cod_produto AS code, projecao->0->>'data' AS day, (projecao->0->>'estoque_inicial')::float8 AS stock,
         jsonb_path_query_array(projecao, '$[*].saidas') AS requirements,
         jsonb_path_query_array(projecao, '$[*].entradas') AS receipts
  FROM public.estoque_projecao_cache WHERE cod_produto > $1 ORDER BY cod_produto LIMIT ${PAGE}`;

/** All saved rows in byte order of their codes, page by page. */
export async function* savedRows(client: ClientBase): AsyncGenerator<readonly SavedRow[]> {
  let after = '';
  for (;;) {
    const { rows } = await client.query<SavedRow>(READ, [after]);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.code;
  }
}

const DELETE = `${electedWith('$2')}
  DELETE FROM public.estoque_projecao_cache WHERE cod_produto = ANY ($1::text[]) AND EXISTS (SELECT FROM eleito)`;

/** Deletes the saved rows of products that have none any more, while the owner is elected. */
export async function deleteSaved(
  client: ClientBase,
  codes: readonly string[],
  owner: string,
): Promise<void> {
  await client.query(DELETE, [codes, owner]);
}
