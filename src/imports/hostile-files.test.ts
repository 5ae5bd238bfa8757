import { readFile, writeFile } from 'node:fs/promises';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestFolder, testFolder, textRow, workbookParts } from '../../test/imports/files.ts';
import { RupturaError } from '../contract/errors.ts';
import type { InputTableName } from '../contract/tables.ts';
import { planImport } from './plan.ts';

let folder: TestFolder;

beforeAll(async () => {
  folder = await testFolder();
});
afterAll(async () => {
  await folder.remove();
});

/** Reads all of a file, as far as an import does before it asks the database. */
async function readAll(path: string, table?: InputTableName): Promise<void> {
  const choice = { mode: null, ignoreInvalid: false, again: false, dryRun: false };
  const options = { ...choice, paths: [path], ...(table === undefined ? {} : { table }) };
  const { sources } = await planImport(options, [], () => undefined);
  for (const source of sources) for await (const _ of source.rows(() => undefined));
}

async function refused(path: string): Promise<string> {
  const before = process.memoryUsage().rss;
  const error = await readAll(path).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
  if (!(error instanceof RupturaError)) throw error ?? new Error('accepted');
  expect(error.message).not.toMatch(/\{\w+\}/);
  return `${error.code}: ${error.message}`;
}

const GOOD = [
  {
    name: 'p',
    data:
      textRow(1, 'cod_produto', 'data_programacao', 'qtd_programada') + textRow(2, 'A', '2026-03-05', '1'),
  },
];

function withPart(name: string, content: string | Buffer): Record<string, string | Buffer> {
  return { ...workbookParts(GOOD), [name]: content };
}

function sheet(data: string): Record<string, string | Buffer> {
  return withPart('xl/worksheets/s1.xml', `<worksheet><sheetData>${data}</sheetData></worksheet>`);
}

describe('text files that are none', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['producao.csv', '', /^ARQUIVO_VAZIO/],
    ['producao.csv', '\n \n;;\n', /^ARQUIVO_VAZIO/],
    ['producao.csv', 'nome,idade\nx,1\n', /^CABECALHO_COLUNA_FALTANDO|^CABECALHO_DESCONHECIDO/],
    [
      'producao.csv',
      'cod_produto,data,quantidad\nx,2026-01-01,1\n',
      /^CABECALHO_COLUNA_FALTANDO.*"quantidad" → qtd_programada|^CABECALHO_COLUNA_FALTANDO.*qtd_programada/,
    ],
    [
      'producao.csv',
      Buffer.concat([
        Buffer.from('cod_produto,data,qtd\nÇÃO,2026-03-05,1\nX'),
        Buffer.from([0xff]),
        Buffer.from(',2026-03-05,1\n'),
      ]),
      /^ARQUIVO_CODIFICACAO.*linha 3/,
    ],
    ['producao.csv', 'cod_produto,data,qtd\nA\0,2026-03-05,1\n', /^ARQUIVO_BINARIO.*linha 2/],
    [
      'producao.csv',
      `cod_produto,data,qtd\nB,2026-03-05,1\n"A,2026-03-05,1\n${'x,2026-03-05,1\n'.repeat(100)}`,
      /^CSV_ASPAS.*linha 3/,
    ],
    ['producao.csv', `cod_produto,data,qtd\n${'x'.repeat(3 << 20)}`, /^CSV_LINHA_LONGA.*[Ll]inha 2/],
    ['producao.csv', '%PDF-1.7\n', /^ARQUIVO_FORMATO.*PDF/],
    ['producao.csv', '<html><table><tr><td>x</td></tr></table></html>', /^ARQUIVO_FORMATO.*HTML/],
    ['producao.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /^PLANILHA_CIFRADA/],
    ['producao.xlsx', 'cod_produto,data,qtd\nA,2026-03-05,1\n', /^PLANILHA_CORROMPIDA/],
    ['producao.xlsx', '', /^ARQUIVO_VAZIO/],
  ])('%s %#', async (name, content, expected) => {
    expect(await refused(await folder.write(name, content))).toMatch(expected);
  });

  it('is a path that does not exist, or an empty folder', async () => {
    expect(await refused(`${folder.path}/nada.csv`)).toMatch(/^ARQUIVO_NAO_ENCONTRADO/);
    const empty = await testFolder();
    expect(await refused(empty.path)).toMatch(/^IMPORTACAO_SEM_ARQUIVOS/);
    await empty.remove();
  });
});

