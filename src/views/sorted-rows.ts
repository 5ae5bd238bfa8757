import type { Engine } from '../availability/engine.ts';
import { InvalidRequest } from '../contract/invalid-request.ts';
import type { EpochDay } from '../contract/units.ts';
import type { Ruptura } from '../engine/ruptura.ts';
import { Bounded } from '../keeping/bounded.ts';
import type { Book } from '../ledger/book.ts';
import { compareCodes } from '../ledger/codes.ts';
import { parseCursor } from './cursor.ts';

/** A row that is about one product. */
interface OfProduct {
  /** Number in the book. */
  readonly product: number;
}

/** Parts a row is sorted by, the weightiest first. */
type SortKey = readonly (number | string)[];

/** What the rows of a list are, and how they can be sorted. */
export interface RowPlan<Row extends OfProduct, Sort extends string> {
  /** Rows of a product of the book; none where the list leaves it out. They follow from that product alone. */
  rowsOf(engine: Engine, product: number): readonly Row[];
  /** What is asked for: its sense may be turned round. Missing values give `missing`, which comes last either way. */
  readonly keys: Readonly<Record<Sort, (row: Row, missing: number) => SortKey>>;
  /** What decides between equals, never turned round. No two rows share it. */
  readonly tie: (row: Row) => SortKey;
  /** A change that may move the promise of any order may change any row. */
  readonly followsPromises: boolean;
}

/** Where a row stands among others. */
interface Place {
  readonly key: SortKey;
  readonly tie: SortKey;
}

interface Placed<Row> extends Place {
  readonly row: Row;
}

/** Which rows of a list are asked for. */
export interface RowQuery<Row, Sort extends string> {
  /** Names what `lets` and `total` look at: equal names give equal answers in one state of the list. */
  readonly question: string;
  /** Lets rows through; null lets all. */
  readonly lets: ((row: Row) => boolean) | null;
  readonly sort: Sort;
  readonly descending: boolean;
  readonly limit: number;
  /** Cursor of an earlier page, or null. */
  readonly cursor: string | null;
  /** Row of the filtered list to begin with, from 0, where there is no cursor. */
  readonly position: number;
}

export interface RowPage<Row, Totals> {
  readonly rows: readonly Row[];
  /** Place in the filtered list of the first of them. */
  readonly first: number;
  /** Rows the filter lets through, on all pages. */
  readonly total: number;
  readonly totals: Totals;
  readonly next: string | null;
}

interface Selection<Row, Totals> {
  readonly rows: readonly Placed<Row>[];
  readonly totals: Totals;
}

/** Rows in an order, and the products that changed since they were put there. */
interface SortedList<Row> {
  rows: Placed<Row>[];
  readonly stale: Set<number>;
}

/** Changed products up to which the lists are mended instead of being made anew. */
const MOST_MENDED = 2000;
/** Selections kept of one state. */
const MOST_SELECTIONS = 12;
const MISSING = Number.MAX_VALUE;

/**
 * Rows about products, sorted in any way, kept in step with the book.
 *
 * In: every change of the engine notes the products it touches. Out: at the next question the rows of these are made
 * anew and put into their places in the lists asked for so far; all others stay where they are. A book loaded anew,
 * another day, or a change that may move every promise starts over.
 */
export class SortedRows<Row extends OfProduct, Sort extends string, Totals> {
  readonly #plan: RowPlan<Row, Sort>;
  readonly #totalsOf: (rows: Iterable<Row>) => Totals;
  readonly #selections = new Bounded<string, Selection<Row, Totals>>(MOST_SELECTIONS);
  readonly #changed = new Set<number>();
  readonly #sorted = new Map<string, SortedList<Row>>();
  #byProduct: (readonly Row[])[] = [];
  #book: Book | null = null;
  #today: EpochDay = -1;
  #everything = true;

