import type { Engine } from '../availability/engine.ts';
import type { Grouping, GroupSort } from '../contract/order-choices.ts';
import type { OrderGroup } from '../contract/order-wire.ts';
import { formatIsoDate } from '../contract/units.ts';
import type { Book } from '../ledger/book.ts';
import { compareCodes } from '../ledger/codes.ts';
import { ALLOCATION, NO_DATE } from '../ledger/facts.ts';
import { folded, type OrderHeader, OrderSum, ValueSum } from './order-book-columns.ts';
import { type OrderFacts, type OrderFilter, promisedDay } from './order-book-filter.ts';

/** Groupings in which an order may be in several groups. */
export const OVERLAPPING: ReadonlySet<Grouping> = new Set(['produto', 'lote']);

/** Stands for the orders that have nothing of what is gathered by. */
const NONE = -1;

/** How orders are gathered: by numbers that stand for the group. */
interface Gathering {
  /** Calls `put` for each group of an order, once. */
  each(order: number, put: (key: number) => void): void;
  /** Name, code or day of a group. */
  key(key: number): string;
  /** Name beside the code. */
  name?(key: number): string | null;
  /** Parameters that open a group. */
  filter(key: string): OrderGroup['filtro'];
}

class GroupSums {
  readonly orders = new OrderSum();
  readonly short = new ValueSum();
  readonly leaving = new OrderSum();
}

/** Some open orders, gathered and sorted. `filter` is the one that let them through. */
export function orderGroups(
  engine: Engine,
  facts: OrderFacts,
  orders: Iterable<number>,
  { by, filter }: { readonly by: Grouping; readonly filter: OrderFilter },
): OrderGroup[] {
  const { columns } = facts;
  const gathering = GATHERINGS[by](engine.book, facts, filter);
  const groups = new Map<number, GroupSums>();
  for (const order of orders) {
    gathering.each(order, (key) => {
      let group = groups.get(key);
      if (group === undefined) {
        group = new GroupSums();
        groups.set(key, group);
      }
      group.orders.add(columns, order);
      group.short.add(columns.shortHigh[order]!, columns.shortLow[order]!);
      if (columns.promised[order] === 0) group.leaving.add(columns, order);
    });
  }
  const without = { sem: [...new Set<string>([...filter.missing, by])].join(',') };
  return Array.from(groups, ([key, sums]) => groupAnswer(gathering, key, sums, without));
}

/** @param without what opens the group of the orders that have nothing of what is gathered by */
function groupAnswer(
  gathering: Gathering,
  key: number,
  sums: GroupSums,
  without: OrderGroup['filtro'],
): OrderGroup {
  const chave = key === NONE ? null : gathering.key(key);
  const { pedidos, valor } = sums.orders.answer();
  return {
    chave,
    nome: key === NONE ? null : (gathering.name?.(key) ?? null),
    filtro: chave === null ? without : gathering.filter(chave),
    pedidos,
    valor_total: valor,
    valor_com_ruptura: sums.short.money(),
    podem_sair_hoje: sums.leaving.answer(),
  };
}

/** Groups in their order: by name or day, or the most first; equal ones by name, the nameless last. */
export function sortedGroups(groups: readonly OrderGroup[], sort: GroupSort): OrderGroup[] {
  const figure = FIGURES[sort];
  return groups.toSorted((a, b) => (figure === null ? 0 : figure(b) - figure(a)) || compareKeys(a, b));
}

const FIGURES: Readonly<Record<GroupSort, ((group: OrderGroup) => number) | null>> = {
  valor: (group) => group.valor_total,
  ruptura: (group) => group.valor_com_ruptura,
  pedidos: (group) => group.pedidos,
  hoje: (group) => group.podem_sair_hoje.valor,
  nome: null,
};

function compareKeys(a: OrderGroup, b: OrderGroup): number {
  if (a.chave === null || b.chave === null) return Number(a.chave === null) - Number(b.chave === null);
  return compareCodes(folded(a.chave), folded(b.chave)) || compareCodes(a.chave, b.chave);
}

