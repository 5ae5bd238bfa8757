import { formatIsoDate } from '../contract/units.ts';
import type { BackgroundJob } from './background-work.ts';
import { readRolledDay, rollDay } from './business-day.ts';
import type { ProjectionSaver } from './projection-saver.ts';
import { compactHistory, foldStock, oldSavedProducts, pruneImports, pruneLog } from './prune-and-fold.ts';

const FOLD_MS = 5000;
const PRUNE_MS = 60_000;
const PRUNE_IMPORTS_MS = 3_600_000;
const OLD_ROWS_MS = 5000;
const LIMIT_MS = 60_000;
/** The photograph of every product, and a table that nobody folded for long. */
const LONG_LIMIT_MS = 600_000;

/** Rolls to the day that is: with the photograph of every product, once for each day. */
export class RollJob implements BackgroundJob {
  readonly name = 'virada_de_dia';
  readonly every = 0;
  readonly limit = LONG_LIMIT_MS;
  /** When the day was rolled last, by whatever process; null before the first look. */
  rolledAt: Date | null = null;

  async run({ client, owner, look }: Parameters<BackgroundJob['run']>[0]): Promise<number | null> {
    const engine = await look();
    const before = await readRolledDay(client);
    this.rolledAt = before.at;
    if (before.day === formatIsoDate(engine.book.today)) return null;
    const rolled = await rollDay(client, engine, owner);
    if (rolled === null) return null;
    this.rolledAt = rolled.at;
    return rolled.products;
  }
}

/** Turns history into statistics: at the first look and whenever the day is another. */
export function compactJob(historyDays: number): BackgroundJob {
  let compactedOn: string | null = null;
  return {
    name: 'compactacao_historico',
    every: 0,
    limit: LONG_LIMIT_MS,
    run: async ({ client, look }) => {
      const day = formatIsoDate((await look()).book.today);
      if (day === compactedOn) return null;
      const rows = await compactHistory(client, day, historyDays);
      compactedOn = day;
      return rows;
    },
  };
}

export const FOLD_JOB: BackgroundJob = {
  name: 'dobra_estoque',
  every: FOLD_MS,
  limit: LONG_LIMIT_MS,
  run: ({ client }) => foldStock(client),
};

export const PRUNE_JOB: BackgroundJob = {
  name: 'poda_mudancas',
  every: PRUNE_MS,
  limit: LIMIT_MS,
  run: ({ client }) => pruneLog(client),
};

/** Former contents of imports that are too old to be undone. */
export const PRUNE_IMPORTS_JOB: BackgroundJob = {
  name: 'poda_importacoes',
  every: PRUNE_IMPORTS_MS,
  limit: LONG_LIMIT_MS,
  run: async ({ client }) => await pruneImports(client),
};

/**
 * Marks products whose saved rows are too old; rows of products that are no more go.
 * @param validity seconds
 */
export function renewJob(saver: ProjectionSaver, validity: number): BackgroundJob {
  return {
    name: 'renovacao',
    every: OLD_ROWS_MS,
    limit: LIMIT_MS,
    run: async (context) => {
      const old = await oldSavedProducts(context.client, validity);
      await saver.renew(context, old);
      return old.length;
    },
  };
}
