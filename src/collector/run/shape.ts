/**
 * Shapes of values that come from elsewhere: a function that looks, and the type it vouches for. A schema library does
 * more and costs each worker process a quarter of a second and 30 MB at its start.
 */
export type Shape<T> = (value: unknown) => value is T;
export type Shaped<S> = S extends Shape<infer T> ? T : never;

export const text: Shape<string> = (value) => typeof value === 'string';
export const flag: Shape<boolean> = (value) => typeof value === 'boolean';
/** Whole, and not below 0. */
export const count: Shape<number> = (value): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

/** One of these texts. */
export function oneOf<const T extends string>(values: readonly T[]): Shape<T> {
  return (value): value is T => (values as readonly unknown[]).includes(value);
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value): value is T | null => value === null || shape(value);
}

export function list<T>(shape: Shape<T>): Shape<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(shape);
}

/** An object used as a map. */
export function record<T>(shape: Shape<T>): Shape<Record<string, T>> {
  return (value): value is Record<string, T> => isObject(value) && Object.values(value).every(shape);
}

/** An object with at least these properties. */
export function object<S extends Readonly<Record<string, Shape<unknown>>>>(
  shapes: S,
): Shape<{ [Key in keyof S]: Shaped<S[Key]> }> {
  const entries = Object.entries(shapes);
  return (value): value is { [Key in keyof S]: Shaped<S[Key]> } =>
    isObject(value) && entries.every(([key, shape]) => shape(value[key]));
}

/** The same, with one property more that may be missing. */
export function withOptional<T, const K extends string, P>(
  shape: Shape<T>,
  key: K,
  property: Shape<P>,
): Shape<T & { [Key in K]?: P }> {
  return (value): value is T & { [Key in K]?: P } =>
    shape(value) &&
    (!Object.hasOwn(value as object, key) || property((value as Record<string, unknown>)[key]));
}

/** One of these shapes. */
export function either<S extends readonly Shape<unknown>[]>(...shapes: S): Shape<Shaped<S[number]>> {
  return (value): value is Shaped<S[number]> => shapes.some((shape) => shape(value));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
