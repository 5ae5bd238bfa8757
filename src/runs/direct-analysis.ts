import type { Language } from '../contract/language.ts';
import type { Rendered, WorkerPool } from '../threads/worker-pool.ts';

/** Results of a list of orders, in the order asked, as JSON separated by commas. */
export interface DirectAnswer {
  readonly results: readonly Uint8Array[];
  readonly total: number;
  readonly ok: number;
  readonly short: number;
  readonly errors: number;
}

/** A book written to without pause gives each batch its own state in the end; each is fresh all the same. */
const MOST_ROUNDS = 3;

/**
 * Analyses orders at once, in parallel on the direct workers, without the queue. Duplicates are analysed once. Batches
 * that a commit came between are analysed again, so that the results are of one state of the book.
 * @throws WorkerLost, or what the database failed with
 */
export async function analyseNow(
  pool: WorkerPool,
  codes: readonly string[],
  batchSize: number,
  language: Language,
): Promise<DirectAnswer> {
  const unique = [...new Set(codes)];
  const batches: string[][] = [];
  for (let at = 0; at < unique.length; at += batchSize) batches.push(unique.slice(at, at + batchSize));
  const render = (batch: readonly string[]): Promise<Rendered> =>
    pool.renderNow({ codes: batch, language, detail: 'completo' });
  let answers = await Promise.all(batches.map(render));
  for (let round = 1; round < MOST_ROUNDS && !isOneState(answers); round++) {
    const state = await pool.state();
    answers = await Promise.all(
      answers.map((answer, index) => (answer.state === state ? answer : render(batches[index]!))),
    );
  }
  const sum = (count: (answer: Rendered) => number): number =>
    answers.reduce((total, answer) => total + count(answer), 0);
  return {
    results: answers.map(({ bytes }) => bytes),
    total: unique.length,
    ok: sum(({ ok }) => ok),
    short: sum(({ short }) => short),
    errors: sum(({ errors }) => errors),
  };
}

function isOneState(answers: readonly Rendered[]): boolean {
  return answers.every(({ state }) => state === answers[0]!.state);
}