  constructor(
    ruptura: Pick<Ruptura, 'listen'>,
    plan: RowPlan<Row, Sort>,
    totalsOf: (rows: Iterable<Row>) => Totals,
  ) {
    this.#plan = plan;
    this.#totalsOf = totalsOf;
    ruptura.listen((_engine, change) => {
      this.#everything ||= change.everything || (plan.followsPromises && change.mayMoveAnyPromise);
      if (this.#everything) return;
      for (const product of change.products) this.#changed.add(product);
      this.#everything = this.#changed.size > MOST_MENDED;
    });
  }

  /**
   * One page. A cursor names the last row shown and how it stood then, so a page begins after that place in the list of
   * now: what moved up meanwhile is on an earlier page, nothing else is skipped.
   * @throws InvalidRequest CURSOR_INVALIDO
   */
  page(engine: Engine, query: RowQuery<Row, Sort>): RowPage<Row, Totals> {
    const { rows, totals } = this.#select(engine, query);
    const first =
      query.cursor === null
        ? query.position
        : firstAfter(rows, readCursor(query.cursor, query), query.descending);
    const shown = rows.slice(first, first + query.limit);
    const last = shown.at(-1);
    const hasMore = last !== undefined && first + shown.length < rows.length;
    return {
      rows: shown.map(({ row }) => row),
      first,
      total: rows.length,
      totals,
      next: hasMore ? writeCursor(query, last) : null,
    };
  }

  #select(engine: Engine, query: RowQuery<Row, Sort>): Selection<Row, Totals> {
    this.#follow(engine);
    const name = JSON.stringify([query.sort, query.descending, query.question]);
    const known = this.#selections.get(name);
    if (known !== undefined) return known;
    const { lets } = query;
    const sorted = this.#sortedBy(query);
    const rows = lets === null ? sorted : sorted.filter(({ row }) => lets(row));
    const selection = { rows, totals: this.#totalsOf(rowsIn(rows)) };
    this.#selections.set(name, selection);
    return selection;
  }

  #follow(engine: Engine): void {
    const { book } = engine;
    const startsOver = this.#everything || book !== this.#book || book.today !== this.#today;
    if (!startsOver && this.#changed.size === 0) return;
    this.#selections.clear();
    if (startsOver) this.#startOver(engine);
    else this.#mend(engine);
    this.#everything = false;
    this.#changed.clear();
  }

  #startOver(engine: Engine): void {
    const { book } = engine;
    this.#book = book;
    this.#today = book.today;
    this.#sorted.clear();
    this.#byProduct = Array.from({ length: book.products.size }, (_, product) =>
      this.#plan.rowsOf(engine, product),
    );
  }

  #mend(engine: Engine): void {
    for (const product of this.#changed) {
      this.#byProduct[product] = this.#plan.rowsOf(engine, product);
      for (const { stale } of this.#sorted.values()) stale.add(product);
    }
  }

  #sortedBy(query: Pick<RowQuery<Row, Sort>, 'sort' | 'descending'>): readonly Placed<Row>[] {
    const name = `${query.sort} ${direction(query)}`;
    const list = this.#sorted.get(name);
    // A list that nobody asked for in a long while is not worth its mending.
    if (list === undefined || list.stale.size > MOST_MENDED) {
      // A product given up leaves a hole: the numbers of others stay.
      const rows = this.#inOrder(
        this.#byProduct.flatMap((own) => own ?? []),
        query,
      );
      this.#sorted.set(name, { rows, stale: new Set() });
      return rows;
    }
    const { stale } = list;
    if (stale.size > 0) {
      const added = Array.from(stale, (product) => this.#byProduct[product] ?? []).flat();
      const rest = list.rows.filter(({ row }) => !stale.has(row.product));
      list.rows = merged(rest, this.#inOrder(added, query), query.descending);
      stale.clear();
    }
    return list.rows;
  }

  #inOrder(rows: readonly Row[], order: Pick<RowQuery<Row, Sort>, 'sort' | 'descending'>): Placed<Row>[] {
    const { sort, descending } = order;
    const keyOf = this.#plan.keys[sort];
    const missing = descending ? -MISSING : MISSING;
    return rows
      .map((row) => ({ row, key: keyOf(row, missing), tie: this.#plan.tie(row) }))
      .sort((a, b) => comparePlaces(a, b, descending));
  }
}

function* rowsIn<Row>(rows: readonly Placed<Row>[]): Generator<Row> {
  for (const { row } of rows) yield row;
}

function direction({ descending }: { readonly descending: boolean }): 'asc' | 'desc' {
  return descending ? 'desc' : 'asc';
}

function comparePlaces(a: Place, b: Place, descending: boolean): number {
  const byKey = compareKeys(a.key, b.key);
  if (byKey !== 0) return descending ? -byKey : byKey;
  return compareKeys(a.tie, b.tie);
}

// Plain loops here and in `merged`: a hundred thousand rows are compared at a time.
function compareKeys(a: SortKey, b: SortKey): number {
  for (let part = 0; part < a.length; part++) {
    const left = a[part]!;
    const right = b[part] ?? '';
    if (left === right) continue;
    if (typeof left === 'number' && typeof right === 'number') return left < right ? -1 : 1;
    const order = compareCodes(String(left), String(right));
    if (order !== 0) return order;
  }
  return 0;
}

/** Place in a sorted list of the first row after another place. */
function firstAfter<Row>(rows: readonly Placed<Row>[], place: Place, descending: boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comparePlaces(rows[middle]!, place, descending) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Few rows put into their places among many. */
function merged<Row>(
  rest: readonly Placed<Row>[],
  added: readonly Placed<Row>[],
  descending: boolean,
): Placed<Row>[] {
  const list: Placed<Row>[] = [];
  let from = 0;
  for (const one of added) {
    const to = firstAfter(rest, one, descending);
    while (from < to) list.push(rest[from++]!);
    list.push(one);
  }
  while (from < rest.length) list.push(rest[from++]!);
  return list;
}

type Order = { readonly sort: string; readonly descending: boolean };

function writeCursor(order: Order, { key, tie }: Place): string {
  return Buffer.from(JSON.stringify([order.sort, direction(order), key, tie])).toString('base64url');
}

/** @throws InvalidRequest CURSOR_INVALIDO */
function readCursor(cursor: string, order: Order): Place {
  const [sort, sense, key, tie] = parseCursor(cursor) ?? [];
  if (sort !== order.sort || sense !== direction(order) || !isKey(key) || !isKey(tie)) {
    throw new InvalidRequest({ place: 'consulta', path: 'cursor', code: 'CURSOR_INVALIDO' });
  }
  return { key, tie };
}

function isKey(value: unknown): value is SortKey {
  return Array.isArray(value) && value.every((part) => typeof part === 'number' || typeof part === 'string');
}
