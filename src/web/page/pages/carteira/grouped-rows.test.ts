import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeBrowser } from '../../../../../test/support/fake-browser.ts';
import type { OrderGroup, OrderRow } from '../../../../contract/order-wire.ts';
import { RowWindows } from '../../data/row-windows.ts';
import { GroupedRows, groupKey, isGroup, type ListRow } from './grouped-rows.ts';

/** Orders by what they are gathered by; null is a group too. */
type Book = ReadonlyMap<string | null, readonly string[]>;

describe('groups with the orders of those that are open', () => {
  let browser: FakeBrowser;
  let book: Book;
  /** Orders asked for, by group. */
  let asked: (string | null)[];
  let list: GroupedRows;

  const windowsOf = <Row>(keyOf: (row: Row) => string, rows: () => readonly Row[]) =>
    new RowWindows<Row>({
      keyOf,
      fetch: async (position, limit) => {
        const all = rows();
        return { rows: all.slice(position, position + limit), total: all.length, version: 1 };
      },
    });

  beforeEach(() => {
    browser = new FakeBrowser();
    asked = [];
    book = new Map([
      ['SP', ['P-1', 'P-2', 'P-3']],
      ['RJ', ['P-4']],
      [null, ['P-5', 'P-6']],
    ]);
    const groups = windowsOf(groupKey, () =>
      [...book].map(([chave, orders]) => ({ chave, pedidos: orders.length }) as OrderGroup),
    );
    list = new GroupedRows(groups, ({ chave }) => {
      asked.push(chave);
      return windowsOf(
        ({ num_pedido }) => num_pedido,
        () => (book.get(chave) ?? []).map((num_pedido) => ({ num_pedido, uf: chave }) as OrderRow),
      );
    });
  });
  afterEach(() => {
    list.close();
    browser.close();
  });

  const said = (row: ListRow | null): string => {
    if (row === null) return '…';
    return isGroup(row) ? `[${row.chave ?? 'sem UF'}]` : row.num_pedido;
  };
  const lines = () => Array.from({ length: list.total.value ?? 0 }, (_, index) => said(list.row(index)));
  /** What is on the screen, once all of it is there. */
  const settled = async () => {
    for (let turn = 0; turn < 3; turn++) {
      list.show(0, 20);
      await browser.pass(300);
    }
    return lines();
  };

  it('are closed at first, and ask for no order', async () => {
    expect(list.total.value).toBeNull();
    expect(await settled()).toEqual(['[SP]', '[RJ]', '[sem UF]']);
    expect(asked).toEqual([]);
  });

  it('open and close in any number, those without a name too', async () => {
    await settled();
    list.openOnly(['SP', ' ']);
    // One line says that orders are on their way.
    expect(lines()).toEqual(['[SP]', '…', '[RJ]', '[sem UF]', '…']);
    expect(await settled()).toEqual(['[SP]', 'P-1', 'P-2', 'P-3', '[RJ]', '[sem UF]', 'P-5', 'P-6']);
    expect([list.isOpen(list.row(0) as OrderGroup), list.isOpen(list.row(4) as OrderGroup)]).toEqual([
      true,
      false,
    ]);
    list.openOnly([' ']);
    expect(lines()).toEqual(['[SP]', '[RJ]', '[sem UF]', 'P-5', 'P-6']);
    expect(asked).toEqual(['SP', null]);
  });

  it('open when they come, where an address names them first', async () => {
    list.openOnly(['RJ', 'XX']);
    expect(await settled()).toEqual(['[SP]', '[RJ]', 'P-4', '[sem UF]']);
  });

  it('move and change with the book, and keep their orders under them', async () => {
    list.openOnly(['RJ']);
    await settled();
    book = new Map([
      ['RJ', ['P-4', 'P-7']],
      ['SP', ['P-1']],
    ]);
    list.touch();
    expect(await settled()).toEqual(['[RJ]', 'P-4', 'P-7', '[SP]']);
    expect(asked).toEqual(['RJ']);
  });

  it('take up newer rows from elsewhere, and say which of them changed', async () => {
    list.openOnly(['SP']);
    await settled();
    const before = list.revision.value;
    list.patch([{ num_pedido: 'P-2', uf: 'SP', cliente: 'Novo' } as OrderRow]);
    const row = list.row(2) as OrderRow;
    expect(row.cliente).toBe('Novo');
    expect(list.changedAt(row)).not.toBeNull();
    expect(list.changedAt(list.row(1) as OrderRow)).toBeNull();
    expect(list.revision.value).toBeGreaterThan(before);
  });
});
