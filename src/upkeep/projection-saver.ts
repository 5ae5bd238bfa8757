import type { Client } from 'pg';
import type { Engine, EngineChange } from '../availability/engine.ts';
import { formatInstant } from '../contract/instants.ts';
import type { BackgroundDone, SavedStatusAnswer } from '../contract/stock-wire.ts';
import { formatIsoDate, quantityToWire } from '../contract/units.ts';
import type { Ruptura } from '../engine/ruptura.ts';
import { type Book, isExact, isIdle } from '../ledger/book.ts';
import { productFlows } from '../projection/projection-answer.ts';
import { answerProjection } from '../views/answers.ts';
import { BACKGROUND_JOBS, BackgroundWork } from './background-work.ts';
import {
  type CalculatedProjection,
  deleteSaved,
  electSaver,
  type SavedRow,
  savedRows,
  saveProjections,
} from './saved-projections.ts';

/** So often the book is looked at, whether or not anybody asks. */
const LOOK_MS = 1000;
/** Up to so many marks are saved at the next look; more of them wait for the interval. */
const FEW = 500;
/** Products of one statement: some 4 ms of calculation between two chances for requests to be served. */
const BATCH = 100;
const VALIDITY_MINUTES = 15;
const HISTORY_DAYS = 30;
/** Calculation times kept for the percentiles. */
const KEPT_TIMES = 1000;

export interface SaverOptions {
  /** `RECALC_INTERVALO_S`, in milliseconds. */
  readonly interval: number;
  /** `PROJECAO_VALIDADE_MIN`, in minutes, 15 by default: saved rows older than that are calculated again. */
  readonly validityMinutes?: number;
  /** `HISTORICO_DIAS`, 30 by default. */
  readonly historyDays?: number;
  /** Told how long each projection took to calculate, in seconds. */
  readonly onCalculated?: (seconds: number) => void;
  /** Told of failures; the work is tried again at the next look. */
  readonly onProblem: (error: unknown) => void;
}

/** The saver in figures. */
export interface SaverFigures {
  /** This process holds the right to save. */
  readonly saves: boolean;
  readonly pending: number;
  /** Age of the oldest mark, 0 without marks. */
  readonly oldestMark: number;
  readonly hits: number;
  readonly misses: number;
  readonly background: BackgroundWork['done'];
}

/**
 * Keeps `estoque_projecao_cache` up to date for SQL readers.
 *
 * In: every change of the engine marks its products; a book loaded anew, or another day, marks all of them.
 * Out: rows of the table. Once after everything was marked, the saved rows are read and those that say what would be
 * calculated now lose their mark (*hits*); whatever is still marked is written, a batch a statement (*misses*).
 *
 * Only the process that holds the advisory lock writes, and it writes through the connection that holds it: when the
 * connection is lost, so is the right. Under a fixed business date nothing is saved at all. The same process does all
 * other background work, on the same connection (`BackgroundWork`).
 */
export class ProjectionSaver {
  readonly #ruptura: Ruptura;
  readonly #options: SaverOptions;
  readonly #background: BackgroundWork;
  readonly #unlisten: () => void;
  /** Products marked and when, oldest first, by number in `#book`. */
  #marks = new Map<number, number>();
  #book: Book | null = null;
  /** Everything was marked and the table has not been compared yet. */
  #unchecked = true;
  #client: Client | null = null;
  /** The lock was last found held by another process. */
  #elsewhere = false;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #closed = false;
  #lastSave = Number.NEGATIVE_INFINITY;
  #lookStarted = 0;
  #hits = 0;
  #misses = 0;
  #lastBatch: { readonly at: Date; readonly products: number; readonly milliseconds: number } | null = null;
  readonly #times: number[] = [];