describe('workbooks that attack', () => {
  it('a zip bomb, without expanding it', async () => {
    const bomb = Buffer.concat([
      Buffer.from('<worksheet><sheetData>'),
      Buffer.alloc(64 * 2 ** 20, ' '),
      Buffer.from('</sheetData></worksheet>'),
    ]);
    expect(
      await refused(await folder.workbook('bomba.xlsx', withPart('xl/worksheets/s1.xml', bomb))),
    ).toMatch(/^PLANILHA_GRANDE_DEMAIS.*s1\.xml/);
  });

  it('a zip bomb that lies about its size', async () => {
    const path = await folder.workbook(
      'mentira.xlsx',
      withPart('xl/worksheets/s1.xml', Buffer.alloc(50 * 2 ** 20, ' ')),
    );
    const bytes = await readFile(path);
    const honest = Buffer.alloc(4);
    honest.writeUInt32LE(50 * 2 ** 20);
    const lie = Buffer.alloc(4);
    lie.writeUInt32LE(1000);
    for (let at = bytes.indexOf(honest); at >= 0; at = bytes.indexOf(honest, at + 1)) lie.copy(bytes, at);
    await writeFile(path, bytes);
    expect(await refused(path)).toMatch(/^PLANILHA_CORROMPIDA/);
  });

  it.each<[string, () => Record<string, string | Buffer>, RegExp]>([
    [
      'entities',
      () =>
        withPart(
          'xl/worksheets/s1.xml',
          '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>',
        ),
      /^PLANILHA_DTD/,
    ],
    [
      'an external entity',
      () => withPart('xl/workbook.xml', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><workbook/>'),
      /^PLANILHA_DTD/,
    ],
    ['an unknown entity', () => sheet('<row><c><v>&x;</v></c></row>'), /^PLANILHA_CORROMPIDA/],
    [
      'a cell beyond the last row',
      () => sheet(`${GOOD[0]!.data}<row r="3"><c r="XFD1048577"><v>1</v></c></row>`),
      /^PLANILHA_REFERENCIA.*XFD1048577/,
    ],
    [
      'a column beyond the last',
      () => sheet(`${GOOD[0]!.data}<row r="3"><c r="XFE3"><v>1</v></c></row>`),
      /^PLANILHA_REFERENCIA.*XFE3/,
    ],
    [
      'a row beyond the last',
      () => sheet(`${GOOD[0]!.data}<row r="99999999"/>`),
      /^PLANILHA_REFERENCIA.*99999999/,
    ],
    ['rows out of order', () => sheet(`${GOOD[0]!.data}<row r="1"/>`), /^PLANILHA_REFERENCIA/],
    [
      'a text without end',
      () => sheet(`<row><c><v>${'1'.repeat(4 << 20)}</v></c></row>`),
      /^PLANILHA_ESTRUTURA/,
    ],
    [
      'XML cut short',
      () => withPart('xl/worksheets/s1.xml', '<worksheet><sheetData><row>'),
      /^PLANILHA_CORROMPIDA/,
    ],
    ['no workbook', () => ({ 'a.txt': 'x' }), /^PLANILHA_INCOMPLETA.*xl\/workbook\.xml|^PLANILHA_INCOMPLETA/],
    ['no visible sheet', () => workbookParts([{ ...GOOD[0]!, state: 'veryHidden' }]), /^PLANILHA_SEM_FOLHA/],
    ['an empty sheet', () => workbookParts([{ name: 'p', data: '' }]), /^ARQUIVO_VAZIO/],
    [
      'a shared text that is not there',
      () => sheet(`${GOOD[0]!.data}<row r="3"><c t="s"><v>9</v></c></row>`),
      /^PLANILHA_CORROMPIDA/,
    ],
  ])('%s', async (name, parts, expected) => {
    expect(await refused(await folder.workbook(`${name.replaceAll(' ', '_')}.xlsx`, parts()))).toMatch(
      expected,
    );
  });

  it('wide rows far from the header cost no memory', async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, index) => `<row r="${index + 3}"><c r="XFD${index + 3}" t="b"><v>1</v></c></row>`,
    );
    const path = await folder.workbook('largo.xlsx', sheet(GOOD[0]!.data + rows.join('')));
    const before = process.memoryUsage().rss;
    await readAll(path, 'programacao_producao');
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
  });

  it('paths that climb out of the archive', async () => {
    const path = await folder.workbook('caminho.xlsx', withPart('aaaaaaaaaaaaa.txt', 'x'));
    const bytes = await readFile(path);
    for (
      let at = bytes.indexOf('aaaaaaaaaaaaa.txt');
      at >= 0;
      at = bytes.indexOf('aaaaaaaaaaaaa.txt', at + 1)
    ) {
      bytes.write('../../../../x.txt', at);
    }
    await writeFile(path, bytes);
    expect(await refused(path)).toMatch(/^PLANILHA_CORROMPIDA/);
  });

  it('an encrypted archive', async () => {
    const path = await folder.workbook('senha.xlsx', workbookParts(GOOD));
    const bytes = await readFile(path);
    const central = Buffer.from('PK\x01\x02', 'latin1');
    for (let at = bytes.indexOf(central); at >= 0; at = bytes.indexOf(central, at + 1)) bytes[at + 8]! |= 1;
    await writeFile(path, bytes);
    expect(await refused(path)).toMatch(/^PLANILHA_CIFRADA/);
  });

  it('a truncated or damaged archive', async () => {
    const bytes = await readFile(await folder.workbook('bom.xlsx', workbookParts(GOOD)));
    expect(await refused(await folder.write('cortado.xlsx', bytes.subarray(0, bytes.length / 2)))).toMatch(
      /^PLANILHA_CORROMPIDA/,
    );
    const damaged = Buffer.from(bytes);
    const packed = deflateRawSync(workbookParts(GOOD)['xl/worksheets/s1.xml']!);
    const at = damaged.indexOf(packed.subarray(0, 16));
    damaged.fill(0xff, at + 4, at + 24);
    expect(await refused(await folder.write('estragado.xlsx', damaged))).toMatch(/^PLANILHA_CORROMPIDA/);
  });

  it('random damage is always an error in words', async () => {
    const bytes = await readFile(await folder.workbook('base.xlsx', workbookParts(GOOD)));
    const seed = Number(process.env['SEED'] ?? 20260302);
    let state = seed;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state % below;
    };
    for (let round = 0; round < 60; round++) {
      const damaged = Buffer.from(bytes);
      for (let hits = 0; hits < 3; hits++) damaged[random(damaged.length)] = random(256);
      const path = await folder.write(`acaso-${round}.xlsx`, damaged);
      const outcome = await readAll(path, 'programacao_producao').then(
        () => null,
        (error: unknown) => error,
      );
      if (outcome !== null && !(outcome instanceof RupturaError)) {
        throw new Error(`SEED=${seed} round ${round}: ${outcome instanceof Error ? outcome.stack : outcome}`);
      }
    }
  });
});
