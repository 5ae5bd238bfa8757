import { describe, expect, it } from 'vitest';
import { fittingColumns } from './split-view.ts';

const columns = [
  ['num_pedido', 116],
  ['cliente', 90],
  ['cidade', 90],
  ['expedicao', 88],
  ['valor_total_pedido', 98],
  ['disponibilidade', 226],
  ['promessa', 88],
  ['situacao', 114],
].map(([id, width]) => ({ id: id as string, width: width as number }));
const fitting = (width: number): string[] => fittingColumns(columns, width).map(({ id }) => id);

describe('the list beside an order', () => {
  it('keeps the order and its answer however narrow it is', () => {
    expect(fitting(0)).toEqual(['num_pedido', 'disponibilidade', 'promessa', 'situacao']);
  });

  it('takes back what there is room for, the customer first, in the order of the person', () => {
    expect(fitting(680)).toEqual(['num_pedido', 'cliente', 'disponibilidade', 'promessa', 'situacao']);
    expect(fitting(2000)).toEqual(columns.map(({ id }) => id));
  });

  it('does not bring back what the person took away', () => {
    expect(fittingColumns([{ id: 'num_pedido', width: 96 }], 2000).map(({ id }) => id)).toEqual([
      'num_pedido',
    ]);
  });
});
