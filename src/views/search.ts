import type { Engine } from '../availability/engine.ts';
import type { FoundCustomer, FoundProduct, SearchAnswer } from '../contract/search-wire.ts';
import { formatIsoDate, quantityToWire } from '../contract/units.ts';
import { type Book, isExact, isIdle } from '../ledger/book.ts';
import { compareCodes } from '../ledger/codes.ts';
import { productName } from '../projection/projection-answer.ts';
import { instantText } from './answers.ts';
import type { OrderBook } from './order-book.ts';
import {
  folded,
  foldedWords,
  type OrderColumns,
  type OrderHeader,
  type OrderHeaders,
  ValueSum,
} from './order-book-columns.ts';
import type { ProductNames } from './product-names.ts';
import { standingOf } from './product-standing.ts';
import { Best, beginRank, NO_MATCH } from './search-rank.ts';

/** Words of a search beyond these are not looked at. */
const MOST_WORDS = 8;

/** What is looked for: the text as a code, and its words. */
interface Question {
  readonly whole: string;
  readonly words: readonly string[];
}

/** What is looked through. */
export interface Searched {
  readonly orderBook: OrderBook;
  readonly productNames: ProductNames;
}

/**
 * Orders, products and customers that match a text: codes that are it, then codes that begin with it, then what has
 * all its words. Looked for in memory, in some milliseconds at 100,000 orders.
 * @param most of each kind
 */
export function search(
  { orderBook, productNames }: Searched,
  engine: Engine,
  text: string,
  most: number,
  now: Date,
): SearchAnswer {
  const question = { whole: folded(text.trim()), words: foldedWords(text).slice(0, MOST_WORDS) };
  return {
    q: text,
    ...searchOrders(orderBook, engine, question, most),
    produtos: searchProducts(productNames, engine, question, most),
    versao: engine.book.version,
    calculado_em: instantText(engine, now),
  };
}

function searchOrders(
  orderBook: OrderBook,
  engine: Engine,
  question: Question,
  most: number,
): Pick<SearchAnswer, 'pedidos' | 'clientes'> {
  const columns = orderBook.list.columns(engine);
  const customers = new CustomerSearch(orderBook.list.headers(engine), question);
  const codes = foldedCodesOf(engine.book);
  const best = new Best(most);
  for (const order of orderBook.list.sorted(engine, 'num_pedido')) {
    const header = columns.header[order]!;
    customers.add(header, columns, order);
    const code = codes.get(order);
    const begins = beginRank(question.whole, code);
    const rank = begins === NO_MATCH && customers.hasAll(header, code) ? 2 : begins;
    // Of the orders of a customer, those that ship first; of codes, in their own order.
    if (rank !== NO_MATCH) best.add(rank, rank === 2 ? engine.book.orderShipDate[order]! : 0, order);
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

/** Looks at every header once, however many orders have it. */
class CustomerSearch {
  readonly #headers: OrderHeaders;
  readonly #question: Question;
  /** Words of each header, as bits; by header. */
  readonly #words: number[] = [];
  /** The customer of each header, null where it does not match. */
  readonly #sums: (CustomerSum | null)[] = [];
  readonly #byName = new Map<string, CustomerSum | null>();
  readonly #allWords: number;

  constructor(headers: OrderHeaders, question: Question) {
    this.#headers = headers;
    this.#question = question;
    this.#allWords = (1 << question.words.length) - 1;
  }

  /** Counts an order for its customer, where that matches. */
  add(header: number, columns: OrderColumns, order: number): void {
    let sum = this.#sums[header];
    if (sum === undefined) {
      sum = this.#sumOf(this.#headers.get(header));
      this.#sums[header] = sum;
    }
    if (sum === null) return;
    sum.orders++;
    sum.value.add(columns.valueHigh[order]!, columns.valueLow[order]!);
    sum.short.add(columns.shortHigh[order]!, columns.shortLow[order]!);
  }

  #sumOf({ cliente, foldedCustomer }: OrderHeader): CustomerSum | null {
    if (cliente === null) return null;
    const known = this.#byName.get(cliente);
    if (known !== undefined) return known;
    const { whole, words } = this.#question;
    const begins = beginRank(whole, foldedCustomer);
    const rank = begins === NO_MATCH && holdsAll(words, foldedCustomer, '') ? 2 : begins;
    const sum =
      rank === NO_MATCH
        ? null
        : { name: cliente, rank, value: new ValueSum(), short: new ValueSum(), orders: 0 };
    this.#byName.set(cliente, sum);
    return sum;
  }

  /** Whether every word stands in the header or in a code. */
  hasAll(header: number, code: string): boolean {
    const { words } = this.#question;
    let held = this.#words[header];
    if (held === undefined) {
      const { foldedAll } = this.#headers.get(header);
      held = words.reduce((bits, word, at) => (foldedAll.includes(word) ? bits | (1 << at) : bits), 0);
      this.#words[header] = held;
    }
    for (let at = 0; held !== this.#allWords && at < words.length; at++) {
      if ((held & (1 << at)) === 0 && !code.includes(words[at]!)) return false;
    }
    return true;
  }

  found(most: number): SearchAnswer['clientes'] {
    const all = [...this.#byName.values()].filter((sum) => sum !== null);
    const best = new Best(most, (a, b) => compareCodes(all[a]!.name, all[b]!.name));
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

function searchProducts(
  productNames: ProductNames,
  engine: Engine,
  { whole, words }: Question,
  most: number,
): SearchAnswer['produtos'] {
  const { book } = engine;
  const best = new Best(most, (a, b) => compareCodes(book.products.code(a), book.products.code(b)));
  for (let product = 0; product < book.products.size; product++) {
    if (!book.products.has(product) || isIdle(book, product)) continue;
    const { foldedCode, foldedName } = productNames.get(engine, product);
    const begins = beginRank(whole, foldedCode);
    const rank = begins === NO_MATCH && holdsAll(words, foldedCode, foldedName) ? 2 : begins;
    if (rank !== NO_MATCH) best.add(rank, 0, product);
  }
  return { total: best.total, itens: best.list.map((product) => foundProduct(engine, product)) };
}

function holdsAll(words: readonly string[], code: string, name: string): boolean {
  for (const word of words) if (!name.includes(word) && !code.includes(word)) return false;
  return true;
}

function foundProduct(engine: Engine, product: number): FoundProduct {
  const { book } = engine;
  const { code, status, stockoutDay } = standingOf(engine, product);
  const exact = isExact(book, product);
  return {
    cod_produto: code,
    nome_produto: productName(book, product),
    status_ruptura: exact ? status : null,
    dia_ruptura: !exact || stockoutDay < 0 ? null : formatIsoDate(book.today + stockoutDay),
    estoque_atual: quantityToWire(book.stock[product]!),
  };
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
