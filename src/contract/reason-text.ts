import type { Language } from './language.ts';
import type { OrderReason } from './reason.ts';
import type { OrderItemAnswer } from './wire.ts';

/** The pieces of the sentence, pt-BR first, English second; what stands in braces is filled in. */
const LABELS = {
  why_today: ['Pode sair hoje', 'Can ship today'],
  why_on: ['Sai tudo em {date}', 'All of it ships on {date}'],
  why_never: ['Ainda sem data para sair tudo', 'No date yet for all of it'],
  why_beyond: ['Vence em {date}, além de 28 dias', 'Due on {date}, beyond 28 days'],
  why_late: [
    'está atrasado porque a expedição era até {date}',
    'it is late because it was to ship by {date}',
  ],
  why_covered: ['o estoque cobre todos os itens', 'the stock covers every item'],
  why_stock: [
    'o estoque cobre {quantity} de {product}, mas',
    'the stock covers {quantity} of {product}, but',
  ],
  why_own: [
    'o próprio pedido reserva mais {product} do que há',
    'the order itself reserves more {product} than there is',
  ],
  why_unlisted: [
    'espera {product}, em separação sem saldo na carteira',
    'it waits for {product}, allocated without an open line',
  ],
  why_missing_one: ['falta {quantity} de {product}', '{quantity} of {product} is missing'],
  why_missing: ['faltam {quantity} de {product}', '{quantity} of {product} are missing'],
  why_served: [
    'para atender a todos, mas a fila dá a vez a este pedido',
    'to serve everybody, but the queue gives this order its turn',
  ],
  why_in_time: [
    'nesta semana, mas a entrada de {date} chega a tempo',
    'this week, but the receipt of {date} comes in time',
  ],
  why_queue_one: [
    '1 reserva vem antes na fila e fica com {quantity} ({orders})',
    '1 reservation comes first in the queue and takes {quantity} ({orders})',
  ],
  why_queue: [
    '{n} reservas vêm antes na fila e ficam com {quantity} ({orders})',
    '{n} reservations come first in the queue and take {quantity} ({orders})',
  ],
  why_receipt: [
    'espera a entrada de {quantity} em {date}',
    'it waits for the receipt of {quantity} on {date}',
  ],
  why_none: ['nenhuma entrada está programada', 'no receipt is scheduled'],
  why_too_little: [
    'as entradas dos próximos 28 dias não bastam',
    'the receipts of the next 28 days are not enough',
  ],
  why_too_little_for_all: [
    'as entradas dos próximos 28 dias não bastam para todos',
    'the receipts of the next 28 days are not enough for everybody',
  ],
  why_next: ['a próxima é de {quantity} em {date}', 'the next one is of {quantity} on {date}'],
  why_more_one: ['mais 1 item está em falta', '1 more item is short'],
  why_more: ['mais {n} itens estão em falta', '{n} more items are short'],
  by_rank: [
    'Pela ordem da fila sai em {day}; sem tirar de ninguém: garantido a partir de {date}',
    'By its rank it ships on {day}; without taking from anybody: guaranteed from {date} on',
  ],
  by_rank_never: [
    'Pela ordem da fila sai em {day}; sem tirar de ninguém: sem data garantida',
    'By its rank it ships on {day}; without taking from anybody: no guaranteed date',
  ],
  SEM_ENTRADA: ['Nenhuma entrada programada cobre a falta', 'No scheduled receipt covers what is missing'],
  AGUARDA_ENTRADA: [
    'Aguarda entrada; garantido a partir de {date}',
    'Waits for a receipt; guaranteed from {date} on',
  ],
  DISPUTADO: [
    'Estoque e entradas bastariam, mas já estão comprometidos com outros pedidos',
    'Stock and receipts would do, but are committed to other orders',
  ],
  ENTRADA_INSUFICIENTE: [
    'As entradas programadas não chegam à quantidade',
    'The scheduled receipts fall short of the quantity',
  ],
  why_cost: [
    'Sem tirar de ninguém: garantido a partir de {date}.',
    'Without taking from anybody: guaranteed from {date} on.',
  ],
  why_cost_never: [
    'Sem tirar de ninguém: sem data garantida.',
    'Without taking from anybody: no guaranteed date.',
  ],
} as const;

/** The language of a reader, and how numbers and dates are written in it. */
export interface ReaderFormats {
  readonly language: Language;
  /** Quantity or whole number. */
  number(value: number): string;
  /** Day and month, from `yyyy-mm-dd`. */
  shortDate(iso: string): string;
  /** Day, month and year, from `yyyy-mm-dd`. */
  date(iso: string): string;
}

function say(
  { language }: ReaderFormats,
  word: keyof typeof LABELS,
  parameters: Readonly<Record<string, string>> = {},
): string {
  return LABELS[word][language === 'en' ? 1 : 0].replace(/{(\w+)}/g, (_, name: string) => parameters[name]!);
}

