import { type Engine, itemPromiseOf } from '../../availability/engine.ts';
import { dayText, isShort, openItems, toCents } from '../../availability/order-answer.ts';
import { dateText, headerOf } from '../../availability/order-row.ts';
import { RupturaError } from '../../contract/errors.ts';
import type { ProductOrder, ProductOrdersAnswer } from '../../contract/stock-wire.ts';
import { quantityToWire } from '../../contract/units.ts';
import { type Book, isExact, itemValue } from '../../ledger/book.ts';
import { compareCodes } from '../../ledger/codes.ts';
import { instantText } from '../answers.ts';

/** An open order with the product, as the list sorts it. */
interface Wanted {
  readonly item: number;
  readonly isShort: boolean;
  readonly value: bigint;
  readonly code: string;
}

/**
 * The open orders with a product: those that lack it first, most value first; then the others by ship date.
 * @throws RupturaError QUANTIDADES_GRANDES_DEMAIS
 */
export function answerProductOrders(
  engine: Engine,
  code: string,
  { position, limit }: { readonly position: number; readonly limit: number },
  now: Date,
): ProductOrdersAnswer {
  const { book } = engine;
  const product = book.products.find(code);
  if (product >= 0 && !isExact(book, product))
    throw new RupturaError('QUANTIDADES_GRANDES_DEMAIS', { cod_produto: code });
  const wanted = product < 0 ? [] : wantedOf(engine, product);
  const short = wanted.filter((one) => one.isShort);
  return {
    cod_produto: code,
    pedidos: wanted.slice(position, position + limit).map((one) => productOrder(engine, one)),
    posicao: position,
    total: wanted.length,
    em_falta: short.length,
    valor_em_falta: toCents(short.reduce((sum, { value }) => sum + value, 0n)),
    versao: book.version,
    calculado_em: instantText(engine, now),
  };
}

function wantedOf(engine: Engine, product: number): Wanted[] {
  const { book } = engine;
  const { data, start, length } = book.productPieces;
  const wanted: Wanted[] = [];
  for (let i = start[product]!; i < start[product]! + length[product]!; i++) {
    const item = book.pieceItem[data[i]!]!;
    // An item is listed with the first of its pieces.
    if (book.firstPiece[item] !== data[i] || book.itemQuantity[item] === 0) continue;
    wanted.push({
      item,
      isShort: isShort(engine, item),
      value: itemValue(book, item),
      code: book.orders.code(book.itemOrder[item]!),
    });
  }
  return wanted.sort((a, b) => compareWanted(book, a, b));
}

function compareWanted(book: Book, a: Wanted, b: Wanted): number {
  if (a.isShort !== b.isShort) return a.isShort ? -1 : 1;
  if (a.isShort && a.value !== b.value) return a.value > b.value ? -1 : 1;
  const byDay = book.itemShipDate[a.item]! - book.itemShipDate[b.item]!;
  return byDay !== 0 ? byDay : compareCodes(a.code, b.code);
}

function productOrder(engine: Engine, { item, isShort: short, value, code }: Wanted): ProductOrder {
  const { book, analysis } = engine;
  const quantity = book.itemQuantity[item]!;
  const missing = short ? quantity - Math.max(analysis.lowest[item]!, 0) : 0;
  return {
    num_pedido: code,
    cliente: headerOf(book, openItems(book, book.itemOrder[item]!)).cliente,
    expedicao: dateText(book.itemShipDate[item]!),
    qtd_saldo: quantityToWire(quantity),
    ruptura_qtd: quantityToWire(missing),
    valor_total: toCents(value),
    promessa: dayText(book, itemPromiseOf(engine, item, book.rules.policy)),
  };
}
