import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RupturaError } from '../../contract/errors.ts';
import type { PurchaseOrder, PurchaseOutcome } from '../purchase.ts';
import type { Renewal } from '../session/session-keeper.ts';
import { type CollectionEnd, Coordinator, type CoordinatorOptions } from './coordinator.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';
import type { StartWorker, WorkerListener, WorkerProcess } from './worker-process.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** What a simulated worker does with a purchase it is given. */
type Fate = 'done' | 'fails' | 'dies' | 'session' | 'closed' | 'error' | 'hangs';

const SETTINGS: CoordinatorOptions['settings'] = {
  portal: 'coupa',
  base: 'https://portal.test',
  outputFolder: '/nowhere',
  mode: 'http',
  downloads: 4,
  perMinute: null,
  headless: true,
  statePath: '/nowhere/state.json',
  profileFolder: '/nowhere/profile',
  requisitions: true,
  simulate: false,
  language: 'pt-BR',
  purchaseTimeoutMs: 60_000,
};

function purchases(count: number): PurchaseOrder[] {
  return Array.from({ length: count }, (_, row) => ({
    number: String(15_262_900 + row),
    written: String(15_262_900 + row),
    folders: [],
    supplier: null,
    rows: [row],
  }));
}

function outcome(number: string, status: PurchaseOutcome['status'], cause: string | null): PurchaseOutcome {
  const at = new Date().toISOString();
  const nothing = { found: 0, stored: [], lost: [], evidence: [], supplier: null, folder: null };
  return { ...nothing, number, status, url: '', error: cause, cause, startedAt: at, endedAt: at };
}

/** Workers without processes, by the rules of the real ones: two lanes, one purchase opened at a time. */
class Workers {
  readonly fateOf: (number: string, attempt: number) => Fate;
  readonly #attempts = new Map<string, number>();
  /** Purchases at work, by number. */
  readonly atWork = new Set<string>();
  readonly faults: string[] = [];
  mostAtOnce = 0;
  starts = 0;
  /** As a closed portal announces it. */
  closedUntil: number | null = null;

  constructor(fateOf: Workers['fateOf']) {
    this.fateOf = fateOf;
  }

  readonly start: StartWorker = (_settings, listener) => {
    this.starts++;
    return new Simulated(this, listener, this.starts);
  };

  begin(number: string): Fate {
    if (this.atWork.has(number)) this.faults.push(`${number} is in two workers`);
    this.atWork.add(number);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atWork.size);
    const attempt = (this.#attempts.get(number) ?? 0) + 1;
    this.#attempts.set(number, attempt);
    return this.fateOf(number, attempt);
  }

  attempts(number: string): number {
    return this.#attempts.get(number) ?? 0;
  }
}

class Simulated implements WorkerProcess {
  readonly pid: number;
  readonly #all: Workers;
  readonly #listener: WorkerListener;
  readonly #held = new Map<number, string>();
  readonly #alive: NodeJS.Timeout;
  #isStopping = false;
  #isAsking = false;
  #isGone = false;

  constructor(all: Workers, listener: WorkerListener, pid: number) {
    this.#all = all;
    this.#listener = listener;
    this.pid = pid;
    this.#alive = setInterval(() => this.#say({ kind: 'alive' }), 5_000);
    setTimeout(() => {
      this.#say({ kind: 'ready' });
      this.#ask();
    }, 10);
  }

  #say(message: FromWorker): void {
    if (!this.#isGone) this.#listener.onMessage(message);
  }

  send(message: ToWorker): void {
    if (message.kind === 'purchase') this.#take(message.lease, message.purchase.number);
    if (message.kind !== 'stop') return;
    this.#isStopping = true;
    if (message.isNow) for (const lease of this.#held.keys()) this.#giveBack(lease, 'stopped');
    this.#endIfIdle();
  }

  #take(lease: number, number: string): void {
    const fate = this.#all.begin(number);
    this.#held.set(lease, number);
    this.#isAsking = false;
    // The other lane asks when this one's pages are open.
    setTimeout(() => this.#ask(), 5);
    setTimeout(() => this.#end(lease, number, fate), 20 + (Number(number) % 7) * 10);
  }

  #ask(): void {
    if (this.#isStopping || this.#isAsking || this.#held.size >= 2) return;
    this.#isAsking = true;
    this.#say({ kind: 'next' });
  }

  #end(lease: number, number: string, fate: Fate): void {
    if (this.#isGone || !this.#held.has(lease)) return;
    if (fate === 'dies') this.kill();
    else if (fate === 'closed') this.#meetClosed(lease);
    else if (fate === 'session' || fate === 'error')
      this.#giveBack(lease, fate === 'error' ? 'failed' : fate);
    else if (fate !== 'hangs') {
      this.#release(lease);
      const status = fate === 'done' ? 'COMPLETED' : 'FAILED';
      this.#say({
        kind: 'done',
        lease,
        outcome: outcome(number, status, fate === 'done' ? null : 'HTTP_500'),
      });
      this.#endIfIdle();
    }
  }

