import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RupturaError } from '../../src/contract/errors.ts';
import { parseIsoDate } from '../../src/contract/units.ts';
import { importFiles } from '../../src/imports/import-files.ts';
import type { ImportOptions, ImportReport } from '../../src/imports/report.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type TestFolder, testFolder, textRow, workbookParts } from './files.ts';

let database: TestDatabase;
let folder: TestFolder;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.close());
beforeEach(async () => {
  folder = await testFolder();
});
afterEach(async () => {
  await folder.remove();
  await pool.query(
    `TRUNCATE movimentacao_estoque, carteira_principal, separacao, pedido, pre_separacao_item, programacao_producao,
     ruptura.importacao`,
  );
});

function run(path: string, options: Partial<ImportOptions> = {}): Promise<ImportReport> {
  return importFiles(pool, {
    paths: [path],
    mode: null,
    ignoreInvalid: false,
    again: false,
    dryRun: false,
    today: parseIsoDate('2026-03-02')!,
    ...options,
  });
}

async function refusal(path: string, options: Partial<ImportOptions> = {}): Promise<RupturaError> {
  const error = await run(path, options).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RupturaError);
  return error as RupturaError;
}

async function all(query: string): Promise<unknown[][]> {
  return (await pool.query({ text: query, rowMode: 'array' })).rows;
}

async function storedRows(): Promise<number> {
  const [[count]] = (await all(
    `SELECT ((SELECT count(*) FROM movimentacao_estoque) + (SELECT count(*) FROM carteira_principal)
       + (SELECT count(*) FROM separacao) + (SELECT count(*) FROM pedido) + (SELECT count(*) FROM pre_separacao_item)
       + (SELECT count(*) FROM programacao_producao) + (SELECT count(*) FROM ruptura.importacao))::int`,
  )) as [[number]];
  return count;
}

