import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeBrowser } from '../../../../../test/support/fake-browser.ts';
import { navigate } from '../../app/router.ts';
import { chipsOf } from './filter-chips.ts';
import {
  baseFilter,
  changeOrderFilter,
  chosenCodes,
  clearOrderFilter,
  FILTER_NAMES,
  orderFilterOf,
  queryOf,
  SEVERITY_CHOICES,
  unknownValues,
  valuesOf,
} from './order-filter.ts';

const queryFor = (query: string) => new URLSearchParams(query);
const filterOf = (query: string) => orderFilterOf(queryFor(query));

describe('the filter of an address', () => {
  it('is what has a value and a name', () => {
    expect(filterOf('texto=a&uf=&outra=1&criticidade=ALTA,OK&pedido=P-1')).toEqual({
      texto: 'a',
      criticidade: 'ALTA,OK',
    });
  });

  it('leaves out what there is not, and says so', () => {
    const link =
      'pedido_ok=true&criticidade=alta,NADA&expedicao_de=2026-02-30&expedicao_ate=2026-03-04&promessa=ontem&sem=lote,cor';
    expect(filterOf(link)).toEqual({ criticidade: 'ALTA', expedicao_ate: '2026-03-04', sem: 'lote' });
    expect(unknownValues(queryFor(link))).toEqual([
      { name: 'expedicao_de', value: '2026-02-30' },
      { name: 'promessa', value: 'ontem' },
      { name: 'criticidade', value: 'NADA' },
      { name: 'pedido_ok', value: 'true' },
      { name: 'sem', value: 'cor' },
    ]);
    expect(unknownValues(queryFor('texto=a&criticidade=ALTA&outra=1'))).toEqual([]);
  });

  it('has several values of a name, whole where they may hold commas', () => {
    const filter = filterOf(
      'lote=L1,L2&cliente_igual=Silva,+Ltda&cliente_igual=B&cod_produto=A,1&cod_produto=B',
    );
    expect(filter).toEqual({
      cliente_igual: ['Silva, Ltda', 'B'],
      lote: ['L1', 'L2'],
      cod_produto: ['A,1', 'B'],
    });
    expect(valuesOf({ uf: 'SP, RJ' }, 'uf')).toEqual(['SP', 'RJ']);
  });

  it('comes back from what it is written as, single codes with commas too', () => {
    for (const filter of [{ cod_produto: ['A,1'] }, { lote: ['L1', 'L2'] }, { responsavel: ['Ana, Bia'] }]) {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(queryOf(filter))) {
        for (const one of [value ?? []].flat()) query.append(name, one);
      }
      expect(orderFilterOf(query)).toEqual(filter);
    }
  });

  it('is told of by the tiles without what the tiles set', () => {
    expect(baseFilter(filterOf('texto=a&criticidade=ALTA&situacao=SEM_DATA&pode_sair_hoje=1&uf=SP'))).toEqual(
      {
        texto: 'a',
        uf: 'SP',
      },
    );
  });

  it('knows the choices there are, in their own order', () => {
    expect(chosenCodes({ criticidade: 'OK,NADA,CRITICA' }, 'criticidade', SEVERITY_CHOICES)).toEqual([
      'CRITICA',
      'OK',
    ]);
    expect(chosenCodes({}, 'criticidade', SEVERITY_CHOICES)).toEqual([]);
  });
});

describe('the chips of a filter', () => {
  const texts = (query: string) => chipsOf(filterOf(query)).map(({ text }) => text);

  it('say in words what is in force, days of one column together', () => {
    expect(
      texts(
        'promessa=hoje&expedicao_de=2026-03-02&expedicao_ate=2026-03-05&agendamento_ate=2026-04-01&uf=SP,RJ',
      ),
    ).toEqual([
      'Promessa: hoje',
      'Expedição: 02/03/2026 a 05/03/2026',
      'Agendamento: até 01/04/2026',
      'UF: SP, RJ',
    ]);
    expect(texts('promessa_de=2026-03-02&promessa_ate=2026-03-02')).toEqual(['Promessa: 02/03/2026']);
    expect(texts('situacao=ATRASADO,SEM_DATA&pode_sair_hoje=1&pedido_ok=0&nota=com')).toEqual([
      'Situação: atrasado, sem data',
      'Com falta',
      'Podem sair hoje',
      'Com anotação',
    ]);
  });

  it('count what does not fit, and keep a comma that is searched for', () => {
    expect(texts('lote=A,B,C,D,E')).toEqual(['Lote: A, B, C +2']);
    expect(texts('texto=a,+b')).toEqual(['Busca: a, b']);
  });

  it('take off all that they say, and leave no filter without one', () => {
    const [chip] = chipsOf(filterOf('promessa_de=2026-03-02'));
    expect(chip?.names).toEqual(['promessa', 'promessa_de', 'promessa_ate']);
    for (const name of FILTER_NAMES) {
      const value = name.endsWith('_de') || name.endsWith('_ate') ? '2026-03-02' : undefined;
      const some =
        value ?? { expedicao: 'hoje', agendamento: 'hoje', promessa: 'hoje' }[name as 'promessa'] ?? 'OK';
      const known = ['1', 'com', 'somente', 'lote', 'NO_PRAZO', some].map((one) =>
        filterOf(`${name}=${one}`),
      );
      const filter = known.find((one) => Object.keys(one).length > 0);
      expect([name, chipsOf(filter ?? {}).flatMap(({ names }) => names)]).toEqual([
        name,
        expect.arrayContaining([name]),
      ]);
    }
  });
});

describe('the address', () => {
  let browser: FakeBrowser;
  beforeEach(() => {
    browser = new FakeBrowser();
    navigate('/carteira?texto=a&criticidade=ALTA&ordenar=uf&pedido=P-1');
  });
  afterEach(() => browser.close());

  it('holds what is changed, and keeps the rest', () => {
    changeOrderFilter({ criticidade: null, uf: 'SP' });
    expect(browser.visited.at(-1)).toBe('/carteira?texto=a&ordenar=uf&pedido=P-1&uf=SP');
    changeOrderFilter({ uf: null, lote: ['L1', 'L2'], cod_produto: ['A,1'] });
    expect(browser.visited.at(-1)).toBe(
      '/carteira?texto=a&ordenar=uf&pedido=P-1&lote=L1&lote=L2&cod_produto=A%2C1&cod_produto=A%2C1',
    );
    clearOrderFilter();
    expect(browser.visited.at(-1)).toBe('/carteira?ordenar=uf&pedido=P-1');
  });
});
