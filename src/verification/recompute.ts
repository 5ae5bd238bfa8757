import type { ClientBase } from 'pg';
import { OPEN_DRAFT_STATUSES, OPEN_LOT_STATUSES } from '../contract/codes.ts';
import { type EpochDay, formatIsoDate } from '../contract/units.ts';
import { selectAllocations, selectDrafts } from '../ledger/statements.ts';

/** A product whose running stock is not the sum of its active movements. */
export interface StockDrift {
  readonly cod_produto: string;
  readonly estoque_atual: string | null;
  readonly soma_movimentacoes: string | null;
}

const STOCK_DRIFT = `
  SELECT cod_produto, e.estoque::text AS estoque_atual, m.soma::text AS soma_movimentacoes
  FROM estoque_atual e
  FULL JOIN (SELECT cod_produto, sum(qtd_movimentacao) AS soma FROM movimentacao_estoque WHERE ativo GROUP BY 1) m
    USING (cod_produto)
  WHERE coalesce(e.estoque, 0) <> coalesce(m.soma, 0)
  ORDER BY cod_produto`;

/** Compares the running stock with the movements it comes from. */
export async function findStockDrift(client: ClientBase): Promise<StockDrift[]> {
  return (await client.query<StockDrift>(STOCK_DRIFT)).rows;
}

/**
 * The projection once more, in SQL over the base tables and by another road than the book in memory: remainders by a
 * running sum over each pair's lines, balances by a running sum over the days. `$1` is the business date.
 */
const BALANCES = `
  WITH comprometida (num_pedido, cod_produto, qtd_saldo, dia, lote) AS (
    ${selectAllocations(OPEN_LOT_STATUSES)}
    UNION ALL
    ${selectDrafts(OPEN_DRAFT_STATUSES)}
  ), par AS (
    SELECT num_pedido, cod_produto, sum(qtd_saldo) AS qtd FROM comprometida GROUP BY 1, 2
  ), linha AS (
    SELECT num_pedido, cod_produto, expedicao, qtd_saldo_produto_pedido AS saldo,
           sum(qtd_saldo_produto_pedido) OVER (
             PARTITION BY num_pedido, cod_produto
             ORDER BY expedicao NULLS LAST, qtd_saldo_produto_pedido, id
             ROWS UNBOUNDED PRECEDING) AS acumulado
    FROM carteira_principal WHERE ativo AND qtd_saldo_produto_pedido > 0
  ), fluxo AS (
    SELECT cod_produto, dia - ($1::date - date '1970-01-01') AS dia, -qtd_saldo AS qtd
    FROM comprometida WHERE dia IS NOT NULL
    UNION ALL
    SELECT cod_produto, expedicao - $1::date, -least(saldo, greatest(0, acumulado - coalesce(par.qtd, 0)))
    FROM linha LEFT JOIN par USING (num_pedido, cod_produto) WHERE expedicao IS NOT NULL
    UNION ALL
    SELECT cod_produto, data_programacao - $1::date, qtd_programada
    FROM programacao_producao WHERE data_programacao >= $1::date
  ), liquido AS (
    SELECT cod_produto, greatest(dia, 0) AS d, sum(qtd) AS qtd FROM fluxo WHERE dia <= 28 GROUP BY 1, 2
  ), produto AS (
    SELECT cod_produto FROM liquido UNION SELECT cod_produto FROM movimentacao_estoque WHERE ativo
  ), estoque AS (
    SELECT cod_produto, sum(qtd_movimentacao) AS qtd FROM movimentacao_estoque WHERE ativo GROUP BY 1
  ), saldo AS (
    SELECT cod_produto, d,
           coalesce(e.qtd, 0) + sum(coalesce(l.qtd, 0)) OVER (PARTITION BY cod_produto ORDER BY d) AS qtd
    FROM produto CROSS JOIN generate_series(0, 28) d
    LEFT JOIN liquido l USING (cod_produto, d) LEFT JOIN estoque e USING (cod_produto)
  )
  SELECT cod_produto, string_agg(trunc(qtd * 1000)::text, ',' ORDER BY d) AS saldos
  FROM saldo GROUP BY cod_produto ORDER BY cod_produto`;

/** End-of-day balances of every product from the base tables: 29 thousandths each, by code. */
export async function recomputeBalances(client: ClientBase, today: EpochDay): Promise<Map<string, number[]>> {
  const { rows } = await client.query<{ cod_produto: string; saldos: string }>(BALANCES, [
    formatIsoDate(today),
  ]);
  return new Map(rows.map((row) => [row.cod_produto, row.saldos.split(',').map(Number)]));
}
