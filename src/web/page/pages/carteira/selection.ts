/** An order that was picked, and what it is worth. */
export interface Picked {
  readonly num_pedido: string;
  readonly valor_total_pedido: number;
}

/**
 * Orders that a person selected.
 *
 *     toggled     an order is put in or taken out; the next range begins there
 *     extended    all orders from where the range began are put in
 *     everything  all orders of the filter, on the screen or not; what is toggled then is taken out
 */
export interface Selection {
  /** All orders of the filter but those apart; else only those. */
  readonly isAll: boolean;
  /** R$ of the orders apart, in hundredths. */
  readonly apart: ReadonlyMap<string, number>;
  /** Row where the next range begins. */
  readonly anchor: number;
}

export const NOTHING_SELECTED: Selection = { isAll: false, apart: new Map(), anchor: 0 };

/** All orders of the filter. */
export function everything(): Selection {
  return { ...NOTHING_SELECTED, isAll: true };
}

export function isSelected({ isAll, apart }: Selection, order: string): boolean {
  return apart.has(order) !== isAll;
}

/** The selection with an order in or out. @param index its row */
export function toggled(selection: Selection, order: Picked, index: number): Selection {
  const apart = new Map(selection.apart);
  if (!apart.delete(order.num_pedido)) apart.set(order.num_pedido, hundredthsOf(order));
  return { ...selection, apart, anchor: index };
}

/** The selection with all of some orders in it; the range stays where it began. */
export function extended(selection: Selection, orders: readonly Picked[]): Selection {
  const apart = new Map(selection.apart);
  for (const order of orders) {
    if (selection.isAll) apart.delete(order.num_pedido);
    else apart.set(order.num_pedido, hundredthsOf(order));
  }
  return { ...selection, apart };
}

/** First and last row of a range that ends at a row. */
export function rangeTo({ anchor }: Selection, index: number): readonly [number, number] {
  return [Math.min(anchor, index), Math.max(anchor, index)];
}

/** What a filter comes to. */
export interface FilterSum {
  readonly orders: number;
  readonly value: number;
}

/** How many orders are selected and their R$. @param filter null while it is not known */
export function selectedSum({ isAll, apart }: Selection, filter: FilterSum | null): FilterSum | null {
  let hundredths = 0;
  for (const one of apart.values()) hundredths += one;
  if (!isAll) return { orders: apart.size, value: hundredths / 100 };
  if (filter === null) return null;
  return {
    orders: Math.max(0, filter.orders - apart.size),
    value: (Math.round(filter.value * 100) - hundredths) / 100,
  };
}

function hundredthsOf({ valor_total_pedido }: Picked): number {
  return Math.round(valor_total_pedido * 100);
}
