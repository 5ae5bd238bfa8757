import { RupturaError } from '../contract/errors.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const FORBIDDEN = new Set(['EACCES', 'EPERM']);
/** A folder is to be made where something else is, or where a mounted disk has nothing to make it in. */
const NO_PLACE = new Set(['ENOENT', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG', 'EIO']);

/** Codes of a disk that takes nothing more, whatever is written: no purchase can be collected then. */
export const DISK_CODES: ReadonlySet<string> = new Set([...FULL, ...FORBIDDEN, 'EROFS', 'EIO']);

/**
 * What a refusal of the disk means for a collection, in a sentence that names its folder and what to do.
 * @param folder the output folder; where something else was refused, the sentence names that
 * @returns null for what is no refusal of the disk
 */
export function diskError(error: unknown, folder: string): RupturaError | null {
  const { code, path } = (error ?? {}) as { code?: unknown; path?: unknown };
  if (error instanceof RupturaError || typeof code !== 'string') return null;
  const pasta =
    typeof path === 'string' && !path.startsWith(folder) && !folder.startsWith(path) ? path : folder;
  const options = { cause: error };
  if (FULL.has(code)) return new RupturaError('COLETA_DISCO_CHEIO', { pasta }, options);
  if (FORBIDDEN.has(code)) return new RupturaError('COLETA_PASTA_SEM_PERMISSAO', { pasta }, options);
  if (code === 'EROFS') return new RupturaError('COLETA_PASTA_SO_LEITURA', { pasta }, options);
  return NO_PLACE.has(code)
    ? new RupturaError('COLETA_PASTA_INVALIDA', { pasta, motivo: code }, options)
    : null;
}
