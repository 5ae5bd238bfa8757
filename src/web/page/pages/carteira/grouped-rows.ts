import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { OrderGroup, OrderRow } from '../../../../contract/order-wire.ts';
import type { ApiError } from '../../data/api.ts';
import type { RowWindows } from '../../data/row-windows.ts';
import type { TableRows } from '../../parts/data-table.tsx';

/** A line of the list: an order, or what stands above the orders of a group. */
export type ListRow = OrderRow | OrderGroup;

export function isGroup(row: ListRow): row is OrderGroup {
  return 'chave' in row;
}

/** What tells a group from others of its grouping; a blank is the group of the orders without one. */
export function groupKey({ chave }: Pick<OrderGroup, 'chave'>): string {
  return chave ?? ' ';
}

/** An open group: where among the groups it stands, and its orders. */
interface OpenGroup {
  readonly key: string;
  readonly place: number;
  readonly rows: RowWindows<OrderRow>;
}

/** Where a line of the list is: a group, or an order of an open one. */
interface Spot {
  readonly group: number;
  readonly open: OpenGroup | null;
  /** Place among the orders of the open group; -1 is the group's own line. */
  readonly order: number;
}

/**
 * Groups with the orders of those that are open under them, as one list. Groups and orders are fetched where they are
 * looked at; an open group moves with its subtotal, and its orders are told of as long as they are not there.
 *
 *     open     its orders are asked for from then on, and stand below its line
 *     close    its line stays; its orders are let go
 *     touch    groups and orders on the screen are asked for again
 */
export class GroupedRows implements TableRows<ListRow> {
  readonly total: ReadonlySignal<number | null>;
  readonly error: ReadonlySignal<ApiError | null>;
  readonly revision: ReadonlySignal<number>;
  readonly #groups: RowWindows<OrderGroup>;
  readonly #rowsOf: (group: OrderGroup) => RowWindows<OrderRow>;
  readonly #opened = signal<ReadonlyMap<string, RowWindows<OrderRow> | null>>(new Map());
  /** Open groups that were found, in the order of the list. */
  readonly #open: ReadonlySignal<readonly OpenGroup[]>;
  /** Where groups that are out of reach stood last. */
  readonly #places = new Map<string, number>();

  /** @param rowsOf the orders of a group; closed when the group is */
  constructor(groups: RowWindows<OrderGroup>, rowsOf: (group: OrderGroup) => RowWindows<OrderRow>) {
    this.#groups = groups;
    this.#rowsOf = rowsOf;
    this.#open = computed(() => this.#found());
    this.total = computed(() => {
      const count = groups.total.value;
      return count === null ? null : this.#open.value.reduce((sum, { rows }) => sum + lengthOf(rows), count);
    });
    this.error = groups.error;
    this.revision = computed(
      () =>
        groups.revision.value + this.#open.value.reduce((sum, { rows }) => sum + rows.revision.value + 1, 0),
    );
  }

  row(index: number): ListRow | null {
    const { group, open, order } = this.#spot(index);
    return open === null || order < 0 ? this.#groups.row(group) : open.rows.row(order);
  }

  changedAt(row: ListRow): number | null {
    if (isGroup(row)) return null;
    const holder = this.#open.peek().find(({ rows }) => rows.changedAt(row) !== null);
    return holder?.rows.changedAt(row) ?? null;
  }

  show(first: number, last: number): void {
    const [top, bottom] = [this.#spot(first), this.#spot(last)];
    this.#groups.show(top.group, bottom.group);
    for (const open of this.#open.peek()) {
      if (open.place < top.group || open.place > bottom.group) continue;
      const from = open === top.open ? Math.max(0, top.order) : 0;
      const to = open === bottom.open ? bottom.order : lengthOf(open.rows) - 1;
      if (to >= from) open.rows.show(from, to);
    }
  }

  touch(): void {
    this.#groups.touch();
    for (const rows of this.#opened.peek().values()) rows?.touch();
  }

  /** Newer rows from elsewhere take the place of those on the screen. */
  patch(rows: readonly OrderRow[]): void {
    for (const { rows: orders } of this.#open.peek()) orders.patch(rows);
  }

  isOpen(group: OrderGroup): boolean {
    return this.#opened.value.has(groupKey(group));
  }

  /** Says which groups are open, by their keys; those that are not there yet open when they come. */
  openOnly(keys: readonly string[]): void {
    const before = this.#opened.peek();
    if (keys.length === before.size && keys.every((key) => before.has(key))) return;
    for (const [key, rows] of before) if (!keys.includes(key)) rows?.close();
    this.#opened.value = new Map(keys.map((key) => [key, before.get(key) ?? null]));
  }

  close(): void {
    this.#groups.close();
    for (const rows of this.#opened.peek().values()) rows?.close();
  }

  /** Looks for the open groups where the list stands now. */
  #found(): OpenGroup[] {
    const opened = this.#opened.value;
    this.#groups.revision.value;
    const total = this.#groups.total.value ?? 0;
    if (opened.size === 0) return [];
    const found = new Map<string, OpenGroup>();
    for (let place = 0; place < total && found.size < opened.size; place++) {
      const group = this.#groups.row(place);
      if (group === null) continue;
      const key = groupKey(group);
      if (opened.has(key)) found.set(key, { key, place, rows: this.#orders(group, key) });
    }
    for (const [key, rows] of opened) {
      const place = this.#places.get(key);
      if (!found.has(key) && rows !== null && place !== undefined && place < total) {
        found.set(key, { key, place, rows });
      }
    }
    for (const { key, place } of found.values()) this.#places.set(key, place);
    return [...found.values()].sort((a, b) => a.place - b.place);
  }

  #orders(group: OrderGroup, key: string): RowWindows<OrderRow> {
    const opened = this.#opened.peek() as Map<string, RowWindows<OrderRow> | null>;
    const rows = opened.get(key) ?? this.#rowsOf(group);
    opened.set(key, rows);
    return rows;
  }

  #spot(index: number): Spot {
    let before = 0;
    for (const open of this.#open.peek()) {
      const line = open.place + before;
      if (index <= line) break;
      const length = lengthOf(open.rows);
      if (index <= line + length) return { group: open.place, open, order: index - line - 1 };
      before += length;
    }
    const group = index - before;
    return { group, open: null, order: -1 };
  }
}

/** Orders of an open group as far as they are known: one line says that they are on their way. */
function lengthOf(rows: RowWindows<OrderRow>): number {
  return rows.total.value ?? 1;
}