describe('spellings', () => {
  it('reads a Brazilian file: semicolons, Windows-1252, decimal comma, dd/mm/yyyy, accents in the header', async () => {
    const text =
      'Código Produto;Data;Tipo;Quantidade;Depósito;Ativo\r\n' +
      '0001;02/03/2026;Produção – 2ª;1.234,567;São Paulo;Sim\r\n' +
      '0002;1/3/26;"Linha 1\nLinha ""2""";-3,5;;não\r\n';
    const bytes = Buffer.from(text.replace('–', '\u0096'), 'latin1');
    const report = await run(await folder.write('movimentacao 2026-03-02.csv', bytes));
    expect(report.files[0]).toMatchObject({
      encoding: 'windows-1252',
      delimiter: ';',
      read: 2,
      inserted: 2,
      rejected: 0,
    });
    expect(
      await all(
        'SELECT cod_produto, data_movimentacao::text, tipo, qtd_movimentacao::text, local, ativo FROM movimentacao_estoque ORDER BY id',
      ),
    ).toEqual([
      ['0001', '2026-03-02', 'Produção – 2ª', '1234.567', 'São Paulo', true],
      ['0002', '2026-03-01', 'Linha 1\nLinha "2"', '-3.500', null, false],
    ]);
  });

  it.each(['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be'])('reads %s with tabs', async (encoding) => {
    const text = 'cod_produto\tdata_programacao\tqtd_programada\nÇÃ€\t2026-03-05\t7\n';
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    const bytes = {
      'utf-8': Buffer.from(text),
      'utf-8-bom': Buffer.from(`\ufeff${text}`),
      'utf-16le': utf16,
      'utf-16be': Buffer.from(utf16).swap16(),
    }[encoding]!;
    const report = await run(await folder.write('producao.csv', bytes));
    expect(report.files[0]).toMatchObject({ delimiter: '\t', inserted: 1 });
    expect(await all('SELECT cod_produto FROM programacao_producao')).toEqual([['ÇÃ€']]);
  });

  it('settles 3.075 from the rest of the column, and reports it when it cannot', async () => {
    const clear = await run(
      await folder.write('producao.csv', 'cod_produto;data;qtd\nA;2026-03-05;3.075\nA;2026-03-06;1,5\n'),
    );
    expect(clear.files[0]!.notices).toEqual([]);
    expect(await all('SELECT qtd_programada::text FROM programacao_producao ORDER BY id')).toEqual([
      ['3075.000'],
      ['1.500'],
    ]);
    const unclear = await run(
      await folder.write('programacao.csv', 'cod_produto,data,qtd\nA,2026-03-05,3.075\n'),
      { mode: 'acrescentar' },
    );
    expect(unclear.files[0]!.notices).toEqual([
      {
        notice: 'NUMERO_AMBIGUO',
        params: {
          coluna: 'qtd_programada',
          valor: '3.075',
          linha: 2,
          como_decimal: '3.075',
          como_milhar: '3075',
          lido: '3.075',
        },
      },
    ]);
  });

  it('ignores unknown columns, blank rows, trailing separators and the sep= line, and says what it ignored', async () => {
    const path = await folder.write(
      'pedido.csv',
      'sep=;\nsituação;lote;observação;expediçao\n\nABERTO;L1;x;02/03/2026;\n;;;\n" ";L2;;\n',
    );
    const report = await run(path);
    expect(report.files[0]!.notices).toEqual([
      { notice: 'COLUNA_IGNORADA', params: { titulo: 'observação' } },
    ]);
    expect(await all('SELECT separacao_lote_id, status, expedicao::text FROM pedido ORDER BY 1')).toEqual([
      ['L1', 'ABERTO', '2026-03-02'],
      ['L2', null, null],
    ]);
  });

  it('reads a workbook: typed cells, dates by style, shared and inline texts, several sheets', async () => {
    const movements =
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="E1" t="inlineStr"><is><t>ativo</t></is></c></row>' +
      '<row r="3"><c r="A3" s="3"><v>123</v></c><c r="B3" s="1"><v>46083</v></c><c r="C3"><v>0.30000000000000004</v></c><c r="E3" t="b"><v>0</v></c></row>' +
      '<row r="4"><c r="A4" t="s"><v>3</v></c><c r="B4" s="2"><f>B3-1</f><v>46082</v></c><c r="C4" s="4"><v>-1.5E2</v></c></row>';
    const receipts = textRow(1, 'cod_produto', 'data', 'qtd') + textRow(2, 'P&amp;1', '05/03/2026', '1,5');
    const path = await folder.workbook(
      'livro.xlsx',
      workbookParts(
        [
          { name: 'Resumo', data: textRow(1, 'nada') },
          { name: 'Movimentação Estoque', data: movements },
          { name: 'programacao_producao', data: receipts },
          { name: 'pedido', state: 'hidden', data: textRow(1, 'x') },
        ],
        {
          strings: [
            '<t>Código</t>',
            '<t>Data</t>',
            '<t>Qtde</t>',
            '<r><t>X</t></r><r><t xml:space="preserve"> _x0041_</t></r><rPh><t>fon</t></rPh>',
          ],
        },
      ),
    );
    const report = await run(path);
    expect(report.files.map((file) => [file.sheet, file.table, file.inserted])).toEqual([
      ['Movimentação Estoque', 'movimentacao_estoque', 2],
      ['programacao_producao', 'programacao_producao', 1],
    ]);
    expect(
      await all(
        'SELECT cod_produto, data_movimentacao::text, qtd_movimentacao::text, ativo FROM movimentacao_estoque ORDER BY id',
      ),
    ).toEqual([
      ['0000123', '2026-03-02', '0.300', false],
      ['X A', '2026-03-01', '-150.000', true],
    ]);
    expect(await all('SELECT cod_produto, qtd_programada::text FROM programacao_producao')).toEqual([
      ['P&1', '1.500'],
    ]);
  });

  it('counts days from 1904 where the workbook does', async () => {
    const data = `${textRow(1, 'cod_produto', 'data', 'qtd')}<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"><v>44621</v></c><c r="C2"><v>1</v></c></row>`;
    await run(
      await folder.workbook(
        'producao.xlsx',
        workbookParts([{ name: 'Planilha1', data }], { date1904: true }),
      ),
    );
    expect(await all('SELECT data_programacao::text FROM programacao_producao')).toEqual([['2026-03-02']]);
  });

  it('finds the header of a file whose start ends in the middle of a quoted cell', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, index) => `P${index},2026-03-05,1,"${'x,"";\n'.repeat(150)}"`,
    );
    const long = `${'y'.repeat(900)}`;
    const filler = Array.from({ length: 400 }, (_, index) => `Q${index},2026-03-05,1,"${long}\n"`);
    await run(
      await folder.write('producao.csv', `cod_produto,data,qtd,doc\n${[...filler, ...rows].join('\n')}\n`),
    );
    expect(await all('SELECT count(*)::int FROM programacao_producao')).toEqual([[440]]);
  });

  it('gives the line where a row starts, line breaks inside cells included', async () => {
    const error = await refusal(
      await folder.write(
        'movimentacao.csv',
        'cod_produto,data,qtd,tipo\r\nA,2026-01-01,1,"a\r\nb\nc"\r\nB,2026-01-01,x,\r\n',
      ),
    );
    expect((error.details as ImportReport).rowErrors).toMatchObject([
      { line: 5, column: 'qtd_movimentacao', value: 'x', reason: 'NUMERO_INVALIDO' },
    ]);
  });
});

