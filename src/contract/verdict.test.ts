import { describe, expect, it } from 'vitest';
import type { PromiseSituation, Severity } from './codes.ts';
import {
  type JudgedOrder,
  severityColour,
  verdictAnswer,
  verdictOf,
  verdictRemark,
  verdictText,
} from './verdict.ts';

const DAY = '2026-03-10';

/** A promise: its standing, days waited and late, and the date; without a date all three are null. */
type Given = readonly [situacao: PromiseSituation, wait: number | null, late: number | null];

function judged(
  ok: boolean,
  [situacao, wait, late]: Given,
  criticidade: Severity | null = null,
): JudgedOrder {
  return {
    pedido_ok: ok,
    percentual_disponibilidade: ok ? 100 : 66.67,
    criticidade,
    promessa: { data: wait === null ? null : DAY, situacao, espera_dias: wait, atraso_dias: late },
  };
}

const ON_TIME: Given = ['NO_PRAZO', 0, 0];
const OVERDUE: Given = ['ATRASADO', 0, 7];
const WAITS: Given = ['ATRASADO', 5, 5];
const UNDATED_WAITS: Given = ['NO_PRAZO', 5, 0];
const NO_DATE: Given = ['SEM_DATA', null, null];
const BEYOND: Given = ['FORA_DO_HORIZONTE', null, null];
const SEVERITIES = ['CRITICA', 'ALTA', 'MEDIA', 'BAIXA'] as const;

describe('the verdict of an order that stock covers', () => {
  it.each([
    ['on its day', ON_TIME, 'Estoque OK', 'OK', 'success', false],
    ['due beyond the horizon', BEYOND, 'Estoque OK', 'OK', 'success', false],
    [
      'overdue, and nothing to wait for',
      OVERDUE,
      'Estoque OK | Pode sair já',
      'OK_ATRASADO',
      'success',
      false,
    ],
    ['waiting behind others', WAITS, 'Disputado | Total Disp. 10/03', 'DISPUTADO', 'warning', true],
    [
      'undated, waiting behind others',
      UNDATED_WAITS,
      'Disputado | Total Disp. 10/03',
      'DISPUTADO',
      'warning',
      true,
    ],
    ['promised nothing', NO_DATE, 'Disputado | Total Não Disp.', 'DISPUTADO', 'warning', true],
  ] as const)('%s', (_name, given, texto, tom, colour, isOutline) => {
    expect(verdictAnswer(judged(true, given))).toEqual({ texto, tom });
    expect(verdictOf(judged(true, given))).toMatchObject({ tone: tom, colour, isOutline });
  });

  it('says how late an order is that can leave now, and of no other', () => {
    expect(verdictRemark(verdictOf(judged(true, OVERDUE)), 'pt-BR')).toBe('atrasado 7 d');
    expect(verdictRemark(verdictOf(judged(true, OVERDUE)), 'en')).toBe('7 d late');
    const others = [ON_TIME, BEYOND, WAITS, UNDATED_WAITS, NO_DATE].map((given) => judged(true, given));
    for (const order of [...others, judged(false, OVERDUE, 'ALTA')])
      expect(verdictRemark(verdictOf(order), 'pt-BR')).toBe('');
  });
});

describe('the verdict of an order in shortage', () => {
  it.each(SEVERITIES)('is a green frame where it waits for nothing, however severe: %s', (criticidade) => {
    for (const given of [ON_TIME, OVERDUE]) {
      const order = judged(false, given, criticidade);
      expect(verdictAnswer(order)).toEqual({ texto: 'Disp. 66% | Total Disp. 10/03', tom: 'SEM_ESPERA' });
      expect(verdictOf(order)).toMatchObject({ colour: 'success', isOutline: true });
    }
  });

  it.each([
    ['CRITICA', 'danger'],
    ['ALTA', 'warning'],
    ['MEDIA', 'primary'],
    ['BAIXA', 'secondary'],
  ] as const)('has the colour of its severity otherwise: %s is %s', (criticidade, colour) => {
    for (const given of [WAITS, UNDATED_WAITS]) {
      const order = judged(false, given, criticidade);
      expect(verdictAnswer(order)).toEqual({ texto: 'Disp. 66% | Total Disp. 10/03', tom: criticidade });
      expect(verdictOf(order)).toMatchObject({ colour, isOutline: false });
    }
    const never = judged(false, NO_DATE, criticidade);
    expect(verdictAnswer(never)).toEqual({ texto: 'Disp. 66% | Total Não Disp.', tom: criticidade });
    const far = judged(false, BEYOND, criticidade);
    expect(verdictAnswer(far)).toEqual({ texto: 'Disp. 66% | Além de 28 dias', tom: 'FORA_DO_HORIZONTE' });
    expect(verdictOf(far)).toMatchObject({ colour, isOutline: true });
  });

  it.each([
    [99.99, 99],
    [66.67, 66],
    [0.4, 0],
    [0, 0],
  ])('never promises more than there is: %d is %d', (share, shown) => {
    const order = { ...judged(false, NO_DATE, 'ALTA'), percentual_disponibilidade: share };
    expect(verdictOf(order).share).toBe(shown);
  });
});

describe('its sentence', () => {
  it('is said in the language and with the dates of the reader', () => {
    const day = (date: string): string => `day ${date.slice(8)}`;
    const say = (order: JudgedOrder): string => verdictText(verdictOf(order), 'en', day);
    expect(say(judged(false, WAITS, 'ALTA'))).toBe('66% avail. | All avail. day 10');
    expect(say(judged(false, BEYOND, 'ALTA'))).toBe('66% avail. | Beyond 28 days');
    expect(say(judged(true, OVERDUE))).toBe('Stock OK | Can ship now');
  });

  it('asks for no date where there is none', () => {
    const text = verdictText(verdictOf(judged(true, NO_DATE)), 'en', () => {
      throw new Error('no date to write');
    });
    expect(text).toBe('Contested | No full date');
  });
});

describe('the colour of a severity', () => {
  it('is green without shortage', () => {
    expect(severityColour(null)).toBe('success');
  });
});
