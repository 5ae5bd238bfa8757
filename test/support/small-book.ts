import { type Engine, EngineKeeper, type EngineListener } from '../../src/availability/engine.ts';
import { type AnswerRules, answerRules } from '../../src/contract/rules.ts';
import { type EpochDay, parseIsoDate } from '../../src/contract/units.ts';
import { ALL_STALE, type Book, createBook } from '../../src/ledger/book.ts';
import { applyParts, type FreshRows, type StaleParts, staleParts } from '../../src/ledger/refresh.ts';

/** An open order line, as a client would write it. */
export interface SmallLine {
  readonly order: string;
  readonly product: string;
  readonly quantity: number;
  /** `yyyy-mm-dd`, or null. */
  readonly date: string | null;
  readonly price?: number;
}

interface Receipt {
  readonly product: string;
  readonly quantity: number;
  readonly date: string;
}

type Row = readonly (string | null)[];
type Pair = readonly [product: string, order: string];

/**
 * A book built from rows, without a database, and everything derived from it kept in step.
 *
 * Writes are as good as committed; they are in the book after the next look (`fresh`), together, as those of a real book
 * are. The first look loads it. `settings` are those of the database.
 */
export class SmallBook {
  readonly #keeper = new EngineKeeper();
  #book: Book;
  #settings: ReadonlyMap<string, string>;
  #today: EpochDay;
  readonly #stock = new Map<string, number>();
  readonly #lines = new Map<number, SmallLine>();
  readonly #receipts: Receipt[] = [];
  #lastLine = 0;
  #isLoaded = false;
  readonly #stalePairs: Pair[] = [];
  readonly #staleStock = new Set<string>();
  readonly #staleReceipts = new Set<string>();
  /** What looks fail with; null: they do not. */
  failure: Error | null = null;
  /** Looks so far. */
  looks = 0;

  constructor(settings: Readonly<Record<string, string>> = {}, today = '2026-03-02') {
    this.#settings = new Map(Object.entries(settings));
    this.#today = dayOf(today);
    this.#book = createBook(this.#today, this.#rules());
  }

  get engine(): Engine {
    return this.#keeper.engine;
  }

  listen(listener: EngineListener): () => void {
    return this.#keeper.listen(listener);
  }

  /** The book with everything written so far. */
  async fresh(): Promise<Engine> {
    this.looks++;
    if (this.failure !== null) throw this.failure;
    this.#apply();
    return this.#keeper.engine;
  }

  /** A movement of stock. */
  move(product: string, quantity: number): void {
    this.#stock.set(product, (this.#stock.get(product) ?? 0) + quantity);
    this.#staleStock.add(product);
  }

  /** A new order line. */
  line(line: SmallLine): void {
    this.#lines.set(++this.#lastLine, line);
    this.#stalePairs.push([line.product, line.order]);
  }

  /** Another quantity of all lines of an order. */
  requantify(order: string, quantity: number): void {
    for (const [id, line] of this.#lines) {
      if (line.order !== order) continue;
      this.#lines.set(id, { ...line, quantity });
      this.#stalePairs.push([line.product, order]);
    }
  }

  /** All lines of an order go. */
  remove(order: string): void {
    for (const [id, line] of this.#lines) {
      if (line.order !== order) continue;
      this.#lines.delete(id);
      this.#stalePairs.push([line.product, order]);
    }
  }

  /** A scheduled receipt. */
  receive(product: string, quantity: number, date: string): void {
    this.#receipts.push({ product, quantity, date });
    this.#staleReceipts.add(product);
  }

  /** Midnight: the same book on another day. */
  roll(today: string): void {
    this.#apply();
    this.#today = dayOf(today);
    this.#book.today = this.#today;
    this.#keeper.changed(this.#book, ALL_STALE);
  }

  /** A setting changes answers: the book is loaded anew. */
  set(name: string, value: string): void {
    this.#settings = new Map([...this.#settings, [name, value]]);
    if (this.#isLoaded) this.#load();
  }

  #load(): void {
    const version = this.#book.version + 1;
    this.#book = createBook(this.#today, this.#rules());
    for (const line of this.#lines.values()) this.#stalePairs.push([line.product, line.order]);
    for (const product of this.#stock.keys()) this.#staleStock.add(product);
    for (const { product } of this.#receipts) this.#staleReceipts.add(product);
    const { parts, rows } = this.#takeStale();
    applyParts(this.#book, parts, rows);
    this.#book.version = version;
    this.#isLoaded = true;
    this.#keeper.loaded(this.#book);
  }

  #rules(): AnswerRules {
    return answerRules(this.#settings);
  }

  #apply(): void {
    if (!this.#isLoaded) {
      this.#load();
      return;
    }
    const marks = this.#stalePairs.length + this.#staleStock.size + this.#staleReceipts.size;
    if (marks === 0) return;
    const { parts, rows } = this.#takeStale();
    const change = applyParts(this.#book, parts, rows);
    this.#book.version += marks;
    this.#keeper.changed(this.#book, { ...change, writtenAt: performance.now() });
  }

  #takeStale(): { readonly parts: StaleParts; readonly rows: FreshRows } {
    const parts = staleParts([]);
    for (const product of this.#staleStock) parts.stock.add(product);
    for (const product of this.#staleReceipts) parts.receipts.add(product);
    const keys = new Map(this.#stalePairs.map((pair) => [JSON.stringify(pair), pair]));
    const rows = {
      pairs: [...keys.values()],
      stock: [...this.#staleStock].map((product) => [product, thousandths(this.#stock.get(product)!)]),
      receipts: this.#receiptRows(),
      lines: this.#lineRows(new Set(keys.keys())),
      allocations: [],
      drafts: [],
      notes: new Map(),
    };
    this.#stalePairs.length = 0;
    this.#staleStock.clear();
    this.#staleReceipts.clear();
    return { parts, rows };
  }

  /** One of each product and day, as the ledger reads them. */
  #receiptRows(): Row[] {
    const sums = new Map<string, Receipt>();
    for (const receipt of this.#receipts) {
      if (!this.#staleReceipts.has(receipt.product)) continue;
      const key = JSON.stringify([receipt.product, receipt.date]);
      const quantity = (sums.get(key)?.quantity ?? 0) + receipt.quantity;
      sums.set(key, { ...receipt, quantity });
    }
    const days = [...sums.values()].sort((a, b) => dayOf(a.date) - dayOf(b.date));
    return days.map(({ product, quantity, date }) => [product, day(date), quantity.toFixed(3)]);
  }

  #lineRows(pairs: ReadonlySet<string>): Row[] {
    const rows: Row[] = [];
    for (const [id, { order, product, quantity, date, price = 10 }] of this.#lines) {
      if (!pairs.has(JSON.stringify([product, order])) || quantity === 0) continue;
      const texts = [null, null, null, null, null];
      rows.push([
        order,
        product,
        String(id),
        quantity.toFixed(3),
        price.toFixed(4),
        day(date),
        null,
        null,
        ...texts,
      ]);
    }
    return rows;
  }
}

function dayOf(date: string): EpochDay {
  return parseIsoDate(date)!;
}

function day(date: string | null): string | null {
  return date === null ? null : String(dayOf(date));
}

function thousandths(quantity: number): string {
  return String(Math.round(quantity * 1000));
}
