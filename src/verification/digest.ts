import { createHash } from 'node:crypto';
import { decisiveItem } from '../availability/decisive.ts';
import { type Engine, itemPromiseOf, promiseOf } from '../availability/engine.ts';
import { isOpenOrder } from '../availability/order-answer.ts';
import { piecesAhead } from '../availability/queues.ts';
import { PROMISE_POLICIES } from '../contract/codes.ts';
import { type Book, inexactProduct, isExact, isIdle } from '../ledger/book.ts';
import { balancesOf } from '../projection/balances.ts';

/** Stands for figures that are told to nobody, because they are not exact. */
const INEXACT = '?';

/** What an engine answers, in one comparable form. */
export interface AnswerDigest {
  readonly versao: number;
  readonly hoje: number;
  readonly produtos: number;
  readonly pedidos: number;
  /** SHA-256 over balances of all products, analysis and promises of all open orders, and notes, each by code. */
  readonly sha256: string;
}

/** Sums up every answer of an engine; equal books give equal digests, whatever events led to them. */
export function digestOf(engine: Engine): AnswerDigest {
  const { book } = engine;
  const hash = createHash('sha256');
  let products = 0;
  for (const product of book.products.sorted()) {
    if (isIdle(book, product)) continue;
    products++;
    const balances = isExact(book, product) ? balancesOf(engine.balances, product).join() : INEXACT;
    hash.update(`${book.products.code(product)}\t${balances}\n`);
  }
  let orders = 0;
  for (const order of book.orders.sorted()) {
    if (!isOpenOrder(book, order)) continue;
    orders++;
    const line =
      inexactProduct(book, order) < 0 ? orderLine(engine, order) : `${book.orders.code(order)}\t${INEXACT}`;
    hash.update(`${line}\n`);
  }
  for (const line of noteLines(book)) hash.update(line);
  return {
    versao: book.version,
    hoje: book.today,
    produtos: products,
    pedidos: orders,
    sha256: hash.digest('hex'),
  };
}

/** Notes, but for when and in which write: a backup that comes back tells the same. */
function noteLines({ notes }: Book): string[] {
  return Array.from(notes, ([code, { nota, responsavel, adiado_ate, alterado_por }]) =>
    JSON.stringify([code, nota, responsavel, adiado_ate, alterado_por]),
  ).sort();
}

function orderLine(engine: Engine, order: number): string {
  const { book, analysis } = engine;
  const items: string[] = [];
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    if (book.itemQuantity[item] === 0) continue;
    const code = book.products.code(book.itemProduct[item]!);
    const days = `${analysis.availableDay[item]},${analysis.safeDay[item]}`;
    const promised = PROMISE_POLICIES.map((policy) => itemPromiseOf(engine, item, policy));
    items.push(`${code}:${book.itemQuantity[item]},${analysis.lowest[item]},${days},${promised}`);
  }
  const promises = PROMISE_POLICIES.map((policy) => {
    const { day, situation, earliest } = promiseOf(engine, order, policy);
    const decisive = decisiveItem(engine, order, policy);
    const { total, count } = piecesAhead(engine, decisive, policy, 0);
    const product = book.products.code(book.itemProduct[decisive.item]!);
    return `${day}:${situation}:${earliest}:${product}:${total}:${count}`;
  });
  const summary = [analysis.itemCount[order], analysis.shortCount[order], analysis.available[order]];
  return [
    book.orders.code(order),
    ...summary,
    analysis.completeDay[order],
    ...promises,
    ...items.sort(),
  ].join('\t');
}
