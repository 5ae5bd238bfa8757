import { describe, expect, it } from 'vitest';
import { type ColumnKind, inputTable } from '../contract/tables.ts';
import { parseIsoDate } from '../contract/units.ts';
import { protectText, type RawCell, unprotectText } from '../tabular/cell.ts';
import { cellReader, isProblem } from './read-value.ts';

const context = { today: parseIsoDate('2026-03-02')!, date1904: false, protectedTexts: true };

function read(kind: ColumnKind, cell: RawCell | undefined, required = false, name = 'x'): string | null {
  const reading = cellReader({ name, kind, required, aliases: [] }, 'point', context)(cell);
  return isProblem(reading) ? reading.reason : reading;
}

function number(text: string, isDate = false, zeroPadding = 0): RawCell {
  return { type: 'number', text, isDate, zeroPadding };
}

describe('values of text cells', () => {
  it.each<[ColumnKind, string, string | null]>([
    ['code', ' 00123 ', '00123'],
    ['code', '\u00a000123\t', '00123'],
    ['code', "'-5", '-5'],
    ['code', 'x'.repeat(121), 'TEXTO_LONGO'],
    ['code', '😀'.repeat(120), '😀'.repeat(120)],
    ['code', 'a\u0000b', 'CARACTERE_NULO'],
    ['text', '  a b ', 'a b'],
    ['text', "'  a b ", '  a b '],
    ['text', "'", ''],
    ['text', '   ', null],
    ['text', 'x'.repeat(1001), 'TEXTO_LONGO'],
    ['quantity', '12.5', '12.5'],
    ['quantity', '-12.5', 'QUANTIDADE_NEGATIVA'],
    ['quantity', '-0.000', '0.000'],
    ['quantity', '1.2345', 'CASAS_DECIMAIS'],
    ['quantity', '1.2340', '1.2340'],
    ['quantity', '1000000000000', 'NUMERO_GRANDE'],
    ['quantity', '999999999999.999', '999999999999.999'],
    ['quantity', '1e3', 'NUMERO_INVALIDO'],
    ['quantity', '1,5', 'NUMERO_FORA_DO_ESTILO'],
    ['quantity', `${'1,'.repeat(600_000)}1`, 'NUMERO_INVALIDO'],
    ['signed_quantity', '0', 'QUANTIDADE_ZERO'],
    ['signed_quantity', '(2.5)', '-2.5'],
    ['price', '1.2345', '1.2345'],
    ['price', '1.23456', 'CASAS_DECIMAIS'],
    ['price', '-1', 'PRECO_NEGATIVO'],
    ['boolean', 'Não', 'false'],
    ['boolean', 'SIM', 'true'],
    ['boolean', 'Verdadeiro', 'true'],
    ['boolean', 'inativo', 'false'],
    ['boolean', '1', 'true'],
    ['boolean', 'talvez', 'BOOLEANO_INVALIDO'],
    ['id', '0012', '12'],
    ['id', '0', 'ID_INVALIDO'],
    ['id', '9223372036854775807', 'ID_INVALIDO'],
    ['date', '3/2/2026', '2026-02-03'],
  ])('%s %j', (kind, cell, expected) => {
    expect(read(kind, cell)).toBe(expected);
  });

  it('wants what is required, and takes blanks for nothing', () => {
    for (const cell of ['', '  ', '\u00a0', undefined])
      expect(read('code', cell, true)).toBe('OBRIGATORIO_VAZIO');
    expect(read('date', ' ')).toBeNull();
  });

  it('refuses a movement after today and no other date', () => {
    expect(read('date', '02/03/2026', true, 'data_movimentacao')).toBe('2026-03-02');
    expect(read('date', '03/03/2026', true, 'data_movimentacao')).toBe('DATA_FUTURA');
    expect(read('date', '03/03/2026', true, 'data_programacao')).toBe('2026-03-03');
  });
});

describe('values of spreadsheet cells', () => {
  it.each<[ColumnKind, RawCell, string | null]>([
    ['code', number('4000001'), '4000001'],
    ['code', number('7.89123456789E+12'), '7891234567890'],
    ['code', number('123', false, 7), '0000123'],
    ['code', number('1.2345678901234567E+19'), 'CODIGO_ARREDONDADO'],
    ['code', number('12.100000000000001'), '12.1'],
    ['text', number('46083', true), '2026-03-02'],
    ['text', { type: 'boolean', value: true }, 'true'],
    ['quantity', number('0.30000000000000004'), '0.300'],
    ['quantity', number('0.0005'), 'CASAS_DECIMAIS'],
    ['quantity', number('46083', true), 'NUMERO_E_DATA'],
    ['quantity', { type: 'error', text: '#REF!' }, 'CELULA_COM_ERRO'],
    ['quantity', { type: 'error', text: '' }, 'FORMULA_SEM_VALOR'],
    ['date', number('46083', true), '2026-03-02'],
    ['date', number('46083.5', true), 'DATA_COM_HORA'],
    ['date', number('60', true), 'DATA_INEXISTENTE'],
    ['date', number('999999', true), 'DATA_FORA_DA_FAIXA'],
    ['date', number('46083'), 'DATA_SEM_FORMATO'],
    ['date', number('20260302'), '2026-03-02'],
    ['boolean', { type: 'boolean', value: false }, 'false'],
    ['boolean', number('1'), 'true'],
    ['instant', number('46083.4375', true), '2026-03-02 10:30:00'],
  ])('%s %j', (kind, cell, expected) => {
    expect(read(kind, cell)).toBe(expected);
  });
});

describe('texts that a spreadsheet would take for formulas', () => {
  it('are protected and come back as they were', () => {
    const texts = [
      '=1+1',
      '+x',
      '+1+1',
      '-x',
      '-55 11',
      '@a',
      '\tx',
      '',
      "'",
      "'=x",
      "''",
      ' x',
      'x ',
      "it's",
      "'quoted'",
      'x',
    ];
    for (const text of texts) {
      const cell = protectText(text);
      expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      expect(unprotectText(cell) ?? cell).toBe(text);
    }
    expect(protectText("'quoted'")).toBe("'quoted'");
  });

  it('are not what telephone numbers are taken for: they stay as they are', () => {
    for (const phone of ['+5511999998888', '+55 11 99999-8888', '+55 (11) 99999-8888', "'+5511999998888"]) {
      expect(protectText(phone)).toBe(phone);
      expect(unprotectText(phone)).toBeNull();
    }
    for (const text of ['+55*11', '+55!A1', '+1,2', '+A1', '+', '+(1)', '+5\t5'])
      expect(protectText(text)).toBe(`'${text}`);
  });
});

it('reads every column of every table without a surprise on blanks', () => {
  for (const column of inputTable('carteira_principal').columns) {
    const reading = cellReader(column, 'comma', context)('');
    expect(isProblem(reading)).toBe(column.required);
  }
});
