/**
 * Whole books: no order is called contested that waits for nothing, no sentence denies the header of its order.
 * `BOOK=folder` (six CSV files, `TODAY=yyyy-mm-dd`, else 2026-03-02) adds a book of one's own.
 */
import { describe, expect, it } from 'vitest';
import type { PromisePolicy } from '../../src/contract/codes.ts';
import { BOOK_DATE, BOOK_NAMES, readBook, readFolder } from '../conformance/read-book.ts';
import type { BookTables } from '../oracle/book-tables.ts';
import { engineOfTables } from '../support/engine-of-tables.ts';
import { demoTables, tellBook } from './whole-books.ts';

const FOLDER = process.env['BOOK'];

async function expectConsistent(tables: BookTables, policy: PromisePolicy, every: number, today = BOOK_DATE) {
  const told = await tellBook(engineOfTables(tables, today, { politica: policy }), policy, every);
  expect(told.orders).toBeGreaterThan(0);
  expect([told.contestedWithoutWait, told.denied]).toEqual([0, []]);
  return told;
}

describe.each(['por_item', 'completa'] as const)('what is told of a whole book, %s', (policy) => {
  it.each(BOOK_NAMES)('agrees with itself: %s', async (name) => {
    await expectConsistent(readBook(name), policy, 25);
  });

  it('agrees with itself: a generated book', async () => {
    await expectConsistent(demoTables(1000, BOOK_DATE), policy, 20);
  });

  it.skipIf(FOLDER === undefined)(
    FOLDER === undefined
      ? 'agrees with itself: no book of your own (BOOK=folder)'
      : `agrees with itself: ${FOLDER}`,
    async () => {
      const today = process.env['TODAY'] ?? BOOK_DATE;
      await expectConsistent(readFolder(FOLDER!), policy, 10, today);
    },
  );
});
