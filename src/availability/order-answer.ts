import {
  HORIZON_DAYS,
  PIECE_SOURCES,
  type PromisePolicy,
  type ShortageReason,
  WEEK_END_DAY,
} from '../contract/codes.ts';
import { RupturaError } from '../contract/errors.ts';
import { percentage, WHOLE } from '../contract/shares.ts';
import { formatIsoDate, quantityToWire } from '../contract/units.ts';
import { verdictAnswer } from '../contract/verdict.ts';
import type { OrderAnswer, OrderItemAnswer, PromiseAnswer, PromiseStanding } from '../contract/wire.ts';
import { type BookColumns, type BookView, dueDay, inexactProduct, itemValue } from '../ledger/book.ts';
import { NO_DATE } from '../ledger/facts.ts';
import { dueCounts } from '../projection/balances.ts';
import { freeBalance, severity } from './analysis.ts';
import { type Decisive, decisiveItem } from './decisive.ts';
import { type EngineView, itemPromiseOf, promiseOf } from './engine.ts';
import type { OrderPromise } from './order-promise.ts';
import { NO_DAY } from './promise-by-item.ts';
import { piecesAhead } from './queues.ts';

export const MOST_HOLDERS = 5;
const MOST_RECEIPTS = 5;

/** Whether an order exists and has an open quantity. */
export function isOpenOrder(book: BookColumns, order: number): boolean {
  return order >= 0 && book.orderOpen[order] === 1;
}

/** Why an order cannot be answered though it is open; null when it can. */
export function orderFault(book: BookView, order: number): RupturaError | null {
  const product = inexactProduct(book, order);
  if (product < 0) return null;
  return new RupturaError('QUANTIDADES_GRANDES_DEMAIS', { cod_produto: book.products.code(product) });
}

/**
 * The result of one open order that has no fault.
 * @param policy promise policy to show, the one in force unless another is asked for
 * @param calculatedAt ISO 8601 instant
 * @param lists makes the lists of pieces; of holders it is asked in the order the items stand in the answer
 */
export function orderAnswer(
  engine: EngineView,
  order: number,
  policy: PromisePolicy,
  calculatedAt: string,
  lists: AnswerLists = LISTS,
): OrderAnswer {
  const { book, analysis } = engine;
  const code = book.orders.code(order);
  const items = openItems(book, order).map((item) => ({ item, short: isShort(engine, item) }));
  const count = analysis.itemCount[order]!;
  const short = analysis.shortCount[order]!;
  const available = analysis.available[order]!;
  const values = orderValues(book, items);
  const promise = promiseAnswer(engine, order, policy, lists);
  const dates = {
    data_disponibilidade_total: promise.data,
    data_segura_total: dayText(book, analysis.completeDay[order]!),
  };
  const judged = {
    pedido_ok: short === 0,
    percentual_disponibilidade: available / 100,
    criticidade: severity(short, WHOLE - available),
    promessa: promise,
  };
  const answerItem = ({ item }: { readonly item: number }) => itemAnswer(engine, item, policy, lists);
  return {
    success: true,
    num_pedido: code,
    pedido_ok: judged.pedido_ok,
    percentual_disponibilidade: judged.percentual_disponibilidade,
    ...dates,
    veredito: verdictAnswer(judged),
    resumo: {
      num_pedido: code,
      percentual_ruptura: (WHOLE - available) / 100,
      percentual_disponibilidade: judged.percentual_disponibilidade,
      percentual_itens_disponiveis: percentage(count - short, count),
      qtd_itens_ruptura: short,
      qtd_itens_disponiveis: count - short,
      total_itens: count,
      criticidade: judged.criticidade,
      valor_total_pedido: toCents(values.total),
      valor_disponivel: toCents(values.total - values.short),
      valor_com_ruptura: toCents(values.short),
      ...dates,
    },
    promessa: promise,
    itens: items.filter((entry) => entry.short).map(answerItem),
    itens_disponiveis: items.filter((entry) => !entry.short).map(answerItem),
    versao: book.version,
    calculado_em: calculatedAt,
  };
}

/** The promise of an order as it goes to the wire, and what decides it. */
export function promiseAnswer(
  engine: EngineView,
  order: number,
  policy: PromisePolicy,
  lists: AnswerLists = LISTS,
): PromiseAnswer {
  const { book } = engine;
  const decisive = decisiveItem(engine, order, policy);
  const product = book.itemProduct[decisive.item]!;
  const queue = lists.queue(engine, decisive, policy);
  const { data, situacao, no_prazo, mais_cedo, espera_dias, atraso_dias } = promiseStanding(
    engine,
    order,
    policy,
  );
  return {
    data,
    situacao,
    no_prazo,
    mais_cedo,
    espera_dias,
    atraso_dias,
    decisivo: book.products.code(product),
    fila: queue.listed,
    fila_total: quantityToWire(queue.total),
    fila_restantes: queue.rest,
    fila_entrada: decisive.waits && decisive.day !== NO_DAY ? receiptOn(book, product, decisive.day) : null,
  };
}