/** The answer alone: `Sai tudo em 02/03`. */
export function answerText({ answer, date }: OrderReason, reader: ReaderFormats): string {
  const on = date === null ? '' : answer === 'beyond' ? reader.date(date) : reader.shortDate(date);
  switch (answer) {
    case 'today':
      return say(reader, 'why_today');
    case 'on':
      return say(reader, 'why_on', { date: on });
    case 'never':
      return say(reader, 'why_never');
    case 'beyond':
      return say(reader, 'why_beyond', { date: on });
  }
}

/**
 * The cause alone, where the answer is told in another place: `Falta 1 de X; espera a entrada de 50 em 02/03.` Empty where
 * there is none to tell.
 */
export function causeSentence(reason: OrderReason, reader: ReaderFormats): string {
  const cause = causeText(reason, reader);
  return cause.slice(0, 1).toUpperCase() + cause.slice(1);
}

function causeText(reason: OrderReason, reader: ReaderFormats): string {
  if (reason.kind === 'untold') return '';
  const clauses = [
    lateClause(reason, reader),
    ...itemClauses(reason, reader),
    supplyClause(reason, reader),
    nextClause(reason, reader),
  ];
  if (reason.more > 0) {
    const n = reader.number(reason.more);
    clauses.push(reason.more === 1 ? say(reader, 'why_more_one') : say(reader, 'why_more', { n }));
  }
  return `${clauses.filter((clause) => clause !== '').join('; ')}.`;
}

/** Answer and cause in one sentence: `Sai tudo em 02/03: falta 1 de X; espera a entrada de 50 em 02/03.` */
export function reasonText(reason: OrderReason, reader: ReaderFormats): string {
  const cause = causeText(reason, reader);
  return answerText(reason, reader) + (cause === '' ? '.' : `: ${cause}`);
}

/**
 * Why an item is short: `Nenhuma entrada programada cobre a falta`; or, where its rank gives it a day before there is
 * enough for everybody, that it does: never another thing than its promised date says. Null where it is not short.
 */
export function shortageText(
  { motivo, data_segura: safe, promessa }: Pick<OrderItemAnswer, 'motivo' | 'data_segura' | 'promessa'>,
  reader: ReaderFormats,
): string | null {
  if (motivo === null) return null;
  const date = safe === null ? '' : reader.date(safe);
  if (promessa === null || (safe !== null && safe <= promessa)) return say(reader, motivo, { date });
  const day = reader.date(promessa);
  return safe === null ? say(reader, 'by_rank_never', { day }) : say(reader, 'by_rank', { day, date });
}

/** What it costs others, as a sentence of its own; see `costOf`. */
export function costText({ date }: { readonly date: string | null }, reader: ReaderFormats): string {
  return date === null
    ? say(reader, 'why_cost_never')
    : say(reader, 'why_cost', { date: reader.shortDate(date) });
}

/** A date of another year than the answer's is said with its year. */
function lateClause({ lateFor, date }: OrderReason, reader: ReaderFormats): string {
  if (lateFor === null) return '';
  const isSameYear = lateFor.slice(0, 4) === date?.slice(0, 4);
  return say(reader, 'why_late', { date: isSameYear ? reader.shortDate(lateFor) : reader.date(lateFor) });
}

function itemClauses(reason: OrderReason, reader: ReaderFormats): string[] {
  const { kind, product, quantity, receipt } = reason;
  const said = { product: product ?? '', quantity: reader.number(quantity) };
  const missing = quantity < 2 ? say(reader, 'why_missing_one', said) : say(reader, 'why_missing', said);
  const queue = queueClause(reason, reader);
  switch (kind) {
    case 'covered':
      return [say(reader, 'why_covered')];
    case 'contested':
      return [`${say(reader, 'why_stock', said)} ${queue}`];
    case 'own':
      return [say(reader, 'why_own', said)];
    case 'unlisted':
      return [say(reader, 'why_unlisted', said), queue];
    case 'short':
      return [missing, queue];
    case 'served':
      return [`${missing} ${say(reader, 'why_served')}`];
    case 'in_time':
      return [`${missing} ${say(reader, 'why_in_time', { date: reader.shortDate(receipt?.data ?? '') })}`];
    case 'untold':
      return [];
  }
}

function queueClause({ queue }: OrderReason, reader: ReaderFormats): string {
  if (queue === null) return '';
  const { count, quantity, orders, isCut } = queue;
  const said = {
    n: reader.number(count),
    quantity: reader.number(quantity),
    orders: orders.join(', ') + (isCut ? ', …' : ''),
  };
  return count === 1 ? say(reader, 'why_queue_one', said) : say(reader, 'why_queue', said);
}

function supplyClause({ kind, queue, receipt, supply }: OrderReason, reader: ReaderFormats): string {
  if (kind === 'in_time') return '';
  if (receipt?.qtd != null) {
    const said = { quantity: reader.number(receipt.qtd), date: reader.shortDate(receipt.data) };
    return say(reader, 'why_receipt', said);
  }
  if (supply === null) return '';
  if (supply === 'none') return say(reader, 'why_none');
  return say(reader, queue === null ? 'why_too_little' : 'why_too_little_for_all');
}

function nextClause({ next }: OrderReason, reader: ReaderFormats): string {
  if (next === null) return '';
  return say(reader, 'why_next', { quantity: reader.number(next.qtd), date: reader.date(next.data) });
}
