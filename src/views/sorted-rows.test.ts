/** Lists that follow the book: after any changes they are what would be made anew. `SEED=…` replays a failure. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../../test/oracle/seed.ts';
import { createEngine, type Engine, type EngineChange, type EngineListener } from '../availability/engine.ts';
import { answerRules } from '../contract/rules.ts';
import { createBook } from '../ledger/book.ts';
import { type RowQuery, SortedRows } from './sorted-rows.ts';

interface Row {
  readonly product: number;
  readonly size: number;
  readonly name: string;
}
type Sort = 'size' | 'name';
const NO_CHANGE: EngineChange = {
  everything: false,
  mayMoveAnyPromise: false,
  products: new Set(),
  orders: new Set(),
  ownOrders: new Set(),
  notedOrders: new Set(),
};

/** A list over sizes that a test keeps: 0 leaves a product out, -1 is a size that is missing. */
class Bench {
  readonly sizes: number[] = [];
  readonly engine: Engine = createEngine(createBook(20_000, answerRules(new Map())));
  readonly list: SortedRows<Row, Sort, number>;
  #listener: EngineListener = () => undefined;

  constructor(sizes: readonly number[]) {
    this.list = new SortedRows<Row, Sort, number>(
      {
        listen: (listener) => {
          this.#listener = listener;
          return () => undefined;
        },
      },
      {
        rowsOf: (_engine, product) => {
          const size = this.sizes[product] ?? 0;
          return size === 0 ? [] : [{ product, size, name: 'abc'[product % 3]! }];
        },
        keys: {
          size: ({ size }, missing) => [size < 0 ? missing : size],
          name: ({ name, size }) => [name, size],
        },
        tie: ({ product }) => [product],
        followsPromises: false,
      },
      (rows) => [...rows].length,
    );
    for (const [product, size] of sizes.entries()) this.set(product, size);
    this.tell({ ...NO_CHANGE, everything: true });
  }

  set(product: number, size: number): void {
    this.engine.book.products.intern(`P${product}`);
    this.sizes[product] = size;
  }

  tell(change: EngineChange): void {
    this.#listener(this.engine, change);
  }

  page(query: Partial<RowQuery<Row, Sort>>) {
    const usual = { question: '', lets: null, sort: 'size', descending: false, limit: 1000 } as const;
    return this.list.page(this.engine, { ...usual, cursor: null, position: 0, ...query });
  }
}

const SIZES = fc.array(fc.integer({ min: -1, max: 4 }), { minLength: 1, maxLength: 30 });
const CHANGES = fc.array(fc.tuple(fc.nat(34), fc.integer({ min: -1, max: 4 })), { maxLength: 12 });
const ORDER = fc.record({ sort: fc.constantFrom<Sort>('size', 'name'), descending: fc.boolean() });

describe('rows about products', () => {
  it('are, after any changes, those of a list made anew, whole or by cursor', async () => {
    await check(
      fc.property(SIZES, CHANGES, ORDER, fc.integer({ min: 1, max: 5 }), (sizes, changes, order, limit) => {
        const kept = new Bench(sizes);
        kept.page(order);
        for (const [product, size] of changes) {
          kept.set(product, size);
          kept.tell({ ...NO_CHANGE, products: new Set([product]) });
          if (size === 2) kept.page(order);
        }
        const anew = new Bench(Array.from(kept.sizes, (size) => size ?? 0)).page(order);
        expect(kept.page(order)).toEqual(anew);
        const paged: Row[] = [];
        for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
          const page = kept.page({ ...order, limit, cursor });
          expect(page.first).toBe(paged.length);
          paged.push(...page.rows);
          cursor = page.next;
        }
        expect(paged).toEqual(anew.rows);
      }),
      200,
    );
  });

  it('stand with what is missing last, whichever way they are sorted', () => {
    const bench = new Bench([3, -1, 1]);
    const sizes = (descending: boolean) => bench.page({ descending }).rows.map(({ size }) => size);
    expect(sizes(false)).toEqual([1, 3, -1]);
    expect(sizes(true)).toEqual([3, 1, -1]);
  });

  it('are let through by a filter, with the totals of those', () => {
    const bench = new Bench([3, 2, 1]);
    const large = { question: 'large', lets: ({ size }: Row) => size > 1 };
    expect(bench.page({ ...large, limit: 1 })).toMatchObject({ total: 2, totals: 2, rows: [{ size: 2 }] });
    expect(bench.page({ ...large, limit: 0 })).toMatchObject({ total: 2, rows: [], next: null });
  });

  it('refuse a cursor of another order', () => {
    const bench = new Bench([3, 2, 1]);
    const { next } = bench.page({ limit: 1 });
    expect(() => bench.page({ sort: 'name', cursor: next })).toThrow();
    expect(() => bench.page({ descending: true, cursor: next })).toThrow();
  });
});
