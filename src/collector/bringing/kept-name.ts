import { fileRemark } from '../../contract/collection-remarks.ts';
import type { OddFile } from '../retry.ts';
import { safeFileName, splitName } from '../safe-name.ts';
import { attachmentName, type FileNaming } from './attachment-name.ts';
import { trueEnding } from './file-kind.ts';

/**
 * What a whole file is called, and what is odd about it: one that is not what its name says gets its true ending beside
 * the given one, so that programs open it and people find it.
 * @param oddity what was found wrong with it; null where nothing was
 */
export function keptName(
  naming: FileNaming,
  oddity: OddFile | null,
): { readonly given: string; readonly remark: string | null } {
  const name = attachmentName(naming);
  const words = { nome: name, tipo: '' };
  if (oddity === 'EMPTY_FILE') return { given: name, remark: fileRemark('empty', words) };
  const ending = trueEnding(name, naming.first, oddity !== null);
  if (ending === null) return { given: name, remark: null };
  if (ending === '') return { given: name, remark: fileRemark('strange', words) };
  const given = safeFileName(`${name}${ending}`);
  return { given, remark: fileRemark('misnamed', { nome: name, tipo: splitName(given).extension }) };
}
