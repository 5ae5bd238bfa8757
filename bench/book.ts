import { type EpochDay, parseIsoDate } from '../src/contract/units.ts';
import { createRandom, type Random } from './random.ts';

/** How big a generated book is. */
export interface BookSizes {
  readonly orders: number;
  /** Rows of `carteira_principal`. */
  readonly lines: number;
  readonly products: number;
}

/** The book on which the analysis is measured. */
export const ANALYSIS_SIZES: BookSizes = { orders: 200_000, lines: 1_600_000, products: 50_000 };
/** The book on which the promise is measured. */
export const PROMISE_SIZES: BookSizes = { orders: 100_000, lines: 500_000, products: 20_000 };

export interface BookOptions {
  readonly seed: number;
  readonly sizes: BookSizes;
  /** Quantities 1,000 times as large, which no longer fit 32-bit thousandths. */
  readonly wide?: boolean;
  /** Gives one product this many further open lines, one in each of as many orders. */
  readonly hotProductLines?: number;
}

/** Rows of one table, a column each; all columns are as long as `count` says. */
export type Columns<Name extends string> = { readonly count: number } & Readonly<Record<Name, Float64Array>>;

/** Stands for an empty date: later than every date, so that "undated last" needs no special case. */
export const UNDATED = 0x3fffffff;

/**
 * The six input tables as columns. Quantities are thousandths, prices ten-thousandths, dates epoch days or UNDATED;
 * `product`, `order` and `lot` are positions in the lists of codes; `active` is 0 or 1.
 */
export interface BenchBook {
  readonly today: EpochDay;
  readonly products: readonly string[];
  readonly orders: readonly string[];
  readonly lots: readonly string[];
  readonly movements: Columns<'product' | 'quantity' | 'date' | 'active'>;
  readonly lines: Columns<'order' | 'product' | 'quantity' | 'price' | 'date' | 'orderDate' | 'active'>;
  readonly allocations: Columns<'lot' | 'order' | 'product' | 'quantity' | 'date'>;
  /** Headers of lots; `status` is a position in `statuses`. */
  readonly headers: Columns<'lot' | 'status' | 'date'>;
  readonly drafts: Columns<'order' | 'product' | 'quantity' | 'date' | 'status'>;
  readonly receipts: Columns<'product' | 'date' | 'quantity'>;
  /** Texts of lot and draft statuses as an ERP writes them; '' is an empty status. */
  readonly statuses: readonly string[];
}

export const BENCH_TODAY = parseIsoDate('2026-03-02')!;

/** The same mix at another size; never less than one of anything. */
export function scaledSizes(sizes: BookSizes, factor: number): BookSizes {
  const scale = (value: number) => Math.max(1, Math.round(value * factor));
  const orders = scale(sizes.orders);
  return { orders, lines: Math.max(orders, scale(sizes.lines)), products: scale(sizes.products) };
}

/** Collects rows and turns them into columns. */
export class ColumnBuilder<Name extends string> {
  readonly #names: readonly Name[];
  readonly #values: number[][];

  constructor(...names: Name[]) {
    this.#names = names;
    this.#values = names.map(() => []);
  }

