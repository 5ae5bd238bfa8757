/**
 * A long stream of random changes to the six tables, as SQL text: one transaction at a time, many statements each. The
 * same seed and writer give the same texts; how the transactions of several writers interleave is the machine's choice.
 *
 * Writers share products, orders and lots, so that everything meets, but each changes rows of its own: clients that
 * lock the same rows in different orders would deadlock, and that would be their fault.
 */
import fc from 'fast-check';
import pg from 'pg';
import { createRandom, type Random } from '../../bench/random.ts';
import type { InputTableName } from '../../src/contract/tables.ts';
import { type Cell, keyColumn, type Row, storedRow } from '../oracle/book-events.ts';
import { patchArbitrary, rowArbitrary, TABLE_NAMES } from '../oracle/random-book.ts';

/** Rows of one writer in a table: beyond this more are deleted than inserted. */
const MANY_ROWS = 300;
/** Different codes each code of the random book is spread over. */
const SPREAD = { cod_produto: 30, num_pedido: 40, separacao_lote_id: 6 } as const;
/** Ids of one writer; the second half is for rows that come and go in bulk. */
const IDS = 1_000_000_000;
const BULK_IDS = IDS / 2;
const MOST_STATEMENTS = 40;
const WRITERS = 8;

/** One transaction: statements, and how it ends. */
export interface Transaction {
  readonly text: string;
  readonly commits: boolean;
}

/** Rows and parts of rows to draw from. */
interface Samples {
  readonly rows: readonly Row[];
  readonly patches: readonly Row[];
}

type Pools = Record<InputTableName, Samples>;
type Keys = Record<InputTableName, Cell[]>;

export class EventStream {
  readonly #random: Random;
  readonly #writer: number;
  readonly #samples: Pools;
  #keys = Object.fromEntries(TABLE_NAMES.map((table) => [table, [] as Cell[]])) as Keys;
  #nextId: number;

  /** @param writer number of the client, below 8: it decides which rows are its own */
  constructor(seed: number, writer: number) {
    this.#random = createRandom(seed * WRITERS + writer);
    this.#writer = writer;
    this.#nextId = writer * IDS + 1;
    this.#samples = Object.fromEntries(TABLE_NAMES.map((table) => [table, samplesOf(table, seed)])) as Pools;
  }

  /** The next transaction, to be run as a whole. */
  next(): Transaction {
    const { text, commits } = this.open();
    return { text: `BEGIN;\n${text}\n${commits ? 'COMMIT' : 'ROLLBACK'}`, commits };
  }

