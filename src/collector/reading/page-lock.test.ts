import { expect, it } from 'vitest';
import { PageLock } from './page-lock.ts';

const never = new AbortController().signal;

it('gives turns in the order of asking, and none to who has left', async () => {
  const lock = new PageLock();
  const turns: string[] = [];
  const leaving = new AbortController();
  const first = await lock.take(never);
  const second = lock.take(leaving.signal).then(() => turns.push('second'));
  const third = lock.take(never).then((release) => {
    turns.push('third');
    release();
  });
  leaving.abort(new Error('left'));
  await expect(second).rejects.toThrow('left');
  expect(turns).toEqual([]);
  first();
  await third;
  expect(turns).toEqual(['third']);
});
