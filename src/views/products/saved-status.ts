import type { Engine } from '../../availability/engine.ts';
import { formatInstant } from '../../contract/instants.ts';
import type { BackgroundDone, SavedStatusAnswer } from '../../contract/stock-wire.ts';

/** Who saves: nobody under a fixed date, nobody yet, another process, or this one. */
type SavedBy = 'fixed' | 'waiting' | 'elsewhere' | 'elected';

interface Done {
  readonly at: Date;
  readonly last: number;
  readonly total: number;
}

/** The saving of projections, and other work in the background, in figures. */
export interface SavedFigures {
  readonly standing: SavedBy;
  readonly pending: number;
  /** When the oldest mark was made, epoch milliseconds; null without marks. */
  readonly oldestMark: number | null;
  readonly hits: number;
  readonly misses: number;
  readonly lastBatch: {
    readonly at: Date;
    readonly products: number;
    readonly milliseconds: number;
  } | null;
  readonly rolledAt: Date | null;
  /** The newest run of each job; null where it did not run yet. */
  readonly done: ReadonlyMap<string, Done | null>;
}

/** Seconds below which so much of the calculations stayed; null before the first. */
export interface CalculationTimes {
  readonly p50: number | null;
  readonly p99: number | null;
}

const WORDS: Readonly<Record<SavedBy, SavedStatusAnswer['gravacao']>> = {
  fixed: 'DESLIGADA_DATA_FIXA',
  waiting: 'AGUARDANDO',
  elsewhere: 'EM_OUTRO_PROCESSO',
  elected: 'AQUI',
};
/** Its figures are those of the answer itself. */
const SAVING = 'gravacao';

/** How far the saved rows are. `engine` is fresh. */
export function savedStatus(
  { book }: Engine,
  figures: SavedFigures,
  times: CalculationTimes,
): SavedStatusAnswer {
  const instant = (at: Date): string => formatInstant(at, book.rules.timeZone);
  const { pending, oldestMark, lastBatch, rolledAt } = figures;
  const others = [...figures.done].filter(([name]) => name !== SAVING);
  const done = others.map(([name, work]): [string, BackgroundDone | null] => [
    name,
    work === null ? null : { em: instant(work.at), linhas: work.last, total: work.total },
  ]);
  return {
    gravacao: WORDS[figures.standing],
    produtos: book.products.size,
    em_dia: book.products.size - pending,
    pendentes: pending,
    marca_mais_antiga: oldestMark === null ? null : instant(new Date(oldestMark)),
    acertos: figures.hits,
    faltas: figures.misses,
    ultimo_lote:
      lastBatch === null
        ? null
        : {
            em: instant(lastBatch.at),
            produtos: lastBatch.products,
            tempo_ms: milliseconds(lastBatch.milliseconds / 1000),
          },
    tempo_ms: {
      p50: times.p50 === null ? null : milliseconds(times.p50),
      p99: times.p99 === null ? null : milliseconds(times.p99),
    },
    ultima_virada_de_dia: rolledAt === null ? null : instant(rolledAt),
    segundo_plano: Object.fromEntries(done) as SavedStatusAnswer['segundo_plano'],
  };
}

/** To the microsecond. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1000;
}
