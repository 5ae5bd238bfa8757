import { describe, expect, it } from 'vitest';
import { ResultMemory } from './result-memory.ts';

function result(size: number, state = 's') {
  return { bytes: new Uint8Array(size), state };
}

function held(kept: ResultMemory, keys: readonly string[]): string[] {
  return keys.filter((key) => kept.find('g', key) !== null);
}

describe('kept results', () => {
  it('are found under group and key, with the state they are from', () => {
    const kept = new ResultMemory(100);
    kept.keep('g', '1', result(10, 'old'));
    kept.keep('g', '1', result(20, 'new'));
    expect(kept.find('g', '1')).toMatchObject({ state: 'new', bytes: { length: 20 } });
    expect(kept.find('g', '2')).toBeNull();
    expect(kept.find('h', '1')).toBeNull();
  });

  it('never take more room than there is: the oldest give way', () => {
    const kept = new ResultMemory(30);
    for (const key of ['1', '2', '3']) kept.keep('g', key, result(10));
    expect(held(kept, ['1', '2', '3'])).toEqual(['1', '2', '3']);
    kept.keep('g', '4', result(15));
    expect(held(kept, ['1', '2', '3', '4'])).toEqual(['3', '4']);
  });

  it('count what replaced another once', () => {
    const kept = new ResultMemory(30);
    for (let round = 0; round < 50; round++) kept.keep('g', '1', result(20));
    kept.keep('g', '2', result(10));
    expect(held(kept, ['1', '2'])).toEqual(['1', '2']);
  });

  it('replaced last give way last', () => {
    const kept = new ResultMemory(30);
    for (const key of ['1', '2', '3', '1']) kept.keep('g', key, result(10));
    kept.keep('g', '4', result(10));
    expect(held(kept, ['1', '2', '3', '4'])).toEqual(['1', '3', '4']);
  });

  it('larger than all the room are not kept, and the room is whole again', () => {
    const kept = new ResultMemory(30);
    kept.keep('g', 'huge', result(31));
    expect(kept.find('g', 'huge')).toBeNull();
    for (const key of ['1', '2', '3']) kept.keep('g', key, result(10));
    expect(held(kept, ['1', '2', '3'])).toEqual(['1', '2', '3']);
  });

  it('of a group are forgotten together, and their room with them', () => {
    const kept = new ResultMemory(30);
    kept.keep('g', '1', result(10));
    kept.keep('h', '1', result(10));
    kept.forget('h');
    kept.forget('unknown');
    expect(kept.find('h', '1')).toBeNull();
    kept.keep('g', '2', result(20));
    expect(held(kept, ['1', '2'])).toEqual(['1', '2']);
  });
});
