import type { RequestPlace, RequestProblemCode } from './request-problems.ts';

/** One thing that is wrong with a request, and where. */
export interface RequestProblem {
  readonly place: RequestPlace;
  /** JSON pointer inside the body, or the name of a parameter; empty for the place as a whole. */
  readonly path: string;
  readonly code: RequestProblemCode;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** A body may be wrong in all of its values; of no request are more problems told than this. */
export const MOST_PROBLEMS = 5000;
/** Problems in the message of the error, which is for programmers; the answer lists more. */
const MOST_TOLD = 10;

/** A request that cannot be served as it is. The sentences are made where the caller's language is known. */
export class InvalidRequest extends Error {
  readonly problems: readonly RequestProblem[];

  constructor(...problems: readonly RequestProblem[]) {
    const first = problems.slice(0, MOST_TOLD);
    super(first.map((problem) => `${problem.place} ${problem.path} ${problem.code}`).join('; '));
    this.name = 'InvalidRequest';
    this.problems = problems;
  }
}