describe('all or nothing', () => {
  it('stores nothing of 10,000 rows when one is bad, and names it', async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `P${index % 500},2026-01-15,${index + 1}`);
    lines[7_776] = 'P1,2026-02-30,5';
    const path = await folder.write('movimentacao.csv', `cod_produto,data,qtd\n${lines.join('\n')}\n`);
    const error = await refusal(path);
    expect(error.code).toBe('IMPORTACAO_RECUSADA');
    expect(error.message).toContain(`${path}:7778 data_movimentacao "2026-02-30"`);
    const report = error.details as ImportReport;
    expect(report.rejectedRows).toBe(1);
    expect(report.rowErrors.map((row) => row.reason)).toEqual(['DATA_INEXISTENTE']);
    expect(report.files[0]!.read).toBe(10_000);
    expect(await storedRows()).toBe(0);
  });

  it('lists every kind of bad row with file, row, column, value and reason', async () => {
    const path = await folder.write(
      'movimentacao.csv',
      [
        'chave_externa,cod_produto,data,qtd,ativo',
        'K1,A,2026-01-01,1,s',
        'K2,,2026-01-01,1,s',
        'K3,A,2026-01-01,0,s',
        'K4,A,2026-03-03,1,s',
        'K5,A,01/13/2026,1.2345,talvez',
        'K6,A,2026-01-01,1',
        'K1,A,2026-01-01,1,s',
        'K7,A,2026-01-01,1,s,sobra',
      ].join('\n'),
    );
    const error = await refusal(path);
    const found = (error.details as ImportReport).rowErrors.map((row) => [
      row.line,
      row.column,
      row.value,
      row.reason,
    ]);
    expect(found).toEqual([
      [3, 'cod_produto', '', 'OBRIGATORIO_VAZIO'],
      [4, 'qtd_movimentacao', '0', 'QUANTIDADE_ZERO'],
      [5, 'data_movimentacao', '2026-03-03', 'DATA_FUTURA'],
      [6, 'data_movimentacao', '01/13/2026', 'DATA_MES_DIA'],
      [6, 'qtd_movimentacao', '1.2345', 'CASAS_DECIMAIS'],
      [6, 'ativo', 'talvez', 'BOOLEANO_INVALIDO'],
      [7, null, 'K6 | A | 2026-01-01 | 1', 'LARGURA_DA_LINHA'],
      [9, null, 'K7 | A | 2026-01-01 | 1 | s | sobra', 'LARGURA_DA_LINHA'],
      [8, 'chave_externa', 'K1', 'REPETIDA_NO_ARQUIVO'],
    ]);
    expect((error.details as ImportReport).rejectedRows).toBe(7);
    expect(await storedRows()).toBe(0);
  });

  it('refuses rows of a sheet that are wider than its header, however far', async () => {
    const header = textRow(1, 'cod_produto', 'data_programacao', 'qtd_programada');
    const good = textRow(2, 'A', '2026-03-05', '1');
    const far = [3, 4].map((row) => `<row r="${row}"><c r="XFD${row}" t="b"><v>1</v></c></row>`).join('');
    const parts = workbookParts([{ name: 'programacao_producao', data: header + good + far }]);
    const error = await refusal(await folder.workbook('largo.xlsx', parts));
    const { rowErrors } = error.details as ImportReport;
    expect(rowErrors.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'LARGURA_DA_LINHA'],
      [4, 'LARGURA_DA_LINHA'],
    ]);
  });

  it('stores nothing of a good file when another of the call is bad', async () => {
    await folder.write('producao.csv', 'cod_produto,data,qtd\nA,2026-03-05,1\n');
    await folder.write('pedido.csv', 'separacao_lote_id,status\nL1,ABERTO\nL1,COTADO\n');
    const error = await refusal(folder.path);
    expect((error.details as ImportReport).rowErrors).toMatchObject([
      {
        column: 'separacao_lote_id',
        value: 'L1',
        line: 3,
        reason: 'REPETIDA_NO_ARQUIVO',
        params: { outra: 2 },
      },
    ]);
    expect(await storedRows()).toBe(0);
  });

  it('leaves bad rows out on request, into a file that can be corrected and imported', async () => {
    const path = await folder.write(
      'movimentacao.csv',
      'chave_externa,cod_produto,data,qtd,tipo\nK1,A,2026-01-01,"1,5",x\nK2,A,2026-01-01,abc,"=a;""b"""\nK1,B,2026-01-01,2,\nK4,A,2026-01-01,"-2,5",\n',
    );
    const report = await run(path, { ignoreInvalid: true });
    expect(report.files[0]).toMatchObject({ read: 4, inserted: 2, rejected: 2 });
    const rejects = report.files[0]!.rejectFile!;
    const text = await readFile(rejects, 'utf8');
    expect(text.split('\r\n')).toEqual([
      '\ufeffarquivo;linha;coluna;motivo;chave_externa;cod_produto;data;qtd;tipo',
      `${path};3;qtd_movimentacao;não é um número;K2;A;2026-01-01;abc;"'=a;""b"""`,
      expect.stringMatching(/;4;chave_externa;o mesmo valor já está na linha 2 de .*;K1;B;2026-01-01;2;$/),
      '',
    ]);
    const corrected = await folder.write(
      'movimentacao-2.csv',
      text.replace(';abc;', ';7,25;').replace('K1;B', 'K9;B'),
    );
    await run(corrected);
    expect(
      await all('SELECT chave_externa, qtd_movimentacao::text, tipo FROM movimentacao_estoque ORDER BY 1'),
    ).toEqual([
      ['K1', '1.500', 'x'],
      ['K2', '7.250', '=a;"b"'],
      ['K4', '-2.500', null],
      ['K9', '2.000', null],
    ]);
    expect((await run(folder.path, { again: false })).skipped.map((file) => file.reason).sort()).toEqual([
      'JA_IMPORTADO',
      'JA_IMPORTADO',
      'REJEITADAS',
    ]);
  });

  it('leaves no reject file behind when nothing is stored', async () => {
    const path = await folder.write('pedido.csv', 'separacao_lote_id,expedicao\n,2026-03-02\n');
    await refusal(path, { ignoreInvalid: true, mode: 'substituir', lossConfirmed: true });
    expect(await readdir(folder.path)).toEqual(['pedido.csv']);
  });

  it('stops when told to, storing nothing', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `P${index},2026-01-15,1`);
    const path = await folder.write('movimentacao.csv', `cod_produto,data,qtd\n${lines.join('\n')}\n`);
    const controller = new AbortController();
    const error = await refusal(path, {
      signal: controller.signal,
      onProgress: ({ rows }) => {
        if (rows >= 4_000) controller.abort();
      },
    });
    expect(error.code).toBe('IMPORTACAO_CANCELADA');
    expect(await storedRows()).toBe(0);
    expect((await run(path)).files[0]!.inserted).toBe(20_000);
  });
});

