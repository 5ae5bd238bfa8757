import { type StockoutStatus, WEEK_END_DAY } from '../contract/codes.ts';
import type { EpochDay, Thousandths } from '../contract/units.ts';
import { parseIsoDate } from '../contract/units.ts';
import type { ProjectionAnswer } from '../contract/wire.ts';
import { bar, sparkline } from './bars.ts';
import { type CliContext, factLines } from './context.ts';
import type { Cell, Style, TableColumn } from './table.ts';
import { printable } from './text.ts';
import { wireFormats } from './wire-formats.ts';

function statusStyle(context: CliContext, status: StockoutStatus): Style {
  const { colors } = context;
  return status === 'CRÍTICO' ? colors.red : status === 'ATENÇÃO' ? colors.yellow : colors.green;
}

function trend(context: CliContext, answer: ProjectionAnswer): string {
  const closing = answer.projecao.map((day) => day.estoque_final);
  return sparkline(closing, (step, negative) =>
    negative ? context.colors.red(step) : context.colors.cyan(step),
  );
}

/** One product: facts, then the table of its 29 days. */
export async function printProjection(
  context: CliContext,
  answer: ProjectionAnswer,
  quantity: Thousandths | null,
): Promise<void> {
  const { colors, output } = context;
  const status = colors.bold(statusStyle(context, answer.status_ruptura)(answer.status_ruptura));
  const name = answer.nome_produto === null ? '' : `  ${printable(answer.nome_produto)}`;
  await output.lines(`${colors.bold(printable(answer.cod_produto))}${name}  ${status}`);
  await output.lines(...factLines(context, projectionFacts(context, answer, quantity)), '');
  await output.lines(...context.table(dayColumns(context), dayRows(context, answer), 2));
}

function projectionFacts(
  context: CliContext,
  answer: ProjectionAnswer,
  quantity: Thousandths | null,
): (readonly [string, string])[] {
  const { labels, colors, formats } = context;
  const wire = wireFormats(context);
  const amount = (value: number): string =>
    value < 0 ? colors.red(wire.quantity(value)) : wire.quantity(value);
  const facts: (readonly [string, string])[] = [
    [labels.say('column_stock_today'), amount(answer.estoque_atual)],
    [labels.say('column_lowest_week'), amount(answer.menor_estoque_7d)],
    [labels.say('project_receipts_today'), amount(answer.producao_hoje)],
    [labels.say('column_stockout_day'), wire.date(answer.dia_ruptura)],
    [labels.say('column_trend'), trend(context, answer)],
  ];
  if (answer.sem_data > 0) facts.push([labels.say('project_unscheduled'), amount(answer.sem_data)]);
  if (answer.entrada_atrasada > 0) {
    facts.push([labels.say('project_late_receipts'), colors.yellow(amount(answer.entrada_atrasada))]);
  }
  if (quantity === null) return facts;
  const days = [
    `${labels.say('project_available_on')} ${wire.date(answer.data_disponivel ?? null)}`,
    `${labels.say('project_safe_on')} ${wire.date(answer.data_segura ?? null)}`,
  ];
  facts.push([
    labels.say('project_for_quantity', { quantity: formats.quantity(quantity) }),
    days.join(' · '),
  ]);
  return facts;
}

function dayColumns(context: CliContext): TableColumn[] {
  const { labels } = context;
  return [
    { title: labels.say('column_day'), align: 'right' },
    { title: labels.say('column_date') },
    { title: labels.say('column_opening'), align: 'right', sacrifice: 2 },
    { title: labels.say('column_requirements'), align: 'right' },
    { title: labels.say('column_receipts'), align: 'right' },
    { title: labels.say('column_closing'), align: 'right' },
    { title: labels.say('column_atp'), align: 'right', sacrifice: 3 },
    { title: '', least: 6, sacrifice: 1 },
  ];
}

function dayRows(context: CliContext, answer: ProjectionAnswer): Cell[][] {
  const { colors, formats } = context;
  const wire = wireFormats(context);
  const tallest = Math.max(...answer.projecao.map((day) => Math.abs(day.estoque_final)), 1e-9);
  const quiet = (value: number): Cell =>
    value === 0 ? { text: '·', style: colors.dim } : wire.quantity(value);
  const balance = (value: number): Cell =>
    value < 0 ? { text: wire.quantity(value), style: colors.red } : wire.quantity(value);
  return answer.projecao.map((day, offset) => {
    const date = parseIsoDate(day.data)!;
    const week: Style = offset <= WEEK_END_DAY ? (text) => text : colors.dim;
    return [
      { text: `D${offset}`, style: week },
      { text: `${formats.weekday(date)} ${formats.shortDate(date)}`, style: week },
      balance(day.estoque_inicial),
      quiet(day.saidas),
      day.entradas === 0 ? quiet(0) : { text: `+${wire.quantity(day.entradas)}`, style: colors.green },
      balance(day.estoque_final),
      balance(day.atp),
      {
        draw: (width) => bar(Math.abs(day.estoque_final) / tallest, width),
        most: 30,
        style: day.estoque_final < 0 ? colors.red : colors.cyan,
      },
    ];
  });
}

