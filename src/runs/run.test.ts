import { describe, expect, it } from 'vitest';
import { type Batch, type LearntRun, type RecordedBatch, Run, splitBatches } from './run.ts';

const AT = 1_000_000;

function runOf(orderCount: number): Run {
  const codes = Array.from({ length: orderCount }, (_, n) => `P${n}`);
  return new Run({
    id: 'uma-sessao',
    owner: null,
    language: 'pt-BR',
    detail: 'completo',
    startedAt: AT,
    batches: splitBatches(codes, 2, 'job'),
    finishedAt: null,
    isCancelled: false,
    executor: 'me',
  });
}

/** A batch that a worker did. */
function done(run: Run, number: number, worker = 0): Batch {
  const batch = run.batches[number]!;
  run.begin(batch, worker, 1, AT);
  run.settle(batch, { state: 'done', finishedAt: AT + 1000, ok: batch.codes.length, short: 0, errors: 0 });
  return batch;
}

/** The same, as another process recorded it. */
function recorded(number: number, event: number): RecordedBatch {
  const counts = { ok: 1, short: 1, errors: 0 };
  const when = { startedAt: AT, finishedAt: AT + 500 };
  return { number, event, state: 'done', attempts: 1, worker: 3, ...when, ...counts, freed: false };
}

function news(batches: readonly RecordedBatch[], rest: Partial<LearntRun> = {}): LearntRun {
  return {
    startedAt: AT,
    finishedAt: null,
    isCancelled: false,
    executor: 'other',
    recorded: batches,
    ...rest,
  };
}

describe('what is recorded', () => {
  it('becomes events in the order of their numbers, with progress and the speed of the worker', () => {
    const run = runOf(5);
    expect(run.record(done(run, 2), 1)).toBe(true);
    expect(run.record(done(run, 0), 2)).toBe(true);
    expect(run.events).toMatchObject([
      { kind: 'batch', progress: 20, answered: 1, rate: 1 },
      { kind: 'batch', progress: 60, answered: 3, rate: 3 },
    ]);
    expect([run.isSettled, run.isWaiting]).toEqual([false, true]);
    run.record(done(run, 1), 3);
    expect([run.isSettled, run.isWaiting]).toEqual([true, false]);
    expect(run.counts).toEqual({ ok: 5, short: 0, errors: 0, answered: 5 });
  });

  it('is a hundred percent when all of it is done, and not before', () => {
    const run = runOf(6);
    run.record(done(run, 0), 1);
    expect(run.progress).toBe(33.33);
    run.record(done(run, 1), 2);
    expect(run.progress).toBe(66.67);
    run.record(done(run, 2), 3);
    expect(run.progress).toBe(100);
  });

  it('behind events that are not known here waits until they are learnt', () => {
    const run = runOf(6);
    const own = done(run, 2);
    expect(run.record(own, 2)).toBe(false);
    run.learn(news([recorded(0, 1), { ...recorded(2, 2), worker: 0 }]));
    expect(run.events).toHaveLength(2);
    expect(own.event).toBe(2);
  });

  it('counts once, however often it is told', () => {
    const run = runOf(4);
    const own = done(run, 0);
    run.record(own, 1);
    expect(run.record(own, 1)).toBe(true);
    run.learn(news([recorded(0, 1), recorded(1, 2)]));
    run.learn(news([recorded(1, 2)]));
    expect(run.events).toHaveLength(2);
    expect([run.counts.answered, run.progress, run.isSettled]).toEqual([4, 100, true]);
  });

  it('by another process counts also for a batch that is under way here, and its own outcome does not', () => {
    const run = runOf(2);
    const batch = done(run, 0);
    run.learn(news([recorded(0, 1)]));
    run.putBack(batch);
    expect(batch).toMatchObject({ state: 'done', event: 1, worker: 3, ok: 1, short: 1 });
    expect(run.executor).toBe('other');
  });
});

describe('a batch that could not be recorded', () => {
  it('waits again', () => {
    const run = runOf(2);
    const batch = done(run, 0);
    expect(run.isWaiting).toBe(false);
    run.putBack(batch);
    run.putBack(batch);
    expect([batch.state, run.isWaiting, run.isSettled]).toEqual(['waiting', true, false]);
    run.record(done(run, 0), 1);
    expect([run.isWaiting, run.isSettled]).toEqual([false, true]);
  });
});

describe('a run that is cancelled', () => {
  it('here drops what waits and is settled when what runs is recorded', () => {
    const run = runOf(6);
    const running = done(run, 0);
    run.cancel();
    expect([run.isWaiting, run.isSettled, run.abandoned.aborted]).toEqual([false, false, true]);
    run.record(running, 1);
    expect(run.isSettled).toBe(true);
    expect(run.batches.map(({ state }) => state)).toEqual(['done', 'cancelled', 'cancelled']);
  });

  it('elsewhere ends here too, with what was recorded there', () => {
    const run = runOf(6);
    run.learn(news([recorded(1, 1)], { finishedAt: AT + 9, isCancelled: true }));
    run.learn(news([recorded(0, 2)], { finishedAt: AT + 9, isCancelled: true }));
    expect(run.events.map(({ kind }) => kind)).toEqual(['batch', 'end']);
    expect([run.isCancelled, run.finishedAt, run.isWaiting]).toEqual([true, AT + 9, false]);
  });
});
