import type { ClientBase } from 'pg';
import type { Engine } from '../availability/engine.ts';
import { formatIsoDate } from '../contract/units.ts';
import { type RolledDay, readRolledDay, rollDay } from './business-day.ts';
import { compactHistory, foldStock, oldSavedProducts, pruneLog } from './prune-and-fold.ts';

const FOLD_MS = 5000;
const PRUNE_MS = 60_000;
const OLD_ROWS_MS = 5000;

export interface BackgroundOptions {
  /** `PROJECAO_VALIDADE_MIN`, in seconds. */
  readonly validity: number;
  /** `HISTORICO_DIAS`. */
  readonly historyDays: number;
}

/** When a piece of work was done last, how much it did then, and how much it did in all. */
export interface WorkDone {
  readonly at: Date;
  readonly last: number;
  readonly total: number;
}

/** The work besides saving marked projections. */
export const BACKGROUND_JOBS = [
  'renovacao',
  'virada_de_dia',
  'compactacao_historico',
  'dobra_estoque',
  'poda_mudancas',
] as const;
export type BackgroundJob = (typeof BACKGROUND_JOBS)[number];

/**
 * What the elected process does at its looks, besides saving what is marked: the roll of the day and the history that
 * belongs to it, the fold of on-hand stock, the pruning of the change log, and asking which saved rows are too old.
 *
 * Nothing here is remembered between processes: the day is in the database, and everything else may be done again.
 */
export class BackgroundWork {
  readonly #options: BackgroundOptions;
  readonly #done = new Map<BackgroundJob, WorkDone>();
  readonly #due = new Map<BackgroundJob, number>();
  #rolled: RolledDay | null = null;

  constructor(options: BackgroundOptions) {
    this.#options = options;
  }

  /** Another connection: the day must be read again. */
  forget(): void {
    this.#rolled = null;
  }

  /**
   * Does what is due.
   * @param hurry also what would be due later
   * @returns products whose saved rows are older than the validity
   */
  async run(client: ClientBase, engine: Engine, hurry: boolean): Promise<readonly string[]> {
    await this.#roll(client, engine);
    if (this.#isDue('dobra_estoque', FOLD_MS, hurry)) this.#note('dobra_estoque', await foldStock(client));
    if (this.#isDue('poda_mudancas', PRUNE_MS, hurry)) this.#note('poda_mudancas', await pruneLog(client));
    if (!this.#isDue('renovacao', OLD_ROWS_MS, hurry)) return [];
    const old = await oldSavedProducts(client, this.#options.validity);
    this.#note('renovacao', old.length);
    return old;
  }

  async #roll(client: ClientBase, engine: Engine): Promise<void> {
    const day = formatIsoDate(engine.book.today);
    this.#rolled ??= await readRolledDay(client);
    const isFirstLook = !this.#done.has('compactacao_historico');
    if (this.#rolled.day === day && !isFirstLook) return;
    if (this.#rolled.day !== day) {
      const { products, ...rolled } = await rollDay(client, engine);
      this.#rolled = rolled;
      this.#note('virada_de_dia', products);
    }
    const compacted = await compactHistory(client, day, this.#options.historyDays);
    this.#note('compactacao_historico', compacted);
  }

  #isDue(job: BackgroundJob, every: number, hurry: boolean): boolean {
    const now = performance.now();
    if (!hurry && now < (this.#due.get(job) ?? 0)) return false;
    this.#due.set(job, now + every);
    return true;
  }

  #note(job: BackgroundJob, amount: number): void {
    const total = (this.#done.get(job)?.total ?? 0) + amount;
    this.#done.set(job, { at: new Date(), last: amount, total });
  }

  /** The roll of the day last known; null before the first look. */
  get rolledAt(): Date | null {
    return this.#rolled?.at ?? null;
  }

  /** Work done by this process, by name. */
  get done(): ReadonlyMap<BackgroundJob, WorkDone> {
    return this.#done;
  }
}
