import type { Severity } from '../src/contract/codes.ts';
import { type AnalysisAnswers, AnalysisCollector, NO_DAY } from './answers.ts';
import { exactShareInHundredths, shareInHundredths } from './rounding.ts';
import type { Workload } from './workload.ts';

/*
 * The peer "plain TypeScript": objects and Maps keyed by code, as a careful application developer writes it. Quantities
 * are integers; one pass over the days of an item gives all its answers; nothing is copied.
 */

const DAYS = 29;
const LAST_WEEK_DAY = 7;

export interface Piece {
  /** Horizon day; UNDATED when unscheduled. */
  day: number;
  quantity: number;
}

export interface Item {
  cod_produto: string;
  qtd_saldo: number;
  valor: number;
  pieces: Piece[];
}

export interface Order {
  num_pedido: string;
  itens: Item[];
}

export interface Receipt {
  day: number;
  quantity: number;
}

/** The book as objects. */
export interface ObjectBook {
  stock: Map<string, number>;
  /** Pieces of each product, whatever order they belong to. */
  pieces: Map<string, Piece[]>;
  receipts: Map<string, Receipt[]>;
  orders: Order[];
}

interface ItemAnswer {
  cod_produto: string;
  estoque_min_d7: number;
  ruptura_qtd: number;
  data_disponivel: number | null;
  data_segura: number | null;
}

export interface OrderAnswer {
  num_pedido: string;
  pedido_ok: boolean;
  /** Hundredths of a per cent. */
  percentual_disponibilidade: number;
  data_segura_total: number | null;
  criticidade: Severity | null;
  itens: ItemAnswer[];
}

/** Makes the objects (not timed). */
export function loadObjects(work: Workload): ObjectBook {
  const book: ObjectBook = { stock: new Map(), pieces: new Map(), receipts: new Map(), orders: [] };
  work.products.forEach((code, product) => {
    book.stock.set(code, compact(work.stock[product]!));
  });
  const { receipts } = work;
  for (let row = 0; row < receipts.count; row++) {
    const receipt = { day: compact(receipts.day[row]!), quantity: compact(receipts.quantity[row]!) };
    push(book.receipts, work.products[receipts.product[row]!]!, receipt);
  }
  const items = loadItems(work, book);
  const { pieces } = work;
  for (let row = 0; row < pieces.count; row++) {
    const piece: Piece = { day: compact(pieces.day[row]!), quantity: compact(pieces.quantity[row]!) };
    const product = pieces.product[row]!;
    push(book.pieces, work.products[product]!, piece);
    items.get(pieces.order[row]! * work.products.length + product)?.pieces.push(piece);
  }
  return book;
}

/** V8 keeps small integers in the object itself, but a number out of a Float64Array in a box of its own. */
function compact(value: number): number {
  const small = value | 0;
  return small === value ? small : value;
}

