import { severity } from '../../availability/analysis.ts';
import { type Engine, itemPromiseOf, promiseOf } from '../../availability/engine.ts';
import type { PromiseSituation, Severity } from '../../contract/codes.ts';
import { VERDICT_TONES } from '../../contract/order-choices.ts';
import { WHOLE } from '../../contract/shares.ts';
import { formatIsoDate } from '../../contract/units.ts';
import { verdictOf } from '../../contract/verdict.ts';
import { type Book, VALUE_BASE } from '../../ledger/book.ts';
import { NO_DATE } from '../../ledger/facts.ts';
import { folded } from '../folded-text.ts';
import { ValueSum } from '../value-sum.ts';

/** Customer, city, state and seller of an order, and the same in the form searches compare. */
export interface OrderHeader {
  readonly cliente: string | null;
  readonly cidade: string | null;
  readonly uf: string | null;
  readonly vendedor: string | null;
  readonly foldedCustomer: string;
  readonly foldedCity: string;
  readonly foldedState: string;
  readonly foldedSeller: string;
  readonly foldedAll: string;
}

/** Severities as numbers, the worst first; the last is "no shortage". */
export const SEVERITIES: readonly (Severity | null)[] = ['CRITICA', 'ALTA', 'MEDIA', 'BAIXA', null];
/** Situations as numbers, the worst first. */
export const SITUATIONS: readonly PromiseSituation[] = [
  'SEM_DATA',
  'ATRASADO',
  'FORA_DO_HORIZONTE',
  'NO_PRAZO',
];
/** Promised day of an order that has none: after every other. */
export const NEVER = 999;

/** What the list shows of each order and the engine does not keep itself, by order. */
export interface OrderColumns {
  /** Text number of the header of the order's first open line. */
  header: Int32Array;
  /** Value of the open lines, and of those in shortage, in 10^-7 R$, as high × 2^50 + low. */
  valueHigh: Float64Array;
  valueLow: Float64Array;
  shortHigh: Float64Array;
  shortLow: Float64Array;
  /** Value of the items that are promised for today, in the same parts. */
  todayHigh: Float64Array;
  todayLow: Float64Array;
  /** Horizon day, or NEVER. */
  promised: Int16Array;
  /** Index into SITUATIONS. */
  situation: Uint8Array;
  /** Index into SEVERITIES. */
  severity: Uint8Array;
  /** Index into VERDICT_TONES. */
  verdict: Uint8Array;
  /** Days that stock and queue cost, and days after its own date; NO_DATE without a promised day. */
  wait: Int32Array;
  late: Int32Array;
}

const VALUES = ['valueHigh', 'valueLow', 'shortHigh', 'shortLow', 'todayHigh', 'todayLow'] as const;

export function createOrderColumns(orders: number): OrderColumns {
  return {
    header: new Int32Array(orders),
    valueHigh: new Float64Array(orders),
    valueLow: new Float64Array(orders),
    shortHigh: new Float64Array(orders),
    shortLow: new Float64Array(orders),
    todayHigh: new Float64Array(orders),
    todayLow: new Float64Array(orders),
    promised: new Int16Array(orders),
    situation: new Uint8Array(orders),
    severity: new Uint8Array(orders),
    verdict: new Uint8Array(orders),
    wait: new Int32Array(orders),
    late: new Int32Array(orders),
  };
}

/** Columns with room for more orders, the old ones kept. */
export function grownOrderColumns(columns: OrderColumns, orders: number): OrderColumns {
  const larger = createOrderColumns(orders * 2);
  for (const name of Object.keys(larger) as (keyof OrderColumns)[]) larger[name].set(columns[name]);
  return larger;
}

/** Adds a value to one of an order. Each part lies below 2^50, so the sum is exact when what passes is carried at once. */
function addValue(high: Float64Array, low: Float64Array, order: number, book: Book, item: number): void {
  const sum = low[order]! + book.itemValueLow[item]!;
  const carry = sum >= VALUE_BASE ? 1 : 0;
  low[order] = sum - carry * VALUE_BASE;
  high[order]! += (book.itemValueHigh[item] ?? 0) + carry;
}

