/** Reads the conformance books (CSV tables, NDJSON answers) that lie beside this file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { type InputTableName, inputTable } from '../../src/contract/tables.ts';
import type { BookTables } from '../oracle/book-tables.ts';

export const BOOK_NAMES = ['livro-1', 'livro-2', 'livro-3'] as const;
export type BookName = (typeof BOOK_NAMES)[number];
/** Business date of the three books. */
export const BOOK_DATE = '2026-03-02';

type Cell = string | number | boolean | null;

function file(name: string): string {
  return readFileSync(new URL(`books/${name}`, import.meta.url), 'utf8');
}

/** The six tables of a book; ids follow the order of the file, as an import gives them. */
export function readBook(name: BookName): BookTables {
  return tablesOf((table) => file(`${name}/${table}.csv`));
}

/** The six tables of a folder of CSV files with the names of the columns on top. */
export function readFolder(folder: string): BookTables {
  return tablesOf((table) => readFileSync(join(folder, `${table}.csv`), 'utf8'));
}

function tablesOf(csvOf: (table: InputTableName) => string): BookTables {
  const table = (of: InputTableName): never[] => readTable(of, csvOf(of)) as never[];
  return {
    movimentacao_estoque: table('movimentacao_estoque'),
    carteira_principal: table('carteira_principal'),
    separacao: table('separacao'),
    pedido: table('pedido'),
    pre_separacao_item: table('pre_separacao_item'),
    programacao_producao: table('programacao_producao'),
  };
}

function readTable(table: InputTableName, csv: string): Record<string, Cell>[] {
  const rows: Record<string, string>[] = parse(csv, { columns: true, bom: true });
  return rows.map((cells, index) => toRow(table, cells, index + 1));
}

function toRow(table: InputTableName, cells: Record<string, string>, id: number): Record<string, Cell> {
  const row: Record<string, Cell> = {};
  for (const { name, kind } of inputTable(table).columns) {
    const text = (cells[name] ?? '').trim();
    if (kind === 'id') row[name] = id;
    else if (kind === 'boolean') row[name] = text.toLowerCase() !== 'false';
    else row[name] = text === '' ? null : text;
  }
  return row;
}

/** The expected answers of a book, one record a line. */
export function readExpected<T>(book: BookName, name: 'projecao' | 'pedidos'): T[] {
  const lines = file(`${book}/esperado-${name}.ndjson`).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

/** The small cases restated from other systems. */
export function readCases<T>(): T[] {
  return JSON.parse(file('casos.json')) as T[];
}
