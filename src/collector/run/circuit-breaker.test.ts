import { describe, expect, it } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.ts';

function failing(times: number, now = 0): CircuitBreaker {
  const breaker = new CircuitBreaker();
  for (let count = 0; count < times; count++) breaker.failed(now);
  return breaker;
}

describe('the circuit breaker of a portal', () => {
  it('stays closed while failures are followed by successes', () => {
    const breaker = failing(7);
    breaker.succeeded();
    for (let count = 0; count < 7; count++) expect(breaker.failed(0)).toBe(false);
    expect(breaker.mayBegin(0)).toBe(true);
  });

  it('opens at the eighth failure in a row, says so once, and rests 30 s', () => {
    const breaker = failing(7);
    expect(breaker.failed(0)).toBe(true);
    expect(breaker.failed(1)).toBe(false);
    expect(breaker.mayBegin(29_999)).toBe(false);
    expect(breaker.restLeft(10_000)).toBe(20_000);
  });

  it('lets one purchase try after the rest, and closes when it succeeds', () => {
    const breaker = failing(8);
    expect(breaker.mayBegin(30_000)).toBe(true);
    expect(breaker.mayBegin(30_000)).toBe(false);
    breaker.succeeded();
    expect(breaker.mayBegin(30_001)).toBe(true);
    expect(breaker.mayBegin(30_001)).toBe(true);
  });

  it('rests twice as long when the portal still fails, five minutes at most', () => {
    const breaker = failing(8);
    let now = 0;
    const rests: number[] = [];
    for (let count = 0; count < 6; count++) {
      now += breaker.restLeft(now);
      expect(breaker.mayBegin(now)).toBe(true);
      breaker.failed(now);
      rests.push(breaker.restLeft(now));
    }
    expect(rests).toEqual([60_000, 120_000, 240_000, 300_000, 300_000, 300_000]);
  });

  it('lets another purchase try when the one trying ended without an outcome', () => {
    const breaker = failing(8);
    breaker.mayBegin(30_000);
    breaker.abandoned();
    expect(breaker.mayBegin(30_000)).toBe(true);
  });
});
