import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestFolder, testFolder, textRow, workbookParts } from '../../test/imports/files.ts';
import { RupturaError } from '../contract/errors.ts';
import type { Examined } from './examine.ts';
import type { FileMap } from './file-map.ts';
import { planImport } from './plan.ts';
import type { Source } from './source.ts';

let folder: TestFolder;
beforeAll(async () => {
  folder = await testFolder();
});
afterAll(async () => {
  await folder.remove();
});

interface Looked {
  readonly sources: readonly Source[];
  readonly skipped: readonly string[];
  readonly examined: readonly Examined[];
  /** Code of the refusal. */
  readonly refusal: string | null;
  readonly sentence: string;
}

/** What files are, with what a person said about them, by path. */
async function look(...files: readonly [path: string, maps: readonly Partial<FileMap>[]][]): Promise<Looked> {
  const examined: Examined[] = [];
  const whole = (map: Partial<FileMap>): FileMap => ({
    sheet: null,
    ignore: false,
    table: null,
    columns: new Map(),
    ...map,
  });
  const options = {
    paths: files.map(([path]) => path),
    maps: new Map(files.map(([path, maps]) => [path, maps.map(whole)])),
    mode: null,
    ignoreInvalid: false,
    again: false,
    dryRun: true,
    onExamined: (one: Examined) => void examined.push(one),
  };
  try {
    const { sources, skipped } = await planImport(options, [], () => undefined);
    return { sources, skipped: skipped.map(({ reason }) => reason), examined, refusal: null, sentence: '' };
  } catch (error) {
    if (!(error instanceof RupturaError)) throw error;
    return { sources: [], skipped: [], examined, refusal: error.code, sentence: error.message };
  }
}

function columnsOf({ mapping }: Source): Record<string, string> {
  return Object.fromEntries(mapping.columns.map(({ column, heading }) => [column.name, heading]));
}

const UNKNOWN = 'Doc;Mercadoria;Falta;Quem;Obs\nP1;A;1.234,5;Ana;urgente\nP2;B;2;Bia;\n';

describe('a header', () => {
  it('that lacks a column is told with the heading that may have been meant for it', async () => {
    const path = await folder.write('dados.csv', 'Pedido;Cod Prodto;Saldo\nP1;A;1\n');
    const half = await look([path, [{ table: 'carteira_principal' }]]);
    expect(half.refusal).toBe('CABECALHO_COLUNA_FALTANDO');
    expect(half.examined[0]).toMatchObject({
      missing: ['cod_produto'],
      problem: { code: 'CABECALHO_COLUNA_FALTANDO' },
    });
    expect(half.examined[0]!.headings[1]).toMatchObject({ column: null, suggestion: 'cod_produto' });
    const whole = await look([
      path,
      [{ table: 'carteira_principal', columns: new Map([[1, 'cod_produto']]) }],
    ]);
    expect(whole.refusal).toBeNull();
    expect(whole.examined[0]!.headings.map(({ how }) => how)).toEqual(['APELIDO', 'INFORMADA', 'APELIDO']);
  });

  it('with two headings of one column is decided by a person, also against the column’s own name', async () => {
    const path = await folder.write(
      'carteira_principal.csv',
      'num_pedido;cod_produto;saldo;cliente;razao_social\nP1;A;1;001;Ana Ltda\n',
    );
    const { sources, examined } = await look([path, [{ columns: new Map([[4, 'cliente']]) }]]);
    expect(examined[0]).toMatchObject({ by: 'NOME', table: 'carteira_principal' });
    expect(columnsOf(sources[0]!)['cliente']).toBe('razao_social');
  });

  it.each<[string, Partial<FileMap>, string]>([
    ['a place beyond the last heading', { columns: new Map([[40, null]]) }, 'IMPORTACAO_MAPA_POSICAO'],
    ['a column of no table', { columns: new Map([[0, 'inexistente']]) }, 'CABECALHO_DESCONHECIDO'],
    [
      'one column twice',
      {
        table: 'carteira_principal',
        columns: new Map([
          [0, 'num_pedido'],
          [1, 'num_pedido'],
        ]),
      },
      'CABECALHO_COLUNA_REPETIDA',
    ],
  ])('that does not fit what a person said is refused: %s', async (_, map, code) => {
    const { refusal, examined } = await look([await folder.write('dados.csv', UNKNOWN), [map]]);
    expect(refusal).toBe(code);
    expect(examined[0]!.problem).toMatchObject({ code });
  });

  it('of a recognised table without the column that a person named is told by the name', async () => {
    const path = await folder.write('pedido.csv', 'separacao_lote_id;status\nL;ABERTO\n');
    const { refusal, sentence } = await look([path, [{ columns: new Map([[1, 'cliente']]) }]]);
    expect(refusal).toBe('IMPORTACAO_MAPA_COLUNA');
    expect(sentence).toContain('cliente');
  });
});

