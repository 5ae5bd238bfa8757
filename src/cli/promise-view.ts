import type { PromisePolicy, PromiseSituation } from '../contract/codes.ts';
import { orderReason } from '../contract/reason.ts';
import { causeSentence } from '../contract/reason-text.ts';
import { roundedShare } from '../contract/shares.ts';
import type { OrderAnswer, PromiseAnswer } from '../contract/wire.ts';
import { answerOrder, answerPromise } from '../views/answers.ts';
import { bar } from './bars.ts';
import type { CliContext } from './context.ts';
import type { LoadedBook } from './opened.ts';
import { type OrderIdentity, orderTexts } from './order-texts.ts';
import type { Cell, Style, TableColumn } from './table.ts';
import { printable } from './text.ts';
import { readerFormats, wireFormats } from './wire-formats.ts';

const SITUATIONS: readonly PromiseSituation[] = ['NO_PRAZO', 'ATRASADO', 'SEM_DATA', 'FORA_DO_HORIZONTE'];

const UNDATED = Number.POSITIVE_INFINITY;

interface LateOrder {
  readonly code: string;
  readonly promise: PromiseAnswer;
  readonly texts: OrderIdentity;
  /** Days that it leaves after its own date, as its verdict tells them; infinite without a promise. */
  readonly delay: number;
}

/** The promise of the whole book: orders by standing, then those that are not on time, the worst first. */
export async function printPromises(
  context: CliContext,
  loaded: LoadedBook,
  codes: readonly string[],
  policy: PromisePolicy,
  limit: number,
): Promise<void> {
  const { labels, formats, output } = context;
  const started = performance.now();
  const counts: Record<PromiseSituation, number> = {
    NO_PRAZO: 0,
    ATRASADO: 0,
    SEM_DATA: 0,
    FORA_DO_HORIZONTE: 0,
  };
  const late: LateOrder[] = [];
  for (const code of codes) {
    context.io.signal.throwIfAborted();
    const promise = answerPromise(loaded.engine, code, policy);
    counts[promise.situacao] += 1;
    if (promise.situacao === 'ATRASADO' || promise.situacao === 'SEM_DATA')
      late.push(lateOrder(loaded, code, promise));
  }
  const duration = formats.duration(performance.now() - started);
  const { today } = loaded.engine.book;
  const words = {
    date: formats.date(today),
    weekday: formats.weekday(today),
    policy: labels.say(`policy_${policy}`),
  };
  await output.lines(
    context.heading(labels.say('promise_title', words)),
    ...situationTable(context, counts, codes.length),
  );
  await printLate(context, loaded, late, policy, limit);
  const took = { n: formats.integer(codes.length), duration, loading: formats.duration(loaded.loading) };
  await output.lines('', ...context.remark(labels.count('promise_took', codes.length, took)));
}

function lateOrder({ engine }: LoadedBook, code: string, promise: PromiseAnswer): LateOrder {
  const delay = promise.atraso_dias ?? Number.POSITIVE_INFINITY;
  return { code, promise, texts: orderTexts(engine, code), delay };
}

function situationStyle(context: CliContext, situation: PromiseSituation): Style {
  const { colors } = context;
  switch (situation) {
    case 'NO_PRAZO':
      return colors.green;
    case 'ATRASADO':
      return colors.yellow;
    case 'SEM_DATA':
      return colors.red;
    case 'FORA_DO_HORIZONTE':
      return colors.gray;
  }
}

function situationTable(
  context: CliContext,
  counts: Record<PromiseSituation, number>,
  total: number,
): string[] {
  const { labels, formats } = context;
  const columns: TableColumn[] = [
    { title: labels.say('column_situation') },
    { title: labels.say('column_orders_waiting'), align: 'right' },
    { title: '%', align: 'right' },
    { title: '', least: 8, sacrifice: 1 },
  ];
  const rows = SITUATIONS.map((situation): Cell[] => {
    const style = situationStyle(context, situation);
    const part = total === 0 ? 0 : counts[situation] / total;
    return [
      { text: labels.say(`situation_${situation}`), style },
      formats.integer(counts[situation]),
      situation === 'FORA_DO_HORIZONTE'
        ? labels.say('none')
        : formats.percent(roundedShare(counts[situation], total - counts.FORA_DO_HORIZONTE)),
      { draw: (width) => bar(part, width), most: 30, style },
    ];
  });
  return context.table(columns, rows, 2);
}

async function printLate(
  context: CliContext,
  { engine }: LoadedBook,
  late: LateOrder[],
  policy: PromisePolicy,
  limit: number,
): Promise<void> {
  const { labels, formats, output, colors } = context;
  if (late.length === 0) {
    await output.lines('', colors.green(labels.say('promise_all_on_time')));
    return;
  }
  const shown = late.sort(byDelay).slice(0, limit);
  await output.lines('', context.heading(labels.say('promise_late_orders')));
  const [titles = '', rule = '', ...rows] = context.table(
    lateColumns(context),
    shown.map((order) => lateRow(context, order)),
    2,
  );
  const now = new Date();
  const causes = shown.map(({ code }) => causeLines(context, answerOrder(engine, code, policy, now)));
  await output.lines(titles, rule, ...rows.flatMap((row, at) => [row, ...causes[at]!]));
  const left = late.length - shown.length;
  if (left > 0)
    await output.lines(...context.remark(labels.count('more_orders', left, { n: formats.integer(left) }), 2));
}

/** Why it leaves when it does, under its row: the row says when. */
function causeLines(context: CliContext, answer: OrderAnswer): string[] {
  const cause = causeSentence(orderReason(answer), readerFormats(context));
  return cause === '' ? [] : context.remark(printable(cause), 4);
}

/** Without a promise first, by ship date; then the longest delay. */
function byDelay(a: LateOrder, b: LateOrder): number {
  if (a.delay !== b.delay) return a.delay > b.delay ? -1 : 1;
  const [left, right] = [a.texts.shipDate ?? UNDATED, b.texts.shipDate ?? UNDATED];
  if (left !== right) return left < right ? -1 : 1;
  return a.code < b.code ? -1 : 1;
}

function lateColumns(context: CliContext): TableColumn[] {
  const { labels } = context;
  return [
    { title: labels.say('column_order') },
    { title: labels.say('column_customer'), least: 12, sacrifice: 1 },
    { title: labels.say('column_ship_date') },
    { title: labels.say('column_promise') },
    { title: labels.say('column_delay'), align: 'right' },
    { title: labels.say('column_situation') },
  ];
}

function lateRow(context: CliContext, { code, promise, texts, delay }: LateOrder): Cell[] {
  const { labels, formats } = context;
  const style = situationStyle(context, promise.situacao);
  return [
    code,
    texts.customer ?? labels.say('none'),
    texts.shipDate === null ? labels.say('none') : formats.date(texts.shipDate),
    wireFormats(context).date(promise.data),
    Number.isFinite(delay)
      ? labels.count('days_counted', delay, { n: formats.integer(delay) })
      : labels.say('none'),
    { text: labels.say(`situation_${promise.situacao}`), style },
  ];
}
