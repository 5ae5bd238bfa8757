import { RupturaError } from '../contract/errors.ts';

function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Turns an error of reading a file into one a person can act on; others pass unchanged. */
export function fileError(error: unknown, file: string): unknown {
  if (error instanceof RupturaError) return error;
  const code = errorCode(error);
  if (code === null || !/^E[A-Z]+$/.test(code)) return error;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new RupturaError('ARQUIVO_NAO_ENCONTRADO', { arquivo: file }, { cause: error });
  }
  return new RupturaError('ARQUIVO_SEM_ACESSO', { arquivo: file, motivo: code }, { cause: error });
}
