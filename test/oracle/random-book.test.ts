/** Laws that hold for every book, checked on random ones: they hold the oracle and the generators to account. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROMISE_POLICIES, RANKING_KEYS } from '../../src/contract/codes.ts';
import type { BookTables } from './book-tables.ts';
import { parseExact, sum } from './exact.ts';
import { naiveBook } from './naive-book.ts';
import { naivePieces, naiveReceipts, naiveStock, openLines, type Piece } from './naive-pieces.ts';
import { balances } from './naive-projection.ts';
import { naivePromises } from './naive-promise.ts';
import { bookArbitrary, bookOf, MAGNITUDES, PRODUCTS, RANDOM_BOOK_DATE } from './random-book.ts';
import { check } from './seed.ts';

const anyBook = fc.oneof(...MAGNITUDES.map(bookArbitrary)).map((events) => bookOf(events));
const anyPolicy = fc.constantFrom(...PROMISE_POLICIES);
const anyRanking = fc.shuffledSubarray([...RANKING_KEYS]);

function backwards(tables: BookTables): BookTables {
  const reversed = Object.entries(tables).map(([name, rows]) => [name, [...rows].reverse()]);
  return Object.fromEntries(reversed) as BookTables;
}

function pairs(
  rows: readonly { num_pedido: string; cod_produto: string; qtd: bigint }[],
): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const row of rows) {
    const key = JSON.stringify([row.num_pedido, row.cod_produto]);
    totals.set(key, (totals.get(key) ?? 0n) + row.qtd);
  }
  return totals;
}

/** Balance of each day when every promised piece leaves on its promised day. */
function balanceAfterPromises(tables: BookTables, product: string, given: readonly Piece[]): bigint[] {
  const facts = {
    estoque: naiveStock(tables, product),
    pieces: given,
    receipts: naiveReceipts(tables, product),
  };
  return balances(facts, Date.parse(RANDOM_BOOK_DATE) / 86_400_000).map((day) => day.estoque_final);
}

describe('every book', () => {
  it('answers the same whatever the order of its rows', async () => {
    const property = fc.property(anyBook, anyPolicy, anyRanking, (tables, policy, ranking) => {
      const forwards = naiveBook(tables, RANDOM_BOOK_DATE, policy, ranking);
      const reversed = naiveBook(backwards(tables), RANDOM_BOOK_DATE, policy, ranking);
      expect(new Map([...reversed.orders].sort())).toEqual(new Map([...forwards.orders].sort()));
      for (const [code, product] of forwards.products) expect(reversed.products.get(code)).toEqual(product);
    });
    await check(property, 60);
  });

  it('requires of a pair what is taken or what is open, whichever is more, once', async () => {
    const property = fc.property(anyBook, (tables) => {
      const pieces = naivePieces(tables);
      const required = pairs(pieces);
      const taken = pairs(pieces.filter((piece) => piece.origem !== 'CARTEIRA'));
      const open = pairs(openLines(tables));
      for (const key of new Set([...required.keys(), ...taken.keys(), ...open.keys()])) {
        const [a, b] = [taken.get(key) ?? 0n, open.get(key) ?? 0n];
        expect(required.get(key)).toBe(a > b ? a : b);
      }
    });
    await check(property, 100);
  });

  it('promises nothing twice: what is given never makes a balance negative', async () => {
    const property = fc.property(anyBook, anyPolicy, anyRanking, (tables, policy, ranking) => {
      const { pieces } = naivePromises(tables, RANDOM_BOOK_DATE, policy, ranking);
      const today = Date.parse(RANDOM_BOOK_DATE) / 86_400_000;
      for (const product of PRODUCTS) {
        const given = pieces.flatMap(({ piece, day }) =>
          piece.cod_produto === product && day !== null ? [{ ...piece, expedicao: today + day }] : [],
        );
        const before = balanceAfterPromises(tables, product, []);
        const after = balanceAfterPromises(tables, product, given);
        for (const [d, left] of after.entries()) expect(left >= 0n || left === before[d]).toBe(true);
      }
    });
    await check(property, 100);
  });

  it('adds up: the values of the items make the value of the order', async () => {
    const property = fc.property(anyBook, (tables) => {
      for (const order of naiveBook(tables, RANDOM_BOOK_DATE, 'por_item', []).orders.values()) {
        const { resumo } = order;
        const items = [...order.itens, ...order.itens_disponiveis];
        const cents = sum(items.map((item) => parseExact(item.valor_total, 2)));
        const difference = cents - parseExact(resumo.valor_total_pedido, 2);
        expect(Math.abs(Number(difference))).toBeLessThanOrEqual(items.length);
        expect(order.pedido_ok).toBe(resumo.criticidade === null);
        expect(order.pedido_ok).toBe(Number(resumo.percentual_ruptura) === 0);
      }
    });
    await check(property, 60);
  });
});
