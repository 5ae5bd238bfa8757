import { HORIZON_DAYS, WEEK_END_DAY } from '../contract/codes.ts';
import type { EpochDay, Thousandths } from '../contract/units.ts';
import { demoProduct } from './catalog.ts';
import { type DemoOrder, type DemoPlan, demoOrder } from './orders.ts';
import { type Random, randomOf, STREAM } from './random.ts';

/** What is asked of every product, collected from all orders. Arrays are indexed by product. */
export interface DemoDemand {
  /** Thousandths by product and day: `products × HORIZON_DAYS`. */
  readonly byDay: Float64Array;
  /** Asked without a date, or after the horizon. */
  readonly unscheduled: Float64Array;
  /** Largest quantity one order asks for. */
  readonly largest: Float64Array;
}

interface DemoReceipt {
  readonly day: EpochDay;
  readonly quantity: Thousandths;
  readonly document: string;
}

export interface DemoSupply {
  readonly stock: Thousandths;
  readonly receipts: readonly DemoReceipt[];
}

/** Goes once through all orders and adds up what they ask for. Memory grows with products, not with orders. */
export function demoDemand(plan: DemoPlan): DemoDemand {
  const demand: DemoDemand = {
    byDay: new Float64Array(plan.products * HORIZON_DAYS),
    unscheduled: new Float64Array(plan.products),
    largest: new Float64Array(plan.products),
  };
  for (let index = 0; index < plan.orders; index += 1) addOrder(demand, plan, demoOrder(plan, index));
  return demand;
}

function addOrder(demand: DemoDemand, plan: DemoPlan, order: DemoOrder): void {
  const asked = new Map<number, number>();
  for (const line of order.lines) {
    const early =
      order.allocations.length > 0 ? Math.min(line.shipDate ?? plan.today, plan.today) : line.shipDate;
    addQuantity(demand, line.product, early === null ? null : early - plan.today, line.open);
    asked.set(line.product, (asked.get(line.product) ?? 0) + line.open);
  }
  for (const draft of order.drafts) addQuantity(demand, draft.product, 0, draft.quantity);
  for (const [product, quantity] of asked) {
    demand.largest[product] = Math.max(demand.largest[product]!, quantity);
  }
}

function addQuantity(demand: DemoDemand, product: number, day: number | null, quantity: number): void {
  if (day === null || day >= HORIZON_DAYS) demand.unscheduled[product]! += quantity;
  else demand.byDay[product * HORIZON_DAYS + Math.max(0, day)]! += quantity;
}

/** Stock and scheduled batches of one product, fitted to its demand and its health. */
export function demoSupply(plan: DemoPlan, demand: DemoDemand, product: number): DemoSupply {
  const random = randomOf(plan.seed, STREAM.receipt, product);
  const needs = needsOf(demand, product);
  switch (demoProduct(plan.seed, product).health) {
    case 'plenty':
      return plentiful(plan, needs, random);
    case 'waiting':
      return waiting(plan, needs, random);
    case 'contested':
      return contested(plan, needs, random);
    case 'absent':
      return absent(plan, needs, random);
    case 'trickle':
      return trickle(plan, needs, random);
  }
}

interface Needs {
  readonly week: number;
  readonly total: number;
  readonly largest: number;
  /** Asked in the days `from..to`, both included. */
  between(from: number, to: number): number;
}

function needsOf(demand: DemoDemand, product: number): Needs {
  const offset = product * HORIZON_DAYS;
  const between = (from: number, to: number): number => {
    let sum = 0;
    for (let day = from; day <= Math.min(to, HORIZON_DAYS - 1); day += 1) sum += demand.byDay[offset + day]!;
    return sum;
  };
  return {
    week: between(0, WEEK_END_DAY),
    total: between(0, HORIZON_DAYS - 1) + demand.unscheduled[product]!,
    largest: Math.max(demand.largest[product]!, 5000),
    between,
  };
}

/** Stock for ten days and a reserve for the largest order; every week a batch for the week after it. */
function plentiful(plan: DemoPlan, needs: Needs, random: Random): DemoSupply {
  const reserve = needs.largest * 1.2 + (needs.total - needs.between(0, HORIZON_DAYS - 1));
  const first = random.whole(7, 9);
  const receipts: DemoReceipt[] = [];
  for (let day = first; day < 40; day += 7) {
    const batch = needs.between(day + 3, day + 9) * (1 + random.next() * 0.3);
    if (batch > 0) receipts.push(receipt(plan, day, batch, random));
  }
  return { stock: whole(needs.between(0, first + 2) * (1.05 + random.next() * 0.6) + reserve), receipts };
}

function waiting(plan: DemoPlan, needs: Needs, random: Random): DemoSupply {
  const batch = needs.total * 1.2 + needs.largest;
  const receipts = [receipt(plan, random.whole(2, 16), batch, random)];
  if (random.chance(0.3)) receipts.push(receipt(plan, random.whole(17, 35), batch / 3, random));
  return { stock: whole(needs.week * random.next() * 0.5), receipts };
}

function contested(plan: DemoPlan, needs: Needs, random: Random): DemoSupply {
  const stock = Math.max(needs.week * 0.6, needs.largest);
  const batch = Math.max(0, needs.total * 0.75 - stock);
  return {
    stock: whole(stock),
    receipts: batch > 0 ? [receipt(plan, random.whole(3, 12), batch, random)] : [],
  };
}

function absent(plan: DemoPlan, needs: Needs, random: Random): DemoSupply {
  const late = random.chance(0.4) ? [receipt(plan, -random.whole(1, 9), needs.total, random)] : [];
  return { stock: random.chance(0.5) ? 0 : whole(needs.largest * random.next() * 0.2), receipts: late };
}

function trickle(plan: DemoPlan, needs: Needs, random: Random): DemoSupply {
  const batch = Math.max(1000, needs.largest * 0.08);
  return {
    stock: 0,
    receipts: [4, 11, 18].map((day) => receipt(plan, day + random.whole(0, 2), batch, random)),
  };
}

function receipt(plan: DemoPlan, day: number, quantity: number, random: Random): DemoReceipt {
  const document = `OP ${String(random.whole(10_000, 99_999))}`;
  return { day: plan.today + day, quantity: Math.max(1000, whole(quantity)), document };
}

function whole(quantity: number): Thousandths {
  return Math.ceil(quantity / 1000) * 1000;
}