const GATHERINGS: Readonly<
  Record<Grouping, (book: Book, facts: OrderFacts, filter: OrderFilter) => Gathering>
> = {
  cliente: (_book, facts) => byHeader(facts, ({ cliente }) => cliente, 'cliente_igual'),
  vendedor: (_book, facts) => byHeader(facts, ({ vendedor }) => vendedor, 'vendedor_igual'),
  // A state is one in any spelling, as its filter has it.
  uf: (_book, facts) => byHeader(facts, ({ foldedState }) => foldedState || null, 'uf'),
  expedicao: (book) => byDay((order) => book.orderShipDate[order]!, 'expedicao'),
  promessa: (book, { columns }) => byDay((order) => promisedDay(columns, order, book.today), 'promessa'),
  produto: byProduct,
  lote: byLot,
  responsavel: byOwner,
};

/** Numbers for texts, as they come. */
class TextNumbers {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(text: string | null): number {
    if (text === null) return NONE;
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.texts.push(text) - 1;
      this.#numbers.set(text, number);
    }
    return number;
  }
}

function byHeader(
  { columns, headers }: OrderFacts,
  textOf: (header: OrderHeader) => string | null,
  parameter: string,
): Gathering {
  const names = new TextNumbers();
  const known = new Map<number, number>();
  return {
    each: (order, put) => {
      const header = columns.header[order]!;
      let key = known.get(header);
      if (key === undefined) {
        key = names.of(textOf(headers.get(header)));
        known.set(header, key);
      }
      put(key);
    },
    key: (key) => names.texts[key]!,
    filter: (name) => ({ [parameter]: name }),
  };
}

function byDay(dayOf: (order: number) => number, parameter: string): Gathering {
  return {
    each: (order, put) => {
      const day = dayOf(order);
      put(day === NO_DATE ? NONE : day);
    },
    key: formatIsoDate,
    filter: (day) => ({ [`${parameter}_de`]: day, [`${parameter}_ate`]: day }),
  };
}

/** Products that the filter names are the only groups: the others are of orders that are asked for because of them. */
function byProduct(book: Book, _facts: OrderFacts, { products }: OrderFilter): Gathering {
  const wanted = products.length === 0 ? null : new Set(products.map((code) => book.products.find(code)));
  const names = new Map<number, number>();
  return {
    each: (order, put) => {
      for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
        const product = book.itemProduct[item]!;
        if (book.itemQuantity[item] === 0 || wanted?.has(product) === false) continue;
        if (!names.has(product)) names.set(product, book.itemName[item]!);
        put(product);
      }
    },
    key: (product) => book.products.code(product),
    name: (product) => book.texts.text(names.get(product)!),
    filter: (code) => ({ cod_produto: listed(code) }),
  };
}

function byLot(book: Book, _facts: OrderFacts, { lots }: OrderFilter): Gathering {
  const wanted = lots.length === 0 ? null : new Set(lots);
  const found = new Set<number>();
  return {
    each: (order, put) => {
      found.clear();
      for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
        for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
          if (book.pieceKind[piece] === ALLOCATION) found.add(book.pieceLot[piece]!);
        }
      }
      if (found.size === 0) put(NONE);
      for (const lot of found) if (wanted === null || wanted.has(book.texts.text(lot) ?? '')) put(lot);
    },
    key: (lot) => book.texts.text(lot) ?? '',
    filter: (code) => ({ lote: listed(code) }),
  };
}

/** An owner is one in any spelling, as the filter has it; shown as it is met first. */
function byOwner(_book: Book, { noted }: OrderFacts): Gathering {
  const names = new TextNumbers();
  const shown = new Map<number, string>();
  return {
    each: (order, put) => {
      const owner = noted.get(order)?.responsavel ?? null;
      const key = names.of(owner === null ? null : folded(owner));
      if (owner !== null && !shown.has(key)) shown.set(key, owner);
      put(key);
    },
    key: (key) => shown.get(key)!,
    filter: (name) => ({ responsavel: name }),
  };
}

/** Given once, a code with a comma would be two. */
function listed(code: string): string | string[] {
  return code.includes(',') ? [code, code] : code;
}
