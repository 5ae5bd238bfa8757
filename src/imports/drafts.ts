import type pg from 'pg';
import { OPEN_DRAFT_STATUSES } from '../contract/codes.ts';
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

/**
 * Lays the drafts over a replaced order book: those with an open line become RECOMPOSTO, the others are left as they
 * are (they go on reserving stock) and reported.
 * @param keepStatuses the drafts themselves come from this call (a restored backup) and must not be changed
 */
export async function reapplyDrafts(client: pg.ClientBase, keepStatuses: boolean): Promise<DraftsReport> {
  const applicable = await listDrafts(client, 'saldo > 0');
  const notApplicable = await listDrafts(client, 'saldo = 0');
  const exceeding = await listDrafts(client, 'saldo > 0 AND selecionado > saldo');
  if (!keepStatuses) {
    await client.query(
      `UPDATE public.pre_separacao_item AS d SET status = 'RECOMPOSTO'
       WHERE upper(ruptura.aparar(d.status)) = 'CRIADO' AND EXISTS (
         SELECT FROM public.carteira_principal AS c
         WHERE c.num_pedido = d.num_pedido AND c.cod_produto = d.cod_produto
           AND c.ativo AND c.qtd_saldo_produto_pedido > 0
       )`,
    );
  }
  return {
    reapplied: applicable.count,
    notApplicable: notApplicable.count,
    exceeding: exceeding.count,
    notApplicableDrafts: notApplicable.first,
    exceedingDrafts: exceeding.first,
  };
}
