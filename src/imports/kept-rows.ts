import type pg from 'pg';
import { KEPT_IMPORTS } from '../contract/import-modes.ts';
import type { Column } from '../contract/tables.ts';
import type { ImportTable } from './header.ts';

/** What a call takes out of the tables and puts into them is written down here, to be undone. See sql/0008. */

/** Name of the table that keeps rows of a table. */
export function keptTable({ name }: Pick<ImportTable, 'name'>): string {
  return `ruptura.antes_${name}`;
}

/** Column that tells the rows of a table apart. */
export function keyColumn({ columns }: Pick<ImportTable, 'columns'>): string {
  return columns[0]!.name;
}

/** All columns of a table, of an alias where one is given. */
export function columnList(columns: readonly Column[], alias?: string): string {
  return columns.map(({ name }) => (alias === undefined ? name : `${alias}.${name}`)).join(', ');
}

/**
 * Digest of a row of a table: equal as long as nobody changes it. Needs the DateStyle of imports; instants as seconds,
 * so that the time zone does not matter.
 */
export function rowDigest(columns: readonly Column[], alias: string): string {
  const values = columns.map(({ name, kind }) =>
    kind === 'instant' ? `extract(epoch FROM ${alias}.${name})` : `${alias}.${name}`,
  );
  return `hashtextextended(ROW(${values.join(', ')})::text, 0)`;
}

/** Writes down what one call takes out and puts in, and counts it. */
export class KeptRows {
  readonly number: string;
  readonly #client: pg.ClientBase;
  #rows = 0;

  constructor(client: pg.ClientBase, number: string) {
    this.#client = client;
    this.number = number;
  }

  /**
   * Runs a statement that takes rows out.
   * @param taking a statement that returns all columns of the rows as they were, in the order of the declaration
   * @returns how many they were
   */
  async keepTaken(table: ImportTable, taking: string, values: unknown[] = []): Promise<number> {
    const names = columnList(table.columns);
    return await this.#keep(
      `WITH saiu AS (${taking})
       INSERT INTO ${keptTable(table)} (gravacao, ${names}) SELECT ${this.number}, ${names} FROM saiu`,
      values,
    );
  }

  /**
   * Runs a statement that puts rows in, or changes them.
   * @param putting a statement on the alias `atual`, up to its RETURNING
   * @returns how many they were
   */
  async keepPut(table: ImportTable, putting: string, values: unknown[] = []): Promise<number> {
    return await this.#keep(
      `WITH novas AS (
         ${putting} RETURNING atual.${keyColumn(table)}::text AS chave, ${rowDigest(table.columns, 'atual')} AS resumo
       )
       INSERT INTO ruptura.entrou (gravacao, tabela, chave, resumo)
       SELECT ${this.number}, '${table.name}', chave, resumo FROM novas`,
      values,
    );
  }

  /** Rows kept before they were updated, but which the update left as they are, need not be put back. */
  async forgetUnchanged(table: ImportTable): Promise<void> {
    const { rowCount } = await this.#client.query(
      `DELETE FROM ${keptTable(table)} AS antes WHERE gravacao = ${this.number} AND NOT EXISTS (
         SELECT FROM ruptura.entrou AS e WHERE e.gravacao = ${this.number} AND e.tabela = '${table.name}'
           AND e.chave = antes.${keyColumn(table)}::text
       )`,
    );
    this.#rows -= rowCount ?? 0;
  }

  async #keep(statement: string, values: unknown[]): Promise<number> {
    const { rowCount } = await this.#client.query(statement, values);
    this.#rows += rowCount ?? 0;
    return rowCount ?? 0;
  }

  /**
   * Ends the writing: the rows are kept, or all of them forgotten where they are too many.
   * @returns whether the call can be undone
   */
  async finish(): Promise<boolean> {
    const isKept = this.#rows <= KEPT_IMPORTS.rows;
    if (isKept) {
      const counted = 'UPDATE ruptura.gravacao SET linhas_guardadas = $1 WHERE numero = $2';
      await this.#client.query(counted, [this.#rows, this.number]);
    } else {
      await this.#client.query('SELECT ruptura.esquecer_anteriores($1)', [this.number]);
    }
    const { days, calls, rows } = KEPT_IMPORTS;
    await this.#client.query('SELECT ruptura.podar_anteriores($1, $2, $3)', [days, calls, rows]);
    return isKept;
  }
}