/** What comes in of a product on a horizon day. */
function receiptOn(book: BookColumns, product: number, day: number): PromiseAnswer['fila_entrada'] {
  const data = formatIsoDate(book.today + day);
  return { data, qtd: quantityToWire(receiptsBetween(book, product, day, day)) };
}

/** When an order leaves, as lists show it. */
export function promiseStanding(engine: EngineView, order: number, policy: PromisePolicy): PromiseStanding {
  return standingAnswer(engine.book, promiseOf(engine, order, policy));
}

function standingAnswer(book: BookColumns, promise: OrderPromise): PromiseStanding {
  return {
    data: promise.day === null ? null : formatIsoDate(book.today + promise.day),
    situacao: promise.situation,
    no_prazo: promise.situation === 'NO_PRAZO',
    mais_cedo: formatIsoDate(book.today + promise.earliest),
    espera_dias: promise.waitDays,
    atraso_dias: promise.lateDays,
  };
}

/** Items with open lines, in the order of their first lines. */
export function openItems(book: BookColumns, order: number): number[] {
  const items: number[] = [];
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    if (book.itemQuantity[item]! > 0) items.push(item);
  }
  return items.sort((a, b) => book.itemFirstLine[a]! - book.itemFirstLine[b]!);
}

/** Whether an item does not ship whole within the week. */
export function isShort({ book, analysis }: EngineView, item: number): boolean {
  return book.itemQuantity[item]! > analysis.lowest[item]!;
}

/** Value of items, and of the short ones among them, in 10^-7 R$. */
export function orderValues(
  book: BookColumns,
  items: readonly { item: number; short: boolean }[],
): { total: bigint; short: bigint } {
  let total = 0n;
  let short = 0n;
  for (const entry of items) {
    const value = itemValue(book, entry.item);
    total += value;
    if (entry.short) short += value;
  }
  return { total, short };
}

function itemAnswer(
  engine: EngineView,
  item: number,
  policy: PromisePolicy,
  lists: AnswerLists,
): OrderItemAnswer {
  const { book, analysis } = engine;
  const product = book.itemProduct[item]!;
  const quantity = book.itemQuantity[item]!;
  const lowest = analysis.lowest[item]!;
  const short = quantity > lowest;
  const value = itemValue(book, item);
  const receipts = nextReceipts(book, product);
  return {
    cod_produto: book.products.code(product),
    nome_produto: book.texts.text(book.itemName[item]!),
    qtd_saldo: quantityToWire(quantity),
    estoque_atual: quantityToWire(book.stock[product]!),
    estoque_min_d7: quantityToWire(lowest),
    ruptura_qtd: short ? quantityToWire(quantity - Math.max(lowest, 0)) : 0,
    data_producao: receipts[0]?.data ?? null,
    qtd_producao: receipts[0]?.qtd ?? null,
    producoes: receipts,
    data_disponivel: dayText(book, analysis.availableDay[item]!),
    data_segura: dayText(book, analysis.safeDay[item]!),
    // value (10^-7) / quantity (10^-3) = price (10^-4)
    preco_unitario: Number(halfUp(value, BigInt(quantity))) / 10_000,
    valor_total: toCents(value),
    motivo: short ? shortageReason(engine, item) : null,
    ...holders(engine, item, lists),
    promessa: dayText(book, itemPromiseOf(engine, item, policy)),
  };
}

/** Date of a horizon day; null for a negative one. */
export function dayText(book: BookColumns, day: number): string | null {
  return day < 0 ? null : formatIsoDate(book.today + day);
}

/** Money with two decimals from 10^-7 R$, rounded half up. */
export function toCents(value: bigint): number {
  return Number(halfUp(value, 100_000n)) / 100;
}

function halfUp(value: bigint, unit: bigint): bigint {
  return (2n * value + unit) / (2n * unit);
}

/** Next receipt days from today on, however far, with their quantities; at most 5. */
function nextReceipts(book: BookColumns, product: number): { data: string; qtd: number }[] {
  const { data, start, length } = book.productReceipts;
  const found: { data: string; qtd: number }[] = [];
  for (let i = 0; i < length[product]! && found.length < MOST_RECEIPTS; i++) {
    const receipt = data[start[product]! + i]!;
    const date = book.receiptDate[receipt]!;
    if (date < book.today) continue;
    found.push({ data: formatIsoDate(date), qtd: quantityToWire(book.receiptQuantity[receipt]!) });
  }
  return found;
}

/**
 * Why an item is short. `livre` rises only by receipts, so a safe day means that a receipt gives it; without one,
 * stock and receipts of the horizon may do and be held by others, or there may be no receipt, or too little.
 */
