import type { ClientBase, Pool } from 'pg';
import { answerRules } from '../contract/rules.ts';
import type { EpochDay } from '../contract/units.ts';
import { type Book, createBook } from '../ledger/book.ts';
import { applyParts, readParts, type StaleParts } from '../ledger/refresh.ts';
import { beginSnapshot } from '../ledger/snapshot.ts';
import { SELECT_SETTINGS } from '../ledger/statements.ts';

/** One product as the tables hold it in one state of the database. */
export interface ProductSnapshot {
  /** A book with this product alone. Its stock is the sum of the movements, not the running one. */
  readonly book: Book;
  /** Number of the product in that book. */
  readonly product: number;
  /** Whether any table that counts names it. */
  readonly known: boolean;
}

const SELECT_MOVED = `
  SELECT count(*)::text AS quantas, trunc(coalesce(sum(qtd_movimentacao), 0) * 1000)::text AS milesimos
  FROM movimentacao_estoque WHERE ativo AND cod_produto = $1`;

/**
 * Reads a product from the base tables, apart from the book in memory, and runs `work` in the same snapshot.
 * @param fixedToday business date in place of the database's, or null
 */
export async function withProductSnapshot<Result>(
  pool: Pool,
  code: string,
  fixedToday: EpochDay | null,
  work: (client: ClientBase, snapshot: ProductSnapshot) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    const seen = await beginSnapshot(client, 'movimentacao_estoque');
    const result = await work(
      client,
      await readProduct(client, code, fixedToday ?? seen.today, seen.version),
    );
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // A connection inside a failed transaction is not given back to others.
    client.release(true);
    throw error;
  }
}

async function readProduct(
  client: ClientBase,
  code: string,
  today: EpochDay,
  version: number,
): Promise<ProductSnapshot> {
  const settings = await client.query<{ chave: string; valor: string }>(SELECT_SETTINGS);
  const rules = answerRules(new Map(settings.rows.map((row) => [row.chave, row.valor])));
  const moved = await client.query<{ quantas: string; milesimos: string }>(SELECT_MOVED, [code]);
  const { quantas, milesimos } = moved.rows[0]!;
  const parts = partsOf(code);
  const rows = await readParts(client, parts);
  const book = createBook(today, rules);
  book.version = version;
  applyParts(book, parts, { ...rows, stock: [[code, milesimos]] });
  const named = rows.lines.length + rows.allocations.length + rows.drafts.length + rows.receipts.length;
  return { book, product: book.products.find(code), known: named > 0 || quantas !== '0' };
}

function partsOf(code: string): StaleParts {
  return {
    everything: false,
    stock: new Set([code]),
    receipts: new Set([code]),
    products: new Set([code]),
    pairs: new Map(),
    lots: new Set(),
  };
}
