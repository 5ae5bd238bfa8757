import { expect, it } from 'vitest';
import { SmallBook } from '../../test/support/small-book.ts';

it('an order has the sum of its lines of one product, and the earliest of their dates', async () => {
  const small = new SmallBook({}, '2026-03-02');
  small.line({ order: 'P1', product: 'A', quantity: 3, date: '2026-03-05' });
  small.line({ order: 'P1', product: 'A', quantity: 2, date: '2026-03-04' });
  small.line({ order: 'P1', product: 'A', quantity: 1, date: null });
  const { book } = await small.fresh();
  const item = book.firstItem[book.orders.find('P1')]!;
  expect([book.itemQuantity[item], book.nextItem[item]]).toEqual([6000, -1]);
  expect(book.itemShipDate[item]).toBe(book.today + 2);
});
