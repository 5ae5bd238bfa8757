/**
 * The oracle: the rules of the order book written down a second time, in plain objects and BigInt, without any
 * state kept between calls. It is slow on purpose and shares nothing with the engine but the names of the data.
 * Results have the fields of the wire; numbers are exact decimal text.
 */
import {
  HORIZON_DAYS,
  type PieceSource,
  type PromisePolicy,
  type RankingKey,
  type Severity,
  type ShortageReason,
} from '../../src/contract/codes.ts';
import { type EpochDay, formatIsoDate } from '../../src/contract/units.ts';
import type { VerdictAnswer } from '../../src/contract/wire.ts';
import type { BookTables } from './book-tables.ts';
import { divideHalfUp, formatExact, smallest, sum } from './exact.ts';
import { groupBy } from './group.ts';
import {
  compareBig,
  dayOf,
  firstName,
  naiveReceipts,
  naiveStock,
  type OpenLine,
  openLines,
  type Piece,
} from './naive-pieces.ts';
import {
  balances,
  dueDay,
  type NaiveProjection,
  type ProductFacts,
  projectionOf,
  WEEK,
} from './naive-projection.ts';
import {
  earliest,
  type NaivePromise,
  type NaivePromises,
  naivePromises,
  type PromisedPiece,
} from './naive-promise.ts';
import { naiveQueue } from './naive-queue.ts';
import { naiveVerdict } from './naive-verdict.ts';

/** A piece of another order that holds stock on the day the item is shortest. */
export interface NaiveHolder {
  readonly num_pedido: string;
  readonly qtd: string;
  readonly origem: PieceSource;
  readonly expedicao: string | null;
}

export interface NaiveItem {
  readonly cod_produto: string;
  readonly nome_produto: string | null;
  readonly qtd_saldo: string;
  readonly estoque_atual: string;
  readonly estoque_min_d7: string;
  readonly em_ruptura: boolean;
  readonly ruptura_qtd: string;
  readonly data_disponivel: string | null;
  readonly data_segura: string | null;
  readonly data_producao: string | null;
  readonly qtd_producao: string | null;
  readonly producoes: readonly { readonly data: string; readonly qtd: string }[];
  readonly preco_unitario: string;
  readonly valor_total: string;
  readonly motivo: ShortageReason | null;
  readonly ocupado_por: readonly NaiveHolder[];
  readonly ocupado_total: string;
  readonly ocupado_restantes: number;
  readonly promessa: string | null;
}

/** What decides the promised date, with exact numbers as text. */
export interface NaiveDecisive {
  readonly decisivo: string;
  readonly fila: readonly NaiveHolder[];
  readonly fila_total: string;
  readonly fila_restantes: number;
  readonly fila_entrada: { readonly data: string; readonly qtd: string } | null;
}

export interface NaiveSummary {
  readonly num_pedido: string;
  readonly percentual_ruptura: string;
  readonly percentual_disponibilidade: string;
  readonly percentual_itens_disponiveis: string;
  readonly qtd_itens_ruptura: number;
  readonly qtd_itens_disponiveis: number;
  readonly total_itens: number;
  readonly criticidade: Severity | null;
  readonly valor_total_pedido: string;
  readonly valor_disponivel: string;
  readonly valor_com_ruptura: string;
  readonly data_disponibilidade_total: string | null;
  readonly data_segura_total: string | null;
}

/** What the order book shows of an order besides its analysis. */
export interface NaiveHeading {
  readonly expedicao: string | null;
  readonly agendamento: string | null;
  readonly data_pedido: string | null;
  readonly cliente: string | null;
  readonly cidade: string | null;
  readonly uf: string | null;
  readonly vendedor: string | null;
}

export interface NaiveOrder {
  readonly success: true;
  readonly num_pedido: string;
  readonly pedido_ok: boolean;
  readonly percentual_disponibilidade: string;
  readonly data_disponibilidade_total: string | null;
  readonly data_segura_total: string | null;
  readonly cabecalho: NaiveHeading;
  readonly veredito: VerdictAnswer;
  readonly resumo: NaiveSummary;
  readonly promessa: NaivePromise & NaiveDecisive;
  /** Items in shortage and the rest, each in the order of the item's first line (lowest id). */
  readonly itens: readonly NaiveItem[];
  readonly itens_disponiveis: readonly NaiveItem[];
}

export interface NaiveNotFound {
  readonly success: false;
  readonly codigo: 'PEDIDO_NAO_ENCONTRADO';
}

