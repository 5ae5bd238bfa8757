import type { AnalysisColumns } from '../availability/analysis.ts';
import { couplesPromises, type Engine, type EngineView } from '../availability/engine.ts';
import type { ItemPromises } from '../availability/promise-by-item.ts';
import type { WholePromises } from '../availability/promise-complete.ts';
import type { BookColumns } from '../ledger/book.ts';
import { ArenaReader, type TextArena } from '../ledger/text-arena.ts';
import type { Balances } from '../projection/balances.ts';

/**
 * An engine as it is sent to a worker thread: columns travel as handles to the same memory, nothing is copied. The
 * owner goes on changing that memory; a worker reads it only between `enter` and `leave` of its `ReadGate`.
 */
export interface SharedEngine {
  readonly columns: BookColumns;
  readonly products: TextArena;
  readonly orders: TextArena;
  readonly texts: TextArena;
  readonly headers: TextArena;
  readonly balances: Balances;
  readonly itemPromises: ItemPromises;
  readonly analysis: AnalysisColumns;
  readonly whole: WholePromises | null;
}

const NO_SLOTS = { used: 0, free: [] };

/** Handles to everything answers are read from. `whole` is computed now if the policy needs it. */
export function shareEngine(engine: Engine): SharedEngine {
  const { products, orders, texts, headers, valueElsewhere: _value, ...columns } = engine.book;
  return {
    columns: {
      ...columns,
      // Copied, for the owner puts larger columns in place of theirs: kept as they are, they would never differ.
      productPieces: { ...columns.productPieces },
      productReceipts: { ...columns.productReceipts },
      // Free slots matter to the owner alone.
      items: NO_SLOTS,
      pieces: NO_SLOTS,
      receipts: NO_SLOTS,
    },
    products: { ...products.arena },
    orders: { ...orders.arena },
    texts: { ...texts.arena },
    headers: { ...headers.arena },
    balances: { ...engine.balances },
    itemPromises: { ...engine.itemPromises },
    analysis: { ...engine.analysis },
    whole: couplesPromises(engine) ? engine.whole() : null,
  };
}

/**
 * Whether handles sent earlier still reach all of an engine: a column that grew lies elsewhere, and so do promised
 * days that were computed anew.
 */
export function reaches(sent: SharedEngine, engine: Engine): boolean {
  const now = shareEngine(engine);
  return (
    sameColumns(sent.columns, now.columns) &&
    sameColumns(sent.columns.productPieces, now.columns.productPieces) &&
    sameColumns(sent.columns.productReceipts, now.columns.productReceipts) &&
    sameColumns(sent.products, now.products) &&
    sameColumns(sent.orders, now.orders) &&
    sameColumns(sent.texts, now.texts) &&
    sameColumns(sent.headers, now.headers) &&
    sameColumns(sent.balances, now.balances) &&
    sameColumns(sent.itemPromises, now.itemPromises) &&
    sameColumns(sent.analysis, now.analysis) &&
    sent.whole === now.whole
  );
}

/** Every column alike; scalars travel otherwise, and what is nested is compared by its own call. */
function sameColumns<T extends object>(left: T, right: T): boolean {
  for (const name of Object.keys(left) as (keyof T)[]) {
    if (ArrayBuffer.isView(left[name]) && left[name] !== right[name]) return false;
  }
  return true;
}

/** Makes an engine to read from out of the handles. */
export function openSharedEngine(shared: SharedEngine): EngineView {
  const products = new ArenaReader(shared.products);
  const orders = new ArenaReader(shared.orders);
  const texts = new ArenaReader(shared.texts);
  const headers = new ArenaReader(shared.headers);
  return {
    book: {
      ...shared.columns,
      products: { code: (number) => products.text(number) },
      orders: { code: (number) => orders.text(number) },
      texts: { text: (number) => (number === 0 ? null : texts.text(number)) },
      headers: { text: (number) => (number === 0 ? null : headers.text(number)) },
    },
    balances: shared.balances,
    itemPromises: shared.itemPromises,
    analysis: shared.analysis,
    whole: () => {
      if (shared.whole === null) throw new Error('the promise of whole orders was not shared');
      return shared.whole;
    },
  };
}