/** Fills the columns of one open order. */
export function fillOrder(engine: Engine, columns: OrderColumns, order: number): void {
  const { book, analysis } = engine;
  for (const name of VALUES) columns[name][order] = 0;
  let first = Number.POSITIVE_INFINITY;
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    const quantity = book.itemQuantity[item]!;
    if (quantity === 0) continue;
    addValue(columns.valueHigh, columns.valueLow, order, book, item);
    if (quantity > analysis.lowest[item]!) addValue(columns.shortHigh, columns.shortLow, order, book, item);
    if (itemPromiseOf(engine, item, book.rules.policy) === 0)
      addValue(columns.todayHigh, columns.todayLow, order, book, item);
    if (book.itemFirstLine[item]! < first) {
      first = book.itemFirstLine[item]!;
      columns.header[order] = book.itemHeader[item]!;
    }
  }
  fillStanding(engine, columns, order);
}

function fillStanding(engine: Engine, columns: OrderColumns, order: number): void {
  const { book, analysis } = engine;
  const promessa = promiseOf(engine, order, book.rules.policy);
  const short = analysis.shortCount[order]!;
  const available = analysis.available[order]!;
  const criticidade = severity(short, WHOLE - available);
  columns.promised[order] = promessa.day ?? NEVER;
  columns.situation[order] = SITUATIONS.indexOf(promessa.situation);
  columns.severity[order] = SEVERITIES.indexOf(criticidade);
  columns.wait[order] = promessa.waitDays ?? NO_DATE;
  columns.late[order] = promessa.lateDays ?? NO_DATE;
  const { tone } = verdictOf({
    pedido_ok: short === 0,
    percentual_disponibilidade: available / 100,
    criticidade,
    promessa: {
      data: promessa.day === null ? null : formatIsoDate(book.today + promessa.day),
      situacao: promessa.situation,
      espera_dias: promessa.waitDays,
      atraso_dias: promessa.lateDays,
    },
  });
  columns.verdict[order] = VERDICT_TONES.indexOf(tone);
}

/** How many orders, and their value. */
export class OrderSum {
  #count = 0;
  readonly #value = new ValueSum();

  add(columns: OrderColumns, order: number): void {
    this.#count++;
    this.#value.add(columns.valueHigh[order]!, columns.valueLow[order]!);
  }

  /** Takes an order away that was added with these columns. */
  remove(columns: OrderColumns, order: number): void {
    this.#count--;
    this.#value.add(-columns.valueHigh[order]!, -columns.valueLow[order]!);
  }

  get count(): number {
    return this.#count;
  }

  /** Near enough to sort by. */
  nearValue(): number {
    return this.#value.near();
  }

  answer(): { pedidos: number; valor: number } {
    return { pedidos: this.#count, valor: this.#value.money() };
  }
}

/** Reads the headers of a book, each once. */
export class OrderHeaders {
  readonly #book: Book;
  readonly #known = new Map<number, OrderHeader>();

  constructor(book: Book) {
    this.#book = book;
  }

  get(number: number): OrderHeader {
    const known = this.#known.get(number);
    if (known !== undefined) return known;
    const read = readHeader(this.#book.headers.text(number));
    this.#known.set(number, read);
    return read;
  }
}

function readHeader(text: string | null): OrderHeader {
  const fields = (text === null ? [] : JSON.parse(text)) as (string | null)[];
  const [cliente = null, cidade = null, uf = null, vendedor = null] = fields.map((field) => field || null);
  return {
    cliente,
    cidade,
    uf,
    vendedor,
    foldedCustomer: folded(cliente ?? ''),
    foldedCity: folded(cidade ?? ''),
    foldedState: folded(uf ?? '').trim(),
    foldedSeller: folded(vendedor ?? ''),
    foldedAll: folded([cliente, cidade, uf, vendedor].join('\n')),
  };
}