/** Everything the book answers under one policy and ranking. */
export interface NaiveBook {
  readonly products: ReadonlyMap<string, NaiveProjection>;
  readonly orders: ReadonlyMap<string, NaiveOrder>;
  readonly promises: NaivePromises;
}

/** The analysis and promise of one order: the whole result as it goes out. */
export function naiveOrder(
  tables: BookTables,
  today: string,
  num_pedido: string,
  policy: PromisePolicy,
  ranking: readonly RankingKey[],
): NaiveOrder | NaiveNotFound {
  const facts = readFacts(tables, today, policy, ranking);
  return orderOf(facts, num_pedido) ?? { success: false, codigo: 'PEDIDO_NAO_ENCONTRADO' };
}

/** All products named anywhere and all orders with open lines, from one reading of the tables. */
export function naiveBook(
  tables: BookTables,
  today: string,
  policy: PromisePolicy,
  ranking: readonly RankingKey[],
): NaiveBook {
  const facts = readFacts(tables, today, policy, ranking);
  const products = [...facts.products].map(([cod, product]): [string, NaiveProjection] => [
    cod,
    projectionOf(product, facts.today, cod),
  ]);
  const orders = [...facts.linesByOrder.keys()].map((order): [string, NaiveOrder] => [
    order,
    orderOf(facts, order)!,
  ]);
  return { products: new Map(products), orders: new Map(orders), promises: facts.promises };
}

interface Facts {
  readonly today: EpochDay;
  readonly linesByOrder: ReadonlyMap<string, OpenLine[]>;
  /** Pieces of each product in rank order, and the rest of what is known of it. */
  readonly products: ReadonlyMap<string, ProductFacts>;
  readonly promises: NaivePromises;
  /** Every piece of the book in rank order. */
  readonly pieces: readonly PromisedPiece[];
  readonly policy: PromisePolicy;
}

function readFacts(
  tables: BookTables,
  today: string,
  policy: PromisePolicy,
  ranking: readonly RankingKey[],
): Facts {
  const promises = naivePromises(tables, today, policy, ranking);
  const ranked = promises.pieces.map((promised) => promised.piece);
  const piecesByProduct = groupBy(ranked, (piece) => piece.cod_produto);
  const lines = openLines(tables);
  const products = productCodes(tables).map((cod): [string, ProductFacts] => [
    cod,
    {
      lines: lines.filter((line) => line.cod_produto === cod),
      estoque: naiveStock(tables, cod),
      pieces: piecesByProduct.get(cod) ?? [],
      receipts: naiveReceipts(tables, cod),
    },
  ]);
  const linesByOrder = groupBy(lines, (line) => line.num_pedido);
  const { pieces } = promises;
  return { today: dayOf(today), linesByOrder, products: new Map(products), promises, pieces, policy };
}

/** Every product code named by any row. */
function productCodes(tables: BookTables): string[] {
  const rows: readonly { cod_produto: string }[] = [
    ...tables.movimentacao_estoque,
    ...tables.carteira_principal,
    ...tables.separacao,
    ...tables.pre_separacao_item,
    ...tables.programacao_producao,
  ];
  return [...new Set(rows.map((row) => row.cod_produto))];
}

/** An item before it is written down: exact numbers. */
interface Item {
  readonly lines: readonly OpenLine[];
  /** Thousandths. */
  readonly qtd: bigint;
  /** 10^-7 R$. */
  readonly valor: bigint;
  readonly em_ruptura: boolean;
  /** Epoch day, or null. */
  readonly data_segura: EpochDay | null;
  readonly wire: NaiveItem;
}

function orderOf(facts: Facts, num_pedido: string): NaiveOrder | undefined {
  const lines = facts.linesByOrder.get(num_pedido);
  if (lines === undefined) return undefined;
  const byProduct = groupBy(lines, (line) => line.cod_produto);
  const items = [...byProduct.values()].map((own) => itemOf(facts, own));
  const promessa = facts.promises.orders.get(num_pedido)!;
  const resumo = summaryOf(num_pedido, items, promessa, facts.today);
  const pedido_ok = resumo.qtd_itens_ruptura === 0;
  return {
    success: true,
    num_pedido,
    pedido_ok,
    percentual_disponibilidade: resumo.percentual_disponibilidade,
    data_disponibilidade_total: promessa.data,
    data_segura_total: resumo.data_segura_total,
    veredito: naiveVerdict({ ...resumo, pedido_ok, promessa }),
    cabecalho: headingOf(lines),
    resumo,
    promessa: { ...promessa, ...decisiveOf(facts, num_pedido, lines) },
    itens: items.filter((item) => item.em_ruptura).map((item) => item.wire),
    itens_disponiveis: items.filter((item) => !item.em_ruptura).map((item) => item.wire),
  };
}

