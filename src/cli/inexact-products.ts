import type { Engine } from '../availability/engine.ts';
import { RupturaError } from '../contract/errors.ts';
import { inexactProduct, isExact } from '../ledger/book.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import type { Outcome } from './program.ts';

/** Whether the figures of a product are told: it is unknown, or its sums are exact. */
export function isToldProduct({ book }: Engine, code: string): boolean {
  const product = book.products.find(code);
  return product < 0 || isExact(book, product);
}

/** Whether the figures of an order are told: those of all its products are. */
export function isToldOrder({ book }: Engine, code: string): boolean {
  return inexactProduct(book, book.orders.find(code)) < 0;
}

/** Says of every product why its figures, and those of its orders, are left out of a list of all. */
export async function noteUntold(context: CliContext, { book }: Engine): Promise<Outcome> {
  const untold = [...book.products.sorted()].filter((product) => !isExact(book, product));
  for (const product of untold) {
    const error = new RupturaError('QUANTIDADES_GRANDES_DEMAIS', {
      cod_produto: book.products.code(product),
    });
    await context.notices.lines(`${context.colors.red('✗')} ${error.sentence(context.language)}`);
  }
  return untold.length === 0 ? undefined : EXIT.failure;
}
