/**
 * Random histories: what several clients do at the same time, as data. A step names rows by position, not by key, so
 * that a history still makes sense when fast-check takes steps out of it; `resolve` turns it into concrete events.
 */
import fc from 'fast-check';
import {
  PROMISE_POLICIES,
  type PromisePolicy,
  RANKING_KEYS,
  type RankingKey,
} from '../../src/contract/codes.ts';
import type { InputTableName } from '../../src/contract/tables.ts';
import { type Cell, keyColumn, type Row, type RowEvent, rowsOf, storedRow } from './book-events.ts';
import type { BookTables } from './book-tables.ts';
import { type Magnitude, patchArbitrary, rowArbitrary, TABLE_NAMES, withIds } from './random-book.ts';

/** A wish of one client; positions count over the rows that nobody else holds. */
export type Intent =
  | { readonly do: 'insert'; readonly table: InputTableName; readonly rows: readonly Row[] }
  | { readonly do: 'upsert'; readonly rows: readonly Row[] }
  | {
      readonly do: 'update';
      readonly table: InputTableName;
      readonly at: number;
      readonly count: number;
      readonly set: Row;
    }
  /** Gives a row a new id: what came first no longer does. */
  | { readonly do: 'renumber'; readonly table: InputTableName; readonly at: number }
  | {
      readonly do: 'delete';
      readonly table: InputTableName;
      readonly at: number;
      readonly count: number;
    }
  /** All rows of a table give way to others. */
  | { readonly do: 'replace'; readonly table: InputTableName; readonly rows: readonly Row[] }
  | { readonly do: 'truncate'; readonly table: InputTableName; readonly rows: readonly Row[] };

export type Step =
  /** A statement of its own, committed at once. */
  | { readonly kind: 'alone'; readonly intent: Intent }
  /** A statement in the client's open transaction, which it opens if needed. */
  | { readonly kind: 'within'; readonly client: number; readonly intent: Intent }
  /** The same, taken back by ROLLBACK TO SAVEPOINT. */
  | { readonly kind: 'undone'; readonly client: number; readonly intent: Intent }
  | { readonly kind: 'end'; readonly client: number; readonly commit: boolean }
  | { readonly kind: 'rules'; readonly policy: PromisePolicy; readonly ranking: readonly RankingKey[] }
  | { readonly kind: 'day'; readonly offset: number }
  /** What background work does: no answer may change. */
  | { readonly kind: 'housekeeping'; readonly what: 'fold' | 'prune' }
  | { readonly kind: 'check' };

/** Clients that may have a transaction open at the same time. */
export const CLIENTS = 3;

function intentOfTable(table: InputTableName, magnitude: Magnitude): fc.Arbitrary<Intent> {
  const rows = (maxLength: number): fc.Arbitrary<Row[]> =>
    fc.array(rowArbitrary(table, magnitude), { minLength: 1, maxLength, size: 'max' });
  const at = fc.nat({ max: 1000 });
  const count = fc.constantFrom(1, 1, 1, 2, 5);
  const named = { table: fc.constant(table) };
  const upsert = fc.record({ do: fc.constant('upsert' as const), rows: rows(2) });
  const renumber = fc.record({ do: fc.constant('renumber' as const), ...named, at });
  const set = patchArbitrary(table, magnitude);
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('insert' as const), ...named, rows: rows(4) }) },
    { weight: 7, arbitrary: fc.record({ do: fc.constant('update' as const), ...named, at, count, set }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('delete' as const), ...named, at, count }) },
    { weight: 2, arbitrary: table === 'pedido' ? upsert : renumber },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('replace' as const), ...named, rows: rows(10) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('truncate' as const), ...named, rows: rows(10) }) },
  );
}

/** A change of policy and ranking. */
export const rulesArbitrary: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('rules' as const),
  policy: fc.constantFrom(...PROMISE_POLICIES),
  ranking: fc.shuffledSubarray([...RANKING_KEYS]),
});

function stepArbitrary(magnitude: Magnitude): fc.Arbitrary<Step> {
  const intent = fc.oneof(...TABLE_NAMES.map((table) => intentOfTable(table, magnitude)));
  const client = fc.nat({ max: CLIENTS - 1 });
  return fc.oneof(
    { weight: 10, arbitrary: fc.record({ kind: fc.constant('alone' as const), intent }) },
    { weight: 10, arbitrary: fc.record({ kind: fc.constant('within' as const), client, intent }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('undone' as const), client, intent }) },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('end' as const),
        client,
        commit: fc.constantFrom(true, true, true, false),
      }),
    },
    { weight: 2, arbitrary: rulesArbitrary },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('day' as const), offset: fc.integer({ min: -2, max: 9 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('housekeeping' as const),
        what: fc.constantFrom('fold' as const, 'prune' as const),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('check' as const) }) },
  );
}

