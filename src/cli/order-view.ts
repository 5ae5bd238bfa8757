import { costOf, itemsByUrgency, orderReason, partToday } from '../contract/reason.ts';
import { costText, reasonText, shortageText } from '../contract/reason-text.ts';
import { type EpochDay, formatIsoDate } from '../contract/units.ts';
import type { OrderAnswer, OrderItemAnswer } from '../contract/wire.ts';
import { type CliContext, factLines } from './context.ts';
import type { OrderIdentity } from './order-texts.ts';
import { shownVerdict } from './order-words.ts';
import type { Cell, TableColumn } from './table.ts';
import { printable, wrapText } from './text.ts';
import { readerFormats, wireFormats } from './wire-formats.ts';

/**
 * One order in full: verdict, when it leaves and why then, what is missing, what is covered.
 * @param today business date
 */
export async function printOrder(
  context: CliContext,
  answer: OrderAnswer,
  texts: OrderIdentity,
  today: EpochDay,
): Promise<void> {
  const { labels, output, colors } = context;
  const verdict = shownVerdict(context, answer);
  await output.lines(
    `${colors.bold(printable(answer.num_pedido))}  ${colors.bold(verdict.style(verdict.text))}`,
  );
  await output.lines(...sentences(context, answer));
  await output.lines(...factLines(context, orderFacts(context, answer, texts, formatIsoDate(today))));
  const items = itemsByUrgency(answer);
  const missing = items.filter((item) => answer.itens.includes(item));
  if (missing.length > 0) {
    await output.lines('', context.heading(labels.say('analyse_missing_title')));
    await output.lines(...missingTable(context, missing));
    for (const item of missing) await output.lines('', ...explanation(context, item));
  }
  if (answer.itens_disponiveis.length > 0) {
    const covered = items.filter((item) => answer.itens_disponiveis.includes(item));
    await output.lines('', context.heading(labels.say('analyse_available_title')));
    await output.lines(...availableTable(context, covered));
  }
}

/** When it leaves and why then, and what that costs others. */
function sentences(context: CliContext, answer: OrderAnswer): string[] {
  const reader = readerFormats(context);
  const cost = costOf(answer);
  const said = [reasonText(orderReason(answer), reader), ...(cost === null ? [] : [costText(cost, reader)])];
  const room = (context.width ?? Number.MAX_SAFE_INTEGER) - 2;
  return said.flatMap((sentence) => wrapText(printable(sentence), room).map((line) => `  ${line}`));
}

function orderFacts(
  context: CliContext,
  answer: OrderAnswer,
  texts: OrderIdentity,
  today: string,
): (readonly [string, string])[] {
  const { labels, formats } = context;
  const wire = wireFormats(context);
  const place = [texts.city, texts.uf].filter((part) => part !== null).join('/');
  const customer = [texts.customer, place === '' ? null : place].filter((part) => part !== null).join(' · ');
  return [
    [labels.say('column_customer'), printable(customer === '' ? labels.say('none') : customer)],
    [
      labels.say('column_ship_date'),
      texts.shipDate === null ? labels.say('none') : formats.date(texts.shipDate),
    ],
    [labels.say('column_situation'), labels.say(`situation_${answer.promessa.situacao}`)],
    [
      labels.say('column_value'),
      answer.pedido_ok
        ? wire.money(answer.resumo.valor_total_pedido)
        : labels.say('analyse_value', {
            total: wire.money(answer.resumo.valor_total_pedido),
            short: wire.money(answer.resumo.valor_com_ruptura),
          }),
    ],
    ...partFact(context, answer, today),
  ];
}

/** What of it can leave today, where not all of it can. */
function partFact(context: CliContext, answer: OrderAnswer, today: string): [string, string][] {
  const { labels, formats } = context;
  const part = partToday(answer, today);
  if (part === null) return [];
  const items = labels.say('analyse_part', {
    n: formats.integer(part.items),
    all: formats.integer(answer.resumo.total_itens),
  });
  const value = part.value === 0 ? items : `${wireFormats(context).money(part.value)} (${items})`;
  return [[labels.say('analyse_part_today'), value]];
}