  add(row: Readonly<Record<Name, number>>): void {
    for (let i = 0; i < this.#names.length; i++) this.#values[i]!.push(row[this.#names[i]!]);
  }

  build(): Columns<Name> {
    const columns = this.#names.map((name, i) => [name, Float64Array.from(this.#values[i]!)]);
    return { ...Object.fromEntries(columns), count: this.#values[0]!.length } as Columns<Name>;
  }
}

const STATUSES = [
  'ABERTO',
  'COTADO',
  'EMBARCADO',
  'FATURADO',
  'CANCELADO',
  ' aberto',
  'Cotado ',
  '',
] as const;
const DRAFT_STATUSES = ['CRIADO', 'RECOMPOSTO', 'CONFIRMADO', 'CANCELADO', 'criado '] as const;
const ALL_STATUSES: readonly string[] = [...STATUSES, ...DRAFT_STATUSES];

interface Mill {
  readonly random: Random;
  readonly sizes: BookSizes;
  /** What a quantity in units is multiplied by to give thousandths. */
  readonly unit: number;
  /** Product at a place of the popularity ranking. */
  readonly byPopularity: Int32Array;
  readonly orders: string[];
  readonly lots: string[];
  /** Open quantity of each product due within the horizon, thousandths. */
  readonly demand: Float64Array;
  readonly lines: ColumnBuilder<'order' | 'product' | 'quantity' | 'price' | 'date' | 'orderDate' | 'active'>;
  readonly allocations: ColumnBuilder<'lot' | 'order' | 'product' | 'quantity' | 'date'>;
  readonly headers: ColumnBuilder<'lot' | 'status' | 'date'>;
  readonly drafts: ColumnBuilder<'order' | 'product' | 'quantity' | 'date' | 'status'>;
  readonly movements: ColumnBuilder<'product' | 'quantity' | 'date' | 'active'>;
  readonly receipts: ColumnBuilder<'product' | 'date' | 'quantity'>;
}

/**
 * A plausible big order book from a seed: skewed product popularity, overdue and undated lines, lines of the same
 * product twice in an order, picking lots in every status and spelling, drafts, receipts, products that run out.
 * The same options always give the same book.
 */
export function generateBook(options: BookOptions): BenchBook {
  const mill = createMill(options);
  const products = productCodes(options.sizes.products);
  generateOrders(mill);
  generateHotProduct(mill, options.hotProductLines ?? 0);
  for (let product = 0; product < products.length; product++) generateSupply(mill, product);
  return {
    today: BENCH_TODAY,
    products,
    orders: mill.orders,
    lots: mill.lots,
    movements: mill.movements.build(),
    lines: mill.lines.build(),
    allocations: mill.allocations.build(),
    headers: mill.headers.build(),
    drafts: mill.drafts.build(),
    receipts: mill.receipts.build(),
    statuses: ALL_STATUSES,
  };
}

function createMill(options: BookOptions): Mill {
  const random = createRandom(options.seed);
  const { products } = options.sizes;
  return {
    random,
    sizes: options.sizes,
    unit: options.wide === true ? 1_000_000 : 1_000,
    byPopularity: shuffled(products, random),
    orders: [],
    lots: [],
    demand: new Float64Array(products),
    lines: new ColumnBuilder('order', 'product', 'quantity', 'price', 'date', 'orderDate', 'active'),
    allocations: new ColumnBuilder('lot', 'order', 'product', 'quantity', 'date'),
    headers: new ColumnBuilder('lot', 'status', 'date'),
    drafts: new ColumnBuilder('order', 'product', 'quantity', 'date', 'status'),
    movements: new ColumnBuilder('product', 'quantity', 'date', 'active'),
    receipts: new ColumnBuilder('product', 'date', 'quantity'),
  };
}

function shuffled(length: number, random: Random): Int32Array {
  const numbers = Int32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const other = numbers[j]!;
    numbers[j] = numbers[i]!;
    numbers[i] = other;
  }
  return numbers;
}

function productCodes(count: number): string[] {
  // Every seventh code has a leading zero, which must survive.
  return Array.from({ length: count }, (_, i) => `${i % 7 === 0 ? '0' : ''}${4_000_000 + i}`);
}

function orderCode(number: number): string {
  return `PED${String(number).padStart(8, '0')}`;
}

/** Shares `lines` out over the orders, at least one each; few orders are long, most are short. */
function linesPerOrder(mill: Mill): Int32Array {
  const { orders, lines } = mill.sizes;
  const weights = Float64Array.from({ length: orders }, () => -Math.log(1 - mill.random.next()));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const counts = new Int32Array(orders);
  let weight = 0;
  let given = 0;
  for (let order = 0; order < orders; order++) {
    weight += weights[order]!;
    const upTo = Math.round((weight / total) * (lines - orders));
    counts[order] = 1 + upTo - given;
    given = upTo;
  }
  return counts;
}

function generateOrders(mill: Mill): void {
  const counts = linesPerOrder(mill);
  for (let order = 0; order < counts.length; order++) {
    mill.orders.push(orderCode(order));
    generateOrder(mill, order, counts[order]!);
  }
  for (let i = 0; i < goneOrders(mill.sizes); i++) generateGoneOrder(mill);
}

/** A lot may still name an order that has left the book. */
function goneOrders(sizes: BookSizes): number {
  return Math.ceil(sizes.orders / 1000);
}

/** The lists of codes of a generated book, without generating it. */
export function generatedCodes(sizes: BookSizes): { orders: string[]; products: string[] } {
  const orders = Array.from({ length: sizes.orders + goneOrders(sizes) }, (_, number) => orderCode(number));
  return { orders, products: productCodes(sizes.products) };
}

interface OrderLine {
  readonly product: number;
  readonly quantity: number;
  readonly date: number;
}

function generateOrder(mill: Mill, order: number, count: number): void {
  const { random } = mill;
  const orderDate = BENCH_TODAY - random.between(1, 60);
  const shipDate = requirementDate(random);
  const lines: OrderLine[] = [];
  for (let i = 0; i < count; i++) {
    const again = i > 0 && random.chance(0.03);
    const product = again ? lines[i - 1]!.product : popularProduct(mill);
    const date = random.chance(0.9) ? shipDate : requirementDate(random);
    const quantity = random.chance(0.005) ? 0 : lineQuantity(mill);
    const active = random.chance(0.005) ? 0 : 1;
    lines.push({ product, quantity, date });
    mill.lines.add({ order, product, quantity, price: linePrice(random), date, orderDate, active });
    if (active === 1 && date <= BENCH_TODAY + 28) mill.demand[product]! += quantity;
  }
  if (random.chance(0.13)) allocateOrder(mill, order, lines);
  if (random.chance(0.05)) draftOrder(mill, order, lines);
}

/** Overdue 6 %, undated 5 %, beyond the horizon 8 %, the rest within it, sooner more often than later. */
function requirementDate(random: Random): number {
  const draw = random.next();
  if (draw < 0.06) return BENCH_TODAY - random.between(1, 40);
  if (draw < 0.11) return UNDATED;
  if (draw < 0.19) return BENCH_TODAY + random.between(29, 90);
  return BENCH_TODAY + Math.floor(29 * random.next() ** 1.3);
}

function popularProduct(mill: Mill): number {
  const { products } = mill.sizes;
  return mill.byPopularity[Math.floor(products * mill.random.next() ** 1.5)]!;
}

/** Whole units mostly, three decimals in a third of the lines. */
function lineQuantity(mill: Mill): number {
  const { random, unit } = mill;
  if (random.chance(0.33)) return random.between(1, 60_000) * (unit / 1_000);
  return random.between(1, random.chance(0.5) ? 12 : 60) * unit;
}

function linePrice(random: Random): number {
  if (random.chance(0.02)) return 0;
  if (random.chance(0.1)) return random.between(1, 9_999_999);
  return random.between(100, 99_999) * 100;
}

function allocateOrder(mill: Mill, order: number, lines: readonly OrderLine[]): void {
  const { random } = mill;
  const lot = newLot(mill);
  for (const line of lines) {
    if (line.quantity === 0 || !random.chance(0.8)) continue;
    const quantity = committedQuantity(random, line.quantity);
    const date = random.chance(0.6) ? UNDATED : requirementDate(random);
    mill.allocations.add({ lot, order, product: line.product, quantity, date });
  }
}

/** The whole line mostly, a part often, more than the line seldom. */
function committedQuantity(random: Random, quantity: number): number {
  const draw = random.next();
  if (draw < 0.7) return quantity;
  if (draw < 0.95) return Math.max(1, Math.floor(quantity * random.next()));
  return quantity + random.between(1, 9) * 1_000;
}

function newLot(mill: Mill): number {
  const { random } = mill;
  const lot = mill.lots.push(`L${String(mill.lots.length).padStart(8, '0')}`) - 1;
  if (random.chance(0.02)) return lot;
  const draw = random.next();
  let status = 'ABERTO';
  if (draw > 0.97) status = STATUSES[random.between(5, 7)]!;
  else if (draw > 0.85) status = STATUSES[random.between(2, 4)]!;
  else if (draw > 0.6) status = 'COTADO';
  const date = random.chance(0.1) ? UNDATED : requirementDate(random);
  mill.headers.add({ lot, status: ALL_STATUSES.indexOf(status), date });
  return lot;
}

function draftOrder(mill: Mill, order: number, lines: readonly OrderLine[]): void {
  const { random } = mill;
  for (const line of lines) {
    if (line.quantity === 0 || !random.chance(0.5)) continue;
    const text = DRAFT_STATUSES[random.chance(0.7) ? 0 : random.below(DRAFT_STATUSES.length)]!;
    mill.drafts.add({
      order,
      product: line.product,
      quantity: committedQuantity(random, line.quantity),
      date: random.chance(0.1) ? UNDATED : requirementDate(random),
      // Searched from the end: CANCELADO stands in both lists and means the same.
      status: ALL_STATUSES.lastIndexOf(text),
    });
  }
}

function generateGoneOrder(mill: Mill): void {
  const order = mill.orders.push(orderCode(mill.orders.length)) - 1;
  const product = popularProduct(mill);
  allocateOrder(mill, order, [{ product, quantity: lineQuantity(mill), date: UNDATED }]);
}

/** One product that very many orders want. */
function generateHotProduct(mill: Mill, lines: number): void {
  const { random } = mill;
  const product = mill.byPopularity[0]!;
  const step = mill.sizes.orders / Math.max(1, lines);
  for (let i = 0; i < lines; i++) {
    const order = Math.floor(i * step) % mill.sizes.orders;
    const orderDate = BENCH_TODAY - random.between(1, 60);
    const date = requirementDate(random);
    const quantity = lineQuantity(mill);
    mill.lines.add({ order, product, quantity, price: linePrice(random), date, orderDate, active: 1 });
    if (date <= BENCH_TODAY + 28) mill.demand[product]! += quantity;
  }
}

/** Stock and receipts of a product, as a share of what is wanted of it. */
function generateSupply(mill: Mill, product: number): void {
  const { random, unit } = mill;
  const demand = mill.demand[product]!;
  const share = (from: number, to: number) => Math.floor(demand * (from + random.next() * (to - from)));
  const draw = random.next();
  if (draw < 0.01) return;
  if (draw < 0.03) {
    addStock(mill, product, -random.between(1, 50) * unit);
  } else if (draw < 0.08) {
    addStock(mill, product, demand);
  } else if (draw < 0.16) {
    addStock(mill, product, share(0, 0.6));
    if (random.chance(0.5)) addReceipts(mill, product, demand, 40);
  } else if (draw < 0.32) {
    addStock(mill, product, share(0.2, 0.8));
    addReceipts(mill, product, share(0.4, 1.1), 25);
  } else {
    addStock(mill, product, share(1.05, 1.8) + 20 * unit);
    if (random.chance(0.3)) addReceipts(mill, product, share(0.1, 0.5), 40);
  }
}

/** On-hand stock as a first count, sometimes with corrections and a row that was withdrawn. */
function addStock(mill: Mill, product: number, stock: number): void {
  const { random, unit } = mill;
  const opening = BENCH_TODAY - 60;
  const sold = random.chance(0.4) ? random.between(1, 30) * unit : 0;
  if (stock + sold !== 0) {
    mill.movements.add({ product, quantity: stock + sold, date: opening, active: 1 });
  }
  if (sold !== 0) {
    mill.movements.add({ product, quantity: -sold, date: BENCH_TODAY - random.between(1, 50), active: 1 });
  }
  if (random.chance(0.04)) {
    mill.movements.add({ product, quantity: 999 * unit, date: BENCH_TODAY - 5, active: 0 });
  }
}

function addReceipts(mill: Mill, product: number, total: number, latest: number): void {
  const { random } = mill;
  const parts = random.between(1, 3);
  const quantity = Math.floor(total / parts);
  if (quantity <= 0) return;
  for (let i = 0; i < parts; i++) {
    mill.receipts.add({ product, date: BENCH_TODAY + random.between(-3, latest), quantity });
  }
}
