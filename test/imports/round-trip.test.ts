import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Column, INPUT_TABLES, type InputTable } from '../../src/contract/tables.ts';
import { formatIsoDate, formatScaled, parseIsoDate } from '../../src/contract/units.ts';
import { exportEverything, exportTable } from '../../src/imports/export-tables.ts';
import { importFiles } from '../../src/imports/import-files.ts';
import type { ImportOptions } from '../../src/imports/report.ts';
import { protectText } from '../../src/tabular/cell.ts';
import type { ExportFormat } from '../../src/tabular/columns.ts';
import { exportRows } from '../../src/tabular/write-rows.ts';
import { writeWorkbook } from '../../src/tabular/xlsx/write-workbook.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type TestFolder, testFolder } from './files.ts';

const SEED = Number(process.env['SEED'] ?? 20260302);
const RUNS = Number(process.env['RUNS'] ?? 30);
const TODAY = parseIsoDate('2026-03-02')!;
const FIRST_DAY = parseIsoDate('1900-01-01')!;
const LAST_DAY = parseIsoDate('2200-12-31')!;

let database: TestDatabase;
let folder: TestFolder;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await testFolder();
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});

interface Dialect {
  readonly delimiter: ',' | ';' | '\t';
  readonly encoding: 'utf-8' | 'utf-8-bom' | 'windows-1252';
  readonly lineEnd: '\n' | '\r\n';
  readonly decimal: ',' | '.';
  readonly thousands: boolean;
  readonly date: (iso: string) => string;
  readonly heading: (name: string) => string;
  readonly booleans: readonly [string, string];
}

const dialects: fc.Arbitrary<Dialect> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t'),
  encoding: fc.constantFrom('utf-8', 'utf-8-bom', 'windows-1252'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  decimal: fc.constantFrom(',', '.'),
  thousands: fc.boolean(),
  date: fc.constantFrom(
    (iso: string) => iso,
    (iso: string) => iso.split('-').reverse().join('/'),
    (iso: string) => iso.replaceAll('-', ''),
    (iso: string) => `${iso} 00:00:00`,
  ),
  heading: fc.constantFrom(
    (name: string) => name,
    (name: string) => name.toUpperCase(),
    (name: string) => ` ${name.replaceAll('_', ' ')} `,
  ),
  booleans: fc.constantFrom(['não', 'sim'], ['false', 'true'], ['0', '1'], ['inativo', 'Ativo']),
});

/** Bytes of these in Windows-1252 never form UTF-8, and none is a blank. */
const characters = fc.constantFrom(...'abXYZ0019çãéõ,;"\'=+-@.\n\t '.split(''));
const texts = fc.array(characters, { minLength: 1, maxLength: 8 }).map((letters) => letters.join(''));
const codes = texts.map((text) => text.trim()).filter((text) => text !== '');

/** A value as the database shows it (text), null for none. */
function values(column: Column, key: number): fc.Arbitrary<string | null> {
  const scaled = (least: number, decimals: number): fc.Arbitrary<string> =>
    fc
      .oneof(fc.integer({ min: least, max: 9_999_999 }), fc.integer({ min: least, max: 999_999_999_999_999 }))
      .map((value) => formatScaled(value === 0 && column.kind === 'signed_quantity' ? 1 : value, decimals));
  const latest = column.name === 'data_movimentacao' ? TODAY : LAST_DAY;
  const known: Record<Column['kind'], fc.Arbitrary<string>> = {
    id: fc.constant(String(key + 1)),
    code: codes,
    text: texts,
    quantity: scaled(0, 3),
    signed_quantity: scaled(-999_999_999_999_999, 3),
    price: scaled(0, 4),
    date: fc.integer({ min: FIRST_DAY, max: latest }).map(formatIsoDate),
    instant: fc
      .integer({ min: FIRST_DAY + 1, max: LAST_DAY })
      .map((day) => `${formatIsoDate(day)} 13:14:15.123456`),
    boolean: fc.constantFrom('true', 'false'),
  };
  if (column.name === 'chave_externa' || (column.name === 'separacao_lote_id' && column.required)) {
    return codes.map((code) => `${code}${key}`);
  }
  if (column.required || column.kind === 'boolean' || column.kind === 'id') return known[column.kind];
  return fc.option(known[column.kind], { freq: 3 });
}

function spellNumber(plain: string, dialect: Dialect, first: boolean): string {
  const [whole = '', fraction = ''] = plain.replace('-', '').split('.');
  const group = dialect.decimal === ',' ? '.' : ',';
  const grouped = dialect.thousands ? whole.replace(/\B(?=(\d{3})+$)/g, group) : whole;
  // One clear cell in every column; elsewhere the shortest spelling, which may be ambiguous by itself.
  const decimals = first ? `${fraction}0`.padEnd(5, '0') : fraction.replace(/0+$/, '');
  const body = decimals === '' ? grouped : `${grouped}${dialect.decimal}${decimals}`;
  return plain.startsWith('-') ? `-${body}` : body;
}

