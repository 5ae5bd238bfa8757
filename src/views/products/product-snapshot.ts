import type { ClientBase } from 'pg';
import type { Ruptura } from '../../engine/ruptura.ts';
import { type Book, createBook } from '../../ledger/book.ts';
import { readRules } from '../../ledger/load-book.ts';
import { applyParts, readParts, type StaleParts, staleParts } from '../../ledger/refresh.ts';
import { beginSnapshot } from '../../ledger/snapshot.ts';

/** One product as the tables hold it in one state of the database. */
export interface ProductSnapshot {
  /** A book with this product alone. */
  readonly book: Book;
  /** Number of the product in that book. */
  readonly product: number;
}

/**
 * Where the stock of a snapshot is from: the running one, or the movements themselves, all of which are then read
 * (a million of them in half a second).
 */
export type StockSource = 'running' | 'movements';

const SELECT_MOVED = `
  SELECT trunc(coalesce(sum(qtd_movimentacao), 0) * 1000)::text AS milesimos
  FROM movimentacao_estoque WHERE ativo AND cod_produto = $1`;

/**
 * Reads a product from the base tables, apart from the book in memory, and runs `work` in the same snapshot.
 *
 * No extract of the book in memory would do: that book is of another moment, and what `work` reads beside it (documents,
 * movements, saved figures) is not in it at all, so the documents would not add up to the figures. It is also what the
 * book in memory is compared with. The small book is made as the large one is kept: of rows, by `applyParts`.
 */
export async function withProductSnapshot<Result>(
  { database, fixedToday }: Pick<Ruptura, 'database' | 'fixedToday'>,
  code: string,
  stock: StockSource,
  work: (client: ClientBase, snapshot: ProductSnapshot) => Promise<Result>,
): Promise<Result> {
  const client = await database.pool.connect();
  try {
    const seen = await beginSnapshot(client, 'movimentacao_estoque');
    const book = createBook(fixedToday ?? seen.today, await readRules(client));
    book.version = seen.version;
    await readProduct(client, book, code, stock);
    const result = await work(client, { book, product: book.products.find(code) });
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // A connection inside a failed transaction is not given back to others.
    client.release(true);
    throw error;
  }
}

async function readProduct(client: ClientBase, book: Book, code: string, stock: StockSource): Promise<void> {
  const parts = partsOf(code);
  const rows = await readParts(client, parts);
  if (stock === 'running') {
    applyParts(book, parts, rows);
    return;
  }
  const moved = await client.query<{ milesimos: string }>(SELECT_MOVED, [code]);
  applyParts(book, parts, { ...rows, stock: [[code, moved.rows[0]!.milesimos]] });
}

function partsOf(code: string): StaleParts {
  const [stock, receipts, products] = [new Set([code]), new Set([code]), new Set([code])];
  return { ...staleParts([]), stock, receipts, products };
}
