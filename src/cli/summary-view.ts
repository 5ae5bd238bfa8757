import type { Severity } from '../contract/codes.ts';
import { percentage } from '../contract/shares.ts';
import type { EpochDay } from '../contract/units.ts';
import type { OrderAnswer, ProjectionAnswer } from '../contract/wire.ts';
import { shareWidths } from './bars.ts';
import { type BookSummary, mostWaited, type WaitedProduct } from './book-summary.ts';
import { type CliContext, factLines } from './context.ts';
import type { OrderIdentity } from './order-texts.ts';
import { severityStyle, severityWord } from './order-words.ts';
import type { Cell, TableColumn } from './table.ts';
import { flowText } from './text.ts';
import { wireFormats } from './wire-formats.ts';

const SEVERITIES: readonly Severity[] = ['CRITICA', 'ALTA', 'MEDIA', 'BAIXA'];
const STANDING_LABELS = {
  ATRASADO: 'analyse_late',
  SEM_DATA: 'analyse_undated',
  FORA_DO_HORIZONTE: 'analyse_beyond',
} as const;
const PRODUCTS_SHOWN = 8;

/** One order as the list of urgent ones shows it. */
interface ListedOrder {
  readonly answer: OrderAnswer;
  readonly texts: OrderIdentity;
}

/** What the summary needs from the engine, so that it stays presentation. */
export interface SummarySource {
  readonly today: EpochDay;
  readonly urgent: readonly ListedOrder[];
  projection(product: number): ProjectionAnswer;
}

/** The summary of `analisar --todos`. */
export async function printSummary(
  context: CliContext,
  summary: BookSummary,
  source: SummarySource,
): Promise<void> {
  const { labels, formats, output } = context;
  const { today, urgent } = source;
  const title = labels.say('analyse_title', { date: formats.date(today), weekday: formats.weekday(today) });
  await output.lines(context.heading(title), ...factLines(context, summaryFacts(context, summary)));
  await output.lines('', ...severityBar(context, summary));
  const products = mostWaited(summary, PRODUCTS_SHOWN);
  if (products.length > 0) {
    const rows = products.map((product) => waitedRow(context, product, source.projection(product.product)));
    await output.lines('', context.heading(labels.say('analyse_worst_products')));
    await output.lines(...context.table(waitedColumns(context), rows, 2));
  }
  if (urgent.length === 0) return;
  const rows = urgent.map((order) => orderRow(context, order));
  await output.lines('', context.heading(labels.say('analyse_urgent_orders')));
  await output.lines(...context.table(orderColumns(context), rows, 2));
  const left = summary.short.length - urgent.length;
  if (left > 0) {
    await output.lines(...context.remark(labels.count('more_orders', left, { n: formats.integer(left) }), 2));
  }
}

/** Cents of a value in 10^-7 R$, half up. */
function cents(value: bigint): bigint {
  return (value + 50_000n) / 100_000n;
}

function summaryFacts(context: CliContext, { figures }: BookSummary): (readonly [string, string])[] {
  const { labels, formats, colors } = context;
  const { money, percent } = wireFormats(context);
  const counted = (count: number): string =>
    `${formats.integer(count).padStart(formats.integer(figures.pedidos).length)}  `;
  const part = (count: number, share: number): string => `${counted(count)}${percent(share).padStart(7)}`;
  const valued = (count: number, value: number): string => counted(count) + money(value);
  const { podem_sair_hoje: today, por_situacao, valor_por_situacao } = figures;
  const short = figures.pedidos - figures.pedidos_ok;
  const standing = (situation: keyof typeof STANDING_LABELS): (readonly [string, string])[] =>
    por_situacao[situation] === 0
      ? []
      : [
          [
            labels.say(STANDING_LABELS[situation]),
            valued(por_situacao[situation], valor_por_situacao[situation]),
          ],
        ];
  return [
    [labels.say('analyse_orders'), colors.bold(valued(figures.pedidos, figures.valor_total))],
    [labels.say('analyse_today'), colors.green(valued(today.pedidos, today.valor))],
    ...(today.valor_de_itens === 0
      ? []
      : [
          [
            labels.say('analyse_today_items'),
            ' '.repeat(counted(0).length) + money(today.valor_de_itens),
          ] as const,
        ]),
    [labels.say('analyse_ok'), colors.green(part(figures.pedidos_ok, figures.percentual_ok))],
    [labels.say('analyse_on_time'), colors.green(part(figures.no_prazo, figures.percentual_no_prazo))],
    ...standing('ATRASADO'),
    ...standing('SEM_DATA'),
    ...standing('FORA_DO_HORIZONTE'),
    [labels.say('analyse_short'), colors.red(part(short, percentage(short, figures.pedidos)))],
    [
      labels.say('analyse_value_short'),
      `${money(figures.valor_com_ruptura)} (${percent(figures.percentual_valor_com_ruptura)})`,
    ],
  ];
}