  constructor(ruptura: Ruptura, options: SaverOptions) {
    this.#ruptura = ruptura;
    this.#options = options;
    this.#background = new BackgroundWork({
      validity: (options.validityMinutes ?? VALIDITY_MINUTES) * 60,
      historyDays: options.historyDays ?? HISTORY_DAYS,
    });
    this.#unlisten = ruptura.listen((engine, change) => this.#mark(engine, change));
  }

  /** Begins to look at the book and to save. */
  start(): void {
    if (this.#closed || this.#timer !== null || this.#ruptura.fixedToday !== null) return;
    this.#timer = setTimeout(() => void this.#tick(), LOOK_MS);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unlisten();
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
    await this.#letGo();
  }

  async #tick(): Promise<void> {
    await this.saveNow(false);
    if (!this.#closed) this.#timer = setTimeout(() => void this.#tick(), LOOK_MS);
  }

  /**
   * One look and what follows from it; failures go to `onProblem`.
   * @param hurry saves also what would wait for the interval
   */
  async saveNow(hurry = true): Promise<void> {
    if (this.#ruptura.fixedToday !== null) return;
    while (this.#running !== null) await this.#running;
    this.#running = this.#work(hurry)
      .catch(async (error: unknown) => {
        this.#options.onProblem(error);
        await this.#letGo();
      })
      .finally(() => {
        this.#running = null;
      });
    await this.#running;
  }

  async #work(hurry: boolean): Promise<void> {
    await this.#look();
    const client = await this.#elected();
    if (client === null) return;
    await this.#workBeside(client, hurry);
    while (this.#unchecked) await this.#check(client);
    const wait = this.#lastSave + this.#options.interval - performance.now();
    if (this.#marks.size === 0 || (this.#marks.size > FEW && wait > 0 && !hurry)) return;
    await this.#saveMarked(client);
    this.#lastSave = performance.now();
  }

  /** What fails here is tried again later and does not keep projections from being saved. */
  async #workBeside(client: Client, hurry: boolean): Promise<void> {
    try {
      const engine = await this.#look();
      const old = await this.#background.run(client, engine, hurry);
      await this.#renew(client, old);
    } catch (error) {
      this.#options.onProblem(error);
      await client.query('ROLLBACK');
    }
  }

  /** Marks products whose saved rows are too old; rows of products that are no more go. */
  async #renew(client: Client, codes: readonly string[]): Promise<void> {
    const book = this.#book;
    if (book === null || this.#unchecked) return;
    const now = Date.now();
    const gone: string[] = [];
    for (const code of codes) {
      const product = book.products.find(code);
      if (product < 0) gone.push(code);
      else if (!this.#marks.has(product)) this.#marks.set(product, now);
    }
    if (gone.length > 0) await deleteSaved(client, gone);
  }

  async #look(): Promise<Engine> {
    this.#lookStarted = performance.now();
    return await this.#ruptura.fresh();
  }

  /** The connection that holds the lock; null while another process holds it. */
  async #elected(): Promise<Client | null> {
    if (this.#client !== null) return this.#client;
    const client = await this.#ruptura.database.connect();
    client.on('end', () => {
      if (this.#client === client) this.#client = null;
    });
    const elected = await electSaver(client).catch(async (error: unknown) => {
      await client.end().catch(() => undefined);
      throw error;
    });
    this.#elsewhere = !elected;
    if (!elected) {
      await client.end();
      return null;
    }
    this.#client = client;
    this.#background.forget();
    // Another process may have saved in the meantime.
    const engine = await this.#look();
    this.#markAll(engine.book);
    return client;
  }

  async #letGo(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => undefined);
  }

  #mark(engine: Engine, change: EngineChange): void {
    if (change.everything || engine.book !== this.#book) this.#markAll(engine.book);
    const now = Date.now();
    for (const product of change.products) if (!this.#marks.has(product)) this.#marks.set(product, now);
  }

  #markAll(book: Book): void {
    const now = Date.now();
    this.#book = book;
    this.#unchecked = true;
    this.#marks = new Map(Array.from({ length: book.products.size }, (_, product) => [product, now]));
  }

  /** Takes the marks off the products whose saved row is right, and deletes the rows of products that are no more. */
  async #check(client: Client): Promise<void> {
    const book = this.#book!;
    this.#unchecked = false;
    const saved = new Set<number>();
    for await (const rows of savedRows(client)) {
      // Marked as a whole again meanwhile: this comparison is worth nothing any more.
      if (this.#unchecked) return;
      const gone = rows.map((row) => row.code).filter((code) => !isSaved(book, book.products.find(code)));
      if (gone.length > 0) await deleteSaved(client, gone);
      if (this.#unchecked) return;
      for (const row of rows) this.#compare(book, row, saved);
    }
    for (const product of this.#marks.keys()) {
      if (!saved.has(product) && (isIdle(book, product) || !isSaved(book, product)))
        this.#marks.delete(product);
    }
  }

  #compare(book: Book, row: SavedRow, saved: Set<number>): void {
    const product = book.products.find(row.code);
    if (!isSaved(book, product)) return;
    saved.add(product);
    if (
      row.day === formatIsoDate(book.today) &&
      saysTheSame(book, product, row) &&
      this.#marks.delete(product)
    ) {
      this.#hits++;
    }
  }

  async #saveMarked(client: Client): Promise<void> {
    while (this.#marks.size > 0 && !this.#closed) {
      const engine = await this.#look();
      if (this.#unchecked || this.#client !== client) return;
      await this.#saveBatch(client, engine);
    }
  }

  async #saveBatch(client: Client, engine: Engine): Promise<void> {
    const started = performance.now();
    const batch = [...this.#marks].slice(0, BATCH);
    const { book } = engine;
    const products = batch.map(([product]) => product);
    const projections = products.filter((one) => isSaved(book, one)).map((one) => calculate(engine, one));
    const untold = products.filter((one) => !isSaved(book, one)).map((one) => book.products.code(one));
    for (const [product] of batch) this.#marks.delete(product);
    try {
      await saveProjections(client, projections, performance.now() - this.#lookStarted, true);
      if (untold.length > 0) await deleteSaved(client, untold);
    } catch (error) {
      if (book === this.#book) this.#marks = new Map([...batch, ...this.#marks]);
      throw error;
    }
    this.#misses += batch.length;
    this.#times.push(...projections.map((one) => one.milliseconds));
    for (const one of projections) this.#options.onCalculated?.(one.milliseconds / 1000);
    this.#times.splice(0, this.#times.length - KEPT_TIMES);
    const milliseconds = performance.now() - started;
    this.#lastBatch = { at: new Date(), products: batch.length, milliseconds };
  }

  #whoSaves(): SavedStatusAnswer['gravacao'] {
    if (this.#ruptura.fixedToday !== null) return 'DESLIGADA_DATA_FIXA';
    if (this.#client !== null) return 'AQUI';
    return this.#elsewhere ? 'EM_OUTRO_PROCESSO' : 'AGUARDANDO';
  }

  /** What `/metrics` shows of the work. Times in seconds. */
  figures(): SaverFigures {
    const oldest = this.#marks.values().next().value;
    return {
      saves: this.#client !== null,
      pending: this.#marks.size,
      oldestMark: oldest === undefined ? 0 : (Date.now() - oldest) / 1000,
      hits: this.#hits,
      misses: this.#misses,
      background: this.#background.done,
    };
  }

  /** How far the saved rows are. `engine` is fresh. */
  status({ book }: Engine): SavedStatusAnswer {
    const instant = (at: Date | null): string | null =>
      at === null ? null : formatInstant(at, book.rules.timeZone);
    const done = BACKGROUND_JOBS.map((job): [string, BackgroundDone | null] => {
      const work = this.#background.done.get(job);
      return [
        job,
        work === undefined ? null : { em: instant(work.at)!, linhas: work.last, total: work.total },
      ];
    });
    const oldest = this.#marks.values().next().value;
    const last = this.#lastBatch;
    return {
      gravacao: this.#whoSaves(),
      produtos: book.products.size,
      em_dia: book.products.size - this.#marks.size,
      pendentes: this.#marks.size,
      marca_mais_antiga: oldest === undefined ? null : instant(new Date(oldest)),
      acertos: this.#hits,
      faltas: this.#misses,
      ultimo_lote:
        last === null
          ? null
          : { em: instant(last.at)!, produtos: last.products, tempo_ms: thousandths(last.milliseconds) },
      tempo_ms: { p50: percentile(this.#times, 0.5), p99: percentile(this.#times, 0.99) },
      ultima_virada_de_dia: instant(this.#background.rolledAt),
      segundo_plano: Object.fromEntries(done) as SavedStatusAnswer['segundo_plano'],
    };
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

function percentile(times: readonly number[], share: number): number | null {
  if (times.length === 0) return null;
  const sorted = [...times].sort((a, b) => a - b);
  return thousandths(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!);
}

function thousandths(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