function decisiveOf(facts: Facts, num_pedido: string, lines: readonly OpenLine[]): NaiveDecisive {
  const { today, products } = facts;
  const { decisivo, fila, servedOn } = naiveQueue(facts, num_pedido, lines);
  const arriving = products.get(decisivo)!.receipts.filter((one) => one.data - today === servedOn);
  const qtd = sum(arriving.map((one) => one.qtd));
  // Whoever waits is served by something that comes in on that day.
  if (servedOn !== null && qtd <= 0n)
    throw new Error(`nothing comes in for ${num_pedido} on day ${servedOn}`);
  return {
    decisivo,
    fila: fila.slice(0, 5).map(holderOf),
    fila_total: formatExact(sum(fila.map(quantityOf)), 3),
    fila_restantes: Math.max(0, fila.length - 5),
    fila_entrada:
      servedOn === null ? null : { data: formatIsoDate(today + servedOn), qtd: formatExact(qtd, 3) },
  };
}

function headingOf(lines: readonly OpenLine[]): NaiveHeading {
  const { cliente, cidade, uf, vendedor } = lines[0]!.row;
  return {
    expedicao: isoOrNull(earliest(lines.map((line) => line.expedicao))),
    agendamento: isoOrNull(earliest(lines.map((line) => line.agendamento))),
    data_pedido: isoOrNull(earliest(lines.map((line) => line.data_pedido))),
    cliente,
    cidade,
    uf,
    vendedor,
  };
}

function isoOrNull(day: EpochDay | null): string | null {
  return day === null ? null : formatIsoDate(day);
}

function itemOf(facts: Facts, lines: readonly OpenLine[]): Item {
  const { num_pedido, cod_produto } = lines[0]!;
  const product = facts.products.get(cod_produto)!;
  const free = freeBalances(product, num_pedido, facts.today);
  const qtd = sum(lines.map((line) => line.qtd));
  const valor = sum(lines.map((line) => line.valor));
  const lowest = smallest(free.slice(0, WEEK));
  const em_ruptura = qtd > lowest;
  const simple = free.findIndex((balance) => balance >= qtd);
  const data_segura = safeDay(free, qtd, facts.today);
  const wire: NaiveItem = {
    cod_produto,
    nome_produto: firstName(lines),
    qtd_saldo: formatExact(qtd, 3),
    estoque_atual: formatExact(product.estoque, 3),
    estoque_min_d7: formatExact(lowest, 3),
    em_ruptura,
    ruptura_qtd: formatExact(em_ruptura ? qtd - (lowest > 0n ? lowest : 0n) : 0n, 3),
    data_disponivel: simple < 0 ? null : formatIsoDate(facts.today + simple),
    data_segura: isoOrNull(data_segura),
    ...nextReceipts(product, facts.today),
    preco_unitario: formatExact(divideHalfUp(valor, qtd), 4),
    valor_total: money(valor),
    motivo: em_ruptura ? reasonOf(product, qtd, data_segura, facts.today) : null,
    ...holdersOf(product, num_pedido, free.indexOf(lowest), facts.today),
    promessa: promisedDate(facts, num_pedido, cod_produto),
  };
  return { lines, qtd, valor, em_ruptura, data_segura, wire };
}

/** The latest day of the item's pieces, null if any has none. */
function promisedDate({ promises, today }: Facts, num_pedido: string, cod_produto: string): string | null {
  const own = promises.pieces.filter(
    ({ piece }) => piece.num_pedido === num_pedido && piece.cod_produto === cod_produto,
  );
  const days = own.map(({ day }) => day);
  return days.includes(null) ? null : formatIsoDate(today + Math.max(...days.filter((day) => day !== null)));
}

/** R$ to the cent, half up, of an amount in 10^-7 R$. */
function money(valor: bigint): string {
  return formatExact(divideHalfUp(valor, 100_000n), 2);
}

/** Balance of each day without the order's own pieces. */
function freeBalances(product: ProductFacts, num_pedido: string, today: EpochDay): bigint[] {
  const own = product.pieces.filter((piece) => piece.num_pedido === num_pedido);
  return balances(product, today).map(
    (day, d) => day.estoque_final + sum(dueBy(own, d, today).map(quantityOf)),
  );
}

function quantityOf(piece: Piece): bigint {
  return piece.qtd;
}

function dueBy(pieces: readonly Piece[], day: number, today: EpochDay): Piece[] {
  return pieces.filter((piece) => {
    const due = dueDay(piece, today);
    return due !== null && due <= day;
  });
}

