import { basename } from 'node:path';
import { fileDigest, findLast, readCollection } from '../collector/folder/collection-folder.ts';
import { hasSucceeded } from '../collector/run/finished-purchase.ts';
import { RupturaError } from '../contract/errors.ts';

/** What of a collection is to be tried once more. */
export interface FailedBefore {
  readonly id: string;
  /** Numbers of purchases whose result leaves something to be done. */
  readonly again: readonly string[];
}

/**
 * The purchases that failed in the last collection: of a code, of a list (the same file, or one of its name), or of the
 * folder. What failed is decided as for the page's button: everything that is neither complete nor without attachments;
 * a purchase that was not found, or not allowed, may be there by now and costs a page.
 * @throws RupturaError COLETA_NAO_ENCONTRADA, COLETA_SEM_FALHAS
 */
export async function failedBefore(
  outputFolder: string,
  { resume, list }: { readonly resume: string | null; readonly list: string | null },
): Promise<FailedBefore> {
  const found =
    resume === null
      ? await findLast(
          outputFolder,
          list === null ? null : { name: basename(list), sha256: await fileDigest(list) },
        )
      : await readCollection(outputFolder, resume);
  if (found === null) {
    const coleta = resume ?? (list === null ? '' : basename(list));
    throw new RupturaError('COLETA_NAO_ENCONTRADA', { coleta, pasta: outputFolder });
  }
  const { id } = found.begun;
  const again = [...found.outcomes.values()].filter((one) => !hasSucceeded(one)).map(({ number }) => number);
  if (again.length === 0) throw new RupturaError('COLETA_SEM_FALHAS', { coleta: id });
  return { id, again };
}
