import type { Engine } from '../../availability/engine.ts';
import type { PromiseSituation, Severity } from '../../contract/codes.ts';
import {
  type MissingPart,
  type NoteChoice,
  type SnoozeChoice,
  VERDICT_TONES,
} from '../../contract/order-choices.ts';
import type { VerdictAnswer } from '../../contract/wire.ts';
import type { Book } from '../../ledger/book.ts';
import { ALLOCATION, NO_DATE } from '../../ledger/facts.ts';
import { folded, foldedWords } from '../folded-text.ts';
import { ANY_DAY, type DayFilter, daysOf, isAnyDay } from './day-ranges.ts';
import {
  NEVER,
  type OrderColumns,
  type OrderHeader,
  type OrderHeaders,
  SEVERITIES,
  SITUATIONS,
} from './order-book-columns.ts';
import { isSnoozed, type NotedOrders } from './order-notes.ts';

/** Which open orders are asked for; null and empty lists let everything through. */
export interface OrderFilter {
  /** Every word stands somewhere in the order's number, customer, city, state or seller; accents and case forgiven. */
  readonly text: string | null;
  /** Parts of names. */
  readonly customer: string | null;
  readonly city: string | null;
  readonly seller: string | null;
  /** Whole names, one of which it must be. */
  readonly customers: readonly string[];
  readonly cities: readonly string[];
  readonly sellers: readonly string[];
  readonly owners: readonly string[];
  readonly states: readonly string[];
  /** Picking lots, of one of which the order has something that counts. */
  readonly lots: readonly string[];
  /** Codes of products, of one of which the order has open lines. */
  readonly products: readonly string[];
  /** Earliest ship date of the open lines, earliest appointment, promised day; undated orders lie in no range. */
  readonly ship: DayFilter;
  readonly appointment: DayFilter;
  /** Of the promised day `vencidos` says that it is after the order's own date. */
  readonly promise: DayFilter;
  /** Whether the order is without shortage. */
  readonly ok: boolean | null;
  /** Whether the whole order is promised for today. */
  readonly leavesToday: boolean | null;
  /** `OK` is an order without shortage. */
  readonly severities: readonly (Severity | 'OK')[];
  readonly situations: readonly PromiseSituation[];
  readonly verdicts: readonly VerdictAnswer['tom'][];
  /** Whether a note is written about the order. */
  readonly noted: NoteChoice | null;
  /** `ocultar` leaves orders out of the list that are put off until a later day, not out of what the filter comes to. */
  readonly snoozed: SnoozeChoice;
  /** What the order must lack. */
  readonly missing: readonly MissingPart[];
}

type Test = (order: number) => boolean;

/** What filters look at beside the book. */
export interface OrderFacts {
  readonly columns: OrderColumns;
  readonly headers: OrderHeaders;
  readonly noted: NotedOrders;
}

/** Whether a filter lets an order through, put off or not. Valid until the book changes. */
export function orderPredicate(engine: Engine, facts: OrderFacts, filter: OrderFilter): Test {
  const tests = [
    ...standingTests(engine, facts, filter),
    ...dateTests(engine.book, facts, filter),
    ...textTests(engine.book, facts, filter),
    ...noteTests(engine.book, facts, filter),
    ...filter.missing.map((part) => missingTest(engine.book, facts, part)),
  ];
  return (order) => tests.every((test) => test(order));
}

/** The same filter, whatever the promised day. */
export function withoutPromisedDay(filter: OrderFilter): OrderFilter {
  return { ...filter, promise: ANY_DAY, leavesToday: null };
}

function standingTests({ book, analysis }: Engine, { columns }: OrderFacts, filter: OrderFilter): Test[] {
  const tests: Test[] = [];
  if (filter.ok !== null) tests.push((order) => (analysis.shortCount[order] === 0) === filter.ok);
  if (filter.leavesToday !== null) {
    tests.push((order) => (columns.promised[order] === 0) === filter.leavesToday);
  }
  if (filter.severities.length > 0) {
    const wanted = SEVERITIES.map((one) => filter.severities.includes(one ?? 'OK'));
    tests.push((order) => wanted[columns.severity[order]!]!);
  }
  if (filter.situations.length > 0) {
    const wanted = SITUATIONS.map((one) => filter.situations.includes(one));
    tests.push((order) => wanted[columns.situation[order]!]!);
  }
  if (filter.verdicts.length > 0) {
    const wanted = VERDICT_TONES.map((one) => filter.verdicts.includes(one));
    tests.push((order) => wanted[columns.verdict[order]!]!);
  }
  if (filter.products.length > 0) {
    const having = ordersWith(book, filter.products);
    tests.push((order) => having.has(order));
  }
  if (filter.lots.length > 0) {
    const lots = new Set(filter.lots);
    tests.push((order) => holdsLot(book, order, lots));
  }
  return tests;
}

