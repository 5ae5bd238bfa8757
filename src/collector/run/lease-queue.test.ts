import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PurchaseOrder } from '../purchase.ts';
import { LeaseQueue } from './lease-queue.ts';

const ATTEMPTS = 3;
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

function purchase(number: string): PurchaseOrder {
  return { number, written: number, folders: [], supplier: null, rows: [0] };
}

describe('the queue of purchase orders', () => {
  it('gives purchases out in their order, each to one worker', () => {
    const queue = new LeaseQueue([purchase('1'), purchase('2')], ATTEMPTS);
    expect(queue.take(0)?.purchase.number).toBe('1');
    expect(queue.take(1)?.purchase.number).toBe('2');
    expect(queue.take(0)).toBeNull();
    expect([queue.waiting, queue.leased, queue.finished]).toEqual([0, 2, 0]);
  });

  it('tries a lost purchase again, counts its attempts and gives it up after the third', () => {
    const queue = new LeaseQueue([purchase('1')], ATTEMPTS);
    const attempts: number[] = [];
    let isTriedAgain = true;
    while (isTriedAgain) {
      const lease = queue.take(0)!;
      attempts.push(lease.attempt);
      isTriedAgain = queue.lose(lease.id);
    }
    expect(attempts).toEqual([1, 2, 3]);
    expect([queue.waiting, queue.leased, queue.finished]).toEqual([0, 0, 1]);
  });

  it('puts a purchase that is given back first, without using up an attempt', () => {
    const queue = new LeaseQueue([purchase('1'), purchase('2')], ATTEMPTS);
    const lease = queue.take(0)!;
    expect(queue.giveBack(lease.id)).toBe(true);
    expect(queue.take(1)).toMatchObject({ purchase: { number: '1' }, attempt: 1, worker: 1 });
  });

  it('ignores what is said about a lease that is not held any more', () => {
    const queue = new LeaseQueue([purchase('1')], ATTEMPTS);
    const lost = queue.take(0)!;
    queue.lose(lost.id);
    const again = queue.take(1)!;
    expect(queue.finish(lost.id)).toBe(false);
    expect(queue.giveBack(lost.id)).toBe(false);
    expect(queue.lose(lost.id)).toBe(false);
    expect(queue.held(again.id)).not.toBeNull();
    expect(queue.finish(again.id)).toBe(true);
    expect(queue.finish(again.id)).toBe(false);
    expect(queue.finished).toBe(1);
  });

  it('names what it drops when nothing new is to be begun', () => {
    const queue = new LeaseQueue([purchase('1'), purchase('2'), purchase('3')], ATTEMPTS);
    const lease = queue.take(0)!;
    expect(queue.drain().map(({ number }) => number)).toEqual(['2', '3']);
    queue.giveBack(lease.id);
    expect(queue.drain().map(({ number }) => number)).toEqual(['1']);
  });

  it('puts a purchase that met a closed portal behind the others, and it keeps its attempt', () => {
    const queue = new LeaseQueue(['1', '2', '3'].map(purchase), ATTEMPTS);
    queue.postpone(queue.take(1)!.id);
    const order = [queue.take(1), queue.take(1), queue.take(1)];
    expect(order.map((lease) => [lease?.purchase.number, lease?.attempt])).toEqual([
      ['2', 1],
      ['3', 1],
      ['1', 1],
    ]);
  });

  it(`loses no purchase and gives none out twice, whatever workers do (SEED=${SEED})`, () => {
    const action = fc.record({
      worker: fc.nat(3),
      what: fc.constantFrom('take', 'finish', 'lose', 'giveBack', 'postpone', 'late'),
    });
    const play = fc.property(fc.nat(30), fc.array(action, { maxLength: 200 }), (count, actions) => {
      const numbers = Array.from({ length: count }, (_, index) => String(index));
      const queue = new LeaseQueue(numbers.map(purchase), ATTEMPTS);
      const old: number[] = [];
      for (const { worker, what } of actions) {
        if (what === 'take') {
          const taken = queue.take(worker);
          if (taken !== null) expect(taken.attempt).toBeLessThanOrEqual(ATTEMPTS);
        } else if (what === 'late') {
          for (const id of old) expect(queue.finish(id)).toBe(false);
        } else {
          const lease = queue.heldBy(worker)[0];
          if (lease === undefined) continue;
          queue[what](lease.id);
          old.push(lease.id);
        }
        expect(queue.waiting + queue.leased + queue.finished).toBe(count);
      }
      const held = [0, 1, 2, 3]
        .flatMap((worker) => queue.heldBy(worker))
        .map((lease) => lease.purchase.number);
      const waiting = queue.drain().map(({ number }) => number);
      expect(new Set([...held, ...waiting]).size).toBe(held.length + waiting.length);
    });
    fc.assert(play, { seed: SEED, numRuns: 300 });
  });
});
