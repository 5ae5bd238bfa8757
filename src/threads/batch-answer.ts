import type { EngineView } from '../availability/engine.ts';
import { isOpenOrder, orderFault } from '../availability/order-answer.ts';
import { orderRow } from '../availability/order-row.ts';
import { type OrderText, OrderTexts } from '../availability/order-text.ts';
import { RupturaError } from '../contract/errors.ts';
import { formatInstant } from '../contract/instants.ts';
import type { Language } from '../contract/language.ts';
import type { RunDetail } from '../contract/run-wire.ts';

/** Orders of one batch, in order. */
export interface BatchQuestion {
  readonly codes: readonly string[];
  /** Language of the sentences of orders that cannot be answered. */
  readonly language: Language;
  readonly detail: RunDetail;
}

/** How many orders can ship, are short, could not be answered. */
export interface BatchCounts {
  readonly ok: number;
  readonly short: number;
  readonly errors: number;
}

/** Results of a batch, as JSON separated by commas. */
export interface BatchAnswer extends BatchCounts {
  readonly text: string;
}

/**
 * Answers a batch; null when the numbers are no longer those of the codes.
 * @param texts what batches of one state of the book share
 */
export function answerBatch(
  engine: EngineView,
  { codes, language, detail }: BatchQuestion,
  numbers: readonly number[],
  now: Date,
  texts = new OrderTexts(),
): BatchAnswer | null {
  const { book } = engine;
  const at = formatInstant(now, book.rules.timeZone);
  const results: string[] = [];
  let short = 0;
  let errors = 0;
  for (const [index, code] of codes.entries()) {
    const order = numbers[index]!;
    const isOpen = isOpenOrder(book, order);
    if (isOpen && book.orders.code(order) !== code) return null;
    const fault = isOpen
      ? orderFault(book, order)
      : new RupturaError('PEDIDO_NAO_ENCONTRADO', { num_pedido: code });
    if (fault !== null) {
      errors++;
      results.push(faultText(fault, code, language));
      continue;
    }
    const { json, isOk } =
      detail === 'resumo' ? rowText(engine, order) : texts.text(engine, order, book.rules.policy, at);
    if (!isOk) short++;
    results.push(json);
  }
  return { text: results.join(','), ok: codes.length - short - errors, short, errors };
}

function rowText(engine: EngineView, order: number): OrderText {
  const row = orderRow(engine, order);
  return { json: JSON.stringify({ success: true, ...row }), isOk: row.pedido_ok };
}

/** Results of a batch that failed for the last time. */
export function failedBatch({ codes, language }: Pick<BatchQuestion, 'codes' | 'language'>): BatchAnswer {
  const results = codes.map((code) =>
    faultText(new RupturaError('PEDIDO_NAO_ANALISADO', { num_pedido: code }), code, language),
  );
  return { text: results.join(','), ok: 0, short: 0, errors: codes.length };
}

/** The result of an order that has none: the body of the error, and which order it is. */
function faultText(error: RupturaError, code: string, language: Language): string {
  return JSON.stringify({
    success: false,
    num_pedido: code,
    codigo: error.code,
    error: error.sentence(language),
  });
}