function dateTests(book: Book, { columns }: OrderFacts, filter: OrderFilter): Test[] {
  const { orderShipDate, orderAppointment, today } = book;
  const tests: Test[] = [];
  const add = (days: DayFilter, dayOf: (order: number) => number, none: number): void => {
    if (isAnyDay(days)) return;
    const { from, to } = daysOf(days, today);
    tests.push((order) => {
      const day = dayOf(order);
      return day !== none && day >= from && day <= to;
    });
  };
  add(filter.ship, (order) => orderShipDate[order]!, NO_DATE);
  add(filter.appointment, (order) => orderAppointment[order]!, NO_DATE);
  const isLate = filter.promise.preset === 'vencidos';
  const promise = isLate ? { ...filter.promise, preset: null } : filter.promise;
  add(promise, (order) => promisedDay(columns, order, today), NO_DATE);
  const late = SITUATIONS.indexOf('ATRASADO');
  if (isLate) tests.push((order) => columns.situation[order] === late);
  return tests;
}

/** Day an order is promised; NO_DATE where it has none. */
export function promisedDay(columns: OrderColumns, order: number, today: number): number {
  const day = columns.promised[order]!;
  return day === NEVER ? NO_DATE : today + day;
}

function textTests(book: Book, { columns, headers }: OrderFacts, filter: OrderFilter): Test[] {
  const headerOf = (order: number) => headers.get(columns.header[order]!);
  const tests: Test[] = [];
  const part = (text: string | null, of: (header: OrderHeader) => string): void => {
    if (text === null) return;
    const wanted = folded(text.trim());
    tests.push((order) => of(headerOf(order)).includes(wanted));
  };
  const whole = (names: readonly string[], of: (header: OrderHeader) => string | null): void => {
    if (names.length === 0) return;
    const wanted = new Set<string | null>(names);
    tests.push((order) => wanted.has(of(headerOf(order))));
  };
  whole(
    filter.states.map((state) => folded(state.trim())),
    (header) => header.foldedState,
  );
  whole(filter.customers, (header) => header.cliente);
  whole(filter.cities, (header) => header.cidade);
  whole(filter.sellers, (header) => header.vendedor);
  part(filter.customer, (header) => header.foldedCustomer);
  part(filter.city, (header) => header.foldedCity);
  part(filter.seller, (header) => header.foldedSeller);
  for (const word of foldedWords(filter.text ?? '')) {
    tests.push(
      (order) => headerOf(order).foldedAll.includes(word) || folded(book.orders.code(order)).includes(word),
    );
  }
  return tests;
}

function noteTests(book: Book, { noted }: OrderFacts, filter: OrderFilter): Test[] {
  const tests: Test[] = [];
  if (filter.owners.length > 0) {
    const wanted = new Set(filter.owners.map(folded));
    tests.push((order) => {
      const owner = noted.get(order)?.responsavel;
      return owner !== null && owner !== undefined && wanted.has(folded(owner));
    });
  }
  if (filter.noted !== null) {
    const isNoted = filter.noted === 'com';
    tests.push((order) => ((noted.get(order)?.nota ?? null) !== null) === isNoted);
  }
  if (filter.snoozed === 'somente') {
    tests.push((order) => isSnoozed(noted.get(order), book.today));
  }
  return tests;
}

function missingTest(book: Book, { columns, headers, noted }: OrderFacts, part: MissingPart): Test {
  switch (part) {
    case 'expedicao':
      return (order) => book.orderShipDate[order] === NO_DATE;
    case 'agendamento':
      return (order) => book.orderAppointment[order] === NO_DATE;
    case 'promessa':
      return (order) => columns.promised[order] === NEVER;
    case 'lote':
      return (order) => !holdsLot(book, order, null);
    case 'responsavel':
      return (order) => (noted.get(order)?.responsavel ?? null) === null;
    case 'uf':
      return (order) => headers.get(columns.header[order]!).foldedState === '';
    default:
      return (order) => headers.get(columns.header[order]!)[part] === null;
  }
}

/** Orders with open lines of some products. */
function ordersWith(book: Book, codes: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  const { data, start, length } = book.productPieces;
  for (const code of codes) {
    const product = book.products.find(code);
    if (product < 0) continue;
    for (let i = start[product]!; i < start[product]! + length[product]!; i++) {
      const item = book.pieceItem[data[i]!]!;
      if (book.itemQuantity[item]! > 0) found.add(book.itemOrder[item]!);
    }
  }
  return found;
}

/** Whether some lots, or any at all (null), hold something of an order that counts. */
function holdsLot(book: Book, order: number, lots: ReadonlySet<string> | null): boolean {
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
      if (book.pieceKind[piece] !== ALLOCATION) continue;
      if (lots === null || lots.has(book.texts.text(book.pieceLot[piece]!) ?? '')) return true;
    }
  }
  return false;
}
