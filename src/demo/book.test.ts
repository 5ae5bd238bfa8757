import { describe, expect, it } from 'vitest';
import { INPUT_TABLES, type InputTableName } from '../contract/tables.ts';
import { parseIsoDate, parseScaled } from '../contract/units.ts';
import { type DemoRow, demoBook, demoColumns } from './book.ts';
import { demoProduct } from './catalog.ts';

const today = parseIsoDate('2026-03-02')!;

function everything(orders: number, seed: number): Map<InputTableName, DemoRow[]> {
  const book = demoBook({ orders, seed, today });
  return new Map(INPUT_TABLES.map(({ name }) => [name, [...book.rows(name)]]));
}

function cells(
  book: Map<InputTableName, DemoRow[]>,
  table: InputTableName,
  column: string,
): (string | null)[] {
  const at = demoColumns(table).indexOf(column);
  return book.get(table)!.map((row) => row[at]!);
}

describe('the demo book', () => {
  const book = everything(600, 7);

  it('is the same for the same seed, read once or twice', () => {
    const again = demoBook({ orders: 600, seed: 7, today });
    for (const { name } of INPUT_TABLES) {
      expect([...again.rows(name)]).toEqual(book.get(name));
      expect([...again.rows(name)]).toEqual(book.get(name));
    }
  });

  it('is another one for another seed', () => {
    expect(everything(600, 8).get('carteira_principal')).not.toEqual(book.get('carteira_principal'));
  });

  it('has exactly the orders asked for', () => {
    expect(new Set(cells(book, 'carteira_principal', 'num_pedido')).size).toBe(600);
    expect(new Set(cells(everything(1, 7), 'carteira_principal', 'num_pedido')).size).toBe(1);
  });

  it('fills every column of a row, required ones always', () => {
    for (const table of INPUT_TABLES) {
      const columns = table.columns.filter((column) => column.name !== 'id');
      for (const row of book.get(table.name)!) {
        expect(row).toHaveLength(columns.length);
        columns.forEach((column, at) => {
          if (column.required) expect(row[at], `${table.name}.${column.name}`).toMatch(/\S/);
        });
      }
    }
  });

  it('writes quantities that the tables accept', () => {
    const signed = cells(book, 'movimentacao_estoque', 'qtd_movimentacao').map(
      (text) => parseScaled(text!, 3)!,
    );
    expect(signed.every((value) => Number.isSafeInteger(value) && value !== 0)).toBe(true);
    const open = cells(book, 'carteira_principal', 'qtd_saldo_produto_pedido').map(
      (text) => parseScaled(text!, 3)!,
    );
    expect(open.every((value) => value >= 0)).toBe(true);
  });

  it('never ends below zero stock and never moves stock after today', () => {
    const stock = new Map<string, number>();
    for (const [code, day, , quantity, , , , active] of book.get('movimentacao_estoque')!) {
      expect(parseIsoDate(day!)!).toBeLessThanOrEqual(today);
      if (active === 'true') stock.set(code!, (stock.get(code!) ?? 0) + parseScaled(quantity!, 3)!);
    }
    for (const balance of stock.values()) expect(balance).toBeGreaterThanOrEqual(0);
  });

  it('keeps external keys and lot headers unique', () => {
    const keys = cells(book, 'movimentacao_estoque', 'chave_externa').filter((key) => key !== null);
    expect(new Set(keys).size).toBe(keys.length);
    const lots = cells(book, 'pedido', 'separacao_lote_id');
    expect(new Set(lots).size).toBe(lots.length);
  });

  it('holds what makes a book hard: overdue, undated, far, partly shipped, drafts of every status, lost headers', () => {
    const dates = cells(book, 'carteira_principal', 'expedicao');
    expect(dates).toContain(null);
    expect(dates.some((text) => text !== null && parseIsoDate(text)! < today)).toBe(true);
    expect(dates.some((text) => text !== null && parseIsoDate(text)! > today + 28)).toBe(true);
    expect(new Set(cells(book, 'pre_separacao_item', 'status'))).toEqual(
      new Set(['CRIADO', 'RECOMPOSTO', 'CONFIRMADO', 'CANCELADO']),
    );
    expect(new Set(cells(book, 'carteira_principal', 'ativo'))).toEqual(new Set(['true', 'false']));
    const big = everything(3000, 7);
    const headers = new Set(cells(big, 'pedido', 'separacao_lote_id'));
    expect(cells(big, 'separacao', 'separacao_lote_id').some((lot) => !headers.has(lot))).toBe(true);
  });

  it('gives every product its own code and name, some with leading zeros', () => {
    const products = Array.from({ length: 5000 }, (_, index) => demoProduct(7, index));
    expect(new Set(products.map((product) => product.code)).size).toBe(5000);
    expect(new Set(products.map((product) => product.name)).size).toBe(5000);
    expect(products.filter((product) => product.code.startsWith('0')).length).toBeGreaterThan(500);
  });
});