/** One bar of the whole book, OK first, then by severity, and what its colours mean. */
function severityBar(context: CliContext, { figures }: BookSummary): string[] {
  const { formats, labels } = context;
  const parts = [figures.pedidos_ok, ...SEVERITIES.map((severity) => figures.por_criticidade[severity])];
  const styles = [
    severityStyle(context, null),
    ...SEVERITIES.map((severity) => severityStyle(context, severity)),
  ];
  const width = Math.min(72, (context.width ?? 80) - 4);
  const glyphs = context.colors.isColorSupported ? '█████' : '█▓▒░·';
  const drawn = shareWidths(parts, width).map((columns, at) => styles[at]!(glyphs[at]!.repeat(columns)));
  const words = [labels.say('analyse_ok'), ...SEVERITIES.map((severity) => severityWord(context, severity))];
  const legend = words.map((word, at) => ({
    text: `${glyphs[at]!} ${word} ${formats.integer(parts[at]!)}`,
    style: styles[at]!,
  }));
  return [drawn.join(''), ...flowText(legend, '   ', width)].map((line) => `  ${line}`);
}

function waitedColumns(context: CliContext): TableColumn[] {
  const { labels } = context;
  return [
    { title: labels.say('column_product') },
    { title: labels.say('column_name'), least: 14, sacrifice: 3 },
    { title: labels.say('column_orders_waiting'), align: 'right' },
    { title: labels.say('column_value_waiting'), align: 'right' },
    { title: labels.say('column_lowest_week'), align: 'right', sacrifice: 2 },
    { title: labels.say('column_stockout_day') },
  ];
}

function waitedRow(context: CliContext, product: WaitedProduct, projection: ProjectionAnswer): Cell[] {
  const { formats, labels, colors } = context;
  const wire = wireFormats(context);
  const lowest = wire.quantity(projection.menor_estoque_7d);
  return [
    projection.cod_produto,
    product.name ?? labels.say('none'),
    formats.integer(product.orders),
    formats.money(cents(product.value)),
    projection.menor_estoque_7d < 0 ? { text: lowest, style: colors.red } : lowest,
    wire.shortDate(projection.dia_ruptura),
  ];
}

function orderColumns(context: CliContext): TableColumn[] {
  const { labels } = context;
  return [
    { title: labels.say('column_order') },
    { title: labels.say('column_customer'), least: 12, sacrifice: 1 },
    { title: labels.say('column_ship_date') },
    { title: labels.say('column_value'), align: 'right', sacrifice: 2 },
    { title: labels.say('column_available'), align: 'right' },
    { title: labels.say('column_short_items'), align: 'right', sacrifice: 3 },
    { title: labels.say('column_severity') },
    { title: labels.say('column_promise') },
  ];
}

function orderRow(context: CliContext, { answer, texts }: ListedOrder): Cell[] {
  const { formats, labels, colors } = context;
  const wire = wireFormats(context);
  const { resumo, promessa } = answer;
  return [
    answer.num_pedido,
    texts.customer ?? labels.say('none'),
    texts.shipDate === null ? labels.say('none') : formats.shortDate(texts.shipDate),
    wire.money(resumo.valor_total_pedido),
    wire.wholePercent(answer.percentual_disponibilidade),
    `${formats.integer(resumo.qtd_itens_ruptura)}/${formats.integer(resumo.total_itens)}`,
    { text: severityWord(context, resumo.criticidade), style: severityStyle(context, resumo.criticidade) },
    promessa.data === null
      ? { text: labels.say(`situation_${promessa.situacao}`), style: colors.red }
      : { text: wire.shortDate(promessa.data), style: promessa.no_prazo ? colors.green : colors.yellow },
  ];
}
