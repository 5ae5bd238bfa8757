import type { PromisePolicy } from '../contract/codes.ts';
import { type Book, type BookChange, type BookListener, type BookView, productsOf } from '../ledger/book.ts';
import {
  type Balances,
  createBalances,
  fitBalances,
  projectAll,
  projectProduct,
} from '../projection/balances.ts';
import {
  type AnalysisColumns,
  analyseAll,
  analyseItem,
  createAnalysis,
  fitAnalysis,
  sumOrder,
} from './analysis.ts';
import { itemPromise, type OrderPromise, orderPromise } from './order-promise.ts';
import {
  createItemPromises,
  fitItemPromises,
  type ItemPromises,
  promiseAll,
  promiseProduct,
} from './promise-by-item.ts';
import { promiseComplete, type WholePromises } from './promise-complete.ts';
import { createRanking, fitRanking, type Ranking, rankProduct } from './ranking.ts';

/** What answers are read from: of the process that keeps the book, or of a worker thread that shares its columns. */
export interface EngineView {
  readonly book: BookView;
  readonly balances: Balances;
  readonly itemPromises: ItemPromises;
  readonly analysis: AnalysisColumns;
  /** Promises under `completa`. */
  whole(): WholePromises;
}

/** Everything derived from one book. Always in step with it: see `EngineKeeper`. */
export interface Engine extends EngineView {
  readonly book: Book;
  readonly ranking: Ranking;
  /** What `whole` found; computed when asked for, forgotten at every change. */
  completePromises: WholePromises | null;
}

/** Derives everything from a loaded book: balances, ranks, promises, analysis. */
export function createEngine(book: Book): Engine {
  const engine = emptyEngine(book);
  recomputeAll(engine);
  return engine;
}

/** An engine with room for everything derived from a book, and nothing computed yet. */
export function emptyEngine(book: Book): Engine {
  const engine: Engine = {
    book,
    balances: createBalances(book),
    ranking: createRanking(book.rules.ranking),
    itemPromises: createItemPromises(book),
    analysis: createAnalysis(book),
    completePromises: null,
    whole: () => {
      engine.completePromises ??= promiseComplete(engine.book, engine.ranking);
      return engine.completePromises;
    },
  };
  makeRoom(engine);
  return engine;
}

function recomputeAll(engine: Engine): void {
  const { book, balances, ranking, itemPromises, analysis } = engine;
  makeRoom(engine);
  projectAll(book, balances);
  for (let product = 0; product < book.products.size; product++) rankProduct(book, ranking, product);
  promiseAll(book, itemPromises);
  analyseAll(book, balances, analysis);
  engine.completePromises = null;
}

function makeRoom(engine: Engine): void {
  fitBalances(engine.balances, engine.book);
  fitRanking(engine.ranking, engine.book);
  fitItemPromises(engine.itemPromises, engine.book);
  fitAnalysis(engine.analysis, engine.book);
}

/**
 * Brings the engine in step with a change of its book: the products touched are projected, ranked and promised again,
 * and every order with a piece of one of them is analysed again.
 * @returns numbers of the orders whose answer may have changed
 */
export function updateEngine(engine: Engine, change: BookChange): ReadonlySet<number> {
  const { book } = engine;
  if (change.everything) {
    recomputeAll(engine);
    return new Set(Array.from({ length: book.orders.size }, (_, order) => order));
  }
  // Notes alone: nothing is computed from them.
  if (change.products.size + change.orders.size === 0) return new Set();
  makeRoom(engine);
  engine.completePromises = null;
  const orders = new Set(change.orders);
  const stale = new Set(change.orders);
  for (const product of productsToRank(engine, change)) {
    projectProduct(book, engine.balances, product);
    rankProduct(book, engine.ranking, product);
    promiseProduct(book, engine.itemPromises, product);
    analyseProduct(engine, product, orders, stale);
  }
  for (const order of stale) sumOrder(book, engine.analysis, order);
  return orders;
}

/** Products touched; and, where the ranking looks at an order's value, all products of the orders touched. */
function productsToRank(engine: Engine, change: BookChange): ReadonlySet<number> {
  if (!engine.book.rules.ranking.includes('valor')) return change.products;
  const products = new Set(change.products);
  for (const order of change.orders)
    for (const product of productsOf(engine.book, order)) products.add(product);
  return products;
}

/**
 * Analyses the items of a product again and notes their orders; other items of these orders are not affected.
 * @param stale gets the orders whose sums changed with an item that became short, or is no longer, or will be whole on
 *   another day: few of the orders of a product that thousands of orders share
 */
