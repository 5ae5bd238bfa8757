import { HORIZON_DAYS } from '../contract/codes.ts';
import { RupturaError } from '../contract/errors.ts';
import { formatIsoDate, quantityToWire, type Thousandths } from '../contract/units.ts';
import type { ProjectionAnswer } from '../contract/wire.ts';
import { type Book, dueDay, isExact } from '../ledger/book.ts';
import { NO_DATE } from '../ledger/facts.ts';
import {
  availableToPromise,
  closingBalances,
  firstDayAvailable,
  lowestOfWeek,
  stockoutDay,
  stockoutStatus,
} from './status.ts';

/** Quantities of one product by day of the horizon, and those outside it. Thousandths. */
export interface ProductFlows {
  readonly stock: Thousandths;
  readonly requirements: readonly number[];
  readonly receipts: readonly number[];
  /** Requirements without a date. */
  readonly unscheduled: Thousandths;
  /** Receipts dated before today. */
  readonly lateReceipts: Thousandths;
}

const NOTHING: ProductFlows = {
  stock: 0,
  requirements: new Array<number>(HORIZON_DAYS).fill(0),
  receipts: new Array<number>(HORIZON_DAYS).fill(0),
  unscheduled: 0,
  lateReceipts: 0,
};

/** Flows of a product of the book. */
export function productFlows(book: Book, product: number): ProductFlows {
  const requirements = new Array<number>(HORIZON_DAYS).fill(0);
  const receipts = new Array<number>(HORIZON_DAYS).fill(0);
  let unscheduled = 0;
  let lateReceipts = 0;
  for (const piece of listOf(book.productPieces, product)) {
    const date = book.pieceDate[piece]!;
    const day = dueDay(date, book.today);
    if (date === NO_DATE) unscheduled += book.pieceQuantity[piece]!;
    else if (day < HORIZON_DAYS) requirements[day]! += book.pieceQuantity[piece]!;
  }
  for (const receipt of listOf(book.productReceipts, product)) {
    const day = book.receiptDate[receipt]! - book.today;
    if (day < 0) lateReceipts += book.receiptQuantity[receipt]!;
    else if (day < HORIZON_DAYS) receipts[day]! += book.receiptQuantity[receipt]!;
  }
  return { stock: book.stock[product]!, requirements, receipts, unscheduled, lateReceipts };
}

function listOf(segments: Book['productPieces'], owner: number): Int32Array {
  const start = segments.start[owner]!;
  return segments.data.subarray(start, start + segments.length[owner]!);
}

/** Name of a product: what its items call it; the item with the oldest line that has a name decides. */
export function productName(book: Book, product: number): string | null {
  let name = 0;
  let line = Number.POSITIVE_INFINITY;
  for (const piece of listOf(book.productPieces, product)) {
    const item = book.pieceItem[piece]!;
    if (book.itemName[item] === 0 || book.itemFirstLine[item]! >= line) continue;
    line = book.itemFirstLine[item]!;
    name = book.itemName[item]!;
  }
  return book.texts.text(name);
}

/**
 * The projection of a product, known or not (an unknown product has stock 0 and nothing else).
 * @param quantity thousandths to find a day for, or null
 * @param calculatedAt ISO 8601 instant
 * @throws RupturaError QUANTIDADES_GRANDES_DEMAIS
 */
export function projectionAnswer(
  book: Book,
  code: string,
  quantity: Thousandths | null,
  calculatedAt: string,
): ProjectionAnswer {
  const product = book.products.find(code);
  if (product >= 0 && !isExact(book, product)) {
    throw new RupturaError('QUANTIDADES_GRANDES_DEMAIS', { cod_produto: code });
  }
  const flows = product < 0 ? NOTHING : productFlows(book, product);
  const closing = closingBalances(flows.stock, flows.requirements, flows.receipts);
  const atp = availableToPromise(closing);
  const day = (offset: number): string | null => (offset < 0 ? null : formatIsoDate(book.today + offset));
  return {
    cod_produto: code,
    nome_produto: product < 0 ? null : productName(book, product),
    estoque_atual: quantityToWire(flows.stock),
    projecao: closing.map((balance, offset) => ({
      data: formatIsoDate(book.today + offset),
      estoque_inicial: quantityToWire(offset === 0 ? flows.stock : closing[offset - 1]!),
      saidas: quantityToWire(flows.requirements[offset]!),
      entradas: quantityToWire(flows.receipts[offset]!),
      estoque_final: quantityToWire(balance),
      atp: quantityToWire(atp[offset]!),
    })),
    menor_estoque_7d: quantityToWire(lowestOfWeek(closing)),
    dia_ruptura: day(stockoutDay(closing)),
    status_ruptura: stockoutStatus(closing, flows.requirements),
    producao_hoje: quantityToWire(flows.receipts[0]!),
    sem_data: quantityToWire(flows.unscheduled),
    entrada_atrasada: quantityToWire(flows.lateReceipts),
    ...(quantity === null
      ? {}
      : {
          data_disponivel: day(firstDayAvailable(closing, quantity)),
          data_segura: day(firstDayAvailable(atp, quantity)),
        }),
    versao: book.version,
    calculado_em: calculatedAt,
  };
}
