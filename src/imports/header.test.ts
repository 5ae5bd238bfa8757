import { describe, expect, it } from 'vitest';
import { RupturaError } from '../contract/errors.ts';
import { LANGUAGES } from '../contract/language.ts';
import { INPUT_TABLES } from '../contract/tables.ts';
import { fold, nearestName } from '../tabular/fold.ts';
import { recognise, tableOfName } from './header.ts';
import { templateColumns, templateName } from './template.ts';

function recognised(file: string, header: string[]): string {
  try {
    const mapping = recognise({ file, names: [file], header });
    return `${mapping.table.name}: ${mapping.columns.map((mapped) => mapped.column.name).join(' ')}`;
  } catch (error) {
    if (error instanceof RupturaError) return `${error.code} ${error.message}`;
    throw error;
  }
}

describe('names', () => {
  it('forgives accents, case, blanks and punctuation', () => {
    expect(fold('  Nº do Pedido ')).toBe('no_do_pedido');
    expect(fold('Qtd. Saldo (Pedido)')).toBe('qtd_saldo_pedido');
    expect(fold('Expedição')).toBe('expedicao');
    expect(nearestName('cod_prodto', ['num_pedido', 'cod_produto'])).toBe('cod_produto');
    expect(nearestName('xyz', ['num_pedido', 'cod_produto'])).toBeNull();
  });

  it.each([
    ['carteira_principal.csv', 'carteira_principal'],
    ['carteira_principal_2026-03-02.csv', 'carteira_principal'],
    ['2026-03-02 Carteira Principal (1).xlsx', 'carteira_principal'],
    ['Carteira de Pedidos - cópia.csv', 'carteira_principal'],
    ['movimentacao_estoque 02mar2026.csv', 'movimentacao_estoque'],
    ['Pré-Separação.csv', 'pre_separacao_item'],
    ['separacao.csv', 'separacao'],
    ['pedido.csv', 'pedido'],
    ['estoque_atual.csv', null],
    ['esperado-pedidos.ndjson', null],
    ['README.md', null],
    ['clientes.csv', null],
  ])('%s holds %s', (name, table) => {
    expect(tableOfName(name)?.table.name ?? null).toBe(table);
  });
});

describe('headers', () => {
  it('takes any order, accents, case, spaces and the usual aliases', () => {
    expect(
      recognised('x.csv', ['Saldo', 'Código do Produto', 'Nº Pedido', 'Preço', 'Cliente', 'Expedição']),
    ).toBe(
      'carteira_principal: num_pedido cod_produto qtd_saldo_produto_pedido preco_produto_pedido expedicao cliente',
    );
    expect(recognised('x.csv', ['codProduto', 'DATA PROGRAMACAO', 'Qtd.Programada'])).toBe(
      'programacao_producao: cod_produto data_programacao qtd_programada',
    );
  });

  it('writes abbreviations out, where no heading is called as usual', () => {
    expect(
      recognised('x.csv', [
        'Nr Pedido',
        'Cód. Prod.',
        'Saldo a Faturar',
        'Preço Unit.',
        'Qtde Pedida',
        'Dt. Exp.',
      ]),
    ).toBe(
      'carteira_principal: num_pedido cod_produto qtd_produto_pedido qtd_saldo_produto_pedido preco_produto_pedido expedicao',
    );
    expect(recognised('carteira.csv', ['Pedido', 'Nr Pedido', 'Produto', 'Saldo'])).toBe(
      'carteira_principal: num_pedido cod_produto qtd_saldo_produto_pedido',
    );
  });

  it.each(LANGUAGES)('knows the headings of the templates (%s), for every table', (language) => {
    for (const { name, columns } of INPUT_TABLES) {
      const headings = templateColumns(name, language).map((column) => column.name);
      const names = columns.filter(({ kind }) => kind !== 'id').map((column) => column.name);
      expect(recognised(templateName(name, 'xlsx', language), headings)).toBe(`${name}: ${names.join(' ')}`);
    }
  });

  it('holds what was said of such a file before, but for what is said of this one', () => {
    const header = ['x', 'Produto', 'quanto', 'obs'];
    const remembered = {
      table: 'carteira_principal' as const,
      choices: new Map([
        [0, 'num_pedido'],
        [2, 'qtd_saldo_produto_pedido'],
        [3, null],
      ]),
    };
    const question = { file: 'a.csv', names: ['a.csv'], header, remembered };
    const told = (mapping: ReturnType<typeof recognise>): string[] =>
      mapping.columns.map(({ column, position, how }) => `${column.name} ${position} ${how}`);
    expect(told(recognise(question))).toEqual([
      'num_pedido 0 LEMBRADA',
      'cod_produto 1 APELIDO',
      'qtd_saldo_produto_pedido 2 LEMBRADA',
    ]);
    expect(told(recognise({ ...question, choices: new Map([[3, 'num_pedido']]) }))).toEqual([
      'num_pedido 3 INFORMADA',
      'cod_produto 1 APELIDO',
      'qtd_saldo_produto_pedido 2 LEMBRADA',
    ]);
    expect(() => recognise({ ...question, forced: 'pedido' })).toThrow(RupturaError);
  });

  it('prefers a column’s own name to an alias', () => {
    expect(recognised('movimentacao.csv', ['produto', 'cod_produto', 'data', 'qtd'])).toBe(
      'movimentacao_estoque: cod_produto data_movimentacao qtd_movimentacao',
    );
  });

  it('does not guess between tables', () => {
    expect(recognised('dados.csv', ['produto', 'data', 'quantidade'])).toMatch(
      /^TABELA_AMBIGUA .*movimentacao_estoque \/ programacao_producao/,
    );
    expect(
      recognised('pedidos.csv', [
        'num_pedido',
        'cod_produto',
        'qtd_saldo_produto_pedido',
        'separacao_lote_id',
      ]),
    ).toMatch(/^TABELA_AMBIGUA .*pedido \/ carteira_principal/);
  });

  it('names file and missing column and suggests the nearest heading', () => {
    expect(
      recognised('separacao.csv', ['separacao_lote_id', 'num_pedido', 'cod_prodto', 'qtd_saldo']),
    ).toMatch(
      /^CABECALHO_COLUNA_FALTANDO Em separacao.csv \(separacao\) falta a coluna cod_produto\..*"cod_prodto" → cod_produto/,
    );
  });

  it('refuses a header of no table, and two headings of one column', () => {
    expect(recognised('x.csv', ['nome', 'idade'])).toMatch(/^CABECALHO_DESCONHECIDO .*"nome", "idade"/);
    expect(recognised('movimentacao.csv', ['sku', 'item', 'data', 'qtd'])).toMatch(
      /^CABECALHO_COLUNA_REPETIDA .*"sku", "item" são todos a coluna cod_produto/,
    );
    expect(recognised('pedido.csv', ['separacao_lote_id', 'status', 'Status'])).toMatch(
      /^CABECALHO_COLUNA_REPETIDA/,
    );
  });
});
