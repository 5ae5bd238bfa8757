import type { PromisePolicy, PromiseSituation } from '../src/contract/codes.ts';
import { NO_DAY, type PromiseAnswers, PromiseCollector } from './answers.ts';
import { UNDATED } from './book.ts';
import type { Workload } from './workload.ts';

/*
 * The peer "plain TypeScript" for the ranked promise of the whole book (section 5): one array of piece objects, sorted
 * once, and a balance of 29 numbers a product.
 */

const DAYS = 29;

interface Piece {
  kind: number;
  /** The real date, UNDATED when unscheduled. */
  date: number;
  /** Earliest horizon day the piece may be promised; 29 or more when it is due after the horizon. */
  due: number;
  quantity: number;
  cod_produto: string;
  order: Order;
  promised: number | null;
}

interface Order {
  num_pedido: string;
  /** Earliest order date of the open lines; 0 when there is none, so that it comes first. */
  data_pedido: number;
  open: boolean;
  pieces: Piece[];
}

export interface PromiseBook {
  today: number;
  orders: Order[];
  pieces: Piece[];
  /** Stock and receipts of each product as end-of-day balances without any requirement. */
  supply: Map<string, number[]>;
}

interface OrderPromise {
  num_pedido: string;
  data: number | null;
  situacao: PromiseSituation;
}

/** Makes the objects (not timed). */
export function loadPromiseObjects(work: Workload): PromiseBook {
  const orders = work.orders.map((num_pedido, order): Order => {
    const date = work.orderDate[order]!;
    return { num_pedido, data_pedido: date === UNDATED ? 0 : date, open: false, pieces: [] };
  });
  for (const order of work.items.order) orders[order]!.open = true;
  const { pieces } = work;
  const list = Array.from({ length: pieces.count }, (_, row): Piece => {
    const order = orders[pieces.order[row]!]!;
    const date = pieces.date[row]! | 0;
    const piece = {
      kind: pieces.kind[row]! | 0,
      date,
      due: date === UNDATED ? 0 : pieces.day[row]! | 0,
      quantity: pieces.quantity[row]!,
      cod_produto: work.products[pieces.product[row]!]!,
      order,
      promised: null,
    };
    order.pieces.push(piece);
    return piece;
  });
  return { today: work.today, orders, pieces: list, supply: supplyByProduct(work) };
}

function supplyByProduct(work: Workload): Map<string, number[]> {
  const received = work.products.map(() => new Array<number>(DAYS).fill(0));
  const { receipts } = work;
  for (let row = 0; row < receipts.count; row++) {
    received[receipts.product[row]!]![receipts.day[row]!]! += receipts.quantity[row]!;
  }
  return new Map(
    work.products.map((code, product) => {
      let running = work.stock[product]!;
      const balance = received[product]!.map((quantity) => {
        running += quantity;
        return running;
      });
      return [code, balance];
    }),
  );
}

/** Section 5 for the whole book (timed). */
export function promiseObjects(book: PromiseBook, policy: PromisePolicy): OrderPromise[] {
  const ranked = [...book.pieces].sort(compareRank);
  const left = new Map([...book.supply].map(([code, balance]) => [code, balance.slice()]));
  if (policy === 'por_item') for (const piece of ranked) promisePiece(piece, left.get(piece.cod_produto)!);
  else for (const order of new Set(ranked.map((piece) => piece.order))) promiseOrder(order, left);
  return book.orders.filter((order) => order.open).map((order) => orderPromise(book, order));
}

function compareRank(a: Piece, b: Piece): number {
  return (
    rankClass(a) - rankClass(b) ||
    a.date - b.date ||
    a.order.data_pedido - b.order.data_pedido ||
    compareCodes(a.order.num_pedido, b.order.num_pedido) ||
    compareCodes(a.cod_produto, b.cod_produto) ||
    a.quantity - b.quantity
  );
}

/** Allocations, drafts, dated remainders, undated remainders. */
function rankClass(piece: Piece): number {
  return piece.kind === 2 && piece.date === UNDATED ? 3 : piece.kind;
}

/** Codes of the books in use are ASCII: this is byte order. */
function compareCodes(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function promisePiece(piece: Piece, balance: number[]): void {
  piece.promised = null;
  const day = firstDay(balance, piece.due, piece.quantity);
  if (day === null) return;
  piece.promised = day;
  for (let later = day; later < DAYS; later++) balance[later]! -= piece.quantity;
}

/** First day from `from` on from which the balance stays at least at `quantity`. */
function firstDay(balance: readonly number[], from: number, quantity: number): number | null {
  if (from >= DAYS) return null;
  let first = DAYS;
  while (first > from && balance[first - 1]! >= quantity) first--;
  return first < DAYS ? first : null;
}

function promiseOrder(order: Order, left: Map<string, number[]>): void {
  const needed = new Map<string, number>();
  let day: number | null = 0;
  for (const piece of order.pieces) {
    piece.promised = null;
    day = Math.max(day, piece.due);
    needed.set(piece.cod_produto, (needed.get(piece.cod_produto) ?? 0) + piece.quantity);
  }
  for (const [code, quantity] of needed) {
    day = firstDay(left.get(code)!, day, quantity);
    if (day === null) return;
  }
  for (const piece of order.pieces) piece.promised = day;
  for (const [code, quantity] of needed) {
    const balance = left.get(code)!;
    for (let later = day; later < DAYS; later++) balance[later]! -= quantity;
  }
}

function orderPromise(book: PromiseBook, order: Order): OrderPromise {
  let data: number | null = 0;
  let latest = -Infinity;
  let beyond = false;
  for (const piece of order.pieces) {
    if (piece.date !== UNDATED) latest = Math.max(latest, piece.date - book.today);
    if (piece.due >= DAYS) beyond = true;
    data = data === null || piece.promised === null ? null : Math.max(data, piece.promised);
  }
  let situacao: PromiseSituation = 'ATRASADO';
  if (beyond) situacao = 'FORA_DO_HORIZONTE';
  else if (data === null) situacao = 'SEM_DATA';
  else if (latest === -Infinity || data <= latest) situacao = 'NO_PRAZO';
  return { num_pedido: order.num_pedido, data, situacao };
}

/** The common form of the answers (not timed). */
export function promiseObjectAnswers(work: Workload, promises: readonly OrderPromise[]): PromiseAnswers {
  const positions = new Map(work.orders.map((code, position) => [code, position]));
  const collector = new PromiseCollector();
  for (const { num_pedido, data, situacao } of promises) {
    collector.add(positions.get(num_pedido)!, data ?? NO_DAY, situacao);
  }
  return collector.finish();
}
