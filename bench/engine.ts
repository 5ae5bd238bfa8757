import { severity } from '../src/availability/analysis.ts';
import { type Engine, promiseOf } from '../src/availability/engine.ts';
import type { PromisePolicy } from '../src/contract/codes.ts';
import {
  type AnalysisAnswers,
  AnalysisCollector,
  NO_DAY,
  type PromiseAnswers,
  PromiseCollector,
} from './answers.ts';

/** Lists of codes that give the answers of an engine the positions of a benchmark book. */
export interface CodeLists {
  readonly orders: readonly string[];
  readonly products: readonly string[];
}

/** Position of each of the engine's own numbers in a list of codes. */
function positions(codes: readonly string[], find: (code: string) => number): Map<number, number> {
  const places = new Map<number, number>();
  codes.forEach((code, position) => {
    const number = find(code);
    if (number >= 0) places.set(number, position);
  });
  return places;
}

/** The engine's analysis in the common form. */
export function engineAnalysis(engine: Engine, codes: CodeLists): AnalysisAnswers {
  const { book, analysis } = engine;
  const collector = new AnalysisCollector();
  const products = positions(codes.products, (code) => book.products.find(code));
  for (const [order, position] of positions(codes.orders, (code) => book.orders.find(code))) {
    if (analysis.itemCount[order] === 0) continue;
    const short = analysis.shortCount[order]!;
    const percent = analysis.available[order]!;
    const total = dayOrNone(analysis.completeDay[order]!);
    collector.addOrder(position, short === 0, percent, total, severity(short, 10_000 - percent));
    for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
      const needed = book.itemQuantity[item]!;
      if (needed === 0) continue;
      const lowest = analysis.lowest[item]!;
      const shortage = needed > lowest ? needed - Math.max(lowest, 0) : 0;
      const first = dayOrNone(analysis.availableDay[item]!);
      const safe = dayOrNone(analysis.safeDay[item]!);
      collector.addItem(position, products.get(book.itemProduct[item]!)!, lowest, shortage, first, safe);
    }
  }
  return collector.finish();
}

function dayOrNone(day: number): number {
  return day >= 0 && day <= 28 ? day : NO_DAY;
}

/** The engine's promise in the common form. */
export function enginePromise(engine: Engine, codes: CodeLists, policy: PromisePolicy): PromiseAnswers {
  const { book } = engine;
  const collector = new PromiseCollector();
  for (const [order, position] of positions(codes.orders, (code) => book.orders.find(code))) {
    if (book.orderOpen[order] === 0) continue;
    const { day, situation } = promiseOf(engine, order, policy);
    collector.add(position, day ?? NO_DAY, situation);
  }
  return collector.finish();
}