function itemColumns(context: CliContext): TableColumn[] {
  const { labels } = context;
  return [
    { title: labels.say('column_product') },
    { title: labels.say('column_name'), least: 10, sacrifice: 2 },
    { title: labels.say('column_open_quantity'), align: 'right' },
    { title: labels.say('column_stock_today'), align: 'right' },
    { title: labels.say('column_lowest_week'), align: 'right' },
  ];
}

function itemCells(context: CliContext, item: OrderItemAnswer): Cell[] {
  const { labels, colors } = context;
  const wire = wireFormats(context);
  const lowest = wire.quantity(item.estoque_min_d7);
  return [
    item.cod_produto,
    item.nome_produto ?? labels.say('none'),
    wire.quantity(item.qtd_saldo),
    wire.quantity(item.estoque_atual),
    item.estoque_min_d7 < 0 ? { text: lowest, style: colors.red } : lowest,
  ];
}

function missingTable(context: CliContext, items: readonly OrderItemAnswer[]): string[] {
  const { labels, colors } = context;
  const wire = wireFormats(context);
  const columns: TableColumn[] = [
    ...itemColumns(context),
    { title: labels.say('column_missing'), align: 'right' },
    { title: labels.say('column_leaves') },
  ];
  const rows = items.map((item) => [
    ...itemCells(context, item),
    { text: wire.quantity(item.ruptura_qtd), style: colors.red },
    leaves(context, item),
  ]);
  return context.table(columns, rows, 2);
}

function availableTable(context: CliContext, items: readonly OrderItemAnswer[]): string[] {
  const wire = wireFormats(context);
  const columns: TableColumn[] = [
    ...itemColumns(context),
    { title: context.labels.say('column_leaves') },
    { title: context.labels.say('column_value'), align: 'right', sacrifice: 1 },
  ];
  const rows = items.map((item) => [
    ...itemCells(context, item),
    leaves(context, item),
    wire.money(item.valor_total),
  ]);
  return context.table(columns, rows, 2);
}

/** The day all of an item is promised on. */
function leaves(context: CliContext, { promessa }: OrderItemAnswer): string {
  return promessa === null ? context.labels.say('situation_SEM_DATA') : wireFormats(context).date(promessa);
}

/** Why an item is short, which receipts are ahead, and who holds the stock, in sentences. */
function explanation(context: CliContext, item: OrderItemAnswer): string[] {
  const { colors, labels } = context;
  const shortage = shortageText(item, readerFormats(context));
  const sentences = [
    shortage === null ? null : `${shortage}.`,
    receiptSentence(context, item),
    holderSentence(context, item),
  ];
  const room = (context.width ?? 100) - 4;
  const name = item.nome_produto === null ? '' : ` ${colors.dim(printable(item.nome_produto))}`;
  return [
    `  ${colors.bold(printable(item.cod_produto))}${context.width === null || context.width > 60 ? name : ''}`,
    ...sentences
      .filter((sentence) => sentence !== null)
      .flatMap((sentence) => wrapText(printable(sentence), room).map((line) => `    ${line}`)),
  ].map((line) => line || labels.say('none'));
}

function receiptSentence(context: CliContext, item: OrderItemAnswer): string | null {
  if (item.producoes.length === 0) return null;
  const { labels } = context;
  const wire = wireFormats(context);
  const receipts = item.producoes
    .map(({ data, qtd }) =>
      labels.say('analyse_receipt', { quantity: wire.quantity(qtd), date: wire.shortDate(data) }),
    )
    .join(', ');
  return `${labels.say('analyse_receipts', { receipts })}.`;
}

function holderSentence(context: CliContext, item: OrderItemAnswer): string | null {
  if (item.ocupado_por.length === 0) return null;
  const { labels, formats } = context;
  const wire = wireFormats(context);
  const holders = item.ocupado_por.map((holder) =>
    labels.say('analyse_holder', {
      order: holder.num_pedido,
      quantity: wire.quantity(holder.qtd),
      source: labels.say(`source_${holder.origem}`),
    }),
  );
  const left = item.ocupado_restantes;
  if (left > 0) holders.push(labels.count('analyse_holders_more', left, { n: formats.integer(left) }));
  return `${labels.say('analyse_held_by', { holders: holders.join(', ') })}.`;
}
