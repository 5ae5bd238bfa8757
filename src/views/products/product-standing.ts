import type { Engine } from '../../availability/engine.ts';
import type { StockoutStatus } from '../../contract/codes.ts';
import { balancesOf, dueCounts, LOWEST, ROW_FIGURES } from '../../projection/balances.ts';
import { stockoutDay, stockoutStatus } from '../../projection/status.ts';

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
