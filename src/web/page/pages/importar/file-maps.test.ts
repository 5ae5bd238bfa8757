import { describe, expect, it } from 'vitest';
import {
  columnOf,
  type ExaminedFile,
  keyOfFile,
  saidOf,
  withColumn,
  withIgnored,
  withoutSaid,
  withTable,
} from './file-maps.ts';

const headings = ['num_pedido', 'nome_produto', null].map((coluna, posicao) => ({
  posicao,
  titulo: `t${posicao}`,
  coluna,
}));
const FILE = {
  numero: 1,
  folha: null,
  tabela: 'carteira_principal',
  titulos: headings,
} as unknown as ExaminedFile;
const SHEET = { ...FILE, folha: 'Março' };

describe('what is said about files', () => {
  it('is told apart by file and sheet', () => {
    expect([keyOfFile(FILE), keyOfFile(SHEET)]).toEqual(['1', '1:Março']);
    const maps = withTable(withTable([], FILE, 'pedido'), SHEET, 'separacao');
    expect(saidOf(maps, FILE)).toEqual({ numero: 1, tabela: 'pedido' });
    expect(saidOf(maps, SHEET)).toEqual({ numero: 1, folha: 'Março', tabela: 'separacao' });
    expect(withoutSaid(maps, FILE)).toEqual([{ numero: 1, folha: 'Março', tabela: 'separacao' }]);
  });

  it('lets a heading fill a column, of the table that was found', () => {
    const maps = withColumn([], FILE, 2, 'cliente');
    expect(maps).toEqual([
      { numero: 1, tabela: 'carteira_principal', colunas: [{ posicao: 2, coluna: 'cliente' }] },
    ]);
    expect([0, 1, 2].map((place) => columnOf(maps, FILE, place))).toEqual([
      'num_pedido',
      'nome_produto',
      'cliente',
    ]);
  });

  it('moves a column from the heading that filled it, found or said, to another', () => {
    const moved = withColumn([], FILE, 2, 'nome_produto');
    expect([0, 1, 2].map((place) => columnOf(moved, FILE, place))).toEqual([
      'num_pedido',
      null,
      'nome_produto',
    ]);
    const again = withColumn(moved, FILE, 0, 'nome_produto');
    expect([0, 1, 2].map((place) => columnOf(again, FILE, place))).toEqual(['nome_produto', null, null]);
    expect(saidOf(again, FILE)?.colunas).toHaveLength(3);
  });

  it('lets headings fill nothing, as many as may be', () => {
    const maps = withColumn(withColumn([], FILE, 0, null), FILE, 1, null);
    expect([0, 1].map((place) => columnOf(maps, FILE, place))).toEqual([null, null]);
  });

  it('says nothing of columns under another table', () => {
    const maps = withTable(withColumn([], FILE, 2, 'cliente'), FILE, 'pedido');
    expect(maps).toEqual([{ numero: 1, tabela: 'pedido' }]);
  });

  it('keeps what was said of a file that is left out, and takes it again with that', () => {
    const said = withColumn([], FILE, 2, 'cliente');
    const out = withIgnored(said, FILE, true);
    expect(out).toEqual([{ ...said[0], ignorar: true }]);
    expect(withIgnored(out, FILE, false)).toEqual(said);
  });
});
