import { describe, expect, it } from 'vitest';
import type { OrderAnswer } from '../../contract/wire.ts';
import { paintOf } from './paint.ts';
import { embedWordsOf } from './words.ts';

type Shape = Pick<OrderAnswer, 'pedido_ok' | 'percentual_disponibilidade' | 'promessa'> & {
  readonly resumo: Pick<OrderAnswer['resumo'], 'criticidade'>;
};

function answer(
  ok: boolean,
  situacao: OrderAnswer['promessa']['situacao'],
  data: string | null,
  criticidade: OrderAnswer['resumo']['criticidade'] = null,
  share = 66.67,
): OrderAnswer {
  const shape: Shape = {
    pedido_ok: ok,
    percentual_disponibilidade: share,
    promessa: { data, situacao, no_prazo: situacao === 'NO_PRAZO' },
    resumo: { criticidade },
  };
  return shape as OrderAnswer;
}

describe('what a button shows of an answer', () => {
  it.each([
    [answer(true, 'NO_PRAZO', '2026-03-10'), 'Estoque OK', 'success'],
    [answer(true, 'FORA_DO_HORIZONTE', null), 'Estoque OK', 'success'],
    [answer(true, 'ATRASADO', '2026-03-10'), 'Disputado | Total Disp. 10/03', 'outline-warning'],
    [answer(true, 'SEM_DATA', null), 'Disputado | Total Não Disp.', 'outline-warning'],
    [answer(false, 'NO_PRAZO', '2026-03-10', 'CRITICA'), 'Disp. 66% | Total Disp. 10/03', 'outline-success'],
    [answer(false, 'ATRASADO', '2026-03-10', 'CRITICA'), 'Disp. 66% | Total Disp. 10/03', 'danger'],
    [answer(false, 'SEM_DATA', null, 'ALTA', 99.99), 'Disp. 99% | Total Não Disp.', 'warning'],
    [answer(false, 'SEM_DATA', null, 'MEDIA', 0), 'Disp. 0% | Total Não Disp.', 'primary'],
    [answer(false, 'FORA_DO_HORIZONTE', null, 'BAIXA'), 'Disp. 66% | Total Não Disp.', 'secondary'],
  ] as const)('%#: %s', (given, text, colour) => {
    expect(paintOf(given, embedWordsOf('pt-BR'))).toEqual({ text, colour });
  });

  it('says it in English too', () => {
    const given = answer(false, 'ATRASADO', '2026-03-10', 'ALTA');
    expect(paintOf(given, embedWordsOf('en')).text).toBe('66% avail. | All avail. 10 Mar');
  });
});