function shortageReason({ book, analysis }: EngineView, item: number): ShortageReason {
  if (analysis.safeDay[item]! >= 0) return 'AGUARDA_ENTRADA';
  const product = book.itemProduct[item]!;
  const receipts = receiptsBy(book, product, HORIZON_DAYS - 1);
  if (book.stock[product]! + receipts >= book.itemQuantity[item]!) return 'DISPUTADO';
  return receipts === 0 ? 'SEM_ENTRADA' : 'ENTRADA_INSUFICIENTE';
}

/** Receipts of a product from today up to a day, thousandths. */
function receiptsBy(book: BookColumns, product: number, lastDay: number): number {
  return receiptsBetween(book, product, 0, lastDay);
}

function receiptsBetween(book: BookColumns, product: number, firstDay: number, lastDay: number): number {
  const { data, start, length } = book.productReceipts;
  let total = 0;
  for (let i = 0; i < length[product]!; i++) {
    const receipt = data[start[product]! + i]!;
    const day = book.receiptDate[receipt]! - book.today;
    if (day >= firstDay && day <= lastDay) total += book.receiptQuantity[receipt]!;
  }
  return total;
}

const free = new Float64Array(HORIZON_DAYS);

/**
 * Who holds the stock on the first day of the lowest `livre` of D0..D7: pieces of other orders due by then, in rank
 * order, at most 5 listed. Total and count come from the balances, so that only the listed pieces are visited.
 */
function holders(
  engine: EngineView,
  item: number,
  lists: AnswerLists,
): Pick<OrderItemAnswer, 'ocupado_por' | 'ocupado_total' | 'ocupado_restantes'> {
  const { book, balances } = engine;
  const product = book.itemProduct[item]!;
  freeBalance(book, balances, item, free);
  let day = 0;
  for (let next = 1; next <= WEEK_END_DAY; next++) if (free[next]! < free[day]!) day = next;
  const supply = book.stock[product]! + receiptsBy(book, product, day);
  const ownDue = duePieces(book, item, day);
  const count = dueCounts(book, balances, product)[day]! - ownDue;
  const most = Math.min(count, MOST_HOLDERS);
  return {
    ocupado_por: lists.held(engine, item, day, most),
    ocupado_total: quantityToWire(supply - free[day]!),
    ocupado_restantes: count - most,
  };
}

function duePieces(book: BookColumns, item: number, day: number): number {
  let count = 0;
  for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
    if (dueDay(book.pieceDate[piece]!, book.today) <= day) count++;
  }
  return count;
}

/** Who holds a product, as an answer lists them. */
export type Holders = OrderItemAnswer['ocupado_por'];
/** Makes the lists of pieces in an answer. */
export interface AnswerLists {
  /** At most `most` holders of an item's product by a day, the item itself left out. */
  held(engine: EngineView, item: number, day: number, most: number): Holders;
  /** Who is before the decisive item; asked for once an answer. */
  queue(engine: EngineView, decisive: Decisive, policy: PromisePolicy): ListedQueue;
}

/** Who is before an item: the first of them, the quantity of all in thousandths, and how many are not listed. */
export interface ListedQueue {
  readonly listed: Holders;
  readonly total: number;
  readonly rest: number;
}

const LISTS: AnswerLists = {
  held: ({ book }, item, day, most) =>
    firstPieces(book, book.itemProduct[item]!, item, day, most).map((piece) => holderOf(book, piece)),
  queue: (engine, decisive, policy) => {
    const { pieces, total, count } = piecesAhead(engine, decisive, policy, MOST_HOLDERS);
    const listed = pieces.map((piece) => holderOf(engine.book, piece));
    return { listed, total, rest: count - pieces.length };
  },
};

/** Pieces of a product due by a day, in rank order, those of one item left out (-1: of none). */
export function firstPieces(
  book: BookColumns,
  product: number,
  item: number,
  day: number,
  most: number,
): number[] {
  const { data, start, length } = book.productPieces;
  const end = start[product]! + length[product]!;
  const pieces: number[] = [];
  for (let i = start[product]!; i < end && pieces.length < most; i++) {
    const piece = data[i]!;
    if (book.pieceItem[piece] === item || dueDay(book.pieceDate[piece]!, book.today) > day) continue;
    pieces.push(piece);
  }
  return pieces;
}

/** The order that a piece belongs to, and what it takes. */
export function holderOf(book: BookView, piece: number): Holders[number] {
  const date = book.pieceDate[piece]!;
  return {
    num_pedido: book.orders.code(book.itemOrder[book.pieceItem[piece]!]!),
    qtd: quantityToWire(book.pieceQuantity[piece]!),
    origem: PIECE_SOURCES[book.pieceKind[piece]!]!,
    expedicao: date === NO_DATE ? null : formatIsoDate(date),
  };
}
