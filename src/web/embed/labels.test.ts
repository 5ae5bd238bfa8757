import { describe, expect, it } from 'vitest';
import { EMBED_LABELS } from '../../i18n/embed-labels.ts';

const holes = (sentence: string): string[] => [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();

describe('the labels', () => {
  it('have the same placeholders in both languages', () => {
    for (const [key, [portuguese, english]] of Object.entries(EMBED_LABELS)) {
      expect(holes(english), key).toEqual(holes(portuguese));
    }
  });
});
