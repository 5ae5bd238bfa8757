import { RupturaError } from '../contract/errors.ts';

/** SQLSTATE classes and codes that mean: somebody else wrote the same at the same time, or a constraint said no. */
const CONFLICTS: readonly string[] = ['40001', '40P01', '55P03'];

/** Turns what the database may refuse in an import into an error a person can act on; the rest passes unchanged. */
export function databaseFault(error: unknown): unknown {
  if (error instanceof RupturaError || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  if (!CONFLICTS.includes(code) && !/^23\w{3}$/.test(code)) return error;
  const motivo = 'constraint' in error && error.constraint !== undefined ? String(error.constraint) : code;
  return new RupturaError('IMPORTACAO_CONFLITO', { motivo }, { cause: error });
}