function analyseProduct(engine: Engine, product: number, orders: Set<number>, stale: Set<number>): void {
  const { book, balances, analysis } = engine;
  const start = book.productPieces.start[product]!;
  // In the order they lie in memory: with tens of thousands of them that halves the time.
  const pieces = book.productPieces.data.slice(start, start + book.productPieces.length[product]!).sort();
  for (const piece of pieces) {
    const item = book.pieceItem[piece]!;
    if (book.firstPiece[item] !== piece) continue;
    const wasShort = book.itemQuantity[item]! > analysis.lowest[item]!;
    const safeDay = analysis.safeDay[item];
    analyseItem(book, balances, analysis, item);
    const isShort = book.itemQuantity[item]! > analysis.lowest[item]!;
    const order = book.itemOrder[item]!;
    orders.add(order);
    if (isShort !== wasShort || (isShort && analysis.safeDay[item] !== safeDay)) stale.add(order);
  }
}

/** Promise of an order under a policy. */
export function promiseOf(engine: EngineView, order: number, policy: PromisePolicy): OrderPromise {
  if (policy === 'por_item')
    return orderPromise(engine.book, order, (piece) => engine.itemPromises.day[piece]!);
  const day = engine.whole().day[order]!;
  return orderPromise(engine.book, order, () => day);
}

/** Promised day of an item under a policy: 0..28, NO_DAY where a piece of it has none. */
export function itemPromiseOf(engine: EngineView, item: number, policy: PromisePolicy): number {
  if (policy === 'por_item')
    return itemPromise(engine.book, item, (piece) => engine.itemPromises.day[piece]!);
  return engine.whole().day[engine.book.itemOrder[item]!]!;
}

/**
 * Whether the promise in force couples all products: whole orders take whole orders' place, so that a change of one
 * product may move the promise of any order, also of one that shares no product with it. Here alone it is decided which
 * policies do so.
 */
export function couplesPromises({ book }: EngineView): boolean {
  return book.rules.policy === 'completa';
}

/** What changed in an engine: numbers of products and orders of its book; with `everything`, the sets are empty. */
export interface EngineChange {
  readonly everything: boolean;
  /** The promise of any order may be another, not only of those named. */
  readonly mayMoveAnyPromise: boolean;
  readonly products: ReadonlySet<number>;
  readonly orders: ReadonlySet<number>;
  /** Those of the orders whose own lines, allocations or drafts changed, not only what they share products with. */
  readonly ownOrders: ReadonlySet<number>;
  /** Codes of the orders whose note is another, gone or not: their answers are what they were. */
  readonly notedOrders: ReadonlySet<string>;
  /** When the oldest write behind it was made, in milliseconds of this process's monotonic clock. */
  readonly writtenAt?: number;
}

/** Told of every change, before any answer is given from the new state. Must neither wait nor throw. */
export type EngineListener = (engine: Engine, change: EngineChange) => void;

const EVERYTHING: EngineChange = {
  everything: true,
  mayMoveAnyPromise: true,
  products: new Set(),
  orders: new Set(),
  ownOrders: new Set(),
  notedOrders: new Set(),
};

/** Keeps an engine in step with a live book, and tells others what changed. */
export class EngineKeeper implements BookListener {
  #engine: Engine | null = null;
  readonly #listeners = new Set<EngineListener>();

  /** The engine of the book loaded last. */
  get engine(): Engine {
    if (this.#engine === null) throw new Error('no book has been loaded yet');
    return this.#engine;
  }

  /** Adds a listener; returns what removes it. */
  listen(listener: EngineListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  loaded(book: Book): void {
    this.#engine = createEngine(book);
    this.#tell(this.#engine, EVERYTHING);
  }

  changed(book: Book, change: BookChange): void {
    const engine = this.#engine;
    if (engine?.book !== book) return;
    const orders = updateEngine(engine, change);
    const { everything, products, orders: ownOrders, notedOrders, writtenAt } = change;
    if (everything) this.#tell(engine, EVERYTHING);
    else {
      const mayMoveAnyPromise = couplesPromises(engine) && products.size > 0;
      const parts = { everything, products, orders, ownOrders, notedOrders, mayMoveAnyPromise };
      this.#tell(engine, writtenAt === undefined ? parts : { ...parts, writtenAt });
    }
  }

  #tell(engine: Engine, change: EngineChange): void {
    for (const listener of this.#listeners) listener(engine, change);
  }
}
