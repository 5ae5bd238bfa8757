import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PurchaseOrder } from '../purchase.ts';
import { FolderLayout } from './folder-layout.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const PURCHASE: PurchaseOrder = {
  number: '15262984',
  written: 'PO15262984',
  folders: ['SP', '2026'],
  supplier: 'Aço & Cia.',
  rows: [0],
};

function placeOf(template: string | null, purchase = PURCHASE, supplier: string | null = null): string {
  const layout = new FolderLayout(template);
  const path = [...layout.levels(purchase, supplier), layout.folder(purchase, supplier, 'COMPLETED')];
  return [...path, layout.file(purchase, supplier, 'nota.fiscal.pdf')].join('/');
}

describe('a template of folders and names', () => {
  it.each([
    [null, 'SP/2026/15262984_COMPLETED/nota.fiscal.pdf'],
    ['{fornecedor}/{po}_{status}/{nome}', 'Aço & Cia/15262984_COMPLETED/nota.fiscal.pdf'],
    [
      '{hierarquia}/{fornecedor}/{pedido} {po}/{po} - {nome}',
      'SP/2026/Aço & Cia/PO15262984 15262984/15262984 - nota.fiscal.pdf',
    ],
    [
      'Compras/{po} ({status})/{nome} de {fornecedor}',
      'Compras/15262984 (COMPLETED)/nota.fiscal de Aço & Cia..pdf',
    ],
    ['{po}/{nome}', '15262984/nota.fiscal.pdf'],
  ])('%s leads to %s', (template, path) => expect(placeOf(template)).toBe(path));

  it('calls what nobody names unknown', () => {
    const nobody = { ...PURCHASE, folders: [], supplier: null };
    expect(placeOf('{hierarquia}/{fornecedor}/{po}/{nome}', nobody)).toBe(
      'Unknown/Unknown/15262984/nota.fiscal.pdf',
    );
    expect(placeOf('{fornecedor}/{po}/{nome}', nobody, '../..\\x')).toBe('__.._x/15262984/nota.fiscal.pdf');
  });

  it.each([
    '{nome}',
    '{fornecedor}/{nome}',
    '{po}_{nome}',
    '{po}/{fornecedor}/{nome}',
    '{fornecedor}/{po}_{status}',
    '{fornecedor}/{po}{status}/{nome}',
    '{fornecedor}/1{po}/{nome}',
    '{fornecedor}/{po}2026/{nome}',
    '../{po}/{nome}',
    '{fornecedor}/../{po}/{nome}',
    '/tmp/{po}/{nome}',
    '{fornecedor}//{po}/{nome}',
    'C:/{po}/{nome}',
    'a\\b/{po}/{nome}',
    '{status}/{po}/{nome}',
    '{data}/{po}/{nome}',
    'x{hierarquia}/{po}/{nome}',
    '{po}/{nome',
    '{po}/{status} {nome}',
    `${'x'.repeat(101)}/{po}/{nome}`,
    '',
  ])('%s is refused, with an example', (template) => {
    expect(() => new FolderLayout(template)).toThrow('{fornecedor}/{po}_{status}/{nome}');
  });

  it(`keeps purchases apart, and in their folder, whatever suppliers are called (SEED=${SEED})`, () => {
    const purchases = fc.record({
      number: fc.integer({ min: 100, max: 2_000 }).map(String),
      supplier: fc.option(
        fc.oneof(fc.string({ maxLength: 200 }), fc.constantFrom('1', '_2', '..', 'CON', '/')),
      ),
    });
    const templates = fc.constantFrom(
      '{fornecedor} {po}/{nome}',
      '{po}-{fornecedor}/{nome}',
      '{fornecedor}_{po}_{status}/{nome}',
      '{hierarquia}/{po}_{status}/{nome}',
    );
    const property = fc.property(templates, purchases, purchases, (template, one, other) => {
      const paths = [one, other].map(({ number, supplier }) =>
        placeOf(template, { ...PURCHASE, number, written: number, folders: [], supplier: null }, supplier),
      );
      for (const path of paths) expect(path.split('/').every((name) => !/^\.*$/.test(name))).toBe(true);
      if (one.number !== other.number && one.supplier === other.supplier) expect(paths[0]).not.toBe(paths[1]);
    });
    fc.assert(property, { seed: SEED, numRuns: 300 });
  });
});
