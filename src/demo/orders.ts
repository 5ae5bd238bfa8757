import type { EpochDay, Thousandths } from '../contract/units.ts';
import { type DemoCustomer, demoCustomer, demoProduct, TROUBLE_EVERY } from './catalog.ts';
import { type Random, randomOf, STREAM } from './random.ts';
import { PLANNERS } from './vocabulary.ts';

/** Size and place in time of a book. Equal plans give equal books. */
export interface DemoPlan {
  readonly orders: number;
  readonly products: number;
  readonly customers: number;
  readonly seed: number;
  readonly today: EpochDay;
}

interface DemoLine {
  /** Index of the product. */
  readonly product: number;
  readonly ordered: Thousandths;
  readonly open: Thousandths;
  /** Ten-thousandths of R$; null where the ERP sent none. */
  readonly price: number | null;
  readonly shipDate: EpochDay | null;
  readonly lot: string | null;
  readonly active: boolean;
}

interface DemoAllocation {
  readonly lot: string;
  readonly product: number;
  readonly quantity: Thousandths;
  readonly shipDate: EpochDay | null;
}

interface DemoDraft {
  readonly orderCode: string;
  readonly product: number;
  readonly quantity: Thousandths;
  readonly shipDate: EpochDay | null;
  readonly status: string;
  readonly createdBy: string;
  readonly createdOn: EpochDay;
}

export interface DemoOrder {
  readonly code: string;
  readonly customer: DemoCustomer;
  readonly orderDate: EpochDay | null;
  readonly appointment: EpochDay | null;
  readonly lines: readonly DemoLine[];
  readonly allocations: readonly DemoAllocation[];
  readonly drafts: readonly DemoDraft[];
}

/** Consecutive orders share a picking lot. */
export const ORDERS_PER_LOT = 4;
/** Share of orders that ask for troubled products; the rest of the book ships without a thought. */
const TROUBLED_ORDERS = 0.25;
/** Rarities, one in so many orders. Primes, so that they do not meet in the same orders. */
const RARITY = { overAllocated: 251, lineOfGoneLot: 307, draftOfGoneOrder: 211, cancelledLine: 97 };

/** Sales order number `index`: a pure function of the plan. */
export function demoOrder(plan: DemoPlan, index: number): DemoOrder {
  const random = randomOf(plan.seed, STREAM.order, index);
  const customer = demoCustomer(plan.seed, random.zipf(plan.customers, 0.7));
  const orderDate = plan.today - random.whole(1, 30);
  const shipDate = drawShipDate(plan, random);
  const lot = random.chance(0.16) ? lotCode(plan, Math.floor(index / ORDERS_PER_LOT)) : null;
  const allocated = lot !== null && shipDate !== null && shipDate <= plan.today + 6;
  const lines = drawLines(plan, index, random, shipDate, allocated ? lot : null);
  return {
    code: orderCode(index),
    customer,
    orderDate: random.chance(0.01) ? null : orderDate,
    appointment: customer.appointments && shipDate !== null ? shipDate + random.whole(1, 3) : null,
    lines,
    allocations: allocated ? allocate(index, lines, lot, random) : [],
    drafts: allocated ? [] : drawDrafts(plan, index, lines, shipDate, random),
  };
}

/** Code of sales order number `index`. */
function orderCode(index: number): string {
  return `PED${String(index + 1).padStart(7, '0')}`;
}

/** Code of picking lot number `index`. */
export function lotCode(plan: DemoPlan, index: number): string {
  return `LOTE-${plan.seed}-${String(index + 1).padStart(6, '0')}`;
}

function drawShipDate(plan: DemoPlan, random: Random): EpochDay | null {
  const kind = random.next();
  if (kind < 0.03) return null;
  if (kind < 0.065) return workday(plan.today - random.whole(1, 12), -1);
  if (kind < 0.08) return workday(plan.today + random.whole(30, 55), 1);
  return workday(plan.today + Math.floor(26 * random.next() ** 1.5), 1);
}

/** The day itself, or the next one in a direction that is no Saturday or Sunday. */
function workday(day: EpochDay, direction: 1 | -1): EpochDay {
  const weekday = (((day + 4) % 7) + 7) % 7;
  if (weekday === 6) return day + (direction === 1 ? 2 : -1);
  if (weekday === 0) return day + (direction === 1 ? 1 : -2);
  return day;
}

function drawLines(
  plan: DemoPlan,
  index: number,
  random: Random,
  shipDate: EpochDay | null,
  lot: string | null,
): DemoLine[] {
  const lines: DemoLine[] = [];
  for (const product of drawProducts(plan, random)) {
    const line = drawLine(plan, index, product, random, shipDate, lot, lines.length === 0);
    if (random.chance(0.015) && line.open > 2000) lines.push(...splitLine(line, shipDate));
    else lines.push(line);
  }
  return lines;
}