function spell(column: Column, value: string | null, dialect: Dialect, first: boolean): string {
  if (value === null) return '';
  switch (column.kind) {
    case 'quantity':
    case 'signed_quantity':
    case 'price':
      return spellNumber(value, dialect, first);
    case 'date':
      return dialect.date(value);
    case 'boolean':
      return dialect.booleans[value === 'true' ? 1 : 0];
    case 'text':
    case 'code':
      return protectText(value);
    default:
      return value;
  }
}

function quote(cell: string, dialect: Dialect): string {
  const must = cell.includes(dialect.delimiter) || /["\r\n]/.test(cell);
  return must ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function encode(text: string, dialect: Dialect): Buffer {
  if (dialect.encoding === 'windows-1252') return Buffer.from(text, 'latin1');
  return Buffer.from(dialect.encoding === 'utf-8-bom' ? `\ufeff${text}` : text);
}

interface Case {
  readonly table: InputTable;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly dialect: Dialect;
}

const cases: fc.Arbitrary<Case> = fc.constantFrom(...INPUT_TABLES).chain((table) =>
  fc.record({
    table: fc.constant(table),
    columns: fc.shuffledSubarray([...table.columns], { minLength: table.columns.length }),
    rows: fc
      .integer({ min: 1, max: 12 })
      .chain((count) =>
        fc.tuple(
          ...Array.from({ length: count }, (_, key) =>
            fc.tuple(...table.columns.map((column) => values(column, key))),
          ),
        ),
      ),
    dialect: dialects,
  }),
);

function csvOf({ table, columns, rows, dialect }: Case): Buffer {
  const header = columns
    .map((column) => quote(dialect.heading(column.name), dialect))
    .join(dialect.delimiter);
  const lines = rows.map((row, index) =>
    columns
      .map((column) =>
        quote(spell(column, row[table.columns.indexOf(column)]!, dialect, index === 0), dialect),
      )
      .join(dialect.delimiter),
  );
  return encode([header, ...lines, ''].join(dialect.lineEnd), dialect);
}

async function tableRows(from: TestDatabase, table: InputTable): Promise<(string | null)[][]> {
  const columns = table.columns.map((column) =>
    column.kind === 'instant'
      ? `to_char(${column.name} AT TIME ZONE 'America/Sao_Paulo', 'YYYY-MM-DD HH24:MI:SS.US')`
      : `${column.name}::text`,
  );
  const key = table.columns[0]!.name;
  const { rows } = await from.pool.query({
    text: `SELECT ${columns.join(', ')} FROM ${table.name} ORDER BY ${key}`,
    rowMode: 'array',
  });
  return rows;
}

function byKey(rows: readonly (readonly (string | null)[])[]): (readonly (string | null)[])[] {
  return [...rows].sort((left, right) => Buffer.compare(Buffer.from(left[0]!), Buffer.from(right[0]!)));
}

const REPLACE: Omit<ImportOptions, 'paths'> = {
  mode: 'substituir',
  lossConfirmed: true,
  ignoreInvalid: false,
  again: true,
  dryRun: false,
  today: TODAY,
};

describe(`what goes in comes out (SEED=${SEED})`, () => {
  it('any rows in any dialect are stored exactly', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (example) => {
        const path = await folder.write(`${example.table.name}.csv`, csvOf(example));
        const report = await importFiles(database.pool, { ...REPLACE, paths: [path] });
        expect(report.files[0]!.inserted).toBe(example.rows.length);
        expect(byKey(await tableRows(database, example.table))).toEqual(byKey(example.rows));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it.each<ExportFormat>(['csv-br', 'csv-iso', 'xlsx'])(
    '%s of every table reads back as it was',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(cases, async (example) => {
          // Outer blanks are not content in a spreadsheet.
          const rows = example.rows.map((row) =>
            row.map((cell) => (cell?.trim() === '' ? null : (cell?.trim() ?? null))),
          );
          const path = await folder.write(`${example.table.name}.csv`, csvOf({ ...example, rows }));
          await importFiles(database.pool, { ...REPLACE, paths: [path] });
          const before = await tableRows(database, example.table);
          const file = `${folder.path}/${example.table.name}${format === 'xlsx' ? '.xlsx' : '.csv'}`;
          expect(await exportTable(database.pool, example.table.name, format, createWriteStream(file))).toBe(
            rows.length,
          );
          await importFiles(database.pool, { ...REPLACE, paths: [file] });
          expect(await tableRows(database, example.table)).toEqual(before);
        }),
        { seed: SEED, numRuns: Math.ceil(RUNS / 3) },
      );
    },
  );
});

describe('a backup', () => {
  it('restores every table and setting exactly, in another database', async () => {
    const { pool } = database;
    await pool.query('DELETE FROM programacao_producao; DELETE FROM pedido; DELETE FROM carteira_principal');
    await pool.query(
      `DELETE FROM movimentacao_estoque;
       INSERT INTO movimentacao_estoque (id, cod_produto, data_movimentacao, tipo, qtd_movimentacao, local, documento, chave_externa, ativo) VALUES
         (7, '000=1', '2199-01-01', E'  linha 1\r\nlinha 2\t', -0.001, '', '''=x', '-9', true),
         (8, '=SUM(A1)', '1900-01-01', '''', 999999999999.999, E'a;b,c"d', '+55', '@k', false),
         (900, 'Ω😀', '2026-01-01', NULL, 3.075, ' ', '''''x', NULL, true);
       INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, preco_produto_pedido, cliente)
         VALUES ('0001', 'A', 1.5, 12345678901.2345, E'José "Zé" \\\\ & <b>');
       INSERT INTO pedido VALUES ('L1', NULL, NULL), ('L2', '', '2026-03-02');
       DELETE FROM pre_separacao_item;
       INSERT INTO pre_separacao_item (num_pedido, cod_produto, qtd_selecionada_usuario, status, criado_em)
         VALUES ('0001', 'A', 1, 'CRIADO', '2019-02-16 23:30:00.5-03'), ('0001', 'A', 1, NULL, NULL);
       UPDATE ruptura.configuracao SET valor = 'completa' WHERE chave = 'politica';`,
    );
    const copy = await testFolder();
    const files = await exportEverything(pool, copy.path);
    expect(files.map((file) => file.rows)).toEqual([3, 1, expect.any(Number), 2, 2, 0, 3, 0, 0]);
    const other = await createTestDatabase();
    await other.pool.query(
      `INSERT INTO programacao_producao (cod_produto, data_programacao, qtd_programada) VALUES ('velho', '2026-01-01', 1)`,
    );
    const report = await importFiles(other.pool, { ...REPLACE, again: false, paths: [copy.path] });
    expect(report.rowErrors).toEqual([]);
    for (const table of INPUT_TABLES)
      expect(await tableRows(other, table), table.name).toEqual(await tableRows(database, table));
    const settings = 'SELECT * FROM ruptura.configuracao ORDER BY chave';
    expect((await other.pool.query(settings)).rows).toEqual((await pool.query(settings)).rows);
    const next = await other.pool.query(
      `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao) VALUES ('n', '2026-01-01', 1) RETURNING id::int`,
    );
    expect(next.rows[0].id).toBe(901);
    await other.close();
    await copy.remove();
  });
});

describe('exported lists', () => {
  async function text(format: ExportFormat): Promise<string> {
    const output = new PassThrough();
    const [, bytes] = await Promise.all([
      exportRows(
        [
          { name: 'texto', kind: 'text' },
          { name: 'numero', kind: 'number' },
          { name: 'data', kind: 'date' },
          { name: 'sim', kind: 'boolean' },
        ],
        [
          ['=1+1', 1234.5, '2026-03-02', true],
          ['a;b', '-0.001', null, false],
          [null, 1e21, '1900-01-01', null],
        ],
        format,
        output,
      ),
      buffer(output),
    ]);
    return format === 'xlsx' ? bytes.toString('latin1') : bytes.toString('utf8');
  }

  it('speak the dialect asked for and hold no formula', async () => {
    expect(await text('csv-br')).toBe(
      '\ufefftexto;numero;data;sim\r\n\'=1+1;1234,5;02/03/2026;sim\r\n"a;b";-0,001;;não\r\n;1000000000000000000000;01/01/1900;\r\n',
    );
    expect(await text('csv-iso')).toBe(
      `texto,numero,data,sim\r\n'=1+1,1234.5,2026-03-02,true\r\n"a;b",-0.001,,false\r\n,1000000000000000000000,1900-01-01,\r\n`,
    );
    expect(await text('xlsx')).toMatch(/^PK/);
  });

  it('refuse more rows than a sheet holds', async () => {
    const written = (count: number) => {
      const output = new PassThrough();
      output.resume();
      const rows = Readable.from(Array.from({ length: count }, (_, row) => [row]));
      return writeWorkbook([{ name: 'n', kind: 'number' }], rows, { title: 'n' }, output, 101);
    };
    await written(100);
    await expect(written(101)).rejects.toMatchObject({
      code: 'EXPORTACAO_LINHAS_DEMAIS',
      params: { limite: 100 },
    });
  });

  it('leave nothing under its own name when the folder cannot be written', async () => {
    const path = await folder.write('arquivo', 'x');
    await expect(exportEverything(database.pool, `${path}/dentro`)).rejects.toMatchObject({
      code: 'EXPORTACAO_SEM_ACESSO',
    });
    expect(await readFile(path, 'utf8')).toBe('x');
  });
});
