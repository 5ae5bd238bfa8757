/**
 * Growable columns of numbers. They lie in shared memory, so that worker threads can read the same book without a
 * copy of it.
 */

/** Integer thousandths: 32 bits wide while every sum of a product fits, else 64-bit floats, exact up to 2^53. */
export type Quantities = Int32Array | Float64Array;

/** Largest |sum| a narrow column may hold. */
export const NARROW_LIMIT = 2 ** 31 - 1;

type Column = Int8Array | Uint8Array | Int32Array | Float64Array;
interface ColumnConstructor<T extends Column> {
  new (buffer: SharedArrayBuffer): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** A column of `length` zeros in shared memory. */
export function newColumn<T extends Column>(kind: ColumnConstructor<T>, length: number): T {
  return new kind(new SharedArrayBuffer(length * kind.BYTES_PER_ELEMENT));
}

/** A column of quantities of the width asked for. */
export function newQuantities(wide: boolean, length: number): Quantities {
  return wide ? newColumn(Float64Array, length) : newColumn(Int32Array, length);
}

/** The same column with room for at least `length` elements; contents kept, capacity doubled at least. */
export function grown<T extends Column>(column: T, length: number): T {
  if (length <= column.length) return column;
  const capacity = Math.max(length, column.length * 2, 64);
  const larger = newColumn(column.constructor as unknown as ColumnConstructor<T>, capacity);
  larger.set(column as never);
  return larger;
}

/** The same quantities as 64-bit floats. */
export function widened(column: Quantities): Float64Array {
  if (column instanceof Float64Array) return column;
  const wide = newColumn(Float64Array, column.length);
  wide.set(column);
  return wide;
}
