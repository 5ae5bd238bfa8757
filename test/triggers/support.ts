import type pg from 'pg';
import { startOver } from '../support/start-over.ts';

/** A row of the change log without what differs from run to run. */
export interface Mark {
  tabela: string;
  cod_produto: string | null;
  num_pedido: string | null;
  separacao_lote_id: string | null;
}

type Queryable = pg.Pool | pg.ClientBase;

/** Marks of the log in reading order. */
async function marks(database: Queryable): Promise<Mark[]> {
  const result = await database.query<Mark>(
    'SELECT tabela, cod_produto, num_pedido, separacao_lote_id FROM ruptura.mudanca ORDER BY id',
  );
  return result.rows;
}

/** Marks as short texts `table product order lot`, `*` for all, sorted: easy to compare. */
export async function markTexts(database: Queryable): Promise<string[]> {
  return (await marks(database)).map(markText).sort();
}

function markText(mark: Mark): string {
  return [mark.tabela, mark.cod_produto, mark.num_pedido, mark.separacao_lote_id]
    .map((part) => part ?? '*')
    .join(' ');
}

/** Empties the change log too: marks are compared from the first on. */
export async function startLogOver(database: Queryable): Promise<void> {
  await startOver(database);
  await database.query('TRUNCATE ruptura.mudanca');
}

/** Marks written by `work` alone. */
export async function marksOf(database: Queryable, work: string): Promise<string[]> {
  await database.query('TRUNCATE ruptura.mudanca');
  await database.query(work);
  return markTexts(database);
}

/** Products whose balance in `estoque_atual` differs from the sum of their active movements. */
export async function wrongBalances(database: Queryable): Promise<unknown[]> {
  const result = await database.query<Record<string, unknown>>(
    `SELECT coalesce(e.cod_produto, m.cod_produto) AS cod_produto, e.estoque, m.soma
    FROM estoque_atual e
    FULL JOIN (
      SELECT cod_produto, sum(qtd_movimentacao) AS soma FROM movimentacao_estoque WHERE ativo GROUP BY cod_produto
    ) m ON m.cod_produto = e.cod_produto
    WHERE e.estoque IS DISTINCT FROM coalesce(m.soma, 0)`,
  );
  return result.rows;
}

/** A number generator that a printed seed replays (mulberry32): values in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
