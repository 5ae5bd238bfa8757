import type { ClientBase } from 'pg';
import { formatInstant } from '../contract/instants.ts';
import type { RecalculatedAnswer } from '../contract/stock-wire.ts';
import type { Ruptura } from '../engine/ruptura.ts';
import { isIdle } from '../ledger/book.ts';
import { projectionAnswer } from '../projection/projection-answer.ts';
import { isKnownProduct } from '../views/products/known-products.ts';
import { withProductSnapshot } from '../views/products/product-snapshot.ts';
import { saveProjections } from './saved-projections.ts';

/**
 * Projects a product from the base tables, not from the book in memory, and saves the result. A product that no table
 * names is projected (stock 0) and not saved; under a fixed business date nothing is saved.
 */
export async function recalculate(ruptura: Ruptura, code: string, now: Date): Promise<RecalculatedAnswer> {
  const started = performance.now();
  const { pool } = ruptura.database;
  const { answer, conhecido, counts } = await withProductSnapshot(
    ruptura,
    code,
    'movements',
    async (client, { book, product }) => ({
      answer: projectionAnswer(book, code, null, formatInstant(now, book.rules.timeZone)),
      conhecido: await isKnownProduct(client, book, code),
      counts: !isIdle(book, product) || (await isMoved(client, code)),
    }),
  );
  const milliseconds = performance.now() - started;
  const save = counts && ruptura.fixedToday === null;
  if (save) {
    const client = await pool.connect();
    try {
      await saveProjections(client, [{ answer, milliseconds }], milliseconds, null);
    } finally {
      client.release();
    }
  }
  return { ...answer, conhecido, tempo_calculo_ms: Math.round(milliseconds * 1000) / 1000, salvo: save };
}

/** Whether any movement that counts names a product, also where they come to 0. */
async function isMoved(client: ClientBase, code: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'SELECT FROM movimentacao_estoque WHERE ativo AND cod_produto = $1 LIMIT 1',
    [code],
  );
  return rowCount !== 0;
}
