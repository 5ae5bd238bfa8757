import { describe, expect, it } from 'vitest';
import { TransferPlaces } from './transfer-places.ts';

function places(perWorker: number, most: number) {
  const entered: string[] = [];
  const of = new TransferPlaces(perWorker, most, (worker, ticket) => entered.push(`${worker}:${ticket}`));
  return { of, entered };
}

describe('the places of transfers', () => {
  it('are given in the order of asking, up to the cap of all', () => {
    const { of, entered } = places(9, 2);
    of.ask(1, 1);
    of.ask(2, 1);
    of.ask(1, 2);
    expect(entered).toEqual(['1:1', '2:1']);
    of.leave(2, 1);
    expect(entered).toEqual(['1:1', '2:1', '1:2']);
  });

  it('pass over a worker that has its own full', () => {
    const { of, entered } = places(1, 3);
    of.ask(1, 1);
    of.ask(1, 2);
    of.ask(2, 1);
    expect(entered).toEqual(['1:1', '2:1']);
    of.leave(1, 1);
    expect(entered).toEqual(['1:1', '2:1', '1:2']);
    expect([of.inside(1), of.inside(2), of.inside()]).toEqual([1, 1, 2]);
  });

  it('come back when their worker is gone, and when somebody does not want to wait any more', () => {
    const { of, entered } = places(4, 1);
    of.ask(1, 1);
    of.ask(1, 2);
    of.ask(2, 1);
    of.ask(3, 1);
    of.leave(2, 1);
    of.leaveAll(1);
    expect(entered).toEqual(['1:1', '3:1']);
    expect(of.inside()).toBe(1);
  });

  it('divide a cap of bytes per second by the transfers on their way, and tell a worker before it begins', () => {
    const told: string[] = [];
    const enter = (worker: number): void => void told.push(`${worker} begins`);
    const tell = (worker: number, share: number): void => void told.push(`${worker} has ${share}`);
    const places = new TransferPlaces(4, 3, enter, { bytesPerSecond: 900, tell });
    places.ask(1, 1);
    places.ask(2, 1);
    places.ask(1, 2);
    places.ask(2, 2);
    expect(told).toEqual([
      '1 has 900',
      '1 begins',
      '1 has 450',
      '2 has 450',
      '2 begins',
      '1 has 600',
      '2 has 300',
      '1 begins',
    ]);
    told.length = 0;
    places.leave(1, 1);
    places.leaveAll(1);
    expect(told.filter((one) => one.includes('has')).at(-1)).toBe('2 has 900');
  });
});
