import { describe, expect, it } from 'vitest';
import type { OrderAnswer } from '../../contract/wire.ts';
import { paintOf } from './paint.ts';
import { embedWordsOf } from './words.ts';

type Standing = Pick<OrderAnswer['promessa'], 'situacao' | 'data' | 'espera_dias' | 'atraso_dias'>;
type Shape = Pick<OrderAnswer, 'pedido_ok' | 'percentual_disponibilidade'> & {
  readonly promessa: Standing;
  readonly resumo: Pick<OrderAnswer['resumo'], 'criticidade'>;
};

const DAY = '2026-03-10';
const ON_TIME: Standing = { situacao: 'NO_PRAZO', data: DAY, espera_dias: 0, atraso_dias: 0 };
const OVERDUE: Standing = { situacao: 'ATRASADO', data: DAY, espera_dias: 0, atraso_dias: 7 };
const WAITS: Standing = { situacao: 'ATRASADO', data: DAY, espera_dias: 5, atraso_dias: 5 };
const NO_DATE: Standing = { situacao: 'SEM_DATA', data: null, espera_dias: null, atraso_dias: null };
const BEYOND: Standing = { ...NO_DATE, situacao: 'FORA_DO_HORIZONTE' };

function answer(
  ok: boolean,
  promessa: Standing,
  criticidade: OrderAnswer['resumo']['criticidade'] = null,
  share = 66.67,
): OrderAnswer {
  const shape: Shape = {
    pedido_ok: ok,
    percentual_disponibilidade: share,
    promessa,
    resumo: { criticidade },
  };
  return shape as OrderAnswer;
}

describe('what a button shows of an answer', () => {
  it.each([
    [answer(true, ON_TIME), 'Estoque OK', 'success'],
    [answer(true, BEYOND), 'Estoque OK', 'success'],
    [answer(true, OVERDUE), 'Estoque OK | Pode sair já (atrasado 7 d)', 'success'],
    [answer(true, WAITS), 'Disputado | Total Disp. 10/03', 'outline-warning'],
    [answer(true, NO_DATE), 'Disputado | Total Não Disp.', 'outline-warning'],
    [answer(false, ON_TIME, 'CRITICA'), 'Disp. 66% | Total Disp. 10/03', 'outline-success'],
    [answer(false, OVERDUE, 'CRITICA'), 'Disp. 66% | Total Disp. 10/03', 'outline-success'],
    [answer(false, WAITS, 'CRITICA'), 'Disp. 66% | Total Disp. 10/03', 'danger'],
    [answer(false, NO_DATE, 'ALTA', 99.99), 'Disp. 99% | Total Não Disp.', 'warning'],
    [answer(false, NO_DATE, 'MEDIA', 0), 'Disp. 0% | Total Não Disp.', 'primary'],
    [answer(false, BEYOND, 'BAIXA'), 'Disp. 66% | Além de 28 dias', 'outline-secondary'],
  ] as const)('%#: %s', (given, text, colour) => {
    expect(paintOf(given, embedWordsOf('pt-BR'))).toEqual({ text, colour });
  });

  it('says it in English too', () => {
    const given = answer(false, WAITS, 'ALTA');
    expect(paintOf(given, embedWordsOf('en')).text).toBe('66% avail. | All avail. 10 Mar');
  });
});
