import { guarded } from './console.ts';
import { hasManager } from './manager.ts';
import type { EmbedSettings } from './settings.ts';
import { hostSlot, ownSlot, type Slot, type SlotLook } from './slot.ts';

/** A page that changes much is looked through at most so often. */
const LOOK_PAUSE_MS = 100;
/** What this script changes itself. */
const OURS = '.ruptura-pedido,.ruptura-cor,#ruptura-progresso,#ruptura-workers,.ruptura-dialogo';

export interface RowsListener {
  /** What an order's rows show now; asked when a row appears. */
  look(order: string): SlotLook;
  clicked(order: string): void;
  /** Rows of orders that were not on the page before; they show nothing yet. */
  appeared(orders: readonly string[]): void;
  /** No row has the cell that takes the button. */
  noCell(): void;
}

/** The rows of the page's table: finds them, keeps a slot in each, and notices those that come later. */
export class Rows {
  readonly #settings: EmbedSettings;
  readonly #listener: RowsListener;
  readonly #slots = new Map<Element, Slot>();
  readonly #byOrder = new Map<string, Set<Slot>>();
  #observer: MutationObserver | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #toldNoCell = false;

  constructor(settings: EmbedSettings, listener: RowsListener) {
    this.#settings = settings;
    this.#listener = listener;
  }

  /** Orders on the page, each once, in the order of the rows. */
  orders(): string[] {
    return [...this.#byOrder.keys()];
  }

  /** Whether a row shows the order. */
  has(order: string): boolean {
    return this.#byOrder.has(order);
  }

  /** Takes the rows there are and follows the page. */
  start(): void {
    this.#observer = new MutationObserver((records) => {
      if (records.some((record) => this.#concernsRows(record))) {
        this.#timer ??= setTimeout(
          guarded(() => this.#look()),
          LOOK_PAUSE_MS,
        );
      }
    });
    this.#observer.observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['data-pedido'],
    });
    this.#look();
  }

  /** Leaves every row as it was. */
  stop(): void {
    this.#observer?.disconnect();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const row of [...this.#slots.keys()]) this.#leave(row);
  }

  /** Shows in an order's rows what they show now. */
  show(order: string): void {
    if (!this.has(order)) return;
    const look = this.#listener.look(order);
    for (const slot of this.#byOrder.get(order) ?? []) slot.show(look);
  }

  #look(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const rows = this.#find();
    const before = new Set(this.#byOrder.keys());
    for (const row of this.#slots.keys()) if (!rows.has(row)) this.#leave(row);
    for (const row of rows) this.#enter(row, before);
    // What was just changed here needs no second look.
    this.#observer?.takeRecords();
    if (rows.size > 0 && this.#slots.size === 0 && !this.#toldNoCell) {
      this.#toldNoCell = true;
      this.#listener.noCell();
    }
    const appeared = this.orders().filter((order) => !before.has(order));
    if (appeared.length > 0) this.#listener.appeared(appeared);
  }

  #find(): Set<Element> {
    const rows = new Set<Element>();
    for (const table of document.querySelectorAll(this.#settings.table)) {
      for (const row of table.querySelectorAll(this.#settings.row)) if (orderOf(row) !== '') rows.add(row);
    }
    return rows;
  }

  #enter(row: Element, before: ReadonlySet<string>): void {
    const order = orderOf(row);
    const held = this.#slots.get(row);
    const hosts = hasManager() ? row.querySelector(this.#settings.button) : null;
    if (held?.order === order && held.isIn(row) && held.isHosts === (hosts !== null)) return;
    if (held !== undefined) this.#leave(row);
    const cell = row.querySelector(this.#settings.cell);
    if (hosts === null && cell === null) return;
    const slot =
      hosts === null ? ownSlot(cell!, order, () => this.#listener.clicked(order)) : hostSlot(hosts, order);
    this.#slots.set(row, slot);
    const slots = this.#byOrder.get(order) ?? new Set();
    this.#byOrder.set(order, slots.add(slot));
    // Those of new orders are shown by whoever is told of them.
    if (before.has(order)) slot.show(this.#listener.look(order));
  }

  #leave(row: Element): void {
    const slot = this.#slots.get(row);
    if (slot === undefined) return;
    slot.remove();
    this.#slots.delete(row);
    const slots = this.#byOrder.get(slot.order);
    slots?.delete(slot);
    if (slots?.size === 0) this.#byOrder.delete(slot.order);
  }

  #concernsRows({ target, addedNodes, removedNodes }: MutationRecord): boolean {
    const { table, row } = this.#settings;
    if (!(target instanceof Element) || target.closest(OURS) !== null) return false;
    if (target.closest(row) !== null) return true;
    return [...addedNodes, ...removedNodes].some(
      (node) =>
        node instanceof Element && !node.matches(OURS) && (node.matches(row) || holds(node, row, table)),
    );
  }
}

function holds(node: Element, row: string, table: string): boolean {
  return node.matches(table) || node.querySelector(row) !== null;
}

function orderOf(row: Element): string {
  return row.getAttribute('data-pedido')?.trim() ?? '';
}
