import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

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
