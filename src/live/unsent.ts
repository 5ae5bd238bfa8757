import { couplesPromises, type Engine, type EngineChange } from '../availability/engine.ts';
import type { LiveAnswers } from './answers.ts';
import { ChangeNames, MovedPromises, NO_CODES, nothingPending, type Pending } from './changes.ts';
import { LiveJournal } from './journal.ts';

/** What is told now: what changed, and when the oldest write behind it was made, if known. */
export interface Taken {
  readonly pending: Pending;
  readonly since: number | null;
}

/**
 * What was heard of and has still to be told.
 *
 * In: every change of the engine. Out: what is pending, taken as a whole when it is told, or dropped where nobody is to
 * be told: then the answers it touched are forgotten, or a change back would look like none. The journal remembers
 * both, so that a client that comes back can be told what it missed.
 */
export class Unsent {
  readonly journal = new LiveJournal();
  readonly #names = new ChangeNames();
  readonly #promises = new MovedPromises();
  #pending = nothingPending();
  #since: number | null = null;
  #told = '';

  /** Position up to which everything was told, or is being told. */
  get told(): string {
    return this.#told;
  }

  get isEmpty(): boolean {
    const { all, orders, notedOrders, products } = this.#pending;
    return !all && orders.size + notedOrders.size + products.size === 0;
  }

  /** @param isSameBook whether the engine is of the book heard of last */
  hear(engine: Engine, change: EngineChange, isSameBook: boolean): void {
    const { version } = engine.book;
    const touched = this.#names.touched(engine, change);
    if (touched === null) {
      // Another day of the same book: the answers of this very version are not what they were.
      this.journal.restart(version, isSameBook ? version + 1 : version, Date.now());
      this.#pending.all = true;
    } else {
      const orders = new Set([...touched.orders, ...touched.notedOrders]);
      this.journal.add(version, { orders, products: touched.products }, Date.now());
      for (const code of touched.notedOrders) this.#pending.notedOrders.add(code);
      for (const code of touched.orders) this.#pending.orders.add(code);
      for (const code of touched.ownOrders) this.#pending.ownOrders.add(code);
      for (const code of touched.products) this.#pending.products.add(code);
    }
    if (change.writtenAt !== undefined) {
      this.#since = Math.min(this.#since ?? change.writtenAt, change.writtenAt);
    }
  }

  /** Somebody begins to watch: from here on promises are compared. */
  begin(engine: Engine): void {
    this.#promises.moved(engine);
  }

  /** What is pending, with the orders whose promises it moved elsewhere. It counts as told from here on. */
  take(engine: Engine): Taken {
    const taken = { pending: this.#pending, since: this.#since };
    this.#pending = nothingPending();
    this.#since = null;
    const moved = this.#promises.moved(engine, taken.pending.ownOrders);
    if (!taken.pending.all && moved.length > 0) {
      const elsewhere = { orders: new Set(moved), products: NO_CODES };
      this.journal.add(engine.book.version, elsewhere, Date.now());
      for (const code of moved) taken.pending.orders.add(code);
    }
    this.#told = this.journal.position();
    return taken;
  }

  /** Nobody is told of what is pending. */
  drop(engine: Engine | null, answers: LiveAnswers): void {
    const { all, orders, products } = this.#pending;
    this.#pending = nothingPending();
    this.#since = null;
    if (all) answers.forgetAllBut(NO_CODES, NO_CODES);
    for (const code of orders) answers.forget('order', code);
    for (const code of products) answers.forget('product', code);
    if (engine === null) return;
    const { version } = engine.book;
    // Which promises this moved is not worked out while nobody watches, so it cannot be told later what changed.
    const isUnknown = couplesPromises(engine) && orders.size + products.size > 0;
    if (isUnknown) this.journal.restart(version, version, Date.now());
    this.#told = this.journal.position();
  }
}
