import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEmbeddedRuntime } from '../runtime/embedded/embedded-runtime.ts';
import type { Rendered } from '../threads/worker-pool.ts';
import { Delivery, type EventSink, type Renderer } from './delivery.ts';
import { type Batch, Run, splitBatches } from './run.ts';

const LOOK_MS = 250;
const runtime = openEmbeddedRuntime();
let run: Run;
let renderer: Renderer & { book: string; rendered: number; failures: unknown[] };
let looks: (() => void)[];
let sent: string[];

beforeEach(() => {
  vi.useFakeTimers();
  const id = `sessao-${Math.random()}`;
  const facts = {
    owner: null,
    language: 'pt-BR',
    detail: 'completo',
    startedAt: 0,
    finishedAt: null,
  } as const;
  run = new Run({
    ...facts,
    id,
    batches: splitBatches(['A', 'B', 'C'], 1, 'job'),
    isCancelled: false,
    executor: 'me',
  });
  renderer = {
    book: 's1',
    rendered: 0,
    failures: [],
    state: async () => renderer.book,
    renderNow: async ({ codes }): Promise<Rendered> => {
      renderer.rendered++;
      const failure = renderer.failures.shift();
      if (failure !== undefined) throw failure;
      const bytes = Buffer.from(`${codes.join()}@${renderer.book}`);
      return { bytes, state: renderer.book, ok: 1, short: 0, errors: 0 };
    },
  };
  looks = [];
  sent = [];
});

afterEach(() => {
  vi.useRealTimers();
});

function record(number: number): Batch {
  const batch = run.batches[number]!;
  run.begin(batch, 0, 1, 0);
  run.settle(batch, { state: 'done', finishedAt: 1, ok: 1, short: 0, errors: 0 });
  run.record(batch, run.events.length + 1);
  return batch;
}

function delivery(): Delivery {
  return new Delivery(runtime, renderer, {
    patience: 5000,
    onProblem: () => undefined,
    timeZone: () => 'UTC',
    refresh: async () => looks.shift()?.(),
    lookAfter: () => LOOK_MS,
  });
}

/** A client that notes which orders of which state came, and the kind of what has none. */
function client(): { readonly sink: EventSink; readonly leave: () => void } {
  const leaving = new AbortController();
  const send = async (bytes: Uint8Array): Promise<boolean> => {
    sent.push(...Buffer.from(bytes).toString().trim().split('\n'));
    return true;
  };
  return { sink: { gone: leaving.signal, send }, leave: () => leaving.abort() };
}

const format = (id: number, data: readonly Uint8Array[]): Uint8Array[] => {
  const text = Buffer.concat(data).toString();
  const results = /"resultados":\[(.*?)\]/.exec(text)?.[1] ?? 'end';
  return [Buffer.from(`${id} ${results}\n`)];
};

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

describe('a stream', () => {
  it('sends what is there, then what comes when it is told, and ends with the run', async () => {
    record(1);
    const following = delivery().follow(run, 0, client().sink, format);
    await settle();
    expect(sent).toEqual(['1 B@s1']);
    record(0);
    await runtime.wakeUps.publish(run.channel);
    await settle();
    expect(sent).toEqual(['1 B@s1', '2 A@s1']);
    run.finish(5);
    await runtime.wakeUps.publish(run.channel);
    await following;
    expect(sent.at(-1)).toBe('3 end');
  });

  it('sends all that is in hand together, each event once', async () => {
    record(1);
    record(0);
    run.finish(5);
    await delivery().follow(run, 0, client().sink, format);
    expect(sent).toEqual(['1 B@s1', '2 A@s1', '3 end']);
  });

  it('that nobody wakes looks by itself, again and again: a silence has an end', async () => {
    const following = delivery().follow(run, 0, client().sink, format);
    looks = [() => undefined, () => void record(0), () => run.finish(5)];
    await vi.advanceTimersByTimeAsync(LOOK_MS - 1);
    expect(looks).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1 + LOOK_MS);
    expect(sent).toEqual(['1 A@s1']);
    await vi.advanceTimersByTimeAsync(LOOK_MS);
    await following;
    expect(sent).toEqual(['1 A@s1', '2 end']);
  });

  it('whose client goes ends at once, and looks no more', async () => {
    const { sink, leave } = client();
    const following = delivery().follow(run, 0, sink, format);
    await settle();
    expect(run.readers).toBe(1);
    leave();
    await following;
    expect(run.readers).toBe(0);
    looks = [() => undefined];
    await vi.advanceTimersByTimeAsync(10 * LOOK_MS);
    expect(looks).toHaveLength(1);
  });

  it('of a run that cannot be gone on with here fails with the reason', async () => {
    const failing = expect(delivery().follow(run, 0, client().sink, format)).rejects.toThrow('refused');
    await settle();
    run.fault = new Error('refused');
    await runtime.wakeUps.publish(run.channel);
    await failing;
  });

  it('waits for a database that does not answer, as long as it is patient', async () => {
    record(0);
    const away = (): Error => Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    renderer.state = async () => {
      throw away();
    };
    const failing = expect(delivery().follow(run, 0, client().sink, format)).rejects.toThrow('away');
    await vi.advanceTimersByTimeAsync(20_000);
    await failing;
    expect(sent).toEqual([]);
  });
});

describe('results', () => {
  it('are taken from those kept of the same state of the book, else made anew and kept', async () => {
    const batch = record(0);
    const { results } = runtime;
    await results.keep(run.channel, '0', { bytes: Buffer.from('kept'), state: 's1' });
    const served = delivery();
    expect(Buffer.from(await served.results(run, batch)).toString()).toBe('kept');
    renderer.book = 's2';
    expect(Buffer.from(await served.results(run, batch)).toString()).toBe('A@s2');
    await served.results(run, batch);
    expect(renderer.rendered).toBe(1);
  });

  it('are made again when a worker is lost, so often and no more', async () => {
    const batch = record(0);
    renderer.failures = [new Error('lost'), new Error('lost'), new Error('lost')];
    expect(Buffer.from(await delivery().results(run, batch)).toString()).toBe('A@s1');
    renderer.book = 's2';
    renderer.failures = Array.from({ length: 9 }, () => new Error('lost'));
    await expect(delivery().results(run, batch)).rejects.toThrow('lost');
    expect(renderer.rendered).toBe(8);
  });
});
