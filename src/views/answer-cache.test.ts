import { describe, expect, it } from 'vitest';
import type { Engine } from '../availability/engine.ts';
import { AnswerCache, BookTags, KeptAnswer } from './answer-cache.ts';

/** A state of a book, as far as answers are kept by it. */
function stateOf(book: { version: number; today: number }): Engine {
  return { book } as Engine;
}

describe('the tag of a state', () => {
  it('is another after a change, on another day and of another book, and the same otherwise', () => {
    const tags = new BookTags();
    const book = { version: 7, today: 20_000 };
    const first = tags.of(stateOf(book));
    expect(tags.of(stateOf(book))).toBe(first);
    expect(first).toMatch(/^W\/"[\w-]{12}\.7\.20000"$/);
    book.version = 8;
    const changed = tags.of(stateOf(book));
    book.today = 20_001;
    const later = tags.of(stateOf(book));
    const other = tags.of(stateOf({ ...book }));
    expect(new Set([first, changed, later, other]).size).toBe(4);
  });
});

describe('answers of a state', () => {
  it('are made once a question, and anew after any change', () => {
    const cache = new AnswerCache();
    const book = { version: 1, today: 1 };
    let made = 0;
    const ask = (question: string) => cache.get(stateOf(book), question, () => `${question} ${++made}`).text;
    expect([ask('a'), ask('b'), ask('a')]).toEqual(['a 1', 'b 2', 'a 1']);
    book.version = 2;
    expect(ask('a')).toBe('a 3');
    book.today = 2;
    expect(ask('a')).toBe('a 4');
    // The former state of the book is not taken for the one of now when it comes again.
    book.version = 1;
    book.today = 1;
    expect(ask('a')).toBe('a 5');
  });

  it('are bounded', () => {
    const cache = new AnswerCache();
    const engine = stateOf({ version: 1, today: 1 });
    const first = cache.get(engine, '0', () => '0');
    for (let question = 1; question <= 4000; question++) cache.get(engine, `${question}`, () => '');
    expect(cache.get(engine, '0', () => 'again')).not.toBe(first);
  });
});

it('another form of an answer is made once, also where it is not worth it', () => {
  const answer = new KeptAnswer('text');
  const asked: string[] = [];
  const make = (text: string) => {
    asked.push(text);
    return null;
  };
  expect([answer.form('br', make), answer.form('br', make), answer.form('gzip', make)]).toEqual([
    null,
    null,
    null,
  ]);
  expect(asked).toEqual(['text', 'text']);
});
