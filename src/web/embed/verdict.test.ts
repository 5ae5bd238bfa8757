import { describe, expect, it } from 'vitest';
import type { OrderAnswer } from '../../contract/wire.ts';
import { readSettings } from './settings.ts';
import { isSwitchedOn } from './switch.ts';
import { verdictOf } from './verdict.ts';
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
    expect(verdictOf(given, embedWordsOf('pt-BR'))).toEqual({ text, colour });
  });

  it('says it in English too', () => {
    const given = answer(false, 'ATRASADO', '2026-03-10', 'ALTA');
    expect(verdictOf(given, embedWordsOf('en')).text).toBe('66% avail. | All avail. 10 Mar');
  });
});

describe('the labels', () => {
  it('have the same placeholders in both languages', async () => {
    const { EMBED_LABELS } = await import('../../i18n/embed-labels.ts');
    const holes = (sentence: string): string[] => [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const [key, [portuguese, english]] of Object.entries(EMBED_LABELS)) {
      expect(holes(english), key).toEqual(holes(portuguese));
    }
  });
});

describe('the switch', () => {
  it.each([
    [false, null, undefined, true],
    [false, 'false', undefined, false],
    [false, ' FALSE ', undefined, false],
    [false, 'false', true, false],
    [false, null, false, false],
    [true, null, undefined, false],
    [true, 'true', undefined, true],
    [true, null, true, true],
    [true, 'true', false, false],
    [true, 'sim', 'true', false],
  ])('addon %s, meta %s, flag %s: %s', (isAddon, meta, flag, expected) => {
    expect(isSwitchedOn({ isAddon, meta, flag })).toBe(expected);
  });
});

describe('the attributes of the script tag', () => {
  const page = 'https://erp.example/pedidos/lista?x=1';

  it('have defaults, the API at the origin of the script', () => {
    const src = 'https://ruptura.example:5000/static/carteira/js/ruptura-worker-client.js?v=3';
    expect(readSettings({ src, dataset: {} }, page)).toEqual({
      api: 'https://ruptura.example:5000/',
      table: '#tabela-carteira',
      row: 'tr.pedido-row[data-pedido]',
      cell: '.coluna-entrega-obs',
      button: '.btn-analisar-ruptura',
      start: 'iniciarAnaliseAutomatica',
      language: 'pt-BR',
      isAddon: false,
    });
  });

  it.each([
    ['https://outra.example/ruptura', 'https://outra.example/ruptura/'],
    ['/ruptura/', 'https://ruptura.example/ruptura/'],
  ])('name another API: %s', (api, expected) => {
    const src = 'https://ruptura.example/a/ruptura-worker-addon.js';
    const settings = readSettings({ src, dataset: { api, lang: 'en-GB' } }, page);
    expect(settings).toMatchObject({ api: expected, isAddon: true, language: 'en' });
  });
});
