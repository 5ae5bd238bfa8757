/** Seed and size of random tests: `SEED=123 RUNS=1000 npx vitest run test/oracle` replays or widens them. */
import fc from 'fast-check';

const given = process.env['SEED'];
/** Seed of this run; printed with every failure. */
export const SEED = given === undefined || given === '' ? Date.now() % 2 ** 31 : Number(given);

/** Among the slow tests so many times as many random cases. */
const SLOW_FACTOR = 10;
const isSlow = process.env['TIER'] === 'slow';

/** How many random cases: `RUNS` where given, else `usual`, or more among the slow tests. */
function runs(usual: number): number {
  const wanted = Number(process.env['RUNS']);
  if (wanted > 0) return wanted;
  return isSlow ? usual * SLOW_FACTOR : usual;
}

/** Longest that one random test may take, ms; as long as it needs where there are more cases than usual. */
export const TIME_LIMIT = process.env['RUNS'] === undefined && !isSlow ? 120_000 : 3_600_000;
/** Looking for a smaller counterexample ends in time for the one found so far to be told. */
const REPORT_TIME = 20_000;

/**
 * Checks a property on random values.
 * @throws Error with the smallest counterexample found and how to replay it
 */
export async function check<T>(
  property: fc.IAsyncProperty<T> | fc.IProperty<T>,
  usual: number,
): Promise<void> {
  const numRuns = runs(usual);
  const result = await fc.check(property, {
    seed: SEED,
    numRuns,
    interruptAfterTimeLimit: TIME_LIMIT - REPORT_TIME,
    markInterruptAsFailure: true,
  });
  if (!result.failed) return;
  const again = `replay with SEED=${SEED} RUNS=${numRuns}`;
  throw new Error(`${again}\n${fc.defaultReportMessage(result as fc.RunDetails<T>)}`, {
    cause: result.errorInstance,
  });
}
