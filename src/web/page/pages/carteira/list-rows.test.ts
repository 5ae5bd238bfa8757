import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../../../contract/order-wire.ts';
import { withNote } from './list-rows.ts';

describe('a row that a run tells of again', () => {
  const row = (fields: Record<string, unknown>) => fields as unknown as OrderRow;
  const anotacao = { nota: 'ligar' };

  it('keeps what people wrote about the order, and is written as before where it says the same', () => {
    const before = row({ num_pedido: 'P-1', uf: 'SP', valor_com_ruptura: 5, anotacao });
    const same = withNote(before, row({ valor_com_ruptura: 5, uf: 'SP', num_pedido: 'P-1' }));
    expect(JSON.stringify(same)).toBe(JSON.stringify(before));
  });

  it('takes up everything else', () => {
    const before = row({ num_pedido: 'P-1', valor_com_ruptura: 5, inexato: true });
    expect(withNote(before, row({ num_pedido: 'P-1', valor_com_ruptura: 7, uf: 'SP' }))).toEqual({
      num_pedido: 'P-1',
      valor_com_ruptura: 7,
      uf: 'SP',
    });
  });
});