interface ListedProjection {
  readonly answer: ProjectionAnswer;
  readonly lowest: number;
}

const STATUS_RANK: Record<StockoutStatus, number> = { CRÍTICO: 0, ATENÇÃO: 1, OK: 2 };

/** All products: how many stand how, and the worst of them in one line each. */
export async function printAllProjections(
  context: CliContext,
  codes: readonly string[],
  answerOf: (code: string) => ProjectionAnswer,
  options: { readonly limit: number; readonly today: EpochDay },
): Promise<void> {
  const started = performance.now();
  const counts: Record<StockoutStatus, number> = { CRÍTICO: 0, ATENÇÃO: 0, OK: 0 };
  const listed: ListedProjection[] = [];
  for (const code of codes) {
    context.io.signal.throwIfAborted();
    const answer = answerOf(code);
    counts[answer.status_ruptura] += 1;
    listed.push({ answer, lowest: Math.min(...answer.projecao.map((day) => day.estoque_final)) });
    if (listed.length >= 2 * options.limit + 1000) listed.sort(byUrgency).splice(options.limit);
  }
  const worst = listed.sort(byUrgency).slice(0, options.limit);
  await printProjectionList(context, worst, counts, { ...options, total: codes.length, started });
}

function byUrgency(a: ListedProjection, b: ListedProjection): number {
  const status = STATUS_RANK[a.answer.status_ruptura] - STATUS_RANK[b.answer.status_ruptura];
  if (status !== 0) return status;
  const [left, right] = [a.answer.dia_ruptura ?? '9', b.answer.dia_ruptura ?? '9'];
  return left === right ? a.lowest - b.lowest : left < right ? -1 : 1;
}

async function printProjectionList(
  context: CliContext,
  worst: readonly ListedProjection[],
  counts: Record<StockoutStatus, number>,
  about: { readonly today: EpochDay; readonly total: number; readonly started: number },
): Promise<void> {
  const { labels, formats, colors, output } = context;
  const summary = labels.say('project_counts', {
    critical: colors.red(formats.integer(counts.CRÍTICO)),
    attention: colors.yellow(formats.integer(counts.ATENÇÃO)),
    ok: colors.green(formats.integer(counts.OK)),
  });
  await output.lines(
    context.heading(labels.say('project_all_title', { date: formats.date(about.today) })),
    `  ${summary}`,
    '',
  );
  await output.lines(
    ...context.table(
      listColumns(context),
      worst.map(({ answer }) => listRow(context, answer)),
      2,
    ),
  );
  const left = about.total - worst.length;
  if (left > 0)
    await output.lines(
      ...context.remark(labels.count('more_products', left, { n: formats.integer(left) }), 2),
    );
  const n = formats.integer(about.total);
  const duration = formats.duration(performance.now() - about.started);
  await output.lines('', ...context.remark(labels.count('project_calculated', about.total, { n, duration })));
}

function listColumns(context: CliContext): TableColumn[] {
  const { labels } = context;
  return [
    { title: labels.say('column_product') },
    { title: labels.say('column_name'), least: 12, sacrifice: 1 },
    { title: labels.say('column_status') },
    { title: labels.say('column_stock_today'), align: 'right' },
    { title: labels.say('column_lowest_week'), align: 'right' },
    { title: labels.say('column_stockout_day') },
    { title: labels.say('column_trend'), sacrifice: 2 },
  ];
}

function listRow(context: CliContext, answer: ProjectionAnswer): Cell[] {
  const { labels, colors } = context;
  const wire = wireFormats(context);
  const closing = answer.projecao.map((day) => day.estoque_final);
  const lowest = wire.quantity(answer.menor_estoque_7d);
  return [
    answer.cod_produto,
    answer.nome_produto ?? labels.say('none'),
    { text: answer.status_ruptura, style: statusStyle(context, answer.status_ruptura) },
    wire.quantity(answer.estoque_atual),
    answer.menor_estoque_7d < 0 ? { text: lowest, style: colors.red } : lowest,
    wire.shortDate(answer.dia_ruptura),
    {
      text: sparkline(closing, (step) => step),
      style: (text) =>
        [...text].map((step, at) => ((closing[at] ?? 0) < 0 ? colors.red(step) : colors.cyan(step))).join(''),
    },
  ];
}
