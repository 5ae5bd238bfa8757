/** Books of other sizes than random ones, and what is told of all their orders. */
import type { Engine } from '../../src/availability/engine.ts';
import type { PromisePolicy } from '../../src/contract/codes.ts';
import { orderReason } from '../../src/contract/reason.ts';
import { INPUT_TABLES } from '../../src/contract/tables.ts';
import { parseIsoDate } from '../../src/contract/units.ts';
import { demoBook, demoColumns } from '../../src/demo/book.ts';
import { openOrderCodes } from '../../src/views/answers.ts';
import type { BookTables } from '../oracle/book-tables.ts';
import { toldOf } from './doors.ts';
import { denials, expectOneAnswer } from './one-answer.ts';

/** A generated book as tables. */
export function demoTables(orders: number, today: string): BookTables {
  const book = demoBook({ orders, seed: 1, today: parseIsoDate(today)! });
  const tables = INPUT_TABLES.map(({ name }) => {
    const columns = demoColumns(name);
    const rows = Array.from(book.rows(name), (cells, index) => {
      const fields = columns.map((column, at) => [
        column,
        column === 'ativo' ? cells[at] !== 'false' : cells[at],
      ]);
      return { id: index + 1, ...Object.fromEntries(fields) };
    });
    return [name, rows];
  });
  return Object.fromEntries(tables) as BookTables;
}

/** What is told of the orders of a book, by verdict and reason; and which sentences deny the header of their order. */
export interface ToldBook {
  readonly orders: number;
  readonly contestedWithoutWait: number;
  /** Order and what is wrong with it. */
  readonly denied: readonly string[];
  readonly verdicts: Readonly<Record<string, number>>;
  readonly reasons: Readonly<Record<string, number>>;
}

/** @param every of so many orders one is asked about at every door */
export async function tellBook(engine: Engine, policy: PromisePolicy, every: number): Promise<ToldBook> {
  const codes = openOrderCodes(engine);
  const denied: string[] = [];
  const verdicts: Record<string, number> = {};
  const reasons: Record<string, number> = {};
  let contestedWithoutWait = 0;
  for (const [index, code] of codes.entries()) {
    const told = toldOf(engine, code, policy);
    const { veredito, promessa } = told.answer;
    const { answer, kind } = orderReason(told.answer);
    verdicts[veredito.tom] = (verdicts[veredito.tom] ?? 0) + 1;
    reasons[`${answer} ${kind}`] = (reasons[`${answer} ${kind}`] ?? 0) + 1;
    if (veredito.tom === 'DISPUTADO' && promessa.espera_dias === 0) contestedWithoutWait++;
    denied.push(...denials(told.answer).map((what) => `${code}: ${what}`));
    if (index % every === 0) await expectOneAnswer(engine, told);
  }
  return { orders: codes.length, contestedWithoutWait, denied, verdicts, reasons };
}