  /** The next transaction without its beginning and end. */
  open(): Transaction {
    const before = structuredClone(this.#keys);
    const commits = this.#random.below(6) > 0;
    const text = this.#random.below(120) === 0 ? this.#bulk() : this.#statements();
    if (!commits) this.#keys = before;
    return { text, commits };
  }

  #statements(): string {
    const count = 1 + this.#random.below(MOST_STATEMENTS);
    const statements = Array.from({ length: count }, () => this.#statement());
    if (this.#random.below(4) === 0) statements.splice(this.#random.below(count), 0, this.#undone());
    return statements.join('\n');
  }

  /** Statements that are taken back at once. */
  #undone(): string {
    const before = structuredClone(this.#keys);
    const statements = [this.#statement(), this.#statement()].join('\n');
    this.#keys = before;
    return `SAVEPOINT parte;\n${statements}\nROLLBACK TO SAVEPOINT parte;`;
  }

  #statement(): string {
    const table = pick(this.#random, TABLE_NAMES);
    const keys = this.#keys[table];
    const full = keys.length >= MANY_ROWS;
    const kind = this.#random.below(10);
    if (keys.length === 0 || kind < (full ? 1 : 4)) return this.#insert(table);
    return kind < 7 ? this.#update(table) : this.#delete(table);
  }

  #insert(table: InputTableName): string {
    const rows = Array.from({ length: 1 + this.#random.below(3) }, () => this.#row(table));
    const columns = Object.keys(rows[0]!);
    const tuples = rows.map((row) => `(${columns.map((column) => literal(row[column]!)).join(', ')})`);
    for (const row of rows) {
      const key = storedRow(table, row)[keyColumn(table)]!;
      if (!this.#keys[table].includes(key)) this.#keys[table].push(key);
    }
    return `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${tuples.join(', ')} ON CONFLICT DO NOTHING;`;
  }

  #row(table: InputTableName): Row {
    const spread = this.#spread(pick(this.#random, this.#samples[table].rows), table);
    if (table === 'pedido') return spread;
    return { id: this.#nextId++, ...spread };
  }

  #update(table: InputTableName): string {
    const patch = this.#spread(pick(this.#random, this.#samples[table].patches), table);
    const assignments = Object.entries(patch).map(([column, value]) => `${column} = ${literal(value)}`);
    if (assignments.length === 0) assignments.push(`${keyColumn(table)} = ${keyColumn(table)}`);
    const keys = Array.from({ length: 1 + this.#random.below(3) }, () =>
      pick(this.#random, this.#keys[table]),
    );
    return `UPDATE ${table} SET ${assignments.join(', ')} WHERE ${keyIn(table, keys)};`;
  }

  #delete(table: InputTableName): string {
    const all = this.#keys[table];
    const keys = all.splice(this.#random.below(all.length), 1 + this.#random.below(4));
    return `DELETE FROM ${table} WHERE ${keyIn(table, keys)};`;
  }

  /** The same row with its few codes spread over more; lot headers and outside keys stay with this writer. */
  #spread(row: Row, table: InputTableName): Row {
    const spread: Record<string, Cell> = { ...row };
    for (const [column, codes] of Object.entries(SPREAD)) {
      const value = spread[column];
      if (typeof value !== 'string' || value.trim() === '') continue;
      const owner = table === 'pedido' ? this.#writer : this.#random.below(WRITERS);
      const prefix = column === 'separacao_lote_id' ? `${owner}~` : '';
      spread[column] = `${prefix}${this.#random.below(codes)}~${value}`;
    }
    const external = spread['chave_externa'];
    if (typeof external === 'string' && external.trim() !== '')
      spread['chave_externa'] = `${this.#writer}~${this.#random.below(50)}~${external}`;
    return spread;
  }

  /** A statement on very many rows: its marks name products, or the whole table. */
  #bulk(): string {
    const own = `id BETWEEN ${this.#writer * IDS} AND ${(this.#writer + 1) * IDS - 1}`;
    const bulk = `id BETWEEN ${this.#writer * IDS + BULK_IDS} AND ${(this.#writer + 1) * IDS - 1}`;
    const ids = `${this.#writer * IDS + BULK_IDS} + i`;
    return pick(this.#random, [
      `UPDATE movimentacao_estoque SET qtd_movimentacao = -qtd_movimentacao WHERE ${own};`,
      `UPDATE carteira_principal SET expedicao = expedicao + 1 WHERE expedicao < '2200-01-01' AND ${own};`,
      `UPDATE carteira_principal SET ativo = NOT ativo WHERE ${own};`,
      `UPDATE separacao SET qtd_saldo = qtd_saldo + 0.001 WHERE ${own};`,
      `UPDATE pedido SET status = 'COTADO' WHERE separacao_lote_id LIKE '${this.#writer}~%';`,
      `DELETE FROM pre_separacao_item WHERE ${own};`,
      `INSERT INTO carteira_principal (id, num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao)
         SELECT ${ids}, 'BULK' || i, (i % 30) || '~01', 1, '2026-03-04' FROM generate_series(1, 1500) i
         ON CONFLICT DO NOTHING;`,
      `DELETE FROM carteira_principal WHERE ${bulk};`,
      `INSERT INTO movimentacao_estoque (id, cod_produto, data_movimentacao, qtd_movimentacao)
         SELECT ${ids}, (i % 40) || '~1', '2026-03-01', 0.5 FROM generate_series(1, 3000) i
         ON CONFLICT DO NOTHING;`,
      `DELETE FROM movimentacao_estoque WHERE ${bulk};`,
      `INSERT INTO programacao_producao (id, cod_produto, data_programacao, qtd_programada)
         SELECT ${ids}, 'BULK' || i, '2026-03-04', 1 FROM generate_series(1, 20100) i ON CONFLICT DO NOTHING;
       DELETE FROM programacao_producao WHERE ${bulk};`,
    ]);
  }
}

function samplesOf(table: InputTableName, seed: number): Samples {
  const parameters = { seed, numRuns: 300 };
  return {
    rows: fc.sample(rowArbitrary(table, 'small'), parameters),
    patches: fc.sample(patchArbitrary(table, 'small'), parameters),
  };
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.below(items.length)]!;
}

function keyIn(table: InputTableName, keys: readonly Cell[]): string {
  return `${keyColumn(table)} IN (${keys.map(literal).join(', ')})`;
}

function literal(value: Cell): string {
  return typeof value === 'string' ? pg.escapeLiteral(value) : String(value);
}

/** Empties a table and puts most of it back, as a nightly reload does. */
export function reload(table: InputTableName, random: Random): string {
  return `BEGIN;
    CREATE TEMP TABLE copia ON COMMIT DROP AS TABLE ${table};
    TRUNCATE ${table};
    INSERT INTO ${table} SELECT * FROM copia WHERE hashtext(copia::text) % 10 <> ${random.below(10)};
    COMMIT`;
}
