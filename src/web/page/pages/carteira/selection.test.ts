import { describe, expect, it } from 'vitest';
import {
  everything,
  extended,
  isSelected,
  NOTHING_SELECTED,
  rangeTo,
  selectedSum,
  toggled,
} from './selection.ts';

const order = (num_pedido: string, valor_total_pedido = 0.1) => ({ num_pedido, valor_total_pedido });
const FILTER = { orders: 5, value: 100.3 };

describe('a selection', () => {
  it('holds what was toggled, and comes to the last cent', () => {
    let selection = NOTHING_SELECTED;
    for (const [index, code] of ['A', 'B', 'C'].entries()) selection = toggled(selection, order(code), index);
    expect(selectedSum(selection, FILTER)).toEqual({ orders: 3, value: 0.3 });
    selection = toggled(selection, order('B'), 1);
    expect(['A', 'B', 'C'].map((code) => isSelected(selection, code))).toEqual([true, false, true]);
    expect(selectedSum(selection, null)).toEqual({ orders: 2, value: 0.2 });
  });

  it('is extended from where it began, forwards and backwards, and keeps what was in it', () => {
    const one = toggled(NOTHING_SELECTED, order('C'), 2);
    expect([rangeTo(one, 4), rangeTo(one, 0)]).toEqual([
      [2, 4],
      [0, 2],
    ]);
    const more = extended(one, [order('C'), order('D'), order('E')]);
    expect([more.anchor, selectedSum(more, null)?.orders]).toEqual([2, 3]);
    expect(selectedSum(extended(more, [order('A')]), null)?.orders).toBe(4);
  });

  it('of all orders of a filter holds those nobody saw, without the ones taken out', () => {
    const all = everything();
    expect([isSelected(all, 'NEVER-SEEN'), selectedSum(all, FILTER), selectedSum(all, null)]).toEqual([
      true,
      FILTER,
      null,
    ]);
    const without = toggled(all, order('B', 0.2), 1);
    expect([isSelected(without, 'B'), selectedSum(without, FILTER)]).toEqual([
      false,
      { orders: 4, value: 100.1 },
    ]);
    expect(selectedSum(extended(without, [order('B', 0.2)]), FILTER)).toEqual(FILTER);
  });
});
