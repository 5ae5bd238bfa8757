import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { RupturaError } from '../../contract/errors.ts';
import { cellOf } from './list-columns.ts';
import { type PurchaseList, readList } from './list-reader.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-list-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function read(
  content: string | Buffer,
  name = 'list.csv',
  force = false,
  column: string | null = null,
): Promise<PurchaseList> {
  await writeFile(join(folder, name), content);
  return await readList(join(folder, name), { force, column });
}

function numbers({ purchases }: PurchaseList): string[] {
  return purchases.map(({ number }) => number);
}

/** A workbook with these rows of cells, as XML. */
async function workbook(sheets: Record<string, string>): Promise<string> {
  const names = Object.keys(sheets);
  const zip = new ZipFile();
  const add = (path: string, xml: string): void =>
    zip.addBuffer(Buffer.from(`<?xml version="1.0"?>${xml}`), path);
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const entries = names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="r${at + 1}"/>`);
  add('xl/workbook.xml', `<workbook xmlns:r="${office}"><sheets>${entries.join('')}</sheets></workbook>`);
  const targets = names.map(
    (_, at) => `<Relationship Id="r${at + 1}" Type="${office}/worksheet" Target="s${at + 1}.xml"/>`,
  );
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships>${targets.join('')}<Relationship Id="st" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  );
  add(
    'xl/styles.xml',
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="00000000"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs></styleSheet>',
  );
  for (const [at, rows] of Object.values(sheets).entries()) {
    add(`xl/s${at + 1}.xml`, `<worksheet><sheetData>${rows}</sheetData></worksheet>`);
  }
  zip.end();
  const path = join(folder, 'list.xlsx');
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

const text = (value: string): string => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
const row = (...cells: string[]): string => `<row>${cells.join('')}</row>`;

describe('a list as CSV', () => {
  it.each([
    ['semicolons', 'PO_NUMBER;SUPPLIER\nPO15262984;ACME\n', ';'],
    ['commas', 'PO_NUMBER,SUPPLIER\nPO15262984,ACME\n', ','],
    ['tabs', 'PO_NUMBER\tSUPPLIER\nPO15262984\tACME\n', '\t'],
    ['CRLF and a byte order mark', '\ufeffPO_NUMBER;SUPPLIER\r\nPO15262984;ACME\r\n', ';'],
    ['commas within other headings', 'Obs, notas, mais;PO_NUMBER;SUPPLIER\nx;PO15262984;ACME', ';'],
    ['a first line for Excel', 'sep=,\nPO_NUMBER,SUPPLIER\nPO15262984,ACME', ','],
    ['blank lines', '\n;\nPO_NUMBER;SUPPLIER\n\n;;\nPO15262984;ACME\n\n', ';'],
  ])('with %s is read', async (_, content, delimiter) => {
    const list = await read(content);
    expect(list.delimiter).toBe(delimiter);
    const written = 'PO15262984';
    expect(list.purchases).toEqual([
      { number: '15262984', written, folders: ['ACME'], supplier: 'ACME', rows: [0] },
    ]);
    expect(list.rejected).toEqual([]);
  });

  it.each([
    ['Latin-1', (content: string) => Buffer.from(content, 'latin1')],
    ['UTF-8', (content: string) => Buffer.from(content)],
    ['UTF-16', (content: string) => Buffer.from(`\ufeff${content}`, 'utf16le')],
  ])('in %s is read', async (_, encode) => {
    const list = await read(encode('Pó Number;SUPPLIER\n15262984;"Aço\r\n& Cia"\n'));
    expect(list.purchases[0]).toMatchObject({
      number: '15262984',
      supplier: 'Aço\r\n& Cia',
      folders: ['Aço & Cia'],
    });
  });

  it.each(['PO_NUMBER', 'po number', ' Po-Number ', 'PONUMBER', 'Pô_Númber'])(
    'finds its column as %j',
    async (heading) => {
      expect(numbers(await read(`x;${heading}\n1;15262984`))).toEqual(['15262984']);
    },
  );

  it.each([
    ...['PO', 'po', 'Pedido', 'PEDIDO', 'Nº do pedido', 'No. do Pedido', 'N° do pedido', 'Número do pedido'],
    ...['Order', 'Order Number', 'PO Number', 'Purchase Order', 'Ordem de compra', 'OC', 'Nº OC', 'Nº da OC'],
    ...['Pedido de compra', 'numero_do_pedido', 'Cód. do pedido', 'PO #', 'P.O.'],
  ])('finds its column as %j, as people call it', async (heading) => {
    const list = await read(`Fornecedor;${heading}\nACME;15262984`);
    expect(list.purchases[0]).toMatchObject({ number: '15262984', supplier: 'ACME' });
  });

  it('asks where two columns may be it, unless one has its own name or is named', async () => {
    const content = 'Pedido;Order;Fornecedor\n15262984;15262985;ACME\n';
    await expect(read(content)).rejects.toMatchObject({
      code: 'COLETA_LISTA_VARIAS_COLUNAS',
      params: { titulos: 'Pedido, Order' },
    });
    expect(numbers(await read(content, 'list.csv', false, 'order'))).toEqual(['15262985']);
    expect(numbers(await read(content, 'list.csv', false, ' Pedido'))).toEqual(['15262984']);
    expect(numbers(await read(content.replace('Order', 'PO Number')))).toEqual(['15262985']);
    expect(numbers(await read(';Pedido\nx;15262984\n', 'list.csv', false, ' '))).toEqual(['15262984']);
    await expect(read(content, 'list.csv', false, 'Compra')).rejects.toMatchObject({
      code: 'COLETA_COLUNA_DESCONHECIDA',
      params: { coluna: 'Compra', titulos: 'Pedido, Order, Fornecedor' },
    });
  });

  it('takes any other column that is named, and keeps the rest', async () => {
    const list = await read('Doc;Status;x\n15262984;;1\n', 'list.csv', false, 'Doc');
    expect(numbers(list)).toEqual(['15262984']);
    expect([...list.columns.known]).toEqual([
      ['PO_NUMBER', 0],
      ['STATUS', 1],
    ]);
    expect(list.columns.extra).toEqual([2]);
  });

  it.each([
    ['a column of numbers', '15262984\nPO15262985\n15262984\n', null],
    ['several, one of them named by its first number', '15262984;ACME\nPO15262985;B\n', '15262984'],
  ])('without headings is read: %s', async (_, content, column) => {
    const list = await read(content, 'list.csv', false, column);
    expect(numbers(list)).toEqual(['15262984', '15262985']);
    expect(list.headerLine).toBeNull();
    expect(list.lines.slice(0, 2)).toEqual([1, 2]);
    expect(list.header[0]).toBe('PO_NUMBER');
  });

  it('with a title that reads like a heading is read by its headings', async () => {
    for (const title of ['Pedidos de compra', 'PO number']) {
      const list = await read(`${title}\n\nNº do pedido;Fornecedor\n15262984;ACME\n`);
      expect(list.purchases).toMatchObject([{ number: '15262984', supplier: 'ACME' }]);
    }
    expect(numbers(await read('Pedido\n15262984\n'))).toEqual(['15262984']);
  });

  it('with titles above its headings is read, and counts lines as its file does', async () => {
    const list = await read('Relatório, de compras\n\nGerado;hoje\nPedido;Fornecedor\n15262984;ACME\nx;B\n');
    expect(list.delimiter).toBe(';');
    expect([list.headerLine, list.lines]).toEqual([4, [5, 6]]);
    expect(list.purchases[0]).toMatchObject({ number: '15262984', supplier: 'ACME' });
  });

  it('keeps every cell as it is written, wherever it stands', async () => {
    const list = await read(
      "PO_NUMBER;Code;Long;Formula\n15262984;007;123456789012345678901234;'=1+1;beyond\n",
    );
    expect(list.rows[0]).toEqual(['15262984', '007', '123456789012345678901234', '=1+1', 'beyond']);
    expect(list.columns.extra).toEqual([1, 2, 3, 4]);
  });

  it('of a single column is read', async () => {
    const list = await read('PO_NUMBER\r\nPO15262984\r\n15262985\r\n');
    expect(numbers(list)).toEqual(['15262984', '15262985']);
    expect(list.purchases[0]).toMatchObject({ folders: [], supplier: null });
  });

  it('that is none says what is wrong with it', async () => {
    const code = async (content: string | Buffer, name?: string): Promise<unknown> =>
      await read(content, name).then(
        () => null,
        (error: unknown) => (error instanceof RupturaError ? error.code : error),
      );
    expect(await code('')).toBe('ARQUIVO_VAZIO');
    expect(await code('SUPPLIER;X\nACME;1')).toBe('COLETA_LISTA_SEM_COLUNA');
    expect(await code('PO_NUMBER;X\n;\n')).toBe('COLETA_LISTA_SEM_PEDIDOS');
    expect(await code('15262984;ACME\n')).toBe('COLETA_LISTA_SEM_COLUNA');
    expect(await code('<|>;PO_NUMBER\n;15262984')).toBe('COLETA_LISTA_SEM_COLUNA');
    expect(await code('PO_NUMBER;po number\n1;2')).toBe('CABECALHO_COLUNA_REPETIDA');
    expect(await code('PO_NUMBER\n"15262984\n')).toBe('CSV_ASPAS');
    expect(await code(Buffer.from('%PDF-1.4'))).toBe('ARQUIVO_FORMATO');
    expect(await code(Buffer.from('PK\u0003\u0004 no zip'), 'list.xlsx')).toBe('PLANILHA_CORROMPIDA');
    expect(await code(`PO_NUMBER\n${'15262984\n'.repeat(200_001)}`)).toBe('COLETA_LISTA_GRANDE');
    await expect(readList(join(folder, 'none.csv'), { force: false, column: null })).rejects.toMatchObject({
      code: 'ARQUIVO_NAO_ENCONTRADO',
    });
  });
});

describe('a list as XLSX', () => {
  it('gives numbers as their digits, and what a format pads', async () => {
    const path = await workbook({
      List: [
        row(text('PO_NUMBER'), text('Code'), text('Day')),
        row('<c><v>15262984</v></c>', '<c s="1"><v>7</v></c>', '<c s="2"><v>46027</v></c>'),
        row('<c><v>1.5262985E7</v></c>', '<c><v>12.5</v></c>', text('007')),
        row('<c><v>15262986.0</v></c>', '<c/>', '<c/>', text('beyond')),
      ].join(''),
    });
    const list = await readList(path, { force: false, column: null });
    expect(list.delimiter).toBe(';');
    expect(list.rows).toEqual([
      ['15262984', '00000007', '2026-01-05'],
      ['15262985', '12.5', '007'],
      ['15262986', '', '', 'beyond'],
    ]);
    expect(numbers(list)).toEqual(['15262984', '15262985', '15262986']);
  });

  it('shows what a spreadsheet keeps of a long number, and believes no digit it invented', async () => {
    const path = await workbook({
      List:
        row(text('PO_NUMBER')) +
        row('<c><v>1.2345678901234501E+17</v></c>') +
        row('<c><v>123456789012345</v></c>'),
    });
    const list = await readList(path, { force: false, column: null });
    expect(list.rows).toEqual([['1.23456789012345E+17'], ['123456789012345']]);
    expect(list.rejected.map(({ error }) => error.code)).toEqual(['COLETA_PEDIDO_ARREDONDADO']);
  });

  it('with titles above its headings, wider than they are, is read', async () => {
    const wide = Array.from({ length: 40 }, (_, at) => text(`c${at}`)).join('');
    const path = await workbook({
      List: `${row(text('Pedidos'))}${row(wide, text('Nº do pedido'))}${row(wide, text('PO15262984'))}`,
    });
    const list = await readList(path, { force: false, column: null });
    expect(numbers(list)).toEqual(['15262984']);
    expect([list.headerLine, list.lines, list.rows[0]?.[39]]).toEqual([2, [3], 'c39']);
  });

  it('says which sheet is taken, and which others could have been', async () => {
    const path = await workbook({
      Notes: row(text('Anything')),
      January: row(text('Pedido')) + row(text('PO15262984')),
      February: row(text('Pedido')) + row(text('PO15262985')),
    });
    const list = await readList(path, { force: false, column: null });
    expect(list.sheet).toMatchObject({ name: 'January', others: ['February'] });
    expect(numbers(list)).toEqual(['15262984']);
  });

  it('is the sheet that has the column', async () => {
    const path = await workbook({
      Notes: row(text('Anything')),
      List: row(text('PO number')) + row(text('PO15262984')),
    });
    expect(numbers(await readList(path, { force: false, column: null }))).toEqual(['15262984']);
  });
});

describe('the purchases of a list', () => {
  it('are each there once, whatever the spelling, with all their rows', async () => {
    const list = await read('PO_NUMBER;SUPPLIER\nPO15262984;\n15262985;B\npm15262984;ACME\n15262984;Other\n');
    expect(list.purchases).toEqual([
      { number: '15262984', written: 'PO15262984', folders: ['ACME'], supplier: 'ACME', rows: [0, 2, 3] },
      { number: '15262985', written: '15262985', folders: ['B'], supplier: 'B', rows: [1] },
    ]);
  });

  it('are written with their prefix, on whichever row it stands', async () => {
    const list = await read('Pedido\n15262984\npm-15262984\nPO nº 15262985\n');
    expect(list.purchases.map(({ written }) => written)).toEqual(['PM15262984', 'PO15262985']);
  });

  it('leave out rows that name none, and say why', async () => {
    const list = await read('PO_NUMBER;X\n12;a\n;b\n15262984;c\nabc;d\n1,5E7;e\n');
    expect(list.rejected.map(({ row: at, error }) => [at, error.code])).toEqual([
      [0, 'COLETA_PEDIDO_CURTO'],
      [1, 'COLETA_PEDIDO_EM_BRANCO'],
      [3, 'COLETA_PEDIDO_LETRAS'],
      [4, 'COLETA_PEDIDO_ARREDONDADO'],
    ]);
    expect(list.rejected[0]?.error.message).toContain('"12"');
    expect(list.purchases[0]?.rows).toEqual([2]);
  });

  it('leave out those that are COMPLETED, unless forced or contradicted', async () => {
    const content =
      'PO_NUMBER;STATUS\n15262984;completed \n15262985;PARTIAL\n15262986;COMPLETED\n15262986;\n';
    expect(numbers(await read(content))).toEqual(['15262985', '15262986']);
    expect((await read(content)).purchases[1]?.rows).toEqual([2, 3]);
    expect(numbers(await read(content, 'list.csv', true))).toEqual(['15262984', '15262985', '15262986']);
  });

  it('go where the columns right of <|> say, blanks to Unknown', async () => {
    const content =
      'PO_NUMBER;SUPPLIER;Note;<|>;Region;Year\n15262984;ACME;n;;São/Paulo;2026\n15262985;ACME;;;..;\n';
    const list = await read(content);
    expect(list.purchases.map(({ folders }) => folders)).toEqual([
      ['São_Paulo', '2026'],
      ['Unknown', 'Unknown'],
    ]);
    expect(list.columns.extra.map((place) => list.header[place])).toEqual(['Note']);
    expect(cellOf(list.rows[0]!, list.columns.hierarchy?.[0])).toBe('São/Paulo');
    // Nothing right of it: the supplier decides.
    expect((await read('PO_NUMBER;SUPPLIER;<|>\n15262984;ACME;\n')).purchases[0]?.folders).toEqual(['ACME']);
  });
});
