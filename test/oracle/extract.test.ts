/** An extract of a book against the whole: what it says of its products is what the whole book says of them. */
import fc from 'fast-check';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../src/availability/engine.ts';
import { RupturaError } from '../../src/contract/errors.ts';
import { extractBook } from '../../src/ledger/extract-book.ts';
import { projectionAnswer } from '../../src/projection/projection-answer.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { HistoryRun } from './history-run.ts';
import { withLoadedBook } from './loaded-book.ts';
import { bookArbitrary, MAGNITUDES, PRODUCTS } from './random-book.ts';
import { rulesArbitrary } from './random-history.ts';
import { check, TIME_LIMIT } from './seed.ts';

let database: TestDatabase;
let clients: Client[];

beforeAll(async () => {
  database = await createTestDatabase();
  clients = await HistoryRun.clients(database.connect);
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await database.close();
});

function projectionOf({ book }: Engine, code: string): unknown {
  try {
    return projectionAnswer(book, code, null, '');
  } catch (error) {
    if (error instanceof RupturaError) return error.code;
    throw error;
  }
}

/** Everything an engine says of a product, in names instead of numbers. */
function standing(engine: Engine, code: string): unknown {
  const { book, analysis, itemPromises } = engine;
  const product = book.products.find(code);
  const { data, start, length } = book.productPieces;
  const pieces = [...data.slice(start[product]!, start[product]! + length[product]!)];
  return {
    projection: projectionOf(engine, code),
    pieces: pieces.map((piece) => {
      const item = book.pieceItem[piece]!;
      return [
        book.orders.code(book.itemOrder[item]!),
        [book.pieceKind[piece], book.pieceDate[piece], book.pieceQuantity[piece], itemPromises.day[piece]],
        book.texts.text(book.pieceLot[piece]!),
        [book.itemQuantity[item], analysis.lowest[item], analysis.availableDay[item], analysis.safeDay[item]],
        [book.itemValueHigh[item] ?? 0, book.itemValueLow[item], book.itemFirstLine[item]],
        [book.texts.text(book.itemName[item]!), book.headers.text(book.itemHeader[item]!)],
      ];
    }),
  };
}

describe.each(MAGNITUDES)('with %s quantities an extract', (magnitude) => {
  it(
    'says of its products what the whole book says of them',
    async () => {
      const some = fc.subarray([...PRODUCTS], { minLength: 1 });
      const property = fc.asyncProperty(
        bookArbitrary(magnitude),
        rulesArbitrary,
        some,
        async (book, rules, chosen) => {
          const run = await HistoryRun.begin(clients, book);
          await run.play(rules);
          await withLoadedBook(database.connect, (whole) => {
            const known = chosen.filter((code) => whole.book.products.find(code) >= 0);
            const numbers = known.map((code) => whole.book.products.find(code));
            const extract = createEngine(extractBook(whole.book, numbers));
            for (const code of known) expect(standing(extract, code)).toEqual(standing(whole, code));
            const again = createEngine(extractBook(extract.book, [...extract.book.products.sorted()]));
            for (const code of known) expect(standing(again, code)).toEqual(standing(whole, code));
          });
        },
      );
      await check(property, 10);
    },
    TIME_LIMIT,
  );
});
