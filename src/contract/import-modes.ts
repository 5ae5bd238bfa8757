/**
 * What an import does with what is in the tables already.
 *
 * - `acrescentar`: the rows of the file are added; known lots are updated, known movements skipped
 * - `atualizar`: the lines of exactly the orders (lots, products) in the file are replaced, all others stay
 * - `substituir`: the whole contents of each table that has a file are replaced
 */
export const IMPORT_MODES = ['acrescentar', 'atualizar', 'substituir'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

/** What the lines of a table belong to, and what replacing some of them replaces whole. */
export type ImportUnit = 'pedidos' | 'lotes' | 'produtos';

/** Losing more than this share of a table asks a second time. */
const MOST_LOST_PERCENT = 20;

/** Whether so many lost rows of a table are so many that a person is asked once more. */
export function losesMuch(lost: number, before: number): boolean {
  return lost * 100 > before * MOST_LOST_PERCENT;
}

/** How long, of how many imports and how many rows in all the former contents are kept, to undo them. */
export const KEPT_IMPORTS = { days: 7, calls: 20, rows: 5_000_000 } as const;

/** Whether an order book comes without prices: every order would be worth nothing. */
export function lacksPrice(table: string, filled: readonly string[]): boolean {
  return table === 'carteira_principal' && !filled.includes('preco_produto_pedido');
}
