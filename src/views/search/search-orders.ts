import type { Engine } from '../../availability/engine.ts';
import type { FoundCustomer, SearchAnswer } from '../../contract/search-wire.ts';
import type { Book } from '../../ledger/book.ts';
import { compareCodes } from '../../ledger/codes.ts';
import { folded } from '../folded-text.ts';
import type { OrderBook } from '../orders/order-book.ts';
import type { OrderColumns, OrderHeaders } from '../orders/order-book-columns.ts';
import { ValueSum } from '../value-sum.ts';
import { type HeaderWords, headerWordsOf, type KnownCustomer } from './header-words.ts';
import { type Question, WordSearch } from './search-question.ts';
import { BestAndNear, beginRank, isNearCode, NEAR, NO_MATCH } from './search-rank.ts';

/** Orders and customers that match. @param most of each */
export function searchOrders(
  orderBook: OrderBook,
  engine: Engine,
  question: Question,
  most: number,
): Pick<SearchAnswer, 'pedidos' | 'clientes'> {
  const columns = orderBook.list.columns(engine);
  const codes = foldedCodesOf(engine.book);
  const sorted = orderBook.list.sorted(engine, 'num_pedido');
  const headers = orderBook.list.headers(engine);
  const customers = new CustomerSearch(engine.book, headers, question, columns, sorted);
  const best = new BestAndNear(most);
  for (const order of sorted) {
    const header = columns.header[order]!;
    customers.add(header, columns, order);
    const code = codes.get(order);
    const begins = beginRank(question.whole, code);
    if (begins !== NO_MATCH) best.add(begins, 0, order);
    // Of the orders of a customer, those that ship first; of codes, in their own order.
    else best.add(customers.rank(header, code), engine.book.orderShipDate[order]!, order);
  }
  if (best.total === 0) {
    for (const order of sorted) if (isNearCode(question.whole, codes.get(order))) best.add(NEAR, 0, order);
  }
  const itens = best.list.map((order) => {
    const row = orderBook.row(engine, order);
    const { num_pedido, cliente, cidade, uf, expedicao, pedido_ok, criticidade, promessa } = row;
    const found = { num_pedido, cliente, cidade, uf, expedicao, pedido_ok, criticidade, promessa };
    return row.inexato === undefined ? found : { ...found, inexato: row.inexato };
  });
  return { pedidos: { total: best.total, itens }, clientes: customers.found(most) };
}

interface CustomerSum {
  readonly name: string;
  readonly rank: number;
  readonly value: ValueSum;
  readonly short: ValueSum;
  orders: number;
}

/** Not looked at yet. */
const UNSEEN = -1;

/** Looks at every header and every customer once, however many orders they have. */
class CustomerSearch {
  readonly #headers: OrderHeaders;
  readonly #known: HeaderWords;
  readonly #question: Question;
  readonly #words: WordSearch;
  /** Words that stand in each header; by header. */
  readonly #held: Int32Array;
  /** By customer; null where it does not match. */
  readonly #sums: (CustomerSum | null)[];

  /** @param orders all that are asked for their rank */
  constructor(
    book: Book,
    headers: OrderHeaders,
    question: Question,
    columns: OrderColumns,
    orders: Iterable<number>,
  ) {
    this.#headers = headers;
    this.#known = headerWordsOf(book, headers);
    this.#question = question;
    this.#words = new WordSearch(book, question);
    for (const order of orders) this.#known.take(columns.header[order]!);
    this.#held = new Int32Array(this.#known.size).fill(UNSEEN);
    this.#sums = this.#known.customers.map((customer) => this.#sumOf(customer));
  }

  #sumOf({ name, folded: foldedName, words }: KnownCustomer): CustomerSum | null {
    if (name === null) return null;
    const begins = beginRank(this.#question.whole, foldedName);
    const rank = begins === NO_MATCH ? this.#words.rank(this.#words.heldBy(foldedName, words), '') : begins;
    if (rank === NO_MATCH) return null;
    return { name, rank, value: new ValueSum(), short: new ValueSum(), orders: 0 };
  }

  /** Counts an order for its customer, where that matches. */
  add(header: number, columns: OrderColumns, order: number): void {
    const sum = this.#sums[this.#known.customer(header)]!;
    if (sum === null) return;
    sum.orders++;
    sum.value.add(columns.valueHigh[order]!, columns.valueLow[order]!);
    sum.short.add(columns.shortHigh[order]!, columns.shortLow[order]!);
  }

  /** How the words stand in a header and a code together. */
  rank(header: number, code: string): number {
    let held = this.#held[header]!;
    if (held === UNSEEN) {
      held = this.#known.all(header, this.#words.inWord);
      if (this.#words.hasAcross) held |= this.#words.across(this.#headers.get(header).foldedAll);
      this.#held[header] = held;
    }
    return this.#words.rank(held, code);
  }

  found(most: number): SearchAnswer['clientes'] {
    const all = this.#sums.filter((sum): sum is CustomerSum => sum !== null && sum.orders > 0);
    const best = new BestAndNear(most, (a, b) => compareCodes(all[a]!.name, all[b]!.name));
    for (const [at, { rank, orders }] of all.entries()) best.add(rank, -orders, at);
    const itens = best.list
      .map((at) => all[at]!)
      .map(
        ({ name, orders, value, short }): FoundCustomer => ({
          cliente: name,
          pedidos: orders,
          valor_total: value.money(),
          valor_com_ruptura: short.money(),
        }),
      );
    return { total: best.total, itens };
  }
}

/** Codes of orders as searches compare them, each folded once: a number may be given to another code later. */
class FoldedCodes {
  readonly #book: Book;
  readonly #codes: string[] = [];
  readonly #folded: string[] = [];

  constructor(book: Book) {
    this.#book = book;
  }

  get(order: number): string {
    const code = this.#book.orders.code(order);
    if (this.#codes[order] !== code) {
      this.#codes[order] = code;
      this.#folded[order] = folded(code);
    }
    return this.#folded[order]!;
  }
}

const foldedCodes = new WeakMap<Book, FoldedCodes>();

function foldedCodesOf(book: Book): FoldedCodes {
  let known = foldedCodes.get(book);
  if (known === undefined) {
    known = new FoldedCodes(book);
    foldedCodes.set(book, known);
  }
  return known;
}
