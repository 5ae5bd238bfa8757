import { carryError } from '../../contract/carried-error.ts';
import { serveParent } from '../../processes/bounded-program.ts';
import type { ListBegin, ListTold } from './examine-list.ts';
import { planList } from './list-plan.ts';

/** The program of the process that reads a list first, see `examineList`. */
serveParent(async (begin, { tell }) => {
  const { path, choice } = begin as ListBegin;
  const told: ListTold = await planList(path, choice).then(
    (plan) => ({ plan, error: null }),
    (error: unknown) => ({ plan: null, error: carryError(error) }),
  );
  tell(told);
});