/** Distinct product indices: most orders ask only for what is plentiful, a quarter also for troubled products. */
function drawProducts(plan: DemoPlan, random: Random): Set<number> {
  const products = new Set<number>();
  const troubled = random.chance(TROUBLED_ORDERS) ? troubledLines(random) : 0;
  const healthy = troubled > 0 && random.chance(0.2) ? 0 : healthyLines(random);
  for (let n = 0; n < troubled; n += 1) products.add(troubledProduct(plan, random));
  for (let n = 0; n < healthy; n += 1) products.add(healthyProduct(plan, random));
  if (products.size === 0) products.add(healthyProduct(plan, random));
  return products;
}

function troubledLines(random: Random): number {
  const kind = random.next();
  if (kind < 0.55) return 1;
  if (kind < 0.75) return 2;
  return kind < 0.85 ? 3 : random.whole(4, 8);
}

function healthyLines(random: Random): number {
  return 1 + Math.floor(-Math.log(1 - random.next()) * 4.2);
}

function troubledProduct(plan: DemoPlan, random: Random): number {
  const count = Math.max(1, Math.floor(plan.products / TROUBLE_EVERY));
  return Math.min(plan.products - 1, random.zipf(count, 0.4) * TROUBLE_EVERY + TROUBLE_EVERY - 1);
}

function healthyProduct(plan: DemoPlan, random: Random): number {
  const count = plan.products - Math.floor(plan.products / TROUBLE_EVERY);
  const rank = scatter(random.zipf(count, 0.75), count);
  return Math.floor(rank / (TROUBLE_EVERY - 1)) * TROUBLE_EVERY + (rank % (TROUBLE_EVERY - 1));
}

/** Spreads ranks over indices, so that the best sellers do not stand first in every list. */
function scatter(rank: number, count: number): number {
  let stride = Math.floor(count * 0.618) | 1;
  while (greatestDivisor(stride, count) !== 1) stride += 2;
  return (rank * stride + 3) % count;
}

function greatestDivisor(left: number, right: number): number {
  let [a, b] = [left, right];
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

function drawLine(
  plan: DemoPlan,
  index: number,
  productIndex: number,
  random: Random,
  shipDate: EpochDay | null,
  lot: string | null,
  first: boolean,
): DemoLine {
  const product = demoProduct(plan.seed, productIndex);
  const units = 1 + Math.floor(Math.exp(random.next() * 3.6) * (random.chance(0.04) ? 4 : 1));
  const weighed =
    product.step === 1000 ? 1000 : 1000 + random.whole(0, 3) * product.step + random.whole(0, 9);
  const open = units * weighed;
  const shipped = random.chance(0.08) ? random.whole(1, units) * weighed : 0;
  // The first line stays open, so that a book has as many open orders as were asked for.
  const fullyShipped = shipped > 0 && random.chance(0.15) && !first;
  return {
    product: productIndex,
    ordered: open + shipped,
    open: fullyShipped ? 0 : open,
    price: random.chance(0.004)
      ? null
      : Math.round((product.price * (95 + random.whole(0, 12))) / 10_000) * 100,
    shipDate: shipDate !== null && random.chance(0.05) ? workday(shipDate + random.whole(1, 7), 1) : shipDate,
    lot: index % RARITY.lineOfGoneLot === 29 ? `LOTE-${plan.seed}-EXTINTO` : lot,
    active: first || index % RARITY.cancelledLine !== 41,
  };
}

/** The same product twice in one order: a part on the day, the rest a week later. */
function splitLine(line: DemoLine, shipDate: EpochDay | null): DemoLine[] {
  const first = Math.floor(line.open / 2000) * 1000;
  const later = shipDate === null ? null : workday(shipDate + 7, 1);
  return [
    { ...line, open: first, ordered: first },
    { ...line, open: line.open - first, ordered: line.open - first, shipDate: later },
  ];
}

function allocate(index: number, lines: readonly DemoLine[], lot: string, random: Random): DemoAllocation[] {
  const surplus = index % RARITY.overAllocated === 3 ? 5000 : 0;
  return lines
    .filter((line) => line.open > 0 && line.active)
    .map((line) => ({
      lot,
      product: line.product,
      quantity: line.open + surplus,
      shipDate: random.chance(0.3) ? null : line.shipDate,
    }));
}

function drawDrafts(
  plan: DemoPlan,
  index: number,
  lines: readonly DemoLine[],
  shipDate: EpochDay | null,
  random: Random,
): DemoDraft[] {
  const goneOrder = index % RARITY.draftOfGoneOrder === 5;
  if (!goneOrder && !random.chance(0.06)) return [];
  const kind = random.next();
  const status = kind < 0.6 ? 'CRIADO' : kind < 0.8 ? 'RECOMPOSTO' : kind < 0.9 ? 'CONFIRMADO' : 'CANCELADO';
  const createdBy = random.pick(PLANNERS);
  return lines
    .filter((line) => line.open > 0 && line.active)
    .slice(0, random.whole(1, 4))
    .map((line) => ({
      orderCode: goneOrder ? `PED-ANTIGO-${index}` : orderCode(index),
      product: line.product,
      quantity: random.chance(0.3) ? Math.ceil(line.open / 2000) * 1000 : line.open,
      shipDate: shipDate === null ? null : workday(Math.max(plan.today, shipDate), 1),
      status: goneOrder ? 'CRIADO' : status,
      createdBy,
      createdOn: plan.today - random.whole(0, 4),
    }));
}
