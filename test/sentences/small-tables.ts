/** Small books as the six tables, written in a line each. */
import { type BookTables, EMPTY_BOOK } from '../oracle/book-tables.ts';

/** A part of a small book: rows of one or more of its tables, ids left out. */
export type BookPart = (id: number) => Partial<BookTables>;

/** Business date of the small books, a Monday. */
export const TODAY = '2026-03-02';

/** A day near it: `day(3)` is `2026-03-05`. */
export function day(offset: number): string {
  return new Date(Date.parse(TODAY) + offset * 86_400_000).toISOString().slice(0, 10);
}

export function bookOfParts(...parts: readonly BookPart[]): BookTables {
  const tables = { ...EMPTY_BOOK } as Record<keyof BookTables, readonly unknown[]>;
  for (const [at, part] of parts.entries()) {
    for (const [table, rows] of Object.entries(part(at + 1)) as [keyof BookTables, readonly unknown[]][]) {
      tables[table] = [...tables[table], ...rows];
    }
  }
  return tables as unknown as BookTables;
}

/** What lies there. */
export function stock(product: string, quantity: number): BookPart {
  const texts = { tipo: null, local: null, documento: null, chave_externa: null };
  return (id) => ({
    movimentacao_estoque: [
      {
        ...{
          id,
          cod_produto: product,
          data_movimentacao: day(-9),
          qtd_movimentacao: `${quantity}`,
          ativo: true,
        },
        ...texts,
      },
    ],
  });
}

/** An open line of an order. */
export function line(
  order: string,
  product: string,
  quantity: number,
  date: string | null,
  price = '10',
): BookPart {
  const texts = { cliente: null, cidade: null, uf: null, vendedor: null, separacao_lote_id: null };
  return (id) => ({
    carteira_principal: [
      {
        ...{ id, num_pedido: order, cod_produto: product, nome_produto: null, ativo: true },
        ...{ qtd_produto_pedido: null, qtd_saldo_produto_pedido: `${quantity}`, preco_produto_pedido: price },
        ...{ expedicao: date, agendamento: null, data_pedido: null },
        ...texts,
      },
    ],
  });
}

/** What of an order lies in a picking lot. */
export function allocation(order: string, product: string, quantity: number, date: string | null): BookPart {
  return (id) => ({
    separacao: [
      {
        ...{ id, separacao_lote_id: `L-${order}`, num_pedido: order, cod_produto: product },
        ...{ qtd_saldo: `${quantity}`, expedicao: date },
      },
    ],
  });
}

/** What comes in. */
export function receipt(product: string, quantity: number, date: string): BookPart {
  return (id) => ({
    programacao_producao: [
      { id, cod_produto: product, data_programacao: date, qtd_programada: `${quantity}`, documento: null },
    ],
  });
}
