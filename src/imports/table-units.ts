import type { ImportUnit } from '../contract/import-modes.ts';
import type { InputTableName } from '../contract/tables.ts';
import { type ImportTable, isBackupTable } from './header.ts';

/** How the rows of a table hang together. */
export interface TableUnits {
  readonly unit: ImportUnit;
  /** Column that names what the rows belong to: *atualizar* replaces all rows of those in the file. */
  readonly unitColumn: string;
  /** Columns of one line of it: rows equal in them are the same line, perhaps changed. */
  readonly lineColumns: readonly string[];
  /** Columns that tell whether a row of a file is in the table already. */
  readonly knownBy: readonly string[];
  /** An export holds all there is of it at a moment, not what was added since. */
  readonly isSnapshot: boolean;
}

const UNITS: Readonly<Record<InputTableName, TableUnits>> = {
  carteira_principal: {
    unit: 'pedidos',
    unitColumn: 'num_pedido',
    lineColumns: ['num_pedido', 'cod_produto'],
    knownBy: ['num_pedido'],
    isSnapshot: true,
  },
  separacao: {
    unit: 'lotes',
    unitColumn: 'separacao_lote_id',
    lineColumns: ['separacao_lote_id', 'num_pedido', 'cod_produto'],
    knownBy: ['separacao_lote_id'],
    isSnapshot: true,
  },
  pedido: {
    unit: 'lotes',
    unitColumn: 'separacao_lote_id',
    lineColumns: ['separacao_lote_id'],
    knownBy: ['separacao_lote_id'],
    isSnapshot: true,
  },
  pre_separacao_item: {
    unit: 'pedidos',
    unitColumn: 'num_pedido',
    lineColumns: ['num_pedido', 'cod_produto'],
    knownBy: ['num_pedido', 'cod_produto'],
    isSnapshot: true,
  },
  programacao_producao: {
    unit: 'produtos',
    unitColumn: 'cod_produto',
    lineColumns: ['cod_produto', 'data_programacao'],
    // New receipts of a known product are ordinary; the same product on the same day is the same receipt.
    knownBy: ['cod_produto', 'data_programacao'],
    isSnapshot: true,
  },
  movimentacao_estoque: {
    unit: 'produtos',
    unitColumn: 'cod_produto',
    lineColumns: ['cod_produto', 'data_movimentacao'],
    knownBy: ['chave_externa'],
    isSnapshot: false,
  },
};

/** How the rows of a table hang together; null of what comes only from a backup, where they do not. */
export function tableUnits({ name }: ImportTable): TableUnits | null {
  return name in UNITS ? UNITS[name as InputTableName] : null;
}

/** Tables whose rows have a key of their own in a file, by which they are updated instead of added. */
export function isKeyed({ name }: ImportTable): boolean {
  return name === 'pedido' || name === 'movimentacao_estoque' || isBackupTable({ name });
}
