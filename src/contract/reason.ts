import type { OrderAnswer, OrderItemAnswer } from './wire.ts';

/** What the reason of an order is taken from. */
export type ReasonedOrder = Pick<
  OrderAnswer,
  'pedido_ok' | 'data_segura_total' | 'promessa' | 'itens' | 'itens_disponiveis'
>;

/** Others whose pieces rank before an order's, and took what it waits for. */
export interface QueueBefore {
  /** Reservations, listed or not. */
  readonly count: number;
  /** What they took together. */
  readonly quantity: number;
  /** The first of their orders, each once, in rank order. */
  readonly orders: readonly string[];
  /** There are more of them than named. */
  readonly isCut: boolean;
}

/**
 * Why an order leaves when it does:
 * - `covered`: nothing is missing, and nothing is waited for;
 * - `contested`: the stock would do, but others come before it;
 * - `own`: the stock would do for the open lines, but the order's own allocations and drafts ask for more;
 * - `unlisted`: what it waits for is allocated to it without an open line;
 * - `short`: the stock of the week does not do;
 * - `served`: there is not enough for everybody, but its rank gives it the stock in time;
 * - `in_time`: what is missing this week comes in before it is due;
 * - `untold`: nothing can be said of it exactly.
 */
export type ReasonKind =
  | 'covered'
  | 'contested'
  | 'own'
  | 'unlisted'
  | 'short'
  | 'served'
  | 'in_time'
  | 'untold';

/** The answer to *when?* and its cause, as every door tells them. */
export interface OrderReason {
  /**
   * `today`: it can leave today, after its own date; `on`: all of it leaves on `date`; `never`: it has no date; `beyond`:
   * it is due on `date`, where nobody can see yet.
   */
  readonly answer: 'today' | 'on' | 'never' | 'beyond';
  /** `yyyy-mm-dd`; null for `never`. */
  readonly date: string | null;
  /** The order's own date, where that is why it is late; null where it is not late, or for another reason. */
  readonly lateFor: string | null;
  readonly kind: ReasonKind;
  /** The product that decides; null for `covered` and `untold`. */
  readonly product: string | null;
  /** Of that product: what is missing where it is short, what is open where it is not. */
  readonly quantity: number;
  readonly queue: QueueBefore | null;
  /** The receipt that serves it; for `in_time` the one that comes before the order is due, its quantity unsaid. */
  readonly receipt: { readonly data: string; readonly qtd: number | null } | null;
  /** Without a date: whether receipts are scheduled at all. Null with a date. */
  readonly supply: 'none' | 'too_little' | null;
  /** Without a date: what comes in next, however far on; null where nothing does, or with a date. */
  readonly next: { readonly data: string; readonly qtd: number } | null;
  /** Other items in shortage. */
  readonly more: number;
}

const NO_CAUSE = {
  lateFor: null,
  product: null,
  quantity: 0,
  queue: null,
  receipt: null,
  supply: null,
  next: null,
  more: 0,
} as const;
const DAY_MS = 86_400_000;
const MOST_NAMED = 3;

/** The reason of an order, whichever door asks. */
export function orderReason(order: ReasonedOrder): OrderReason {
  const { data: date, situacao, mais_cedo, espera_dias, atraso_dias } = order.promessa;
  if (situacao === 'FORA_DO_HORIZONTE') {
    const said = { ...NO_CAUSE, answer: 'beyond', date: mais_cedo } as const;
    return order.pedido_ok
      ? { ...said, kind: 'covered' }
      : { ...said, ...shortOf(order, worstOf(order.itens)) };
  }
  if (date === null || espera_dias !== 0) {
    return { ...NO_CAUSE, answer: date === null ? 'never' : 'on', date, ...waitOf(order) };
  }
  // What leaves as early as it may, and yet after its own date, is overdue: it can leave today.
  const isLate = atraso_dias !== 0;
  return {
    ...NO_CAUSE,
    answer: isLate ? 'today' : 'on',
    date,
    ...(order.pedido_ok ? { kind: 'covered' } : earlyOf(order, date)),
    lateFor: isLate ? daysBefore(date, atraso_dias ?? 0) : null,
  };
}

type Cause = Pick<OrderReason, 'kind'> & Partial<OrderReason>;

/** What an order waits for that is not promised as early as it may be. */
function waitOf(order: ReasonedOrder): Cause {
  const { data, decisivo, fila_entrada: receipt } = order.promessa;
  if (decisivo === null) return { kind: 'untold' };
  const item = itemsOf(order).find(({ cod_produto }) => cod_produto === decisivo);
  const supply = data !== null ? null : item?.producoes.length === 0 ? 'none' : 'too_little';
  const next = data === null ? (item?.producoes[0] ?? null) : null;
  const said = {
    product: decisivo,
    next,
    queue: queueOf(order),
    receipt,
    supply,
    more: order.itens.length,
  } as const;
  if (item === undefined) return { ...said, kind: 'unlisted' };
  if (order.itens.includes(item)) return { ...said, ...shortOf(order, item) };
  const kind = said.queue === null ? 'own' : 'contested';
  return { ...said, kind, quantity: item.qtd_saldo };
}

