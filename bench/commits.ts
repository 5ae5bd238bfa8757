import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** An open line that is the only one of its order and product. */
export interface SingleLine {
  readonly order: string;
  readonly product: string;
}

/** Lines spread over the book, each of another order and product; the same every time. */
export async function singleLines(client: pg.Client, count: number): Promise<SingleLine[]> {
  const { rows } = await client.query<{ order: string; product: string }>(
    `SELECT DISTINCT ON (cod_produto) num_pedido AS "order", cod_produto AS product FROM (
       SELECT num_pedido, cod_produto FROM carteira_principal
       WHERE ativo AND qtd_saldo_produto_pedido > 0
       GROUP BY 1, 2 HAVING count(*) = 1 ORDER BY hashtext(num_pedido) LIMIT $1
     ) AS l ORDER BY cod_produto, num_pedido LIMIT $2`,
    [count * 4, count],
  );
  const orders = new Set<string>();
  return rows.filter(({ order }) => !orders.has(order) && orders.add(order));
}

/** Sets the open quantity of a line to the number of this commit, told apart from others by its three decimals. */
export async function commitLine(
  client: pg.Client,
  line: SingleLine,
  number: number,
  decimals: number,
): Promise<void> {
  await client.query({
    name: 'bench-commit-line',
    text: `UPDATE carteira_principal SET qtd_saldo_produto_pedido = $3::numeric
           WHERE num_pedido = $1 AND cod_produto = $2 AND ativo`,
    values: [line.order, line.product, `${number}.${decimals}`],
  });
}

/** Numbers of the commits that an event shows. */
export function commitsIn(text: string, decimals: number): number[] {
  const marked = new RegExp(`"qtd_saldo":(\\d+)\\.${decimals}\\b`, 'g');
  return Array.from(text.matchAll(marked), (match) => Number(match[1]));
}

/** Moves the stock of a line's product. */
export async function commitMovement(client: pg.Client, line: SingleLine): Promise<void> {
  await client.query({
    name: 'bench-commit-movement',
    text: `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao)
           VALUES ($1, date '2026-03-01', 1)`,
    values: [line.product],
  });
}

/** Does something at a steady pace, as often as it was asked for; late ones follow at once. */
export async function atPace(
  times: number,
  perSecond: number,
  work: (number: number) => Promise<void>,
): Promise<void> {
  const start = performance.now();
  for (let number = 0; number < times; number++) {
    const wait = start + (number * 1_000) / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    await work(number);
  }
}

/** The value that a share of the measurements does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
