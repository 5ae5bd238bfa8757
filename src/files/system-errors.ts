import { RupturaError } from '../contract/errors.ts';

/**
 * Turns a refusal of the operating system that has nothing to do with what was asked into a sentence: too many files
 * open, or a file system that takes no writes. Everything else comes back unchanged.
 */
export function systemError(error: unknown): unknown {
  if (error instanceof RupturaError || !(error instanceof Error)) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'EMFILE' || code === 'ENFILE') {
    return new RupturaError('SISTEMA_SEM_ARQUIVOS', { motivo: code }, { cause: error });
  }
  if (code === 'EROFS') return new RupturaError('PASTA_SO_LEITURA', { pasta: path ?? '.' }, { cause: error });
  return error;
}