describe('several files', () => {
  it('are each what their names say, but for those that a person speaks of', async () => {
    const unknown = await folder.write('dados.csv', UNKNOWN);
    const stock = await folder.write('estoque.csv', 'cod_produto;data;qtd\nA;01/03/2026;5\n');
    const both = await look([unknown, []], [stock, []]);
    // The good one is looked at after a bad one too.
    expect(both.refusal).toBe('CABECALHO_DESCONHECIDO');
    expect(both.examined.map(({ table, problem }) => [table, problem?.code ?? null])).toEqual([
      [null, 'CABECALHO_DESCONHECIDO'],
      ['movimentacao_estoque', null],
    ]);
    const without = await look([unknown, [{ ignore: true }]], [stock, []]);
    expect(without).toMatchObject({ refusal: null, skipped: ['IGNORADO'] });
    expect(without.examined[0]).toMatchObject({ ignored: true, problem: null });
    const columns = new Map([
      [0, 'num_pedido'],
      [1, 'cod_produto'],
      [2, 'qtd_saldo_produto_pedido'],
      [4, null],
    ]);
    const all = await look([unknown, [{ table: 'carteira_principal', columns }]], [stock, []]);
    expect(all.sources.map(({ mapping, spelling }) => [mapping.table.name, spelling.rows])).toEqual([
      ['carteira_principal', 2],
      ['movimentacao_estoque', 1],
    ]);
  });
});

describe('a workbook', () => {
  it('is read where a person says, also a sheet that nobody looked at', async () => {
    const path = await folder.workbook(
      'relatorio.xlsx',
      workbookParts([
        { name: 'Capa', data: textRow(1, 'Relatório', 'de', 'hoje') + textRow(2, 'a', 'b', 'c') },
        { name: 'Dados', data: textRow(1, 'Doc', 'SKU', 'Falta') + textRow(2, 'P1', 'A', '7') },
      ]),
    );
    const found = await look([path, []]);
    expect(found.examined).toMatchObject([{ sheet: 'Capa', sheets: ['Capa', 'Dados'], table: null }]);
    const columns = new Map([
      [0, 'num_pedido'],
      [2, 'qtd_saldo_produto_pedido'],
    ]);
    const mapped = await look([path, [{ sheet: 'Dados', table: 'carteira_principal', columns }]]);
    expect(mapped.examined).toMatchObject([{ sheet: 'Dados', table: 'carteira_principal' }]);
    const rows: unknown[] = [];
    for await (const batch of mapped.sources[0]!.rows(() => undefined)) rows.push(...batch);
    expect(rows).toEqual([{ line: 2, cells: ['P1', 'A', '7'] }]);
  });

  it('without the sheet that a person named is refused with those there are', async () => {
    const parts = workbookParts([{ name: 'Plan1', data: textRow(1, 'a') }]);
    const { refusal, sentence } = await look([await folder.workbook('x.xlsx', parts), [{ sheet: 'Plan7' }]]);
    expect(refusal).toBe('IMPORTACAO_MAPA_FOLHA');
    expect(sentence).toContain('Plan1');
  });
});