function safeDay(free: readonly bigint[], qtd: bigint, today: EpochDay): EpochDay | null {
  const day = free.findIndex((_, d) => free.slice(d).every((balance) => balance >= qtd));
  return day < 0 ? null : today + day;
}

type NextReceipts = Pick<NaiveItem, 'data_producao' | 'qtd_producao' | 'producoes'>;

function nextReceipts(product: ProductFacts, today: EpochDay): NextReceipts {
  const coming = product.receipts.filter((receipt) => receipt.data >= today);
  const days = [...groupBy(coming, (receipt) => receipt.data)].sort(([a], [b]) => a - b);
  const producoes = days.slice(0, 5).map(([day, receipts]) => ({
    data: formatIsoDate(day),
    qtd: formatExact(sum(receipts.map((receipt) => receipt.qtd)), 3),
  }));
  const next = producoes[0];
  return { data_producao: next?.data ?? null, qtd_producao: next?.qtd ?? null, producoes };
}

function reasonOf(
  product: ProductFacts,
  qtd: bigint,
  data_segura: EpochDay | null,
  today: EpochDay,
): ShortageReason {
  if (data_segura !== null) return 'AGUARDA_ENTRADA';
  const inHorizon = product.receipts.filter((one) => one.data >= today && one.data < today + HORIZON_DAYS);
  if (product.estoque + sum(inHorizon.map((one) => one.qtd)) >= qtd) return 'DISPUTADO';
  return inHorizon.length === 0 ? 'SEM_ENTRADA' : 'ENTRADA_INSUFICIENTE';
}

type Holders = Pick<NaiveItem, 'ocupado_por' | 'ocupado_total' | 'ocupado_restantes'>;

/** The first five, by rank, of the other orders' pieces due by `day`. */
function holdersOf(product: ProductFacts, num_pedido: string, day: number, today: EpochDay): Holders {
  const others = product.pieces.filter((piece) => piece.num_pedido !== num_pedido);
  const holders = dueBy(others, day, today);
  return {
    ocupado_por: holders.slice(0, 5).map(holderOf),
    ocupado_total: formatExact(sum(holders.map(quantityOf)), 3),
    ocupado_restantes: Math.max(0, holders.length - 5),
  };
}

function holderOf(piece: Piece): NaiveHolder {
  return {
    num_pedido: piece.num_pedido,
    qtd: formatExact(piece.qtd, 3),
    origem: piece.origem,
    expedicao: isoOrNull(piece.expedicao),
  };
}

function summaryOf(
  num_pedido: string,
  items: readonly Item[],
  promessa: NaivePromise,
  today: EpochDay,
): NaiveSummary {
  const short = items.filter((item) => item.em_ruptura);
  const available = items.filter((item) => !item.em_ruptura);
  const total = sum(items.map((item) => item.valor));
  const free = sum(available.map((item) => item.valor));
  const [part, whole] = total > 0n ? [free, total] : [BigInt(available.length), BigInt(items.length)];
  const rounded = divideHalfUp(10_000n * part, whole);
  const percent = short.length > 0 && rounded > 9_999n ? 9_999n : rounded;
  return {
    num_pedido,
    percentual_ruptura: formatExact(10_000n - percent, 2),
    percentual_disponibilidade: formatExact(percent, 2),
    percentual_itens_disponiveis: formatExact(
      divideHalfUp(10_000n * BigInt(available.length), BigInt(items.length)),
      2,
    ),
    qtd_itens_ruptura: short.length,
    qtd_itens_disponiveis: available.length,
    total_itens: items.length,
    criticidade: severityOf(short.length, 10_000n - percent),
    valor_total_pedido: money(total),
    valor_disponivel: money(free),
    valor_com_ruptura: money(total - free),
    data_disponibilidade_total: promessa.data,
    data_segura_total: totalDate(short, today),
  };
}

/** Severity by items in shortage and hundredths of a percent of value in shortage. */
function severityOf(short: number, percent: bigint): Severity | null {
  const above = (limit: bigint): boolean => compareBig(percent, limit * 100n) > 0;
  if (short === 0) return null;
  if (short > 3 && above(10n)) return 'CRITICA';
  if (short > 3 || above(10n)) return 'ALTA';
  if (short > 2 || above(5n)) return 'MEDIA';
  return 'BAIXA';
}

function totalDate(short: readonly Item[], today: EpochDay): string | null {
  const dates = short.map((item) => item.data_segura);
  if (dates.includes(null)) return null;
  return formatIsoDate(Math.max(today, ...dates.filter((date) => date !== null)));
}