  #meetClosed(lease: number): void {
    this.#release(lease);
    const problem = { code: 'COLETA_PORTAL_FECHADO', params: { url: 'u' }, text: 'closed' };
    this.#say({ kind: 'closed', lease, until: this.#all.closedUntil, problem });
    this.#endIfIdle();
  }

  #giveBack(lease: number, reason: 'session' | 'stopped' | 'failed'): void {
    this.#release(lease);
    const problem = { code: null, params: {}, text: reason };
    this.#say({ kind: 'returned', lease, reason, problem });
    this.#endIfIdle();
  }

  #release(lease: number): void {
    this.#all.atWork.delete(this.#held.get(lease)!);
    this.#held.delete(lease);
    setTimeout(() => this.#ask(), 1);
  }

  #endIfIdle(): void {
    if (this.#isStopping && this.#held.size === 0) this.kill();
  }

  kill(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    clearInterval(this.#alive);
    setTimeout(() => {
      for (const number of this.#held.values()) this.#all.atWork.delete(number);
      this.#listener.onEnd();
    }, 3);
  }
}

interface Run {
  readonly coordinator: Coordinator;
  readonly stored: PurchaseOutcome[];
  readonly states: string[];
  renewals: number;
}

function run(workers: Workers, given: Partial<CoordinatorOptions> & { renew?: () => Renewal } = {}): Run {
  const { renew = () => ({ kind: 'valid' }), ...options } = given;
  const stored: PurchaseOutcome[] = [];
  const states: string[] = [];
  const self: { -readonly [Key in keyof Run]: Run[Key] } = {
    stored,
    states,
    renewals: 0,
    coordinator: new Coordinator({
      id: 'c1',
      settings: SETTINGS,
      workers: 2,
      totalDownloads: 8,
      purchases: purchases(10),
      store: {
        outcome: async (one) => void stored.push(one),
        reopened: async () => undefined,
        state: async (state) => void states.push(state),
      },
      startWorker: workers.start,
      session: {
        renew: async () => {
          self.renewals++;
          return renew();
        },
      },
      usage: async () => ({ cpu: 0, memory: 0 }),
      portalWaitMs: 4 * 3_600_000,
      ...options,
    }),
  };
  return self;
}

async function toTheEnd({ coordinator }: Run, ms = 600_000): Promise<CollectionEnd> {
  let end: CollectionEnd | null = null;
  void coordinator.done.then((ended) => {
    end = ended;
  });
  await coordinator.start();
  for (let at = 0; at < ms && end === null; at += 250) await vi.advanceTimersByTimeAsync(250);
  if (end === null) throw new Error(`not done: ${JSON.stringify(coordinator.snapshot())}`);
  return end;
}

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the coordinator of a collection', () => {
  it('gives every purchase one result and ends with its workers', async () => {
    const workers = new Workers(() => 'done');
    const running = run(workers);
    const { state, finished } = await toTheEnd(running);
    expect(state).toBe('completed');
    expect(finished.map(({ outcome: { number } }) => number).sort()).toEqual(
      purchases(10).map(({ number }) => number),
    );
    expect(running.states).toEqual(['completed']);
    expect([workers.starts, workers.faults]).toEqual([2, []]);
    expect(running.coordinator.snapshot()).toMatchObject({ estado: 'completed', prontos: 10, na_fila: 0 });
  });

  it(`loses, doubles and mixes nothing, whatever happens to workers (SEED=${SEED})`, {
    timeout: 60_000,
  }, async () => {
    const fate = fc.constantFrom<Fate>(
      ...(['done', 'done', 'done', 'fails', 'dies', 'session', 'closed', 'error'] as const),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fate, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 14 }),
        fc.integer({ min: 1, max: 4 }),
        async (fates, count) => {
          const list = purchases(fates.length);
          const workers = new Workers((number, attempt) => {
            const own = fates[list.findIndex((purchase) => purchase.number === number)]!;
            return own[attempt - 1] ?? 'done';
          });
          const running = run(workers, { purchases: list, workers: count });
          const { state, finished } = await toTheEnd(running);
          expect(workers.faults).toEqual([]);
          expect(state).toBe('completed');
          const results = finished.map(({ outcome: one }) => one.number).sort();
          expect(results).toEqual(list.map(({ number }) => number));
          expect(running.stored.map(({ number }) => number).sort()).toEqual(results);
          expect(workers.mostAtOnce).toBeLessThanOrEqual(2 * count);
        },
      ),
      { seed: SEED, numRuns: 40 },
    );
  });

  it('gives up the purchase that kills workers, after three attempts, and no other one', async () => {
    const [poison] = purchases(1);
    const workers = new Workers((number) => (number === poison!.number ? 'dies' : 'done'));
    const running = run(workers);
    const { state, finished } = await toTheEnd(running);
    expect(state).toBe('completed');
    const failed = finished.filter(({ outcome: { status } }) => status !== 'COMPLETED');
    expect(failed.map(({ outcome: { number, cause } }) => [number, cause])).toEqual([
      [poison!.number, 'WORKER'],
    ]);
    expect(workers.attempts(poison!.number)).toBe(3);
  });

  it('ends a worker whose purchase never ends, and tells that it took too long', async () => {
    const [stuck] = purchases(1);
    const workers = new Workers((number) => (number === stuck!.number ? 'hangs' : 'done'));
    const { finished } = await toTheEnd(run(workers), 3_600_000);
    const { status, cause } = finished.find(({ outcome: one }) => one.number === stuck!.number)!.outcome;
    expect([status, cause]).toEqual(['TIMEOUT', 'TIMEOUT']);
    expect(finished).toHaveLength(10);
  });

  it('gives up when workers only die', async () => {
    const workers = new Workers(() => 'dies');
    const list = purchases(40);
    const { state, error, finished } = await toTheEnd(run(workers, { purchases: list }));
    // Each purchase given up is a result, so some get there before nobody can work here.
    expect(state === 'failed' ? error?.code : finished.length).toBe(
      state === 'failed' ? 'COLETA_WORKERS_CAEM' : 40,
    );
  });

  it('signs in once for all, and no purchase loses an attempt by it', async () => {
    const workers = new Workers((_, attempt) => (attempt === 1 ? 'session' : 'done'));
    const running = run(workers, { renew: () => ({ kind: 'renewed' }) });
    const { state, finished } = await toTheEnd(running);
    expect([state, finished.length]).toEqual(['completed', 10]);
    expect(finished.every(({ outcome: { status } }) => status === 'COMPLETED')).toBe(true);
    // One look at the beginning; then at most one for each purchase, and fewer because workers wait together.
    expect(running.renewals).toBeLessThanOrEqual(11);
  });

  it('blames the purchase that asks to sign in again and again while everybody is signed in', async () => {
    const [closed] = purchases(1);
    const workers = new Workers((number) => (number === closed!.number ? 'session' : 'done'));
    const { state, finished } = await toTheEnd(run(workers));
    expect([state, finished.length]).toEqual(['completed', 10]);
    const failed = finished.filter(({ outcome: { status } }) => status === 'FAILED');
    expect(failed.map(({ outcome: { number } }) => number)).toEqual([closed!.number]);
    expect(workers.attempts(closed!.number)).toBeLessThanOrEqual(6);
  });

  it('ends as interrupted where nobody signs in, and keeps the rest for later', async () => {
    const workers = new Workers((number) => (number.endsWith('5') ? 'session' : 'done'));
    const error = new RupturaError('COLETA_SESSAO_EXPIRADA', { base: SETTINGS.base });
    let asked = 0;
    const renew = (): Renewal => (asked++ === 0 ? { kind: 'valid' } : { kind: 'lost', error });
    const end = await toTheEnd(run(workers, { renew }));
    expect([end.state, end.error]).toEqual(['interrupted', error]);
    expect(end.finished.length).toBeGreaterThan(0);
    expect(end.finished.length).toBeLessThan(10);
  });

  it('finishes what runs after the first call, and lets go of it after the second', async () => {
    const workers = new Workers((number) => (Number(number) % 2 === 0 ? 'done' : 'hangs'));
    const running = run(workers);
    await running.coordinator.start();
    await vi.advanceTimersByTimeAsync(200);
    running.coordinator.cancel('finish');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(running.coordinator.snapshot().estado).toBe('finishing');
    const done = running.stored.length;
    running.coordinator.cancel('now');
    const { state, error, finished } = await toTheEnd(running);
    expect([state, error, finished.length]).toEqual(['interrupted', null, done]);
    expect(workers.atWork.size).toBe(0);
  });

  it('begins nothing while it is paused', async () => {
    const workers = new Workers(() => 'done');
    const running = run(workers, { purchases: purchases(30) });
    await running.coordinator.start();
    running.coordinator.pause();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(running.stored).toEqual([]);
    expect(running.coordinator.snapshot()).toMatchObject({ pausada: true, na_fila: 30 });
    running.coordinator.resume();
    expect((await toTheEnd(running)).finished).toHaveLength(30);
  });

  it('collects one purchase once more when asked', async () => {
    const list = purchases(6);
    const first = list[0]!.number;
    const workers = new Workers((number, attempt) => (number === first && attempt === 1 ? 'fails' : 'done'));
    const running = run(workers, { purchases: list, workers: 1 });
    let retried: Promise<boolean> | null = null;
    running.coordinator.onEvent((event) => {
      if (event.kind === 'purchase-done' && event.outcome.status === 'FAILED')
        retried = running.coordinator.retry(first);
    });
    const { finished } = await toTheEnd(running);
    expect(await retried).toBe(true);
    expect(finished.filter(({ outcome: { status } }) => status === 'COMPLETED')).toHaveLength(6);
    expect(running.coordinator.snapshot()).toMatchObject({ prontos: 6, com_falha: 0, com_sucesso: 6 });
    expect(await running.coordinator.retry(first)).toBe(false);
  });

  it('ends also when it is stopped while a result is being taken back', async () => {
    const list = purchases(3);
    const workers = new Workers(() => 'done');
    const stored: string[] = [];
    const running = run(workers, {
      purchases: list,
      workers: 1,
      store: {
        outcome: async ({ number }) => void stored.push(number),
        reopened: () => new Promise((resolve) => setTimeout(resolve, 5_000)),
        state: async () => undefined,
      },
    });
    running.coordinator.onEvent((event) => {
      if (event.kind !== 'purchase-done' || stored.length > 1) return;
      void running.coordinator.retry(event.outcome.number);
      running.coordinator.cancel('finish');
    });
    const { state, finished } = await toTheEnd(running);
    expect(state).toBe('interrupted');
    expect(finished.map(({ outcome: { number } }) => number)).not.toContain(list[0]!.number);
  });

  it('ignores what its mode does not take', async () => {
    const workers = new Workers(() => 'done');
    const running = run(workers);
    const { coordinator } = running;
    const events: string[] = [];
    coordinator.onEvent(({ kind }) => events.push(kind));
    coordinator.pause();
    coordinator.resume();
    expect([events, await coordinator.retry('15262900')]).toEqual([[], false]);
    coordinator.cancel('finish');
    await coordinator.done;
    await coordinator.start();
    coordinator.cancel('now');
    coordinator.pause();
    expect([workers.starts, running.states]).toEqual([0, ['interrupted']]);
    expect(events).toEqual(['state', 'state']);
  });

  it('leaves a failing portal alone for a while, and says so', async () => {
    const workers = new Workers((_, attempt) => (attempt === 1 ? 'fails' : 'done'));
    const running = run(workers, { purchases: purchases(20) });
    const notices = new Set<string | null>();
    running.coordinator.onEvent((event) => {
      if (event.kind === 'notice') notices.add(event.text);
    });
    const { finished } = await toTheEnd(running, 7_200_000);
    expect(finished).toHaveLength(20);
    expect([...notices].some((text) => text?.includes('falhou muitas vezes'))).toBe(true);
  });

  it('waits for a closed portal in one pause, and no purchase loses an attempt by it', async () => {
    const until = Date.now() + 10 * 60_000;
    const workers = new Workers(() => (Date.now() < until ? 'closed' : 'done'));
    workers.closedUntil = until;
    const begun: number[] = [];
    const running = run(workers, { purchases: purchases(30), workers: 3 });
    const shown: (string | null)[] = [];
    running.coordinator.onEvent((event) => {
      if (event.kind === 'purchase-begun') begun.push(event.at);
      if (event.kind === 'notice') shown.push(event.text);
    });
    const ended = toTheEnd(running);
    await vi.advanceTimersByTimeAsync(60_000);
    const { portal_ate, aviso, na_fila } = running.coordinator.snapshot();
    expect([portal_ate, na_fila]).toEqual([new Date(until).toISOString(), 30]);
    expect(aviso).toMatch(/até \d\d[:/].*continua sozinha/);
    const met = begun.length;
    expect(met).toBeLessThanOrEqual(6);
    const { state, finished } = await ended;
    expect([state, finished.length]).toEqual(['completed', 30]);
    expect(finished.every(({ outcome: { status } }) => status === 'COMPLETED')).toBe(true);
    // Nothing was begun before the time; then one purchase was tried first.
    expect(begun.slice(met).every((at) => at >= until)).toBe(true);
    expect(begun[met + 1]! - begun[met]!).toBeGreaterThan(10);
    expect(shown).toEqual([aviso, null]);
    expect(running.coordinator.snapshot()).toMatchObject({ aviso: null, portal_ate: null });
  });

  it('ends as interrupted where the portal stays closed for longer than it may wait', async () => {
    for (const closedUntil of [null, Date.now() + 3_600_000]) {
      const workers = new Workers((number) => (Number(number) % 2 === 0 ? 'done' : 'closed'));
      workers.closedUntil = closedUntil;
      const end = await toTheEnd(
        run(workers, { portalWaitMs: 5 * 60_000, workers: 1, purchases: purchases(40) }),
      );
      expect(end.state).toBe('interrupted');
      expect(end.error?.code).toBe(
        closedUntil === null ? 'COLETA_PORTAL_ESPERA_ESGOTADA' : 'COLETA_PORTAL_FECHADO_DEMAIS',
      );
      expect(end.finished.every(({ outcome: { status } }) => status === 'COMPLETED')).toBe(true);
    }
  });

  it('blames the purchase that alone meets a closed portal', async () => {
    const [closed] = purchases(1);
    const workers = new Workers((number) => (number === closed!.number ? 'closed' : 'done'));
    const { state, finished } = await toTheEnd(run(workers, { purchases: purchases(40) }));
    expect([state, finished.length]).toEqual(['completed', 40]);
    const failed = finished.filter(({ outcome: { status } }) => status !== 'COMPLETED');
    expect(failed.map(({ outcome: { number, cause } }) => [number, cause])).toEqual([
      [closed!.number, 'PORTAL_CLOSED'],
    ]);
  });

  it('burns no list while a portal fails: what failed in a row is collected again when it answers', async () => {
    let isUp = false;
    const workers = new Workers(() => (isUp ? 'done' : 'fails'));
    const running = run(workers, { purchases: purchases(60) });
    setTimeout(() => {
      isUp = true;
    }, 200_000);
    const { state, finished } = await toTheEnd(running);
    expect([state, finished.length]).toEqual(['completed', 60]);
    expect(finished.filter(({ outcome: { status } }) => status !== 'COMPLETED')).toEqual([]);
    expect(running.coordinator.snapshot()).toMatchObject({ prontos: 60, com_falha: 0 });
  });

  it('ends in time where everything fails for good, and says so of each', async () => {
    const workers = new Workers(() => 'fails');
    const { state, finished } = await toTheEnd(run(workers, { purchases: purchases(8) }), 3_600_000);
    expect([state, finished.length]).toEqual(['completed', 8]);
    expect(finished.every(({ outcome: { status } }) => status === 'FAILED')).toBe(true);
  });

  it('stops when results cannot be stored, and tells nobody of them', async () => {
    const workers = new Workers(() => 'done');
    const store: CoordinatorOptions['store'] = {
      outcome: () => Promise.reject(new Error('ENOSPC')),
      reopened: async () => undefined,
      state: async () => undefined,
    };
    const running = run(workers, { store });
    const { state, error, finished } = await toTheEnd(running);
    expect([state, error?.code, finished]).toEqual(['failed', 'COLETA_SEM_GRAVAR', []]);
    expect(running.coordinator.snapshot().prontos).toBe(0);
  });
});
