import { beforeEach, describe, expect, it } from 'vitest';
import { SmallBook } from '../../test/support/small-book.ts';
import { createEngine, type Engine } from '../availability/engine.ts';
import { projectionAnswer } from '../projection/projection-answer.ts';
import { extractBook } from './extract-book.ts';

let whole: SmallBook;

beforeEach(() => {
  whole = new SmallBook({ classificacao: 'valor' });
  whole.move('A', 10);
  whole.move('B', 10);
  // RICO is worth more by a product that an extract of A leaves out.
  whole.line({ order: 'POBRE', product: 'A', quantity: 10, date: '2026-03-02', price: 2 });
  whole.line({ order: 'RICO', product: 'A', quantity: 10, date: '2026-03-09', price: 1 });
  whole.line({ order: 'RICO', product: 'B', quantity: 1, date: '2026-03-09', price: 1000 });
  whole.receive('A', 10, '2026-03-12');
});

async function extract(...codes: string[]): Promise<Engine> {
  const { book } = await whole.fresh();
  return createEngine(
    extractBook(
      book,
      codes.map((code) => book.products.find(code)),
    ),
  );
}

/** Promised day of the pieces of a product, by order, in rank order. */
function promises({ book, itemPromises }: Engine, code: string): [string, number][] {
  const product = book.products.find(code);
  const { data, start, length } = book.productPieces;
  return [...data.slice(start[product]!, start[product]! + length[product]!)].map((piece) => [
    book.orders.code(book.itemOrder[book.pieceItem[piece]!]!),
    itemPromises.day[piece]!,
  ]);
}

describe('an extract of a book', () => {
  it('holds its products and what hangs on them, and no others', async () => {
    const { book } = await extract('A');
    expect(Array.from(book.products.sorted(), (one) => book.products.code(one))).toEqual(['A']);
    expect(Array.from(book.orders.sorted(), (one) => book.orders.code(one))).toEqual(['POBRE', 'RICO']);
    expect((await extract('B')).book.orders.find('POBRE')).toBe(-1);
  });

  it('ranks orders by what they are worth in the whole book', async () => {
    const cut = await extract('A');
    expect(promises(cut, 'A')).toEqual(promises(whole.engine, 'A'));
    expect(promises(cut, 'A')).toEqual([
      ['RICO', 7],
      ['POBRE', 10],
    ]);
  });

  it('stays what it is when the whole book changes, and the other way round', async () => {
    const cut = await extract('A', 'B');
    const before = projectionAnswer(cut.book, 'A', null, '');
    whole.move('A', 5);
    whole.remove('RICO');
    whole.receive('A', 1, '2026-03-03');
    await whole.fresh();
    expect(projectionAnswer(createEngine(cut.book).book, 'A', null, '')).toEqual(before);
    const now = projectionAnswer(whole.engine.book, 'A', null, '');
    cut.book.stock.fill(99_000);
    cut.book.pieceQuantity.fill(0);
    cut.book.receiptQuantity.fill(0);
    cut.book.products.intern('C');
    expect(projectionAnswer(whole.engine.book, 'A', null, '')).toEqual(now);
    expect(whole.engine.book.products.find('C')).toBe(-1);
  });

  it('of a book whose quantities are 64 bits wide is so where its own need it', async () => {
    whole.move('B', 3_000_000);
    await whole.fresh();
    expect(whole.engine.book.wide).toBe(true);
    expect((await extract('A')).book.wide).toBe(false);
    const wide = await extract('B');
    expect(wide.book.wide).toBe(true);
    expect(projectionAnswer(wide.book, 'B', null, '').estoque_atual).toBe(3_000_010);
  });

  it('of nothing is an empty book of the same day and version', async () => {
    const { book } = await extract();
    expect([book.products.size, book.orders.size]).toEqual([0, 0]);
    expect([book.today, book.version]).toEqual([whole.engine.book.today, whole.engine.book.version]);
  });
});
