import type { Engine, EngineChange } from '../availability/engine.ts';
import { formatIsoDate, quantityToWire } from '../contract/units.ts';
import { type Book, isExact, isIdle } from '../ledger/book.ts';
import { productFlows } from '../projection/projection-answer.ts';
import { answerProjection } from '../views/answers.ts';
import type { BackgroundContext, BackgroundJob } from './background-work.ts';
import { Marks } from './marks.ts';
import {
  type CalculatedProjection,
  deleteSaved,
  type SavedRow,
  savedRows,
  saveProjections,
} from './saved-projections.ts';

/** Up to so many marks are saved at the next look; more of them wait for the interval. */
const FEW = 500;
/** Products of one statement: some 4 ms of calculation between two chances for requests to be served. */
const BATCH = 100;

export interface ProjectionSaverOptions {
  /** `RECALC_INTERVALO_S`, in milliseconds. */
  readonly interval: number;
  /** Milliseconds that never go back. */
  readonly clock: () => number;
  /** Told how long each projection took to calculate, in seconds. */
  readonly onCalculated: (seconds: number) => void;
}

/** The statement that wrote last. */
export interface SavedBatch {
  readonly at: Date;
  readonly products: number;
  readonly milliseconds: number;
}

/**
 * Keeps `estoque_projecao_cache` up to date for SQL readers: the job of that.
 *
 * In: every change of the engine marks its products (`hear`). Out: rows of the table. Once after everything was marked,
 * the saved rows are read and those that say what would be calculated now lose their mark (*hits*); whatever is still
 * marked is written, a batch a statement (*misses*), while this process is elected. A product whose sums are not exact
 * has no saved row.
 */
export class ProjectionSaver implements BackgroundJob {
  readonly name = 'gravacao';
  readonly every = 0;
  readonly limit = 60_000;
  readonly marks = new Marks();
  hits = 0;
  misses = 0;
  lastBatch: SavedBatch | null = null;
  readonly #options: ProjectionSaverOptions;
  #lastSave = Number.NEGATIVE_INFINITY;

  constructor(options: ProjectionSaverOptions) {
    this.#options = options;
  }

  hear(engine: Engine, change: EngineChange): void {
    this.marks.hear(engine, change, Date.now());
  }

  /** Another process may have saved in the meantime. */
  doubtAll(book: Book): void {
    this.marks.markAll(book, Date.now());
  }

  /** Checks and saves what is marked, unless it waits for the interval. */
  async run(context: BackgroundContext): Promise<number | null> {
    await context.look();
    while (this.marks.isUnchecked) {
      // A book that is loaded again and again is checked again and again, but by nobody who is to end.
      if (context.isOver()) return null;
      await this.#check(context);
    }
    const wait = this.#lastSave + this.#options.interval - this.#options.clock();
    const isWaiting = this.marks.size > FEW && wait > 0 && !context.hurry;
    if (this.marks.size === 0 || isWaiting) return null;
    const before = this.misses;
    await this.#saveMarked(context);
    this.#lastSave = this.#options.clock();
    return this.misses - before;
  }

  /** Marks products whose saved rows are too old; rows of products that have none any more go. */
  async renew({ client, owner }: BackgroundContext, codes: readonly string[]): Promise<void> {
    const { book } = this.marks;
    if (book === null || this.marks.isUnchecked) return;
    const now = Date.now();
    const gone: string[] = [];
    for (const code of codes) {
      const product = book.products.find(code);
      if (isSaved(book, product)) this.marks.mark(product, now);
      else gone.push(code);
    }
    if (gone.length > 0) await deleteSaved(client, gone, owner);
  }

  /** Takes the marks off the products whose saved row is right, and deletes the rows of those that have none any more. */
  async #check({ client, owner }: BackgroundContext): Promise<void> {
    const { marks } = this;
    const book = marks.book!;
    marks.isUnchecked = false;
    const saved = new Set<number>();
    for await (const rows of savedRows(client)) {
      // Marked as a whole again meanwhile: this comparison is worth nothing any more.
      if (marks.isUnchecked) return;
      const gone = rows.map((row) => row.code).filter((code) => !isSaved(book, book.products.find(code)));
      if (gone.length > 0) await deleteSaved(client, gone, owner);
      if (marks.isUnchecked) return;
      for (const row of rows) this.#compare(book, row, saved);
    }
    for (const product of marks) {
      if (!saved.has(product) && (isIdle(book, product) || !isSaved(book, product))) marks.unmark(product);
    }
  }

  #compare(book: Book, row: SavedRow, saved: Set<number>): void {
    const product = book.products.find(row.code);
    if (!isSaved(book, product)) return;
    saved.add(product);
    const isRight = row.day === formatIsoDate(book.today) && saysTheSame(book, product, row);
    if (isRight && this.marks.unmark(product)) this.hits++;
  }

  async #saveMarked(context: BackgroundContext): Promise<void> {
    while (this.marks.size > 0 && !context.isOver()) {
      const looked = this.#options.clock();
      const engine = await context.look();
      if (this.marks.isUnchecked || !(await this.#saveBatch(context, engine, looked))) return;
    }
  }

  /** @returns false where nothing was written, because another process is elected: it saves what is marked */
  async #saveBatch({ client, owner }: BackgroundContext, engine: Engine, looked: number): Promise<boolean> {
    const started = this.#options.clock();
    const { book } = engine;
    const taken = this.marks.take(BATCH);
    const products = taken.since.map(([product]) => product);
    const projections = products.filter((one) => isSaved(book, one)).map((one) => calculate(engine, one));
    const untold = products.filter((one) => !isSaved(book, one)).map((one) => book.products.code(one));
    try {
      const isWritten = await saveProjections(client, projections, this.#options.clock() - looked, owner);
      if (!isWritten) {
        this.marks.putBack(taken);
        return false;
      }
      if (untold.length > 0) await deleteSaved(client, untold, owner);
    } catch (error) {
      this.marks.putBack(taken);
      throw error;
    }
    this.misses += products.length;
    for (const one of projections) this.#options.onCalculated(one.milliseconds / 1000);
    const milliseconds = this.#options.clock() - started;
    this.lastBatch = { at: new Date(), products: products.length, milliseconds };
    return true;
  }
}

/** Whether a product has a saved row: it is known, and its figures are exact. */
function isSaved(book: Book, product: number): boolean {
  return product >= 0 && isExact(book, product);
}

function calculate(engine: Engine, product: number): CalculatedProjection {
  const started = performance.now();
  const answer = answerProjection(engine, engine.book.products.code(product), null, new Date());
  return { answer, milliseconds: performance.now() - started };
}

/** Everything of a row follows from its day, stock, requirements and receipts. */
function saysTheSame(book: Book, product: number, row: SavedRow): boolean {
  const flows = productFlows(book, product);
  return (
    row.stock === quantityToWire(flows.stock) &&
    sameFigures(row.requirements, flows.requirements) &&
    sameFigures(row.receipts, flows.receipts)
  );
}

function sameFigures(saved: readonly number[], thousandthsByDay: readonly number[]): boolean {
  return thousandthsByDay.every((value, day) => saved[day] === quantityToWire(value));
}
