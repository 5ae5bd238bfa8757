import type { Engine } from '../availability/engine.ts';
import type { EpochDay } from '../contract/units.ts';
import { NO_DATE } from '../ledger/facts.ts';

/** What a person knows an order by. */
export interface OrderIdentity {
  readonly customer: string | null;
  readonly city: string | null;
  readonly uf: string | null;
  /** Earliest open ship date. */
  readonly shipDate: EpochDay | null;
}

/** Texts of an order: those of its first open line. */
export function orderTexts({ book }: Engine, code: string): OrderIdentity {
  const order = book.orders.find(code);
  let header = 0;
  let line = Number.POSITIVE_INFINITY;
  for (let item = order < 0 ? -1 : book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    if (book.itemQuantity[item]! <= 0 || book.itemFirstLine[item]! >= line) continue;
    line = book.itemFirstLine[item]!;
    header = book.itemHeader[item]!;
  }
  const texts: unknown = JSON.parse(book.headers.text(header) ?? '[]');
  const [customer, city, uf] = Array.isArray(texts) ? texts : [];
  const shipDate = order < 0 ? NO_DATE : book.orderShipDate[order]!;
  return {
    customer: textOrNull(customer),
    city: textOrNull(city),
    uf: textOrNull(uf),
    shipDate: shipDate === NO_DATE ? null : shipDate,
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