describe('adding and replacing', () => {
  it('adds rows, updates pedido by its key and skips movements with a known key', async () => {
    await run(
      await folder.write(
        'pedido.csv',
        'separacao_lote_id,status,expedicao\nL1,ABERTO,2026-03-02\nL2,ABERTO,\n',
      ),
    );
    const update = await run(
      await folder.write('pedido2.csv', 'separacao_lote_id,status\nL1,FATURADO\nL3,COTADO\n'),
      { table: 'pedido' },
    );
    expect(update.files[0]).toMatchObject({ inserted: 1, updated: 1 });
    expect(await all('SELECT separacao_lote_id, status, expedicao::text FROM pedido ORDER BY 1')).toEqual([
      ['L1', 'FATURADO', '2026-03-02'],
      ['L2', 'ABERTO', null],
      ['L3', 'COTADO', null],
    ]);
    await run(
      await folder.write(
        'movimentacao.csv',
        'cod_produto,data,qtd,chave\nA,2026-01-01,1,K1\nA,2026-01-01,2,\n',
      ),
    );
    const again = await run(
      await folder.write(
        'movimentacoes.csv',
        'cod_produto,data,qtd,chave\nA,2026-01-01,9,K1\nA,2026-01-01,3,K2\n',
      ),
    );
    expect(again.files[0]).toMatchObject({ read: 2, inserted: 1, known: 1 });
    expect(await all(`SELECT estoque::text FROM estoque_atual WHERE cod_produto = 'A'`)).toEqual([['6.000']]);
  });

  it('replaces only the tables that have a file, readers seeing old or new but never nothing', async () => {
    await run(await folder.write('pedido.csv', 'separacao_lote_id\nL1\n'));
    await run(await folder.write('producao.csv', 'cod_produto,data,qtd\nA,2026-03-05,1\n'));
    const reader = await database.connect();
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await reader.query('SELECT count(*) FROM pedido');
    await run(
      await folder.write('producao2.csv', 'cod_produto,data_programacao,qtd_programada\nB,2026-03-06,2\n'),
      { mode: 'substituir', lossConfirmed: true },
    );
    expect((await reader.query('SELECT cod_produto FROM programacao_producao')).rows).toEqual([
      { cod_produto: 'A' },
    ]);
    await reader.end();
    expect(await all('SELECT cod_produto FROM programacao_producao')).toEqual([['B']]);
    expect(await all('SELECT separacao_lote_id FROM pedido')).toEqual([['L1']]);
  });

  it('does not let an empty file wipe a table', async () => {
    await run(await folder.write('producao.csv', 'cod_produto,data,qtd\nA,2026-03-05,1\n'));
    const empty = await folder.write('programacao.csv', 'cod_produto,data,qtd\n');
    expect((await refusal(empty, { mode: 'substituir', lossConfirmed: true })).code).toBe(
      'IMPORTACAO_SUBSTITUIR_VAZIO',
    );
    const added = await run(empty);
    expect(added.files[0]).toMatchObject({
      read: 0,
      inserted: 0,
      notices: [{ notice: 'ARQUIVO_SEM_LINHAS' }],
    });
    expect(await all('SELECT count(*)::int FROM programacao_producao')).toEqual([[1]]);
  });

  it('keeps drafts over a replaced order book: re-applied, or reported as no longer applicable', async () => {
    await run(
      await folder.write(
        'carteira.csv',
        'num_pedido,cod_produto,qtd_saldo_produto_pedido\nP1,A,5\nP2,A,5\nP3,A,5\n',
      ),
    );
    await run(
      await folder.write(
        'pre_separacao.csv',
        'num_pedido,cod_produto,qtd,status\nP1,A,2,CRIADO\nP2,A,3,criado\nP3,A,4, Recomposto\nP1,A,1,CANCELADO\nP3,A,1,CRIADO\n',
      ),
    );
    const report = await run(
      await folder.write(
        'carteira_nova.csv',
        'num_pedido,cod_produto,qtd_saldo_produto_pedido\nP1,A,9\nP3,A,4\nP2,A,0\n',
      ),
      { mode: 'substituir', lossConfirmed: true, table: 'carteira_principal' },
    );
    expect(report.drafts).toMatchObject({ reapplied: 3, notApplicable: 1, exceeding: 2 });
    expect(report.drafts!.notApplicableDrafts).toMatchObject([
      { num_pedido: 'P2', cod_produto: 'A', qtd_selecionada_usuario: '3.000', saldo: '0' },
    ]);
    expect(report.drafts!.exceedingDrafts.map((draft) => draft.num_pedido)).toEqual(['P3', 'P3']);
    expect(await all('SELECT num_pedido, trim(status) FROM pre_separacao_item ORDER BY id')).toEqual([
      ['P1', 'RECOMPOSTO'],
      ['P2', 'criado'],
      ['P3', 'Recomposto'],
      ['P1', 'CANCELADO'],
      ['P3', 'RECOMPOSTO'],
    ]);
  });

  it('refuses the same content again, skips and names it in a folder, takes it with again', async () => {
    const path = await folder.write('movimentacao.csv', 'cod_produto,data,qtd\nA,2026-01-01,1\n');
    await run(path, { importedBy: 'ana' });
    const error = await refusal(path);
    expect(error.code).toBe('IMPORTACAO_REPETIDA');
    const copy = await folder.write('movimentacao_copia.csv', 'cod_produto,data,qtd\nA,2026-01-01,1\n');
    expect((await refusal(copy)).code).toBe('IMPORTACAO_REPETIDA');
    const skipped = await run(folder.path);
    expect(skipped.files).toEqual([]);
    expect(skipped.skipped).toMatchObject([{ reason: 'JA_IMPORTADO' }, { reason: 'JA_IMPORTADO' }]);
    await run(path, { again: true });
    expect(
      await all(
        'SELECT importado_por, forcada FROM ruptura.importacao JOIN ruptura.gravacao ON numero = gravacao ORDER BY id',
      ),
    ).toEqual([
      ['ana', false],
      [null, true],
    ]);
    expect(await all('SELECT estoque::text FROM estoque_atual')).toEqual([['2.000']]);
  });

  it('lets only one of two simultaneous imports of the same file in', async () => {
    const path = await folder.write('movimentacao.csv', 'cod_produto,data,qtd\nA,2026-01-01,1\n');
    const results = await Promise.allSettled([run(path), run(path), run(path)]);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(await all('SELECT estoque::text FROM estoque_atual')).toEqual([['1.000']]);
  });

  it('leaves no trace of a dry run, which still counts, previews and lists bad rows', async () => {
    const path = await folder.write(
      'movimentacao.csv',
      'cod_produto,data,qtd,chave\n 01 ,02/01/2026,"1.234,5",K\n02,02/01/2026,x,L\n',
    );
    const report = await run(path, { dryRun: true });
    expect(report).toMatchObject({ dryRun: true, rejectedRows: 1 });
    expect(report.files[0]).toMatchObject({ read: 2, inserted: 1, rejected: 1 });
    expect(report.files[0]!.preview).toEqual([
      { cod_produto: '01', data_movimentacao: '2026-01-02', qtd_movimentacao: '1234.5', chave_externa: 'K' },
    ]);
    expect(await storedRows()).toBe(0);
  });

  it('takes ids, moves their sequence past them, and refuses those that exist', async () => {
    await run(await folder.write('producao.csv', 'id,cod_produto,data,qtd\n500,A,2026-03-05,1\n'));
    await run(
      await folder.write('producao2.csv', 'cod_produto,data_programacao,qtd_programada\nB,2026-03-05,1\n'),
    );
    expect(await all('SELECT id::int, cod_produto FROM programacao_producao ORDER BY id')).toEqual([
      [500, 'A'],
      [501, 'B'],
    ]);
    const error = await refusal(
      await folder.write(
        'producao3.csv',
        'id,cod_produto,data_programacao,qtd_programada\n501,C,2026-03-05,1\n',
      ),
    );
    expect((error.details as ImportReport).rowErrors).toMatchObject([
      { column: 'id', value: '501', reason: 'ID_JA_EXISTE' },
    ]);
  });

  it('shows progress that only grows and ends with the whole file', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `P${index},2026-01-15,1`);
    const path = await folder.write('movimentacao.csv', `cod_produto,data,qtd\n${lines.join('\n')}\n`);
    const seen: { bytesRead: number; bytesTotal: number; rows: number }[] = [];
    await run(path, { onProgress: (progress) => seen.push({ ...progress }) });
    for (let index = 1; index < seen.length; index++) {
      expect(seen[index]!.bytesRead).toBeGreaterThanOrEqual(seen[index - 1]!.bytesRead);
    }
    const last = seen.at(-1)!;
    expect(last.rows).toBe(20_000);
    expect(last.bytesRead).toBe(last.bytesTotal);
  });
});
