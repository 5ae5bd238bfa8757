import { describe, expect, it } from 'vitest';
import type { PromiseSituation, Severity } from '../../../contract/codes.ts';
import { language } from '../words/preferences.ts';
import { severityLook, situationLook, verdictLook } from './order-looks.ts';

const order = (
  ok: boolean,
  situacao: PromiseSituation,
  data: string | null,
  criticidade: Severity | null,
) => ({
  pedido_ok: ok,
  percentual_disponibilidade: ok ? 100 : 66.67,
  criticidade,
  promessa: { data, situacao, no_prazo: situacao === 'NO_PRAZO' },
});
const DAY = '2026-03-10';

describe('how an order looks', () => {
  it.each([
    [order(true, 'NO_PRAZO', DAY, null), 'Estoque OK', 'ok', false, 'check'],
    [order(true, 'ATRASADO', DAY, null), 'Disputado | Total Disp. 10/03', 'warning', true, 'contested'],
    [order(true, 'SEM_DATA', null, null), 'Disputado | Total Não Disp.', 'warning', true, 'contested'],
    [order(false, 'NO_PRAZO', DAY, 'CRITICA'), 'Disp. 66% | Total Disp. 10/03', 'ok', true, 'clock'],
    [order(false, 'ATRASADO', DAY, 'CRITICA'), 'Disp. 66% | Total Disp. 10/03', 'danger', false, 'octagon'],
    [order(false, 'SEM_DATA', null, 'ALTA'), 'Disp. 66% | Total Não Disp.', 'warning', false, 'alert'],
    [order(false, 'SEM_DATA', null, 'MEDIA'), 'Disp. 66% | Total Não Disp.', 'info', false, 'info'],
    [order(false, 'SEM_DATA', null, 'BAIXA'), 'Disp. 66% | Total Não Disp.', 'neutral', false, 'minus'],
  ] as const)('%#: %s', (given, text, tone, outline, icon) => {
    expect(verdictLook(given)).toEqual({ text, tone, outline, icon });
  });

  it('is said in the language of the page', () => {
    language.value = 'en';
    expect(verdictLook(order(false, 'ATRASADO', DAY, 'ALTA')).text).toBe('66% avail. | All avail. 10 Mar');
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
