import type { ReasonedOrder } from '../../contract/reason.ts';
import type { JudgedOrder } from '../../contract/verdict.ts';
import type { OrderItemAnswer } from '../../contract/wire.ts';
import type { ExportColumn, ExportRow } from '../../tabular/columns.ts';

/** Where a code stands decides what it is called. */
export type CodeFamily =
  | 'severity'
  | 'situation'
  | 'status'
  | 'source'
  | 'movement'
  | 'receipt'
  | 'inconsistency';

/** The words of whoever reads a list: doors make them, since they know the language; programs get codes and names. */
export interface ListWords {
  /** Heading of a field. */
  heading(field: string): string;
  /** What people call a code of the wire; an unknown one as it is. */
  code(family: CodeFamily, code: string): string;
  /** The verdict of an order, as every door says it. */
  verdict(order: JudgedOrder): string;
  /** Why an item is short, or holds its order up; null where it does neither. */
  itemReason(item: OrderItemAnswer, order: ReasonedOrder): string | null;
  /** A quantity inside a text. */
  quantity(value: number): string;
  /** That a list inside a text goes on. */
  more(count: number): string;
}

/** A column of a list: the name of its field, what its cells are, and how a row gives one. */
export interface ListField<Row> extends ExportColumn {
  readonly read: (row: Row, words: ListWords) => ExportRow[number];
}

/** A list as a table, for files and paper. */
export interface ExportList {
  /** Of the file. */
  readonly name: string;
  /** Their names are the headings. */
  readonly columns: readonly ExportColumn[];
  readonly rows: Iterable<ExportRow>;
  /** How many rows there are, where that is known before they are made. */
  readonly size: number | null;
}

/** Rows that are made at once. */
const MOST_HELD = 25_000;

/**
 * A list of the fields given. Up to 25,000 rows are made at once, so that all are of one state however slowly they are
 * taken; of a longer list the rest is made as it is taken, so that memory does not grow with it.
 */
export function listTable<Row>(
  name: string,
  fields: readonly ListField<Row>[],
  rows: Iterable<Row>,
  words: ListWords,
): ExportList {
  const iterator = rows[Symbol.iterator]();
  const held: ExportRow[] = [];
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    held.push(rowOf(next.value));
    if (held.length === MOST_HELD) break;
  }
  function rowOf(row: Row): ExportRow {
    return fields.map(({ read }) => read(row, words));
  }
  function* all(): Generator<ExportRow> {
    yield* held;
    held.length = 0;
    for (let next = iterator.next(); !next.done; next = iterator.next()) yield rowOf(next.value);
  }
  const columns = fields.map(({ name: field, kind, isSummed = false }) => ({
    name: words.heading(field),
    kind,
    isSummed,
  }));
  return { name, columns, rows: all(), size: (rows as { readonly length?: number }).length ?? null };
}

/** A field of the row under its own name. */
export function field<Name extends string>(
  name: Name,
  kind: ExportColumn['kind'],
  isSummed = false,
): ListField<Readonly<Record<Name, ExportRow[number]>>> {
  return { name, kind, isSummed, read: (row) => row[name] };
}

/** A field of the row that holds a code, told in the words of the reader. */
export function coded<Name extends string>(
  name: Name,
  family: CodeFamily,
): ListField<Readonly<Record<Name, string | null>>> {
  return {
    name,
    kind: 'text',
    read: (row, words) => {
      const code = row[name];
      return code === null ? null : words.code(family, code);
    },
  };
}
