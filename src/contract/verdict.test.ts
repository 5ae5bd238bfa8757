import { describe, expect, it } from 'vitest';
import type { PromiseSituation, Severity } from './codes.ts';
import { type OrderVerdict, severityTone, verdictOf, verdictText } from './verdict.ts';

const DAY = '2026-03-10';

interface Given {
  readonly situacao: PromiseSituation;
  readonly data?: string | null;
  readonly criticidade?: Severity | null;
  readonly share?: number;
}

function judged(
  ok: boolean,
  { situacao, data = DAY, criticidade = null, share = 66.67 }: Given,
): OrderVerdict {
  return verdictOf({
    pedido_ok: ok,
    percentual_disponibilidade: share,
    criticidade,
    promessa: { data, situacao, no_prazo: situacao === 'NO_PRAZO' },
  });
}

const GREEN = { kind: 'order_ok', whole: null, tone: 'success', isOutline: false };
const CONTESTED = { kind: 'contested', tone: 'warning', isOutline: true };

describe('the verdict of an order that stock covers', () => {
  it.each([
    ['on time', 'NO_PRAZO', DAY, GREEN],
    ['due beyond the horizon', 'FORA_DO_HORIZONTE', null, GREEN],
    ['promised too late', 'ATRASADO', DAY, { ...CONTESTED, whole: 'all_on' }],
    ['promised nothing', 'SEM_DATA', null, { ...CONTESTED, whole: 'all_never' }],
  ] as const)('%s', (_name, situacao, data, expected) => {
    expect(judged(true, { situacao, data, share: 100 })).toEqual({ ...expected, share: 100, date: data });
  });
});

describe('the verdict of an order in shortage', () => {
  it('is a green frame where all of it comes in time, however severe', () => {
    for (const criticidade of ['CRITICA', 'ALTA', 'MEDIA', 'BAIXA'] as const) {
      expect(judged(false, { situacao: 'NO_PRAZO', criticidade })).toEqual({
        kind: 'partial',
        whole: 'all_on',
        share: 66,
        date: DAY,
        tone: 'success',
        isOutline: true,
      });
    }
  });

  it.each([
    ['CRITICA', 'danger'],
    ['ALTA', 'warning'],
    ['MEDIA', 'primary'],
    ['BAIXA', 'secondary'],
    [null, 'secondary'],
  ] as const)('has the colour of its severity otherwise: %s is %s', (criticidade, tone) => {
    const late = { kind: 'partial', share: 66, tone, isOutline: false };
    expect(judged(false, { situacao: 'ATRASADO', criticidade })).toEqual({
      ...late,
      whole: 'all_on',
      date: DAY,
    });
    for (const situacao of ['SEM_DATA', 'FORA_DO_HORIZONTE'] as const) {
      expect(judged(false, { situacao, criticidade, data: null })).toEqual({
        ...late,
        whole: 'all_never',
        date: null,
      });
    }
  });

  it.each([
    [99.99, 99],
    [66.67, 66],
    [0.4, 0],
    [0, 0],
  ])('never promises more than there is: %d is %d', (share, shown) => {
    expect(judged(false, { situacao: 'SEM_DATA', data: null, share }).share).toBe(shown);
  });
});

describe('its sentence', () => {
  const say = (word: string, { share, date }: { readonly share: string; readonly date: string }): string =>
    `${word} ${share} ${date}`.trim();
  const day = (date: string): string => date.slice(8);

  it('joins its two pieces, filled with share and date', () => {
    expect(verdictText(judged(false, { situacao: 'ATRASADO' }), say, day)).toBe(
      'partial 66 10 | all_on 66 10',
    );
  });

  it('is one piece where nothing is to be said of the whole', () => {
    expect(verdictText(judged(true, { situacao: 'NO_PRAZO', share: 100 }), say, day)).toBe('order_ok 100 10');
  });

  it('asks for no date where there is none', () => {
    const text = verdictText(judged(true, { situacao: 'SEM_DATA', data: null }), say, () => {
      throw new Error('no date to write');
    });
    expect(text).toBe('contested 66 | all_never 66');
  });
});

describe('the colour of a severity', () => {
  it('is green without shortage', () => {
    expect(severityTone(null)).toBe('success');
  });
});
