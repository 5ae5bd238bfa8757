/** What each door says of an order, taken from the door itself. */
import { Writable } from 'node:stream';
import type { Engine } from '../../src/availability/engine.ts';
import { orderRow } from '../../src/availability/order-row.ts';
import { createContext } from '../../src/cli/context.ts';
import { orderTexts } from '../../src/cli/order-texts.ts';
import { printOrder } from '../../src/cli/order-view.ts';
import type { PromisePolicy } from '../../src/contract/codes.ts';
import type { OrderRow } from '../../src/contract/order-wire.ts';
import type { OrderAnswer } from '../../src/contract/wire.ts';
import { listWords } from '../../src/http/list-words.ts';
import { explanationOf } from '../../src/http/order-explanation.ts';
import type { ExportRow } from '../../src/tabular/columns.ts';
import { answerOrder } from '../../src/views/answers.ts';
import { exportItems, exportOrders } from '../../src/views/exports/export-orders.ts';
import type { ExportList } from '../../src/views/exports/export-table.ts';
import { dialogTexts } from './browser-doors.ts';

const NOW = new Date('2026-03-02T12:00:00Z');

/** The answer about one order, in each form that a door starts from. */
export interface Told {
  readonly code: string;
  readonly answer: OrderAnswer;
  readonly row: OrderRow;
  /** Business date, `yyyy-mm-dd`. */
  readonly today: string;
}

/** @throws RupturaError as of `answerOrder` */
export function toldOf(engine: Engine, code: string, policy: PromisePolicy): Told {
  return {
    code,
    answer: answerOrder(engine, code, policy, NOW),
    row: orderRow(engine, engine.book.orders.find(code)),
    today: new Date(engine.book.today * 86_400_000).toISOString().slice(0, 10),
  };
}

/** Everything that `ruptura analisar` prints of an order. */
export async function terminalText(engine: Engine, { code, answer }: Told): Promise<string> {
  let text = '';
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  const signal = new AbortController().signal;
  const context = createContext({ stdout: sink, stderr: sink, environment: {}, signal }, 'pt-BR', false);
  await printOrder(context, answer, orderTexts(engine, code), engine.book.today);
  await context.output.flush();
  return text;
}

/** A row of a file, by the headings of people. */
export type FileRow = Readonly<Record<string, ExportRow[number]>>;

function fileRows(list: ExportList): FileRow[] {
  return Array.from(list.rows, (row) =>
    Object.fromEntries(list.columns.map(({ name }, at) => [name, row[at] ?? null])),
  );
}

/** The row of an order in the file of the order book, all columns. */
export function fileOrder(engine: Engine, { code }: Told): FileRow {
  return fileRows(exportOrders(engine, [engine.book.orders.find(code)], [], listWords('pt-BR'), 'file'))[0]!;
}

/** The rows of its items in the file of orders by item. */
export function fileItems(engine: Engine, { code }: Told): FileRow[] {
  return fileRows(exportItems(engine, [engine.book.orders.find(code)], listWords('pt-BR')));
}

/** Texts of the embedded dialog about an order, told what the answer about one order says beside it. */
export function dialogOf({ answer }: Told): string[] {
  return dialogTexts(answer, explanationOf(answer, 'pt-BR'));
}
