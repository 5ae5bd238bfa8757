import type { Engine } from '../../availability/engine.ts';
import type { Grouping, GroupSort } from '../../contract/order-choices.ts';
import type { OrderGroup } from '../../contract/order-wire.ts';
import { formatIsoDate } from '../../contract/units.ts';
import type { Book } from '../../ledger/book.ts';
import { compareCodes } from '../../ledger/codes.ts';
import { ALLOCATION, NO_DATE } from '../../ledger/facts.ts';
import { folded } from '../folded-text.ts';
import { ValueSum } from '../value-sum.ts';
import { type OrderHeader, OrderSum } from './order-book-columns.ts';
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

/** Orders that have something in common, and what they come to. */
class Group {
  readonly orders = new OrderSum();
  readonly short = new ValueSum();
  readonly leaving = new OrderSum();
  /** Name, code or day; null: the orders without one. */
  readonly key: string | null;
  readonly number: number;
  #name: string | null = null;

  constructor(number: number, key: string | null) {
    this.number = number;
    this.key = key;
  }

  add({ columns }: OrderFacts, order: number): void {
    this.orders.add(columns, order);
    this.short.add(columns.shortHigh[order]!, columns.shortLow[order]!);
    if (columns.promised[order] === 0) this.leaving.add(columns, order);
  }

  /** The key as names are compared. */
  get name(): string {
    this.#name ??= folded(this.key ?? '');
    return this.#name;
  }
}

/** Some open orders, gathered and sorted; what is told of a group is made when it is shown. */
export class OrderGroupList {
  readonly #gathering: Gathering;
  readonly #groups: readonly Group[];
  /** What opens the group of the orders that have nothing of what is gathered by. */
  readonly #without: OrderGroup['filtro'];

  /** @param filter the one that let the orders through */
  constructor(
    engine: Engine,
    facts: OrderFacts,
    orders: Iterable<number>,
    { by, sort, filter }: { readonly by: Grouping; readonly sort: GroupSort; readonly filter: OrderFilter },
  ) {
    this.#gathering = GATHERINGS[by](engine.book, facts, filter);
    this.#without = { sem: [...new Set<string>([...filter.missing, by])].join(',') };
    this.#groups = sorted(gathered(this.#gathering, facts, orders), sort);
  }

  get length(): number {
    return this.#groups.length;
  }

  page(from: number, to: number): OrderGroup[] {
    return this.#groups.slice(from, to).map((group) => this.#answer(group));
  }

  #answer({ key, number, orders, short, leaving }: Group): OrderGroup {
    const { pedidos, valor } = orders.answer();
    return {
      chave: key,
      nome: key === null ? null : (this.#gathering.name?.(number) ?? null),
      filtro: key === null ? this.#without : this.#gathering.filter(key),
      pedidos,
      valor_total: valor,
      valor_com_ruptura: short.money(),
      podem_sair_hoje: leaving.answer(),
    };
  }
}

function gathered(gathering: Gathering, facts: OrderFacts, orders: Iterable<number>): Group[] {
  const groups = new Map<number, Group>();
  let current = NONE;
  const put = (number: number): void => {
    let group = groups.get(number);
    if (group === undefined) {
      group = new Group(number, number === NONE ? null : gathering.key(number));
      groups.set(number, group);
    }
    group.add(facts, current);
  };
  for (const order of orders) {
    current = order;
    gathering.each(order, put);
  }
  return [...groups.values()];
}

/** By name or day, or the most first; equal ones by name, the nameless last. */
function sorted(groups: Group[], sort: GroupSort): Group[] {
  const figure = FIGURES[sort];
  return groups.sort((a, b) => (figure === null ? 0 : figure(b) - figure(a)) || compareGroups(a, b));
}

const FIGURES: Readonly<Record<GroupSort, ((group: Group) => number) | null>> = {
  valor: (group) => group.orders.nearValue(),
  ruptura: (group) => group.short.near(),
  pedidos: (group) => group.orders.count,
  hoje: (group) => group.leaving.nearValue(),
  nome: null,
};

function compareGroups(a: Group, b: Group): number {
  if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
  return compareCodes(a.name, b.name) || compareCodes(a.key, b.key);
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
