import { describe, expect, it } from 'vitest';
import { SEED } from '../../../test/oracle/seed.ts';
import { folded } from '../folded-text.ts';
import { isNear, mayBeNear, NEAR_BITS, SoughtWords, soundOf, Vocabulary } from './near-words.ts';

/** Numbers of 0..1 that a seed gives again. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Least number of letters put in, taken out, replaced or exchanged with their neighbour, the long way. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      }
      rows[i]![j] = least;
    }
  }
  return rows[a.length]![b.length]!;
}

/** Whether a word is at most one letter away from another or from its beginning. */
function isNearTheLongWay(word: string, other: string): boolean {
  for (let end = 0; end <= other.length; end++) if (distance(word, other.slice(0, end)) <= 1) return true;
  return false;
}

/** Whether a word is found in a text, as it is typed or near to it. */
function finds(typed: string, text: string): boolean {
  const vocabulary = new Vocabulary();
  const sought = new SoughtWords(vocabulary, [typed]);
  return vocabulary.wordsOf(text).some((number) => sought.in(number) !== 0);
}

describe('words that are near', () => {
  it(`are those one letter away, as a naive search finds them (SEED=${SEED})`, () => {
    const random = randomOf(SEED);
    const word = (): string =>
      Array.from({ length: 1 + Math.floor(random() * 7) }, () => 'ABC'[Math.floor(random() * 3)]).join('');
    const wrong: string[] = [];
    for (let turn = 0; turn < 20_000; turn++) {
      const [a, b] = [word(), word()];
      if (isNear(a, b) !== isNearTheLongWay(a, b)) wrong.push(`${a} ${b}`);
    }
    expect(wrong).toEqual([]);
  });

  it(`are found in a vocabulary, written or by their sound, as a naive search finds them (SEED=${SEED})`, () => {
    const random = randomOf(SEED);
    const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const names = [
      'Sanchez',
      'Muçarela',
      'mozarela',
      'Queijo',
      'São',
      'João',
      'Cebola',
      'Philips',
      'Wagner',
      'Açaí',
    ];
    const letters = [...'abcçdeéhlmnoqrsuvwyz'];
    const mistaken = (text: string): string => {
      const at = Math.floor(random() * text.length);
      const end = text.slice(at + 1);
      return one([
        text.slice(0, at) + one(letters) + text.slice(at),
        text.slice(0, at) + end,
        text.slice(0, at) + one(letters) + end,
        text.slice(0, at) + end.slice(0, 1) + text[at]! + end.slice(1),
      ]);
    };
    const wrong: string[] = [];
    for (let turn = 0; turn < 200; turn++) {
      const vocabulary = new Vocabulary();
      const known = Array.from({ length: 20 }, () => (random() < 0.5 ? one(names) : mistaken(one(names))));
      const words = [mistaken(one(names)), one(names)];
      const sought = new SoughtWords(vocabulary, words);
      for (const other of known) {
        // A mistake may leave nothing of a word.
        if (folded(other).trim() === '') continue;
        for (const [bit, word] of words.entries()) {
          const expected =
            (mayBeNear(folded(word)) && isNearTheLongWay(folded(word), folded(other))) ||
            (mayBeNear(soundOf(word)) && isNearTheLongWay(soundOf(word), soundOf(other)));
          const held = vocabulary.wordsOf(other).reduce((bits, number) => bits | sought.in(number), 0);
          const isFound = (held & (1 << bit)) !== 0 || (held & (1 << (bit + NEAR_BITS))) !== 0;
          if (isFound !== (expected || folded(other).includes(folded(word)))) wrong.push(`${word} ${other}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['mussarela', 'MUÇARELA'],
    ['mussarela', 'mozarela'],
    ['mussarela', 'Mozzarella'],
    ['muzarela', 'Muçarela'],
    ['sanches', 'Sanchez'],
    ['sancehz', 'Sanchez'],
    ['snchez', 'Sanchez'],
    ['sannchez', 'Sanchez'],
    ['vagner', 'Wagner'],
    ['filips', 'Philips'],
    ['elena', 'Helena'],
    ['queij', 'Queijo'],
    ['quiejo', 'Queijo de coalho'],
  ])('%s finds %s', (typed, text) => {
    expect(finds(typed, text)).toBe(true);
  });

  it.each([
    ['sanchoz', 'Sandoz'],
    ['casa', 'Cesto'],
    ['abc', 'abd'],
    ['1234', '1235'],
    ['queijo', 'que'],
    ['zzzz', 'Sanchez'],
    ['aabb', 'Arroz'],
  ])('%s does not find %s', (typed, text) => {
    expect(finds(typed, text)).toBe(false);
  });
});
