import type { Client } from 'pg';
import { expect, it } from 'vitest';
import { SmallBook } from '../../test/support/small-book.ts';
import { ProjectionSaver } from './projection-saver.ts';

it('leaves a book that is still to be compared to the next process when this one is to end', async () => {
  const small = new SmallBook();
  small.move('A', 1);
  const saver = new ProjectionSaver({ interval: 0, clock: () => 0, onCalculated: () => undefined });
  const { book } = await small.fresh();
  saver.doubtAll(book);
  const context = { client: null as unknown as Client, owner: 'one', hurry: true, look: () => small.fresh() };
  expect(await saver.run({ ...context, isOver: () => true })).toBeNull();
  expect(saver.marks.isUnchecked).toBe(true);
});
