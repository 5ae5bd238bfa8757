/** Runs with their queue, recorder and delivery on a real database, several processes in one; threads made by hand. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  eventsOf,
  Gate,
  type HandMadeOptions,
  type HandMadeProcess,
  letDie,
  makeProcess,
  orders,
  REQUEST,
} from '../../test/runs/hand-made.ts';
import { expectWhole, ordersOf, resultsOf } from '../../test/runs/support.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { openEmbeddedRuntime } from '../runtime/embedded/embedded-runtime.ts';

let database: TestDatabase;
const opened: HandMadeProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 8 });
});

afterEach(async () => {
  for (const { runs } of opened.splice(0)) await runs.close();
  await database.pool.query('TRUNCATE ruptura.posse, ruptura.sessao_analise CASCADE');
});

afterAll(async () => {
  await database.close();
});

async function open(options: HandMadeOptions = {}): Promise<HandMadeProcess> {
  const made = makeProcess(database, options);
  opened.push(made);
  await made.runs.open();
  return made;
}

async function executors(): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ executor: string }>(
    'SELECT executor FROM ruptura.sessao_analise ORDER BY iniciada_em',
  );
  return rows.map(({ executor }) => executor);
}

describe('a run', () => {
  it('answers every order once, in numbered events, and says when a worker has nothing else to do', async () => {
    const { runs, outcomes } = await open();
    const run = await runs.start([...orders(7), 'P0'], REQUEST);
    const events = await eventsOf(runs, run);
    expectWhole(events, orders(7));
    expect(events.at(-2)!.data).toMatchObject({ worker_id: 0, worker_livre: true, progresso: 100 });
    expect(events.at(-1)!.data).toMatchObject({ total: 7, ok: 7, em_ruptura: 0, erros: 0 });
    expect(outcomes).toEqual(['done', 'done', 'done', 'done']);
    expect(await runs.figures()).toEqual({ open: 0, waiting: 0, running: 0 });
  });

  it('is told from the results kept as long as the book stands still, and anew after a change', async () => {
    const { runs, workers } = await open();
    const run = await runs.start(orders(4), REQUEST);
    await eventsOf(runs, run);
    expect(workers.again).toEqual([]);
    workers.book = 's2';
    expect(resultsOf(await eventsOf(runs, run)).map((result) => result['livro'])).toEqual([
      's2',
      's2',
      's2',
      's2',
    ]);
    expect(workers.again).toEqual(['P0', 'P2']);
    await eventsOf(runs, run);
    expect(workers.again).toHaveLength(2);
  });

  it('tries a batch that fails again, and reports its orders when it fails for the last time', async () => {
    const { runs, workers, problems, outcomes } = await open();
    let failures = 0;
    workers.before = ({ codes }) => {
      if (codes[0] === 'P2' || (codes[0] === 'P0' && failures++ === 0)) throw new TypeError('broken');
    };
    const run = await runs.start(orders(6), REQUEST);
    const events = await eventsOf(runs, run);
    expectWhole(events, orders(6));
    expect(resultsOf(events).filter((result) => result['success'] === false)).toHaveLength(2);
    expect(events.at(-1)!.data).toMatchObject({ ok: 4, erros: 2 });
    expect(outcomes.filter((outcome) => outcome === 'failed')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'retried')).toHaveLength(3);
    expect(problems.length).toBeGreaterThan(0);
  });

  it('that is cancelled finishes what runs and drops the rest', async () => {
    const { runs, workers } = await open();
    const gate = new Gate();
    workers.before = () => gate.passed;
    const run = await runs.start(orders(20), REQUEST);
    const following = eventsOf(runs, run);
    await expect.poll(() => workers.begun.length).toBe(2);
    await runs.cancel(run);
    gate.open();
    const events = await following;
    expect(ordersOf(events)).toEqual(orders(4));
    expect(events.at(-1)!.data).toMatchObject({ cancelado: true, total: 4, total_pedidos: 20 });
    expect(workers.begun).toHaveLength(2);
  });

  it('that is forgotten ends its streams, and its name is free again', async () => {
    const { runs, workers } = await open();
    const gate = new Gate();
    workers.before = () => gate.passed;
    const run = await runs.start(orders(20), { ...REQUEST, id: 'um-nome-1' });
    const following = eventsOf(runs, run);
    await expect(runs.start(['X'], { ...REQUEST, id: 'um-nome-1' })).rejects.toMatchObject({
      code: 'SESSAO_EM_USO',
    });
    await runs.forget(run);
    expect(await following).toEqual([]);
    await expect(runs.find('um-nome-1', null)).rejects.toMatchObject({ code: 'SESSAO_NAO_ENCONTRADA' });
    gate.open();
    expectWhole(
      await eventsOf(runs, await runs.start(orders(3), { ...REQUEST, id: 'um-nome-1' })),
      orders(3),
    );
  });
});

describe('two processes on one database', () => {
  it('tell each other’s runs while they go on: stream, results, status, end', async () => {
    const [owner, other] = [await open(), await open()];
    const gate = new Gate();
    owner.workers.before = ({ codes }) => (codes[0] === 'P4' ? gate.passed : undefined);
    const run = await owner.runs.start(orders(10), REQUEST);
    const seen = await other.runs.find(run.id, null);
    const following = eventsOf(other.runs, seen);
    await expect
      .poll(async () => (await other.runs.find(run.id, null)).events.length)
      .toBeGreaterThanOrEqual(2);
    expect((await other.runs.resultsAfter(seen, 0)).isComplete).toBe(false);
    gate.open();
    const events = await following;
    expectWhole(events, orders(10));
    expect(other.workers.begun).toEqual([]);
    expect((await other.runs.resultsAfter(seen, 0)).isComplete).toBe(true);
    expect((await eventsOf(owner.runs, run)).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect([owner.problems, other.problems]).toEqual([[], []]);
  });

  it('leave a living process its runs, however often they look', async () => {
    const [owner, other] = [await open(), await open()];
    const gate = new Gate();
    owner.workers.before = () => gate.passed;
    const run = await owner.runs.start(orders(6), REQUEST);
    for (let looks = 0; looks < 3; looks++) await other.runs.look();
    expect(await executors()).toEqual([owner.leases.owner]);
    gate.open();
    expectWhole(await eventsOf(owner.runs, run), orders(6));
    expect(other.workers.begun).toEqual([]);
  });

  it('the other takes over when its process is gone, also for who follows it there', async () => {
    const [owner, other] = [await open(), await open()];
    const gate = new Gate();
    owner.workers.before = ({ codes }) => (codes[0] === 'P0' ? undefined : gate.passed);
    const run = await owner.runs.start(orders(10), REQUEST);
    const following = other.runs.find(run.id, null).then((seen) => eventsOf(other.runs, seen));
    await expect.poll(() => run.events.length).toBe(1);
    await letDie(database, owner);
    await other.runs.look();
    expectWhole(await following, orders(10));
    expect(await executors()).toEqual([other.leases.owner]);
    expect(other.workers.begun).not.toContain('P0');
    // It was only stopped, and goes on: what it had in hand does no harm.
    gate.open();
    expectWhole(await eventsOf(owner.runs, await owner.runs.find(run.id, null)), orders(10));
    expect([owner.problems, other.problems]).toEqual([[], []]);
  });

  it('a process that was stopped records nothing of a run that another has now', async () => {
    const [owner, other] = [await open(), await open()];
    const [ownGate, otherGate] = [new Gate(), new Gate()];
    owner.workers.before = () => ownGate.passed;
    other.workers.before = () => otherGate.passed;
    const run = await owner.runs.start(orders(8), REQUEST);
    await expect.poll(() => owner.workers.begun.length).toBe(2);
    await letDie(database, owner);
    await other.runs.look();
    ownGate.open();
    // Its batches were not taken; it has learnt that the run is another's, and does no more of it.
    await expect.poll(() => run.executor).toBe(other.leases.owner);
    await expect.poll(async () => (await owner.runs.figures()).open).toBe(0);
    expect(run.events).toEqual([]);
    const { rows } = await database.pool.query('SELECT FROM ruptura.sessao_lote WHERE evento IS NOT NULL');
    expect(rows).toEqual([]);
    otherGate.open();
    expectWhole(await eventsOf(owner.runs, run), orders(8));
    expect(owner.workers.begun.length).toBeLessThanOrEqual(4);
  });

  it('cancel and forget each other’s runs', async () => {
    const [owner, other] = [await open(), await open()];
    const gate = new Gate();
    owner.workers.before = () => gate.passed;
    const [cancelled, forgotten] = [
      await owner.runs.start(orders(20), REQUEST),
      await owner.runs.start(orders(20), REQUEST),
    ];
    await other.runs.cancel(await other.runs.find(cancelled.id, null));
    await other.runs.forget(await other.runs.find(forgotten.id, null));
    await owner.runs.look();
    expect(await owner.runs.figures()).toMatchObject({ open: 0, waiting: 0 });
    expect((await eventsOf(owner.runs, cancelled)).at(-1)!.data).toMatchObject({
      completo: true,
      cancelado: true,
    });
    await expect(owner.runs.find(forgotten.id, null)).rejects.toMatchObject({
      code: 'SESSAO_NAO_ENCONTRADA',
    });
    gate.open();
  });

  it('a name that one uses again is the new run to the other, which had the old one in memory', async () => {
    const [owner, other] = [await open(), await open()];
    const request = { ...REQUEST, id: 'um-nome-2' };
    const first = await owner.runs.start(orders(6), request);
    await eventsOf(owner.runs, first);
    expectWhole(await eventsOf(other.runs, await other.runs.find('um-nome-2', null)), orders(6));
    await owner.runs.forget(first);
    const again = await owner.runs.start(orders(3), request);
    await eventsOf(owner.runs, again);
    expectWhole(await eventsOf(other.runs, await other.runs.find('um-nome-2', null)), orders(3));
  });

  it('a run that is closed with is gone on with by the next at its look', async () => {
    const owner = makeProcess(database);
    await owner.runs.open();
    const gate = new Gate();
    owner.workers.before = ({ codes }) => (codes[0] === 'P0' ? undefined : gate.passed);
    const run = await owner.runs.start(orders(10), REQUEST);
    await expect.poll(() => run.events.length).toBe(1);
    const closing = owner.runs.close();
    gate.open();
    await closing;
    const next = await open();
    expectWhole(await eventsOf(next.runs, await next.runs.find(run.id, null)), orders(10));
  });
});

describe('a queue that other processes share', () => {
  it('hands jobs to one that has never heard of the run: it loads it, and does them', async () => {
    const runtime = openEmbeddedRuntime({ retry: { retries: 2, backoffMs: 1 } });
    const owner = makeProcess(database, {
      runtime: { ...runtime, queue: { ...runtime.queue, take: async () => undefined } },
    });
    const worker = makeProcess(database, { runtime });
    await worker.runs.open();
    await owner.runs.open();
    const run = await owner.runs.start(orders(9), REQUEST);
    const following = eventsOf(owner.runs, run);
    expectWhole(await following, orders(9));
    expect(owner.workers.begun).toEqual([]);
    expect(new Set(worker.workers.begun)).toEqual(new Set(['P0', 'P2', 'P4', 'P6', 'P8']));
    expect(await executors()).toEqual([owner.leases.owner]);
    await owner.runs.close();
    await worker.runs.close();
  });

  it('may hand out a job twice, or one whose run is gone: nothing comes twice, nothing fails', async () => {
    const runtime = openEmbeddedRuntime({ retry: { retries: 2, backoffMs: 1 } });
    const owner = makeProcess(database, { runtime });
    opened.push(owner);
    await owner.runs.open();
    const gate = new Gate();
    owner.workers.before = () => gate.passed;
    const run = await owner.runs.start(orders(6), REQUEST);
    const jobs = run.batches.map((batch) => ({ id: batch.job, group: run.channel, key: batch.number }));
    await runtime.queue.add([...jobs, { id: 'x-0', group: 'run:nao-existe-1', key: 0 }]);
    gate.open();
    expectWhole(await eventsOf(owner.runs, run), orders(6));
    await expect.poll(() => runtime.figures.counts()).toEqual({ waiting: 0, running: 0 });
    expect(owner.workers.begun).toEqual(['P0', 'P2', 'P4']);
    expect(owner.problems).toEqual([]);
  });
});
