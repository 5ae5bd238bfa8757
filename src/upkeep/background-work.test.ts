import type { ClientBase } from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { SmallBook } from '../../test/support/small-book.ts';
import { type BackgroundContext, type BackgroundJob, BackgroundWork } from './background-work.ts';

let now: number;
let problems: unknown[];
let ran: string[];
let sent: string[];

beforeEach(() => {
  now = 0;
  problems = [];
  ran = [];
  sent = [];
});

/** A connection that takes every statement, and keeps what it was sent. */
function client(): ClientBase {
  return { query: async (text: string) => void sent.push(text) } as unknown as ClientBase;
}

function context(changes: Partial<BackgroundContext> = {}): BackgroundContext {
  const book = new SmallBook();
  return {
    client: client(),
    owner: 'me',
    hurry: false,
    look: () => book.fresh(),
    isOver: () => false,
    ...changes,
  };
}

function job(name: string, rows: number | null | Error, every = 0): BackgroundJob {
  return {
    name,
    every,
    limit: 1234,
    run: async () => {
      ran.push(name);
      if (rows instanceof Error) throw rows;
      return rows;
    },
  };
}

function work(...jobs: BackgroundJob[]): BackgroundWork {
  return new BackgroundWork(jobs, { clock: () => now, onProblem: (error) => problems.push(error) });
}

describe('a list of jobs', () => {
  it('is run in its order, each job under its own limit', async () => {
    await work(job('a', 1), job('b', 2)).run(context());
    expect(ran).toEqual(['a', 'b']);
    expect(sent).toEqual(['SET statement_timeout = 1234', 'SET statement_timeout = 1234']);
  });

  it('goes on after a job that fails, which is told, rolled back and tried again', async () => {
    const failure = new Error('no');
    const list = work(job('a', failure), job('b', 2));
    await list.run(context());
    await list.run(context());
    expect(ran).toEqual(['a', 'b', 'a', 'b']);
    expect(problems).toEqual([failure, failure]);
    expect(sent[1]).toBe('ROLLBACK');
    expect(list.done.get('a')).toBeNull();
    expect(list.done.get('b')).toMatchObject({ last: 2, total: 4 });
  });

  it('knows the newest run of each, and does not count one that had nothing to do', async () => {
    const amounts = [5, null, 2];
    const list = work({ ...job('a', 0), run: async () => amounts.shift()! });
    expect([...list.done]).toEqual([['a', null]]);
    for (let round = 0; round < 3; round++) await list.run(context());
    expect(list.done.get('a')).toMatchObject({ last: 2, total: 7 });
  });

  it('runs a job when its time has come, or all in a hurry', async () => {
    const list = work(job('often', 1), job('seldom', 1, 5000));
    await list.run(context());
    now = 4999;
    await list.run(context());
    expect(ran).toEqual(['often', 'seldom', 'often']);
    now = 5000;
    await list.run(context());
    await list.run(context({ hurry: true }));
    expect(ran.slice(3)).toEqual(['often', 'seldom', 'often', 'seldom']);
  });

  it('ends between two jobs when the process is not to work any more', async () => {
    await work(job('a', 1), job('b', 1)).run(context({ isOver: () => ran.length > 0 }));
    expect(ran).toEqual(['a']);
  });

  it('is given up where the connection does not even take a rollback', async () => {
    const gone = { query: () => Promise.reject(new Error('gone')) } as unknown as ClientBase;
    await expect(work(job('a', 1), job('b', 1)).run(context({ client: gone }))).rejects.toThrow('gone');
    expect(ran).toEqual([]);
  });
});
