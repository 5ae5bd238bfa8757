import { describe, expect, it } from 'vitest';
import type { Severity } from '../../../contract/codes.ts';
import type { JudgedOrder } from '../../../contract/verdict.ts';
import { language } from '../words/preferences.ts';
import { severityLook, situationLook, verdictLook } from './order-looks.ts';

const DAY = '2026-03-10';
const ON_TIME = { situacao: 'NO_PRAZO', data: DAY, espera_dias: 0, atraso_dias: 0 } as const;
const OVERDUE = { situacao: 'ATRASADO', data: DAY, espera_dias: 0, atraso_dias: 7 } as const;
const WAITS = { situacao: 'ATRASADO', data: DAY, espera_dias: 5, atraso_dias: 5 } as const;
const NO_DATE = { situacao: 'SEM_DATA', data: null, espera_dias: null, atraso_dias: null } as const;
const BEYOND = { ...NO_DATE, situacao: 'FORA_DO_HORIZONTE' } as const;

const order = (ok: boolean, promessa: JudgedOrder['promessa'], criticidade: Severity | null) => ({
  pedido_ok: ok,
  percentual_disponibilidade: ok ? 100 : 66.67,
  criticidade,
  promessa,
});

describe('how an order looks', () => {
  it.each([
    [order(true, ON_TIME, null), 'Estoque OK', '', 'ok', false, 'check'],
    [order(true, OVERDUE, null), 'Estoque OK | Pode sair já', 'atrasado 7 d', 'ok', false, 'check'],
    [order(true, WAITS, null), 'Disputado | Total Disp. 10/03', '', 'warning', true, 'contested'],
    [order(true, NO_DATE, null), 'Disputado | Total Não Disp.', '', 'warning', true, 'contested'],
    [order(false, ON_TIME, 'CRITICA'), 'Disp. 66% | Total Disp. 10/03', '', 'ok', true, 'clock'],
    [order(false, WAITS, 'CRITICA'), 'Disp. 66% | Total Disp. 10/03', '', 'danger', false, 'octagon'],
    [order(false, NO_DATE, 'ALTA'), 'Disp. 66% | Total Não Disp.', '', 'warning', false, 'alert'],
    [order(false, NO_DATE, 'MEDIA'), 'Disp. 66% | Total Não Disp.', '', 'info', false, 'info'],
    [order(false, NO_DATE, 'BAIXA'), 'Disp. 66% | Total Não Disp.', '', 'neutral', false, 'minus'],
    [order(false, BEYOND, 'ALTA'), 'Disp. 66% | Além de 28 dias', '', 'warning', true, 'far'],
  ] as const)('%#: %s', (given, text, remark, tone, outline, icon) => {
    expect(verdictLook(given)).toEqual({ text, remark, tone, outline, icon });
  });

  it('is said in the language of the page', () => {
    language.value = 'en';
    expect(verdictLook(order(false, WAITS, 'ALTA')).text).toBe('66% avail. | All avail. 10 Mar');
    language.value = 'pt-BR';
  });

  it('has the same colour for a severity wherever it stands', () => {
    const looks = (['CRITICA', 'ALTA', 'MEDIA', 'BAIXA', null] as const).map((one) => severityLook(one));
    expect(looks.map(({ tone, icon }) => `${tone} ${icon}`)).toEqual([
      'danger octagon',
      'warning alert',
      'info info',
      'neutral minus',
      'ok check',
    ]);
  });

  it('tells where it stands in the promise by colour and icon both', () => {
    const situations = ['NO_PRAZO', 'ATRASADO', 'SEM_DATA', 'FORA_DO_HORIZONTE'] as const;
    const looks = situations.map((one) => situationLook(one));
    expect(new Set(looks.map(({ tone }) => tone)).size).toBe(4);
    expect(new Set(looks.map(({ icon }) => icon)).size).toBe(4);
  });
});
