import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { OnProgress, PurchaseCollector } from '../bringing/collecting.ts';
import type { PurchaseOrder, PurchaseOutcome } from '../purchase.ts';
import { SessionExpiredError } from '../retry.ts';
import { WorkerLoop } from './worker-loop.ts';
import type { FromWorker } from './worker-messages.ts';

function purchase(number: string): PurchaseOrder {
  return { number, written: number, folders: [], supplier: null, rows: [0] };
}

function outcomeOf(number: string): PurchaseOutcome {
  const nothing = { found: 0, stored: [], lost: [], evidence: [], supplier: null, url: '', folder: null };
  return { ...nothing, number, status: 'COMPLETED', error: null, cause: null, startedAt: '', endedAt: '' };
}

interface Script {
  readonly prepare?: (number: string, signal: AbortSignal) => Promise<void>;
  readonly collect?: (number: string, tell: OnProgress, signal: AbortSignal) => Promise<void>;
}

/** A worker's loop whose purchases go as a script says, and what it said. */
function loopOf({ prepare = async () => undefined, collect = async () => undefined }: Script, downloads = 4) {
  const said: FromWorker[] = [];
  const steps: string[] = [];
  const loop = new WorkerLoop((message) => said.push(message));
  const collector: PurchaseCollector = {
    prepare: async (one, signal) => {
      steps.push(`open ${one.number}`);
      await prepare(one.number, signal);
      return { purchase: one, found: 2, discard: () => undefined };
    },
    collect: async (prepared, tell, signal) => {
      steps.push(`files ${prepared.purchase.number}`);
      await collect(prepared.purchase.number, tell, signal);
      steps.push(`end ${prepared.purchase.number}`);
      return outcomeOf(prepared.purchase.number);
    },
    reloadSession: async () => void steps.push('session'),
    browserPids: async () => [],
    close: async () => undefined,
  };
  const done = loop.run(collector, downloads);
  let lease = 0;
  const give = async (number: string): Promise<void> => {
    while (said.filter(({ kind }) => kind === 'next').length <= lease) await sleep(1);
    loop.receive({ kind: 'purchase', lease: ++lease, purchase: purchase(number) });
  };
  const kinds = (): string[] => said.map(({ kind }) => kind);
  return { loop, said, steps, done, give, kinds };
}

describe('the loop of a worker', () => {
  it('opens the next purchase while the files of the last one still stream', async () => {
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const { loop, steps, done, give } = loopOf({ collect: () => arrived });
    await give('1');
    await give('2');
    await expect.poll(() => steps).toEqual(['open 1', 'files 1', 'open 2', 'files 2']);
    arrive();
    loop.stop(false);
    await done;
  });

  it('opens purchases one at a time', async () => {
    let opening = 0;
    let most = 0;
    const prepare = async (): Promise<void> => {
      most = Math.max(most, ++opening);
      await sleep(5);
      opening--;
    };
    const { loop, done, give } = loopOf({ prepare });
    for (const number of ['1', '2', '3']) await give(number);
    loop.stop(false);
    await done;
    expect(most).toBe(1);
  });

  it('does one after the other when only one file may come at once', async () => {
    const { loop, steps, done, give } = loopOf({ collect: () => sleep(5) }, 1);
    await give('1');
    await give('2');
    loop.stop(false);
    await done;
    expect(steps).toEqual(['open 1', 'files 1', 'end 1', 'open 2', 'files 2', 'end 2']);
  });

  it('finishes what runs when told to stop, and asks for nothing more', async () => {
    const { loop, said, done, give } = loopOf({ collect: () => sleep(20) });
    await give('1');
    loop.receive({ kind: 'stop', isNow: false });
    await done;
    expect(said.at(-1)).toMatchObject({ kind: 'done', lease: 1 });
  });

  it('gives back what runs when told to stop now', async () => {
    const never = (_: string, __: OnProgress, signal: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const { loop, said, steps, done, give } = loopOf({ collect: never });
    await give('1');
    await expect.poll(() => steps).toContain('files 1');
    loop.receive({ kind: 'stop', isNow: true });
    await done;
    expect(said.at(-1)).toMatchObject({ kind: 'returned', lease: 1, reason: 'stopped' });
  });

  it('gives a purchase back whose session has ended, and reads the session again before the next one', async () => {
    let isSignedIn = false;
    const prepare = async (): Promise<void> => {
      if (!isSignedIn) throw new SessionExpiredError('https://p');
    };
    const { loop, said, steps, done, give } = loopOf({ prepare });
    await give('1');
    await expect.poll(() => said.at(-2)).toMatchObject({ kind: 'returned', lease: 1, reason: 'session' });
    isSignedIn = true;
    loop.receive({ kind: 'session' });
    await give('1');
    loop.stop(false);
    await done;
    expect(steps).toEqual(['open 1', 'session', 'open 1', 'files 1', 'end 1']);
  });

  it('says when no other purchase could do better', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', path: '/x' });
    const { loop, said, done, give } = loopOf({ collect: () => Promise.reject(full) });
    await give('1');
    await expect.poll(() => said.map(({ kind }) => kind)).toContain('useless');
    loop.stop(false);
    await done;
    expect(said.find(({ kind }) => kind === 'returned')).toMatchObject({ reason: 'failed' });
  });

  it('tells bytes now and then, and the end of a file always', async () => {
    const collect = async (_: string, tell: OnProgress): Promise<void> => {
      for (let bytes = 1; bytes <= 1000; bytes++) tell({ kind: 'transfer', name: 'a', bytes, total: 1000 });
      tell({ kind: 'transfer-ended', name: 'a', isStored: true });
    };
    const { loop, said, done, give } = loopOf({ collect });
    await give('1');
    loop.stop(false);
    await done;
    const bytes = said.flatMap((one) =>
      one.kind === 'progress' && one.progress.kind === 'transfer' ? one.progress.bytes : [],
    );
    expect(bytes[0]).toBe(1);
    expect(bytes.at(-1)).toBe(1000);
    expect(bytes.length).toBeLessThan(10);
    expect(said.some((one) => one.kind === 'progress' && one.progress.kind === 'transfer-ended')).toBe(true);
  });

  it('waits for its place among the transfers of all workers, and gives it back once', async () => {
    const { loop, said } = loopOf({});
    const entering = loop.enter(new AbortController().signal);
    expect(said.at(-1)).toEqual({ kind: 'enter', ticket: 1 });
    loop.receive({ kind: 'entered', ticket: 1 });
    const leave = await entering;
    leave();
    leave();
    expect(said.filter(({ kind }) => kind === 'leave')).toEqual([{ kind: 'leave', ticket: 1 }]);
  });

  it('leaves the line when it does not want its place any more', async () => {
    const { loop, said } = loopOf({});
    const stop = new AbortController();
    const entering = loop.enter(stop.signal);
    stop.abort(new Error('enough'));
    await expect(entering).rejects.toThrow('enough');
    expect(said.at(-1)).toEqual({ kind: 'leave', ticket: 1 });
  });
});
