import type { RequestPlace, RequestProblemCode } from './request-problems.ts';

/** One thing that is wrong with a request, and where. */
export interface RequestProblem {
  readonly place: RequestPlace;
  /** JSON pointer inside the body, or the name of a parameter; empty for the place as a whole. */
  readonly path: string;
  readonly code: RequestProblemCode;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** A request that cannot be served as it is. The sentences are made where the caller's language is known. */
export class InvalidRequest extends Error {
  readonly problems: readonly RequestProblem[];

  constructor(...problems: readonly RequestProblem[]) {
    super(problems.map((problem) => `${problem.place} ${problem.path} ${problem.code}`).join('; '));
    this.name = 'InvalidRequest';
    this.problems = problems;
  }
}