function loadItems(work: Workload, book: ObjectBook): Map<number, Item> {
  const byPair = new Map<number, Item>();
  const orders = new Map<number, Order>();
  const { items } = work;
  for (let row = 0; row < items.count; row++) {
    const number = items.order[row]!;
    let order = orders.get(number);
    if (order === undefined) {
      order = { num_pedido: work.orders[number]!, itens: [] };
      orders.set(number, order);
      book.orders.push(order);
    }
    const product = items.product[row]!;
    const item: Item = {
      cod_produto: work.products[product]!,
      qtd_saldo: compact(items.quantity[row]!),
      valor: items.value[row]!,
      pieces: [],
    };
    order.itens.push(item);
    byPair.set(number * work.products.length + product, item);
  }
  return byPair;
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Section 4 for every order (timed). Days are counted from today. */
export function analyseObjects(book: ObjectBook): OrderAnswer[] {
  const projections = projectAll(book);
  return book.orders.map((order) => analyseOrder(order, projections));
}

function projectAll(book: ObjectBook): Map<string, number[]> {
  const projections = new Map<string, number[]>();
  for (const [code, stock] of book.stock) {
    projections.set(code, project(stock, book.pieces.get(code) ?? [], book.receipts.get(code) ?? []));
  }
  return projections;
}

/** End-of-day balances of one product. */
export function project(stock: number, pieces: readonly Piece[], receipts: readonly Receipt[]): number[] {
  const balance = new Array<number>(DAYS).fill(0);
  for (const piece of pieces) {
    if (piece.day < DAYS) balance[piece.day]! -= piece.quantity;
  }
  for (const receipt of receipts) balance[receipt.day]! += receipt.quantity;
  let running = stock;
  for (let day = 0; day < DAYS; day++) {
    running += balance[day]!;
    balance[day] = running;
  }
  return balance;
}

/** Section 4 for one order. */
export function analyseOrder(order: Order, projections: Map<string, number[]>): OrderAnswer {
  const itens: ItemAnswer[] = [];
  let short = 0;
  let value = 0;
  let shortValue = 0;
  let latest: number | null = 0;
  for (const item of order.itens) {
    const answer = analyseItem(item, projections.get(item.cod_produto)!);
    itens.push(answer);
    value += item.valor;
    if (item.qtd_saldo <= answer.estoque_min_d7) continue;
    short++;
    shortValue += item.valor;
    latest = latest === null || answer.data_segura === null ? null : Math.max(latest, answer.data_segura);
  }
  const percent = availability(order, itens, short, value, shortValue);
  return {
    num_pedido: order.num_pedido,
    pedido_ok: short === 0,
    percentual_disponibilidade: percent,
    data_segura_total: latest,
    criticidade: severity(short, 10_000 - percent),
    itens,
  };
}

function analyseItem(item: Item, projected: readonly number[]): ItemAnswer {
  const needed = item.qtd_saldo;
  const free = item.pieces.length === 0 ? projected : withOwnPieces(projected, item.pieces);
  let minimum = free[0]!;
  for (let day = 1; day <= LAST_WEEK_DAY; day++) if (free[day]! < minimum) minimum = free[day]!;
  let first = 0;
  while (first < DAYS && free[first]! < needed) first++;
  let safe = DAYS;
  while (safe > 0 && free[safe - 1]! >= needed) safe--;
  return {
    cod_produto: item.cod_produto,
    estoque_min_d7: minimum,
    ruptura_qtd: needed > minimum ? needed - Math.max(minimum, 0) : 0,
    data_disponivel: first < DAYS ? first : null,
    data_segura: safe < DAYS ? safe : null,
  };
}

/** One array for all items: a new one each would cost more than the arithmetic. */
const scratch = new Array<number>(DAYS).fill(0);

/** The balance without the order's own requirements. */
function withOwnPieces(projected: readonly number[], pieces: readonly Piece[]): number[] {
  for (let day = 0; day < DAYS; day++) scratch[day] = projected[day]!;
  for (const piece of pieces) {
    for (let day = piece.day; day < DAYS; day++) scratch[day]! += piece.quantity;
  }
  return scratch;
}

function availability(
  order: Order,
  answers: readonly ItemAnswer[],
  short: number,
  value: number,
  shortValue: number,
): number {
  if (short === 0) return 10_000;
  let percent: number;
  if (value === 0) percent = shareInHundredths(answers.length - short, answers.length);
  else if (value <= Number.MAX_SAFE_INTEGER) percent = shareInHundredths(value - shortValue, value);
  else percent = availabilityOfHugeValue(order, answers);
  return Math.min(percent, 9_999);
}

function availabilityOfHugeValue(order: Order, answers: readonly ItemAnswer[]): number {
  let value = 0n;
  let ready = 0n;
  order.itens.forEach((item, i) => {
    value += BigInt(item.valor);
    if (item.qtd_saldo <= answers[i]!.estoque_min_d7) ready += BigInt(item.valor);
  });
  return exactShareInHundredths(ready, value);
}

/** @param shortShare `percentual_ruptura` in hundredths of a per cent */
function severity(short: number, shortShare: number): Severity | null {
  if (short === 0) return null;
  if (short > 3 && shortShare > 1_000) return 'CRITICA';
  if (short > 3 || shortShare > 1_000) return 'ALTA';
  if (short > 2 || shortShare > 500) return 'MEDIA';
  return 'BAIXA';
}

/** The common form of the answers (not timed). */
export function objectAnswers(work: Workload, answers: readonly OrderAnswer[]): AnalysisAnswers {
  const collector = new AnalysisCollector();
  const orders = positions(work.orders);
  const products = positions(work.products);
  for (const answer of answers) {
    const order = orders.get(answer.num_pedido)!;
    const { pedido_ok, percentual_disponibilidade: percent, criticidade } = answer;
    collector.addOrder(order, pedido_ok, percent, answer.data_segura_total ?? NO_DAY, criticidade);
    for (const item of answer.itens) {
      const product = products.get(item.cod_produto)!;
      const first = item.data_disponivel ?? NO_DAY;
      collector.addItem(
        order,
        product,
        item.estoque_min_d7,
        item.ruptura_qtd,
        first,
        item.data_segura ?? NO_DAY,
      );
    }
  }
  return collector.finish();
}

function positions(codes: readonly string[]): Map<string, number> {
  return new Map(codes.map((code, position) => [code, position]));
}
