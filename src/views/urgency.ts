import type { Engine } from '../availability/engine.ts';
import { HORIZON_DAYS, type StockoutStatus } from '../contract/codes.ts';
import { InvalidRequest } from '../contract/invalid-request.ts';
import type { EpochDay } from '../contract/units.ts';
import { type Book, isExact, isIdle } from '../ledger/book.ts';
import { compareCodes } from '../ledger/codes.ts';
import { balancesOf, dueCounts, LOWEST, ROW_FIGURES } from '../projection/balances.ts';
import { stockoutDay, stockoutStatus } from '../projection/status.ts';
import { parseCursor } from './cursor.ts';

/** How a product stands over the horizon. */
export interface ProductStanding {
  /** Number in the book. */
  readonly product: number;
  readonly code: string;
  readonly status: StockoutStatus;
  /** First day below zero; -1 where there is none. */
  readonly stockoutDay: number;
  /** Lowest balance of D0..D28, thousandths. */
  readonly lowest: number;
}

interface Listing {
  readonly version: number;
  readonly today: EpochDay;
  readonly standings: readonly ProductStanding[];
}

const listings = new WeakMap<Book, Listing>();
const STATUS_RANK: Readonly<Record<StockoutStatus, number>> = { CRÍTICO: 0, ATENÇÃO: 1, OK: 2 };

/**
 * Every product with stock, requirements or receipts whose sums are exact, the worst first: by status, then the earlier
 * stockout, then the lower balance, then the code. Kept until the book changes.
 */
function standingsByUrgency(engine: Engine): readonly ProductStanding[] {
  const { book } = engine;
  const known = listings.get(book);
  if (known !== undefined && known.version === book.version && known.today === book.today)
    return known.standings;
  const standings: ProductStanding[] = [];
  for (let product = 0; product < book.products.size; product++) {
    if (!isIdle(book, product) && isExact(book, product)) standings.push(standingOf(engine, product));
  }
  standings.sort(compareStandings);
  listings.set(book, { version: book.version, today: book.today, standings });
  return standings;
}

/** How one product stands. */
export function standingOf({ book, balances }: Engine, product: number): ProductStanding {
  const code = book.products.code(product);
  const lowest = balances.rows[product * ROW_FIGURES + LOWEST]!;
  // Above zero on every day, nothing has to be looked at day by day.
  if (lowest > 0) return { product, code, status: 'OK', stockoutDay: -1, lowest };
  const closing = Array.from(balancesOf(balances, product));
  const due = Array.from(dueCounts(book, balances, product));
  return {
    product,
    code,
    status: stockoutStatus(closing, due),
    stockoutDay: stockoutDay(closing),
    lowest,
  };
}

type Place = Pick<ProductStanding, 'code' | 'status' | 'stockoutDay' | 'lowest'>;

function compareStandings(a: Place, b: Place): number {
  const byStatus = STATUS_RANK[a.status] - STATUS_RANK[b.status];
  if (byStatus !== 0) return byStatus;
  const byDay = dayRank(a) - dayRank(b);
  if (byDay !== 0) return byDay;
  return a.lowest === b.lowest ? compareCodes(a.code, b.code) : a.lowest - b.lowest;
}

function dayRank({ stockoutDay: day }: Place): number {
  return day < 0 ? HORIZON_DAYS : day;
}

/** What of the list is asked for. */
export interface UrgencyQuery {
  /** Statuses let through; empty lets all. */
  readonly statuses: readonly StockoutStatus[];
  /** Lets products through by their number; null lets all. */
  readonly lets: ((product: number) => boolean) | null;
  readonly limit: number;
  /** Cursor of an earlier page, or null. */
  readonly cursor: string | null;
  /** Row of the filtered list to begin with, from 0, where there is no cursor. */
  readonly position: number;
}

export interface UrgencyPage {
  readonly standings: readonly ProductStanding[];
  /** Row of the filtered list that the first of them is. */
  readonly first: number;
  /** Products the filter lets through, on all pages. */
  readonly total: number;
  readonly next: string | null;
}

/**
 * One page of the list. A cursor names the last product shown and how it stood then, so a page begins after that
 * place in the list of now: what moved up meanwhile is on an earlier page, nothing else is skipped.
 * @throws InvalidRequest CURSOR_INVALIDO
 */
export function urgencyPage(engine: Engine, query: UrgencyQuery): UrgencyPage {
  const { statuses, lets } = query;
  const all = standingsByUrgency(engine);
  const wanted =
    statuses.length === 0 && lets === null
      ? all
      : all.filter(
          ({ status, product }) =>
            (statuses.length === 0 || statuses.includes(status)) && (lets === null || lets(product)),
        );
  const first = query.cursor === null ? query.position : firstAfter(wanted, readCursor(query.cursor));
  const standings = wanted.slice(first, first + query.limit);
  const last = standings.at(-1);
  const more = first + standings.length < wanted.length;
  const next = more && last !== undefined ? writeCursor(last) : null;
  return { standings, first, total: wanted.length, next };
}

function firstAfter(standings: readonly ProductStanding[], place: Place): number {
  let low = 0;
  let high = standings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareStandings(standings[middle]!, place) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const STATUSES = Object.keys(STATUS_RANK) as StockoutStatus[];

function writeCursor(standing: ProductStanding): string {
  const fields = [STATUS_RANK[standing.status], standing.stockoutDay, standing.lowest, standing.code];
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

function readCursor(cursor: string): Place {
  const fields = parseCursor(cursor);
  const [rank, day, lowest, code] = fields ?? [];
  const status = typeof rank === 'number' ? STATUSES.find((one) => STATUS_RANK[one] === rank) : undefined;
  if (
    fields?.length !== 4 ||
    status === undefined ||
    !Number.isInteger(day) ||
    !Number.isSafeInteger(lowest) ||
    typeof code !== 'string'
  ) {
    throw new InvalidRequest({ place: 'consulta', path: 'cursor', code: 'CURSOR_INVALIDO' });
  }
  return { status, stockoutDay: day as number, lowest: lowest as number, code };
}
