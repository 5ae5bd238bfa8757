import { carryError } from '../../contract/carried-error.ts';
import { serveParent } from '../../processes/bounded-program.ts';
import { readList } from './list-reader.ts';
import type { ListBegin, ListTold } from './prove-list.ts';

/** The program of the process that reads a list first, see `proveList`. */
serveParent(async (begin, { tell }) => {
  const { path } = begin as ListBegin;
  const error = await readList(path, { force: false }).then(() => null, carryError);
  tell({ error } satisfies ListTold);
});
