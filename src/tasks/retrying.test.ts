import { describe, expect, it } from 'vitest';
import { RupturaError } from '../contract/errors.ts';
import { isPassing, persistently } from './retrying.ts';

function driverError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('a fault that passes', () => {
  it.each([
    ['nobody listens', driverError('ECONNREFUSED')],
    ['the socket is gone', driverError('ENOENT')],
    ['the server stops', driverError('57P01')],
    ['the server starts', driverError('57P03')],
    ['too many clients', driverError('53300')],
    ['the connection broke', new Error('Connection terminated unexpectedly')],
    ['two writers stood in each other’s way', driverError('40P01')],
    ['explained before', new RupturaError('BANCO_INICIANDO', { endereco: 'x' })],
  ])('is when %s', (_what, error) => {
    expect(isPassing(error)).toBe(true);
  });

  it.each([
    ['a fault of the calculation', new TypeError('x is undefined')],
    ['a wrong statement', driverError('42703')],
    ['a wrong password', driverError('28P01')],
    ['no error at all', 'text'],
  ])('is not %s', (_what, error) => {
    expect(isPassing(error)).toBe(false);
  });
});

/** Work that fails for so many milliseconds; when it was tried. */
function downFor(duration: number): { readonly work: () => Promise<string>; readonly at: number[] } {
  const start = performance.now();
  const at: number[] = [];
  const work = async (): Promise<string> => {
    at.push(performance.now() - start);
    if (performance.now() - start < duration) throw driverError('ECONNREFUSED');
    return 'done';
  };
  return { work, at };
}

describe('work through an outage', () => {
  it('is done again after longer and longer pauses', async () => {
    const problems: unknown[] = [];
    const { work, at } = downFor(650);
    const rules = { limit: 60_000, gone: new AbortController().signal };
    expect(await persistently(work, { ...rules, onProblem: (error) => problems.push(error) })).toBe('done');
    expect(problems).toHaveLength(at.length - 1);
    // Timers may fire a millisecond early, and as late as they like.
    const pauses = at.slice(1).map((time, index) => time - at[index]!);
    for (const [index, pause] of pauses.entries()) expect(pause).toBeGreaterThanOrEqual(100 * 2 ** index - 2);
    expect(at.length).toBeLessThanOrEqual(5);
  });

  it('fails with the outage when that lasts longer than the limit, after a last try then', async () => {
    const { work, at } = downFor(60_000);
    const rules = { limit: 450, gone: new AbortController().signal, onProblem: () => undefined };
    await expect(persistently(work, rules)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(at.at(-1)).toBeGreaterThanOrEqual(448);
    expect(at.length).toBeLessThanOrEqual(5);
  });

  it('fails at once with anything else', async () => {
    let tries = 0;
    const work = (): Promise<string> => {
      tries++;
      return Promise.reject(new TypeError('x'));
    };
    const rules = { limit: 4000, gone: new AbortController().signal, onProblem: () => undefined };
    await expect(persistently(work, rules)).rejects.toThrow('x');
    expect(tries).toBe(1);
  });

  it('is given up when nobody waits for it any more', async () => {
    const leaving = new AbortController();
    const { work, at } = downFor(60_000);
    const rules = { limit: 60_000, gone: leaving.signal, onProblem: () => undefined };
    const failed = expect(persistently(work, rules)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    setTimeout(() => leaving.abort(), 150);
    await failed;
    expect(at.length).toBeLessThanOrEqual(3);
  });
});
