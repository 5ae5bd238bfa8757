import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeBrowser } from '../../../../../test/support/fake-browser.ts';
import type { SavedView } from '../../../../contract/saved-view-wire.ts';
import { keptQuery, openView, storeView } from './order-views.ts';

const NOTHING = { columns: null, density: null } as const;

describe('what a view keeps', () => {
  it('is the address without the open order, and with columns that somebody chose', () => {
    const query = new URLSearchParams('criticidade=ALTA&ordenar=uf&pedido=P-1');
    expect(keptQuery(query, NOTHING)).toBe('criticidade=ALTA&ordenar=uf');
    expect(keptQuery(query, { ...NOTHING, columns: ['num_pedido', 'uf'] })).toBe(
      'criticidade=ALTA&ordenar=uf&colunas=num_pedido%2Cuf',
    );
    expect(keptQuery(new URLSearchParams('colunas=uf'), { ...NOTHING, columns: ['num_pedido'] })).toBe(
      'colunas=uf',
    );
  });

  it('is nothing that the server would not take', () => {
    expect(
      keptQuery(new URLSearchParams('criticidade=ALTA,NADA&pedido_ok=true&lote=A&lote=B'), NOTHING),
    ).toBe('lote=A&lote=B&criticidade=ALTA');
  });
});

describe('saving a view', () => {
  let browser: FakeBrowser;
  beforeEach(() => {
    browser = new FakeBrowser();
  });
  afterEach(() => browser.close());
  const choice = { name: 'Altas', isShared: false, isDefault: true };

  it('makes a new one, or lets that of the same name and the same readers show what is shown now', async () => {
    const mine = { id: 7, nome: 'altas', compartilhada: false, versao: 3 } as SavedView;
    const shared = { ...mine, id: 8, compartilhada: true };
    await storeView([shared], choice, 'criticidade=ALTA');
    await storeView([shared, mine], choice, 'criticidade=ALTA');
    expect(browser.asked).toEqual([
      {
        method: 'POST',
        path: '/api/visoes',
        body: {
          pagina: 'carteira',
          nome: 'Altas',
          consulta: 'criticidade=ALTA',
          compartilhada: false,
          padrao: true,
        },
      },
      {
        method: 'PATCH',
        path: '/api/visoes/7',
        body: { nome: 'Altas', consulta: 'criticidade=ALTA', padrao: true, versao: 3 },
      },
    ]);
  });

  it('lets it be opened by its address, and the whole list again', () => {
    openView('criticidade=ALTA');
    openView('');
    expect(browser.visited).toEqual(['/carteira?criticidade=ALTA', '/carteira']);
  });
});
