import { expect, it } from 'vitest';
import { field, type ListWords, listTable } from './export-table.ts';

const WORDS = { heading: (name: string) => name } as ListWords;
const MOST_HELD = 25_000;

it('a list is made at once as far as it is held, and as it is taken beyond that', () => {
  let made = 0;
  function* rows(count: number): Generator<{ readonly n: number }> {
    for (let n = 0; n < count; n++) {
      made++;
      yield { n };
    }
  }
  const short = listTable('n', [field('n', 'number')], rows(10), WORDS);
  expect(made).toBe(10);
  expect([...short.rows]).toHaveLength(10);
  made = 0;
  const long = listTable('n', [field('n', 'number')], rows(MOST_HELD + 5), WORDS);
  expect(made).toBe(MOST_HELD);
  const taken = long.rows[Symbol.iterator]();
  for (let n = 0; n < MOST_HELD; n++) taken.next();
  expect(made).toBe(MOST_HELD);
  expect([taken.next().value, made]).toEqual([[MOST_HELD], MOST_HELD + 1]);
  expect([...{ [Symbol.iterator]: () => taken }]).toHaveLength(4);
});
