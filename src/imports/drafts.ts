import type pg from 'pg';
import { OPEN_DRAFT_STATUSES } from '../contract/codes.ts';
import type { ImportMode } from '../contract/import-modes.ts';
import { importTable } from './header.ts';
import { columnList, type KeptRows } from './kept-rows.ts';
import type { DraftReport, DraftsReport } from './report.ts';

const MOST_DRAFTS = 1000;

/** Open drafts, with the open quantity of their order and product and what all drafts of the pair take together. */
const OPEN_DRAFTS = `
  WITH saldos AS (
    SELECT num_pedido, cod_produto, sum(qtd_saldo_produto_pedido) AS saldo FROM public.carteira_principal
    WHERE ativo AND qtd_saldo_produto_pedido > 0 GROUP BY num_pedido, cod_produto
  ), rascunhos AS (
    SELECT d.id, d.num_pedido, d.cod_produto, d.qtd_selecionada_usuario, coalesce(s.saldo, 0) AS saldo,
      sum(d.qtd_selecionada_usuario) OVER (PARTITION BY d.num_pedido, d.cod_produto) AS selecionado
    FROM public.pre_separacao_item AS d LEFT JOIN saldos AS s USING (num_pedido, cod_produto)
    WHERE upper(ruptura.aparar(d.status)) = ANY ($1)
  )`;

async function listDrafts(
  client: pg.ClientBase,
  condition: string,
): Promise<{ count: number; first: DraftReport[] }> {
  const { rows } = await client.query<DraftReport & { total: string }>(
    `${OPEN_DRAFTS}
     SELECT id::text, num_pedido, cod_produto, qtd_selecionada_usuario::text, saldo::text, count(*) OVER () AS total
     FROM rascunhos WHERE ${condition} ORDER BY num_pedido, cod_produto, id LIMIT ${MOST_DRAFTS}`,
    [OPEN_DRAFT_STATUSES],
  );
  const first = rows.map(({ total: _, ...draft }) => draft);
  return { count: Number(rows[0]?.total ?? 0), first };
}

/** What is asked of drafts that the lines of the file speak of. */
const OF_FILE = 'num_pedido IN (SELECT num_pedido FROM pg_temp.importacao_carteira_principal)';

/**
 * Lays the drafts over new order lines: those with an open line become RECOMPOSTO, the others are left as they are
 * (they go on reserving stock) and reported.
 * @param mode only the drafts of orders in the file are looked at, unless the whole book was replaced
 * @param keepStatuses the drafts themselves come from this call (a restored backup) and must not be changed
 */
export async function reapplyDrafts(
  client: pg.ClientBase,
  kept: KeptRows,
  mode: ImportMode,
  keepStatuses: boolean,
): Promise<DraftsReport> {
  const concerned = mode === 'substituir' ? 'true' : OF_FILE;
  const applicable = await listDrafts(client, `saldo > 0 AND ${concerned}`);
  const notApplicable = await listDrafts(client, `saldo = 0 AND ${concerned}`);
  const exceeding = await listDrafts(client, `saldo > 0 AND selecionado > saldo AND ${concerned}`);
  if (!keepStatuses) await markReapplied(kept, concerned);
  return {
    reapplied: applicable.count,
    notApplicable: notApplicable.count,
    exceeding: exceeding.count,
    notApplicableDrafts: notApplicable.first,
    exceedingDrafts: exceeding.first,
  };
}

async function markReapplied(kept: KeptRows, concerned: string): Promise<void> {
  const table = importTable('pre_separacao_item');
  const which = `upper(ruptura.aparar(atual.status)) = 'CRIADO' AND ${concerned} AND EXISTS (
    SELECT FROM public.carteira_principal AS c
    WHERE c.num_pedido = atual.num_pedido AND c.cod_produto = atual.cod_produto
      AND c.ativo AND c.qtd_saldo_produto_pedido > 0
  )`;
  await kept.keepTaken(
    table,
    `SELECT ${columnList(table.columns, 'atual')} FROM public.pre_separacao_item AS atual WHERE ${which}`,
  );
  await kept.keepPut(
    table,
    `UPDATE public.pre_separacao_item AS atual SET status = 'RECOMPOSTO' WHERE ${which}`,
  );
}
