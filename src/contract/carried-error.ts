import { type ErrorCode, RupturaError } from './errors.ts';

/** An error as plain data, so that it can pass from one process to another. */
export type CarriedError =
  | {
      readonly kind: 'known';
      readonly code: ErrorCode;
      readonly params: Readonly<Record<string, string | number>>;
      readonly details: unknown;
    }
  /** One that nobody expected; `code` is of the database or of the system. */
  | {
      readonly kind: 'other';
      readonly message: string;
      readonly stack: string;
      readonly code: string | null;
    };

/** Makes an error plain data. What caused it stays behind. */
export function carryError(error: unknown): CarriedError {
  if (error instanceof RupturaError)
    return { kind: 'known', code: error.code, params: error.params, details: error.details };
  const known = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in known && typeof known.code === 'string' ? known.code : null;
  return { kind: 'other', message: known.message, stack: known.stack ?? known.message, code };
}

/** The error that was carried: the same sentence, the same code. */
export function carriedError(carried: CarriedError): Error {
  if (carried.kind === 'known')
    return new RupturaError(carried.code, carried.params, { details: carried.details });
  const error = new Error(carried.message);
  error.stack = carried.stack;
  return carried.code === null ? error : Object.assign(error, { code: carried.code });
}
