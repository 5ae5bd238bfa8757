import { describe, expect, it } from 'vitest';
import { createEngine } from '../availability/engine.ts';
import { answerRules } from '../contract/rules.ts';
import { createBook } from '../ledger/book.ts';
import { append } from '../ledger/segments.ts';
import { reaches, shareEngine } from './shared-engine.ts';

const TODAY = 20_514;

function anEngine() {
  return createEngine(createBook(TODAY, answerRules(new Map())));
}

describe('handles that were sent to threads', () => {
  it('reach the book for as long as nothing of it lies elsewhere', () => {
    const engine = anEngine();
    const sent = shareEngine(engine);
    append(engine.book.productPieces, 0, 1);
    engine.book.stock[0] = 7;
    expect(reaches(sent, engine)).toBe(true);
  });

  it.each(['productPieces', 'productReceipts'] as const)(
    'reach it no more where %s outgrew their place',
    (lists) => {
      const engine = anEngine();
      const sent = shareEngine(engine);
      const before = engine.book[lists].data;
      for (let element = 0; element < 200; element++) append(engine.book[lists], element % 8, element);
      expect(engine.book[lists].data).not.toBe(before);
      expect(reaches(sent, engine)).toBe(false);
      // What was sent stays what it was.
      expect(sent.columns[lists].data).toBe(before);
    },
  );

  it('reach it no more where a column grew', () => {
    const engine = anEngine();
    const sent = shareEngine(engine);
    engine.book.stock = engine.book.stock.slice();
    expect(reaches(sent, engine)).toBe(false);
  });
});
