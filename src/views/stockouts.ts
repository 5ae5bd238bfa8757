import type { Engine } from '../availability/engine.ts';
import { HORIZON_DAYS, WEEK_END_DAY } from '../contract/codes.ts';
import type { HeatMapAnswer, HeatRow, Stockout, StockoutsAnswer } from '../contract/stock-wire.ts';
import { formatIsoDate, quantityToWire } from '../contract/units.ts';
import { type Book, dueDay, itemValue } from '../ledger/book.ts';
import { balancesOf, ROW_FIGURES, WEEK } from '../projection/balances.ts';
import { productName } from '../projection/projection-answer.ts';
import { instantText } from './answers.ts';
import { type ProductStanding, type UrgencyQuery, urgencyPage } from './urgency.ts';

/** Products that run out, worst first, with the orders and the value that wait for them. */
export function answerStockouts(engine: Engine, query: UrgencyQuery, now: Date): StockoutsAnswer {
  const page = urgencyPage(engine, query);
  return {
    produtos: page.standings.map((standing) => stockout(engine, standing)),
    posicao: page.first,
    total: page.total,
    proximo: page.next,
    versao: engine.book.version,
    calculado_em: instantText(engine, now),
  };
}

function stockout(engine: Engine, standing: ProductStanding): Stockout {
  const { book } = engine;
  const waiting = waitingFor(engine, standing.product);
  return {
    cod_produto: standing.code,
    nome_produto: productName(book, standing.product),
    status_ruptura: standing.status,
    dia_ruptura: dayText(book, standing.stockoutDay),
    estoque_atual: quantityToWire(book.stock[standing.product]!),
    menor_estoque: quantityToWire(standing.lowest),
    menor_estoque_7d: quantityToWire(lowestOfWeek(engine, standing.product)),
    pedidos_aguardando: waiting.orders,
    valor_aguardando: waiting.value,
  };
}

/** Open orders with the product in shortage, and what those items are worth (R$, cents rounded half up). */
function waitingFor({ book, analysis }: Engine, product: number): { orders: number; value: number } {
  const { data, start, length } = book.productPieces;
  const items = new Set<number>();
  for (let i = start[product]!; i < start[product]! + length[product]!; i++) {
    const item = book.pieceItem[data[i]!]!;
    if (book.itemQuantity[item]! > analysis.lowest[item]!) items.add(item);
  }
  let value = 0n;
  let orders = 0;
  for (const item of items) {
    if (book.itemQuantity[item] === 0) continue;
    orders++;
    value += itemValue(book, item);
  }
  return { orders, value: Number((value + 50_000n) / 100_000n) / 100 };
}

/** Products × D0..D28, worst first. */
export function answerHeatMap(engine: Engine, query: UrgencyQuery, now: Date): HeatMapAnswer {
  const page = urgencyPage(engine, query);
  const { book } = engine;
  return {
    dias: Array.from({ length: HORIZON_DAYS }, (_, day) => formatIsoDate(book.today + day)),
    produtos: page.standings.map((standing) => heatRow(engine, standing)),
    posicao: page.first,
    total: page.total,
    proximo: page.next,
    versao: book.version,
    calculado_em: instantText(engine, now),
  };
}

function heatRow(engine: Engine, standing: ProductStanding): HeatRow {
  const { book, balances } = engine;
  const due = requirementsOf(book, standing.product);
  return {
    cod_produto: standing.code,
    nome_produto: productName(book, standing.product),
    status_ruptura: standing.status,
    dia_ruptura: dayText(book, standing.stockoutDay),
    estoque_atual: quantityToWire(book.stock[standing.product]!),
    menor_estoque_7d: quantityToWire(lowestOfWeek(engine, standing.product)),
    saidas_total: quantityToWire(due),
    saidas_media: quantityToWire(Math.round(due / HORIZON_DAYS)),
    saldos: Array.from(balancesOf(balances, standing.product), quantityToWire),
  };
}

/** Requirements of D0..D28 together, thousandths. */
function requirementsOf(book: Book, product: number): number {
  const { data, start, length } = book.productPieces;
  let sum = 0;
  for (let i = start[product]!; i < start[product]! + length[product]!; i++) {
    const piece = data[i]!;
    if (dueDay(book.pieceDate[piece]!, book.today) < HORIZON_DAYS) sum += book.pieceQuantity[piece]!;
  }
  return sum;
}

function dayText(book: Book, day: number): string | null {
  return day < 0 ? null : formatIsoDate(book.today + day);
}

function lowestOfWeek({ balances }: Engine, product: number): number {
  return balances.rows[product * ROW_FIGURES + WEEK + WEEK_END_DAY]!;
}
