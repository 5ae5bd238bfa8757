import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Packages are found from here, and nothing here is anybody's source. */
const FOLDER = fileURLToPath(new URL('../../node_modules/.ruptura-test', import.meta.url));

/** Where programs are translated to in a run of the tests, which ends with their removal. */
export function translationsOf(databaseFolder: string): string {
  return join(FOLDER, basename(databaseFolder));
}
