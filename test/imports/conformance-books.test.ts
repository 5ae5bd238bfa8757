import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseIsoDate } from '../../src/contract/units.ts';
import { importFiles } from '../../src/imports/import-files.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const BOOKS = fileURLToPath(new URL('../conformance/books/', import.meta.url));
const today = parseIsoDate('2026-03-02')!;

describe('the conformance books', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  it.each(['livro-1', 'livro-2', 'livro-3'])(
    '%s comes in cleanly, replacing what was there',
    async (book) => {
      const report = await importFiles(database.pool, {
        paths: [`${BOOKS}${book}`],
        mode: 'substituir',
        lossConfirmed: true,
        ignoreInvalid: false,
        again: false,
        dryRun: false,
        today,
      });
      expect(report.files.map((file) => file.table).sort()).toEqual([
        'carteira_principal',
        'movimentacao_estoque',
        'pedido',
        'pre_separacao_item',
        'programacao_producao',
        'separacao',
      ]);
      expect(report.rejectedRows).toBe(0);
      for (const file of report.files) {
        const { rows } = await database.pool.query(`SELECT count(*)::int AS linhas FROM ${file.table}`);
        expect(rows[0].linhas).toBe(file.read);
        expect(file.inserted).toBe(file.read);
      }
      expect(report.skipped.map((file) => file.reason)).toEqual(['NAO_E_TABELA', 'NAO_E_TABELA']);
    },
  );
});
