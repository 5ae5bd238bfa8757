import { beforeEach, expect, it } from 'vitest';
import { SmallBook } from '../../test/support/small-book.ts';
import { balancesOf } from './balances.ts';
import { projectionAnswer } from './projection-answer.ts';

let book: SmallBook;

beforeEach(() => {
  book = new SmallBook({}, '2026-03-02');
  book.move('A', 10);
});

/** Closing balances of the first, the second last and the last day, as orders are judged by them and as they are shown. */
async function balances(): Promise<number[]> {
  const { book: columns, balances: all } = await book.fresh();
  const judged = balancesOf(all, columns.products.find('A'));
  const { projecao } = projectionAnswer(columns, 'A', null, '');
  const shown = [0, 27, 28].map((day) => projecao[day]!.estoque_final);
  expect([0, 27, 28].map((day) => judged[day]! / 1000)).toEqual(shown);
  return shown;
}

it('what is due or comes on the last day of the horizon counts, what is a day later does not', async () => {
  book.line({ order: 'P1', product: 'A', quantity: 3, date: '2026-03-30' });
  book.line({ order: 'P2', product: 'A', quantity: 5, date: '2026-03-31' });
  expect(await balances()).toEqual([10, 10, 7]);
  book.receive('A', 1, '2026-03-30');
  book.receive('A', 2, '2026-03-31');
  expect(await balances()).toEqual([10, 10, 8]);
});

it('what was due before today is due today, what was to come before today is not expected any more', async () => {
  book.line({ order: 'P1', product: 'A', quantity: 3, date: '2026-02-27' });
  book.receive('A', 1, '2026-02-27');
  expect(await balances()).toEqual([7, 7, 7]);
});
