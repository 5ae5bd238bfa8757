import fc from 'fast-check';
import { expect, it } from 'vitest';
import { append, createSegments, groupInto, growOwners, type Segments } from './segments.ts';

function list(segments: Segments, owner: number): number[] {
  const start = segments.start[owner]!;
  return Array.from(segments.data.subarray(start, start + segments.length[owner]!));
}

it('holds what plain arrays would, through appends and cuts in any order', () => {
  const step = fc.record({ owner: fc.nat(9), element: fc.nat(99), cut: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 500 }), (steps) => {
      const segments = createSegments(4, 4);
      growOwners(segments, 10);
      const expected = Array.from({ length: 10 }, (): number[] => []);
      for (const { owner, element, cut } of steps) {
        if (cut && expected[owner]!.length > 0) {
          expected[owner]!.pop();
          segments.length[owner]!--;
        } else {
          append(segments, owner, element);
          expected[owner]!.push(element);
        }
      }
      expect(expected.map((_, owner) => list(segments, owner))).toEqual(expected);
    }),
  );
});

it('groups elements by owner in the order given', () => {
  const segments = createSegments(1, 1);
  groupInto(segments, 3, Int32Array.of(2, 0, 2), Int32Array.of(7, 8, 9), 3);
  expect([list(segments, 0), list(segments, 1), list(segments, 2)]).toEqual([[8], [], [7, 9]]);
});
