import { type Engine, itemPromiseOf } from '../../availability/engine.ts';
import { dayText, isOpenOrder, openItems } from '../../availability/order-answer.ts';
import { headerOf, lotsOf } from '../../availability/order-row.ts';
import { quantityToWire, type Thousandths } from '../../contract/units.ts';
import { ALLOCATION } from '../../ledger/facts.ts';

/** By what the goods are brought together: a sheet a lot, a state, a city, a customer, or a promised day. */
export const SHEET_KEYS = ['lote', 'uf', 'cidade', 'cliente', 'dia'] as const;
export type SheetKey = (typeof SHEET_KEYS)[number];

/** A product of an order on a sheet. */
export interface SheetItem {
  readonly cod_produto: string;
  readonly nome_produto: string | null;
  readonly qtd: number;
  /** When all of the item is promised, `yyyy-mm-dd`. */
  readonly promessa: string | null;
  /** Lots that hold something of the order; on a sheet of a lot nothing. */
  readonly lotes: readonly string[];
}

/** An order on a sheet. */
export interface SheetOrder {
  readonly num_pedido: string;
  readonly cliente: string | null;
  readonly cidade: string | null;
  readonly uf: string | null;
  readonly items: readonly SheetItem[];
  /** Of all its items here. */
  readonly qtd: number;
}

/** What goes together: onto one truck, say. */
export interface PickingSheet {
  /** The lot, state, city, customer or day (`yyyy-mm-dd`); null where the orders have none. */
  readonly key: string | null;
  readonly orders: readonly SheetOrder[];
  readonly items: number;
  readonly qtd: number;
}

/**
 * Sheets for the warehouse, from some orders in the order given. By lot they hold what the lots of these orders hold,
 * other orders in them included: a truck is loaded whole. Otherwise they hold the open quantity of the orders.
 * @param lots only these; empty are all that the orders are in
 */
export function pickingSheets(
  engine: Engine,
  orders: Iterable<number>,
  by: SheetKey,
  lots: readonly string[] = [],
): PickingSheet[] {
  const groups = by === 'lote' ? allocated(engine, orders, lots) : open(engine, orders, by);
  return [...groups]
    .sort(([a], [b]) => compareKeys(a, b))
    .map(([key, entries]) => ({
      key,
      orders: entries,
      items: entries.reduce((sum, { items }) => sum + items.length, 0),
      qtd: total(entries),
    }));
}

type Groups = Map<string | null, SheetOrder[]>;

function open(engine: Engine, orders: Iterable<number>, by: Exclude<SheetKey, 'lote'>): Groups {
  const { book } = engine;
  const groups: Groups = new Map();
  for (const order of orders) {
    if (!isOpenOrder(book, order)) continue;
    const lotes = lotsOf(book, order);
    const parts = openItems(book, order).map((item) => ({ item, quantity: book.itemQuantity[item]! }));
    const entry = sheetOrder(engine, order, parts, lotes);
    put(groups, keyOf(entry, by), entry);
  }
  return groups;
}

/** The day of an order is the latest of its items; none where one of them has none. */
function keyOf(order: SheetOrder, by: Exclude<SheetKey, 'lote'>): string | null {
  if (by === 'uf') return order.uf;
  if (by === 'cliente') return order.cliente;
  if (by === 'cidade') return [order.cidade, order.uf].filter(Boolean).join('/') || null;
  const days = order.items.map(({ promessa }) => promessa);
  return days.includes(null) ? null : (days.toSorted().at(-1) ?? null);
}

interface Part {
  readonly item: number;
  quantity: Thousandths;
}

function allocated(engine: Engine, orders: Iterable<number>, only: readonly string[]): Groups {
  const { book } = engine;
  const wanted = new Set(only);
  const place = new Map<number, number>();
  const names = new Set<string>();
  for (const order of orders) {
    place.set(order, place.size);
    for (const lot of lotsOf(book, order)) if (wanted.size === 0 || wanted.has(lot)) names.add(lot);
  }
  const found = partsOfLots(engine, names);
  const groups: Groups = new Map();
  for (const [lot, byOrder] of found) {
    const placeOf = (order: number): number => place.get(order) ?? place.size;
    const sorted = [...byOrder].sort(([a], [b]) => placeOf(a) - placeOf(b));
    for (const [order, parts] of sorted) put(groups, lot, sheetOrder(engine, order, parts, []));
  }
  return groups;
}

/** What lots hold, by lot and order. One pass over all pieces: lots are in no index. */
function partsOfLots(engine: Engine, names: ReadonlySet<string>): Map<string, Map<number, Part[]>> {
  const { book } = engine;
  const found = new Map<string, Map<number, Part[]>>();
  for (let piece = 0; piece < book.pieces.used; piece++) {
    const item = book.pieceItem[piece]!;
    if (item < 0 || book.pieceKind[piece] !== ALLOCATION) continue;
    const lot = book.texts.text(book.pieceLot[piece]!) ?? '';
    if (!names.has(lot)) continue;
    const byOrder = found.get(lot) ?? new Map<number, Part[]>();
    found.set(lot, byOrder);
    const order = book.itemOrder[item]!;
    const parts = byOrder.get(order) ?? [];
    byOrder.set(order, parts);
    const same = parts.find((part) => part.item === item);
    if (same === undefined) parts.push({ item, quantity: book.pieceQuantity[piece]! });
    else same.quantity += book.pieceQuantity[piece]!;
  }
  return found;
}

function sheetOrder(
  engine: Engine,
  order: number,
  parts: readonly Part[],
  lotes: readonly string[],
): SheetOrder {
  const { book } = engine;
  // What only lots hold has no line, and comes last.
  const place = ({ item }: Part): number => Math.min(book.itemFirstLine[item]!, Number.MAX_VALUE);
  const items = parts.toSorted((a, b) => place(a) - place(b));
  const { cliente, cidade, uf } = headerOf(
    book,
    items.map(({ item }) => item),
  );
  return {
    num_pedido: book.orders.code(order),
    cliente,
    cidade,
    uf,
    items: items.map(({ item, quantity }) => ({
      cod_produto: book.products.code(book.itemProduct[item]!),
      nome_produto: book.texts.text(book.itemName[item]!),
      qtd: quantityToWire(quantity),
      promessa: dayText(book, itemPromiseOf(engine, item, book.rules.policy)),
      lotes,
    })),
    qtd: quantityToWire(items.reduce((sum, { quantity }) => sum + quantity, 0)),
  };
}

function put(groups: Groups, key: string | null, entry: SheetOrder): void {
  const entries = groups.get(key);
  if (entries === undefined) groups.set(key, [entry]);
  else entries.push(entry);
}

function total(orders: readonly SheetOrder[]): number {
  return quantityToWire(orders.reduce((sum, { qtd }) => sum + Math.round(qtd * 1000), 0));
}

/** What has no key comes last. */
function compareKeys(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
