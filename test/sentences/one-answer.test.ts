/** Random books: whatever door is asked about an order, it names one date, one verdict, one reason. */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { PROMISE_POLICIES } from '../../src/contract/codes.ts';
import { openOrderCodes } from '../../src/views/answers.ts';
import { bookArbitrary, bookOf, RANDOM_BOOK_DATE } from '../oracle/random-book.ts';
import { check, TIME_LIMIT } from '../oracle/seed.ts';
import { engineOfTables } from '../support/engine-of-tables.ts';
import { toldOf } from './doors.ts';
import { expectOneAnswer } from './one-answer.ts';

describe('an order of a random book', () => {
  it(
    'is told one thing at every door',
    async () => {
      const property = fc.asyncProperty(
        bookArbitrary('small'),
        fc.constantFrom(...PROMISE_POLICIES),
        async (events, policy) => {
          const engine = engineOfTables(bookOf(events), RANDOM_BOOK_DATE, { politica: policy });
          for (const code of openOrderCodes(engine))
            await expectOneAnswer(engine, toldOf(engine, code, policy));
        },
      );
      await check(property, 60);
    },
    TIME_LIMIT,
  );
});
