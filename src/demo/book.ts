import { type InputTableName, inputTable } from '../contract/tables.ts';
import { type EpochDay, formatIsoDate, formatScaled } from '../contract/units.ts';
import { demoProduct } from './catalog.ts';
import { productMovements } from './movements.ts';
import { type DemoOrder, type DemoPlan, demoOrder, lotCode, ORDERS_PER_LOT } from './orders.ts';
import { randomOf, STREAM } from './random.ts';
import { type DemoDemand, demoDemand, demoSupply } from './supply.ts';

/** Cells of a row in the order of `demoColumns`; null where the column is empty. */
export type DemoRow = readonly (string | null)[];

/** A generated book. Rows are made while they are read; nothing but the demand by product is kept. */
export interface DemoBook {
  readonly plan: DemoPlan;
  /** Rows of one table. May be called again and gives the same rows. */
  rows(table: InputTableName): Generator<DemoRow>;
}

export interface DemoOptions {
  /** Sales orders, at least 1. */
  readonly orders: number;
  readonly seed: number;
  /** Business date the book is laid around. */
  readonly today: EpochDay;
  /** Products; a fitting number when not given. */
  readonly products?: number;
}

/** A plausible distributor's book of any size. The same options always give the same rows. */
export function demoBook(options: DemoOptions): DemoBook {
  const plan = demoPlan(options);
  const demand = demoDemand(plan);
  return { plan, rows: (table) => ROWS[table](plan, demand) };
}

function demoPlan(options: DemoOptions): DemoPlan {
  const { orders, seed, today } = options;
  const products =
    options.products ?? Math.min(20_000, Math.max(64, Math.round(6 * Math.sqrt(orders) + orders / 20)));
  return { orders, products, customers: Math.max(12, Math.round(orders / 6)), seed, today };
}

/** Columns a table's demo rows fill: all but the identity the database gives. */
export function demoColumns(table: InputTableName): string[] {
  return inputTable(table)
    .columns.map((column) => column.name)
    .filter((name) => name !== 'id');
}

type RowMaker = (plan: DemoPlan, demand: DemoDemand) => Generator<DemoRow>;

const ROWS: Record<InputTableName, RowMaker> = {
  movimentacao_estoque: movementRows,
  carteira_principal: orderLineRows,
  separacao: allocationRows,
  pedido: lotRows,
  pre_separacao_item: draftRows,
  programacao_producao: receiptRows,
};

const quantity = (value: number): string => formatScaled(value, 3);
const date = (day: EpochDay | null): string | null => (day === null ? null : formatIsoDate(day));

function* movementRows(plan: DemoPlan, demand: DemoDemand): Generator<DemoRow> {
  for (let product = 0; product < plan.products; product += 1) {
    const { code } = demoProduct(plan.seed, product);
    const { stock } = demoSupply(plan, demand, product);
    for (const movement of productMovements(plan, product, stock)) {
      yield [
        code,
        formatIsoDate(movement.day),
        movement.kind,
        quantity(movement.quantity),
        movement.depot,
        movement.document,
        movement.key,
        String(movement.active),
      ];
    }
  }
}

function* receiptRows(plan: DemoPlan, demand: DemoDemand): Generator<DemoRow> {
  for (let product = 0; product < plan.products; product += 1) {
    const { code } = demoProduct(plan.seed, product);
    for (const receipt of demoSupply(plan, demand, product).receipts) {
      yield [code, formatIsoDate(receipt.day), quantity(receipt.quantity), receipt.document];
    }
  }
}

function* eachOrder(plan: DemoPlan): Generator<DemoOrder> {
  for (let index = 0; index < plan.orders; index += 1) yield demoOrder(plan, index);
}

function* orderLineRows(plan: DemoPlan): Generator<DemoRow> {
  for (const order of eachOrder(plan)) {
    for (const line of order.lines) {
      const product = demoProduct(plan.seed, line.product);
      yield [
        order.code,
        product.code,
        product.name,
        quantity(line.ordered),
        quantity(line.open),
        line.price === null ? null : formatScaled(line.price, 4),
        date(line.shipDate),
        date(order.appointment),
        date(order.orderDate),
        order.customer.name,
        order.customer.city,
        order.customer.uf,
        order.customer.seller,
        line.lot,
        String(line.active),
      ];
    }
  }
}

function* allocationRows(plan: DemoPlan): Generator<DemoRow> {
  for (const order of eachOrder(plan)) {
    for (const allocation of order.allocations) {
      yield [
        allocation.lot,
        order.code,
        demoProduct(plan.seed, allocation.product).code,
        quantity(allocation.quantity),
        date(allocation.shipDate),
      ];
    }
  }
}

/** Headers of the lots that have rows; one in forty lost its header, one in sixty has a status of the ERP's own. */
function* lotRows(plan: DemoPlan): Generator<DemoRow> {
  for (let lot = 0; lot * ORDERS_PER_LOT < plan.orders; lot += 1) {
    if (!lotHasRows(plan, lot) || lot % 40 === 11) continue;
    const random = randomOf(plan.seed, STREAM.lot, lot);
    const kind = random.next();
    const known = kind < 0.6 ? 'ABERTO' : kind < 0.85 ? 'COTADO' : kind < 0.95 ? 'EMBARCADO' : 'FATURADO';
    const status = lot % 60 === 7 ? 'EM ROTA' : known;
    yield [lotCode(plan, lot), status, formatIsoDate(plan.today + random.whole(0, 4))];
  }
}

function lotHasRows(plan: DemoPlan, lot: number): boolean {
  const last = Math.min(plan.orders, (lot + 1) * ORDERS_PER_LOT);
  for (let index = lot * ORDERS_PER_LOT; index < last; index += 1) {
    if (demoOrder(plan, index).allocations.length > 0) return true;
  }
  return false;
}

function* draftRows(plan: DemoPlan): Generator<DemoRow> {
  for (const order of eachOrder(plan)) {
    for (const draft of order.drafts) {
      yield [
        draft.orderCode,
        demoProduct(plan.seed, draft.product).code,
        quantity(draft.quantity),
        date(draft.shipDate),
        draft.status,
        null,
        draft.createdBy,
        `${formatIsoDate(draft.createdOn)}T09:30:00-03:00`,
      ];
    }
  }
}