/** A random history of at most `most` steps. */
export function historyArbitrary(magnitude: Magnitude, most: number): fc.Arbitrary<Step[]> {
  return fc.array(stepArbitrary(magnitude), { maxLength: most, size: 'max' });
}

/** What other clients' open transactions hold: `table key` and `chave value`. A waiting client would never wake. */
export type Held = ReadonlySet<string>;

function heldKey(table: InputTableName, key: Cell): string {
  return `${table} ${key}`;
}

function heldExternal(row: Row): string | null {
  const value = row['chave_externa'] ?? null;
  return value === null ? null : `chave ${value}`;
}

/** Everything that an event holds on to until its transaction ends; `before` are the rows it finds. */
export function heldBy(before: BookTables, event: RowEvent): string[] {
  const key = keyColumn(event.table);
  const held: string[] = [];
  const hold = (row: Row): void => {
    held.push(heldKey(event.table, row[key]!));
    const external = heldExternal(row);
    if (external !== null) held.push(external);
  };
  if ('rows' in event) for (const row of event.rows) hold(storedRow(event.table, row));
  if ('keys' in event)
    for (const row of rowsOf(before, event.table)) if (event.keys.includes(row[key]!)) hold(row);
  return held;
}

/**
 * The events of a wish, given what the client sees (`view`), what others hold, and an id nobody has used.
 * Rows that others hold are left alone.
 */
export function resolve(view: BookTables, intent: Intent, held: Held, freeId: number): RowEvent[] {
  switch (intent.do) {
    case 'insert':
      return [insertEvent(intent.table, intent.rows, held, freeId)];
    case 'upsert':
      return [{ op: 'upsert', table: 'pedido', rows: distinct(unheld('pedido', intent.rows, held)) }];
    case 'update':
      return [{ op: 'update', table: intent.table, keys: keysAt(view, intent, held), set: intent.set }];
    case 'renumber': {
      const keys = keysAt(view, { ...intent, count: 1 }, held);
      return [{ op: 'update', table: intent.table, keys, set: { id: freeId } }];
    }
    case 'delete':
      return [{ op: 'delete', table: intent.table, keys: keysAt(view, intent, held) }];
    case 'replace': {
      const keys = freeKeys(view, intent.table, held);
      return [
        { op: 'delete', table: intent.table, keys },
        insertEvent(intent.table, intent.rows, held, freeId),
      ];
    }
    case 'truncate':
      return [{ op: 'truncate', table: intent.table }, insertEvent(intent.table, intent.rows, held, freeId)];
  }
}

function insertEvent(table: InputTableName, rows: readonly Row[], held: Held, freeId: number): RowEvent {
  return { op: 'insert', table, rows: withIds(table, unheld(table, rows, held), freeId) };
}

/** Rows whose unique values no other client is writing. */
function unheld(table: InputTableName, rows: readonly Row[], held: Held): Row[] {
  return rows.filter((raw) => {
    const row = storedRow(table, raw);
    const external = heldExternal(row);
    if (external !== null && held.has(external)) return false;
    return table !== 'pedido' || !held.has(heldKey(table, row['separacao_lote_id']!));
  });
}

/** One row per lot: a statement may not upsert the same row twice. */
function distinct(rows: readonly Row[]): Row[] {
  const byLot = new Map(rows.map((row) => [storedRow('pedido', row)['separacao_lote_id'], row]));
  return [...byLot.values()];
}

function freeKeys(view: BookTables, table: InputTableName, held: Held): Cell[] {
  return rowsOf(view, table)
    .filter((row) => {
      const external = heldExternal(row);
      return external === null || !held.has(external);
    })
    .map((row) => row[keyColumn(table)]!)
    .filter((key) => !held.has(heldKey(table, key)));
}

function keysAt(
  view: BookTables,
  where: { readonly table: InputTableName; readonly at: number; readonly count: number },
  held: Held,
): Cell[] {
  const keys = freeKeys(view, where.table, held);
  if (keys.length === 0) return [];
  const chosen = Array.from({ length: where.count }, (_, i) => keys[(where.at + i) % keys.length]!);
  return [...new Set(chosen)];
}
