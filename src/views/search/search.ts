import type { Engine } from '../../availability/engine.ts';
import type { FoundProduct, SearchAnswer } from '../../contract/search-wire.ts';
import { formatIsoDate, quantityToWire } from '../../contract/units.ts';
import { isExact, isIdle } from '../../ledger/book.ts';
import { compareCodes } from '../../ledger/codes.ts';
import { productName } from '../../projection/projection-answer.ts';
import { instantText } from '../answers.ts';
import type { OrderBook } from '../orders/order-book.ts';
import { standingOf } from '../products/product-standing.ts';
import type { ProductNames } from './product-names.ts';
import { searchLots } from './search-lots.ts';
import { searchOrders } from './search-orders.ts';
import { type Question, questionOf, WordSearch } from './search-question.ts';
import { BestAndNear, beginRank, isNearCode, NEAR, NO_MATCH } from './search-rank.ts';

/** What is looked through. */
export interface Searched {
  readonly orderBook: OrderBook;
  readonly productNames: ProductNames;
}

/**
 * Orders, products, customers and lots that match a text: codes that are it, then codes that begin with it, then what
 * has all its words, then what has them with a letter wrong or by their sound. Codes with a character wrong are only
 * taken where nothing else is found. Looked for in memory, in some milliseconds at 100,000 orders.
 * @param most of each kind
 */
export function search(
  { orderBook, productNames }: Searched,
  engine: Engine,
  text: string,
  most: number,
  now: Date,
): SearchAnswer {
  const question = questionOf(text);
  return {
    q: text,
    ...searchOrders(orderBook, engine, question, most),
    produtos: searchProducts(productNames, engine, question, most),
    lotes: searchLots(engine, question, most),
    versao: engine.book.version,
    calculado_em: instantText(engine, now),
  };
}

function searchProducts(
  productNames: ProductNames,
  engine: Engine,
  question: Question,
  most: number,
): SearchAnswer['produtos'] {
  const { book } = engine;
  const words = new WordSearch(book, question);
  const best = new BestAndNear(most, (a, b) => compareCodes(book.products.code(a), book.products.code(b)));
  const nearCodes: number[] = [];
  for (let product = 0; product < book.products.size; product++) {
    if (!book.products.has(product) || isIdle(book, product)) continue;
    const { foldedCode, foldedName, words: numbers } = productNames.get(engine, product);
    const begins = beginRank(question.whole, foldedCode);
    const rank = begins === NO_MATCH ? words.rank(words.heldBy(foldedName, numbers), foldedCode) : begins;
    best.add(rank, 0, product);
    if (rank === NO_MATCH && isNearCode(question.whole, foldedCode)) nearCodes.push(product);
  }
  if (best.total === 0) for (const product of nearCodes) best.add(NEAR, 0, product);
  return { total: best.total, itens: best.list.map((product) => foundProduct(engine, product)) };
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