function shortOf({ itens }: ReasonedOrder, item: OrderItemAnswer): Cause {
  return { kind: 'short', product: item.cod_produto, quantity: item.ruptura_qtd, more: itens.length - 1 };
}

/** Why an order in shortage leaves as early as it may all the same. */
function earlyOf(order: ReasonedOrder, date: string): Cause {
  const served = order.itens.filter(({ data_segura }) => data_segura === null || data_segura > date);
  const item = worstOf(served.length === 0 ? order.itens : served);
  if (served.length > 0) return { ...shortOf(order, item), kind: 'served' };
  const receipt = { data: item.data_segura ?? date, qtd: null };
  return { ...shortOf(order, item), kind: 'in_time', receipt };
}

function queueOf({ promessa }: ReasonedOrder): QueueBefore | null {
  const { fila, fila_restantes, fila_total } = promessa;
  const orders = [...new Set(fila.map(({ num_pedido }) => num_pedido))];
  if (orders.length === 0) return null;
  return {
    count: fila.length + fila_restantes,
    quantity: fila_total,
    orders: orders.slice(0, MOST_NAMED),
    isCut: orders.length > MOST_NAMED || fila_restantes > 0,
  };
}

function daysBefore(date: string, days: number): string {
  return new Date(Date.parse(date) - days * DAY_MS).toISOString().slice(0, 10);
}

/** All items of an order: those in shortage, then the rest. */
function itemsOf({ itens, itens_disponiveis }: ReasonedOrder): OrderItemAnswer[] {
  return [...itens, ...itens_disponiveis];
}

/** R$ that an item is short of. */
function missingValue({ ruptura_qtd, preco_unitario }: OrderItemAnswer): number {
  return ruptura_qtd * preco_unitario;
}

/** The item that is short of most R$; of equal ones the first. */
function worstOf(items: readonly OrderItemAnswer[]): OrderItemAnswer {
  return items.reduce((worst, item) => (missingValue(item) > missingValue(worst) ? item : worst));
}

/** Whether an item is the one that an order waits for; none is where it leaves as early as it may, or is due too far on. */
export function holdsUp({ promessa }: ReasonedOrder, { cod_produto }: OrderItemAnswer): boolean {
  const { situacao, espera_dias, decisivo } = promessa;
  return situacao !== 'FORA_DO_HORIZONTE' && espera_dias !== 0 && decisivo === cod_produto;
}

/**
 * Items as a person works through them: the one that the order waits for; then those that are short or have no date, the
 * later promised the earlier listed, of one date those that are short of most R$; then the rest as it stands.
 */
export function itemsByUrgency(order: ReasonedOrder): OrderItemAnswer[] {
  const rank = (item: OrderItemAnswer): number => {
    if (holdsUp(order, item)) return 0;
    return item.promessa === null || item.ruptura_qtd > 0 ? 1 : 2;
  };
  // No date sorts after every date.
  const day = ({ promessa }: OrderItemAnswer): string => promessa ?? '~';
  const later = (a: string, b: string): number => (a === b ? 0 : a < b ? 1 : -1);
  return itemsOf(order).sort((a, b) => {
    const byRank = rank(a) - rank(b);
    if (byRank !== 0 || rank(a) === 2) return byRank;
    return later(day(a), day(b)) || missingValue(b) - missingValue(a);
  });
}

/**
 * What an order that leaves takes from others: the date from which on it would take nothing from anybody, `date` null
 * where there is none. Null where it takes nothing, or does not leave.
 */
export function costOf(order: ReasonedOrder): { readonly date: string | null } | null {
  const { data } = order.promessa;
  const { data_segura_total: date } = order;
  if (order.pedido_ok || data === null) return null;
  return date === null || date > data ? { date } : null;
}

/**
 * What of an order can leave today where not all of it can; null where nothing or everything does.
 * @param today business date, `yyyy-mm-dd`
 */
export function partToday(
  order: ReasonedOrder,
  today: string,
): { readonly value: number; readonly items: number } | null {
  const items = itemsOf(order);
  const leaving = items.filter(({ promessa }) => promessa === today);
  if (leaving.length === 0 || leaving.length === items.length) return null;
  const cents = leaving.reduce((sum, { valor_total }) => sum + Math.round(valor_total * 100), 0);
  return { value: cents / 100, items: leaving.length };
}
