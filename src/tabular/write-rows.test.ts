import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { unprotectText } from './cell.ts';
import type { ExportColumn, ExportRow } from './columns.ts';
import { exportRows } from './write-rows.ts';

const COLUMNS: readonly ExportColumn[] = [
  { name: 'cliente', kind: 'text' },
  { name: 'qtd', kind: 'number' },
];

/** Lines below the header. */
async function written(rows: readonly ExportRow[], format: 'csv-br' | 'csv-iso'): Promise<string[]> {
  const output = new PassThrough();
  const [content] = await Promise.all([text(output), exportRows(COLUMNS, rows, format, output)]);
  return content.trimEnd().split('\r\n').slice(1);
}

describe('a text in a CSV file', () => {
  it('that holds a list separator is quoted, whichever separator the file has', async () => {
    const rows = ['x;=1+1;y', 'x,=2+2,y', 'x\t=3+3'].map((name): ExportRow => [name, 1]);
    expect(await written(rows, 'csv-iso')).toEqual(['"x;=1+1;y",1', '"x,=2+2,y",1', '"x\t=3+3",1']);
    expect(await written(rows, 'csv-br')).toEqual(['"x;=1+1;y";1', '"x,=2+2,y";1', '"x\t=3+3";1']);
  });

  it('is plain otherwise, and so are numbers', async () => {
    expect(await written([['Aço 3/4', '1234.5']], 'csv-br')).toEqual(['Aço 3/4;1234,5']);
    expect(await written([['Aço 3/4', '1234.5']], 'csv-iso')).toEqual(['Aço 3/4,1234.5']);
  });

  it.each(['=1+1', '+1+1', '-x', '@a', '＝1+1', '＋1', '－1', '＠a'])(
    'that a spreadsheet may take for a formula is protected, and read back as it was: %s',
    async (name) => {
      const [line] = await written([[name, 1]], 'csv-iso');
      expect(line).toBe(`'${name},1`);
      expect(unprotectText(`'${name}`)).toBe(name);
    },
  );
});
