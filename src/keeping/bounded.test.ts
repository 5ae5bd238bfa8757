import { expect, it } from 'vitest';
import { Bounded } from './bounded.ts';

it('what is remembered never outgrows its bound, and an entry that is there takes no further room', () => {
  const known = new Bounded<number, string>(3);
  for (let key = 0; key < 3; key++) known.set(key, `${key}`);
  known.set(2, 'again');
  expect([...known]).toEqual([
    [0, '0'],
    [1, '1'],
    [2, 'again'],
  ]);
  known.set(3, '3');
  expect([...known]).toEqual([[3, '3']]);
  for (let key = 0; key < 100; key++) expect(known.set(key, '').size).toBeLessThanOrEqual(3);
});
