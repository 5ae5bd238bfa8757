import { type ReadonlySignal, signal } from '@preact/signals';
import type { OrderRow } from '../../../../contract/order-wire.ts';
import { StreamFollower } from '../../../stream-follower.ts';
import { type ApiPath, asApiError, ask } from '../../data/api.ts';
import { judgeStream } from '../../data/judge-stream.ts';
import type { Filter } from './order-filter.ts';
import { WORDS } from './words.ts';

export interface WorkerState {
  readonly id: number;
  readonly isFree: boolean;
  /** Orders a second since it began on this run. */
  readonly rate: number;
}

export interface RunState {
  readonly phase: 'idle' | 'starting' | 'running' | 'done' | 'cancelled' | 'failed';
  readonly total: number;
  readonly done: number;
  /** 0..100, as the server says. */
  readonly progress: number;
  readonly errors: number;
  readonly rate: number;
  readonly workers: readonly WorkerState[];
  readonly tookMs: number;
  readonly reason: string;
}

/** An event of the stream of a run with `detalhe: "resumo"`. */
interface RunEvent {
  readonly worker_id?: number;
  readonly worker_livre?: boolean;
  readonly resultados?: readonly (OrderRow & { readonly success: boolean })[];
  readonly progresso: number;
  readonly completo?: boolean;
  readonly cancelado?: boolean;
  readonly erros?: number;
  readonly duracao_ms?: number;
}

interface Work {
  done: number;
  isFree: boolean;
}

const BASE = '/api/ruptura/worker';
const STARTED: ApiPath<{ readonly session_id: string; readonly total_pedidos: number }> = `${BASE}/processar`;
const IDLE: RunState = {
  phase: 'idle',
  total: 0,
  done: 0,
  progress: 0,
  errors: 0,
  rate: 0,
  workers: [],
  tookMs: 0,
  reason: '',
};
/** What is shown is brought up to date so often, however many results come. */
const SHOW_MS = 100;
/** A run nobody can be told of is given up in front of the person, who may start anew: after some 8 s. */
const MOST_REFUSALS = 5;

/**
 * The analysis of the order book that a page starts by itself. Its results go to `onResults` as they come; the run is
 * forgotten when it ends, and cancelled when the page goes before that.
 */
export class AnalysisRun {
  readonly state: ReadonlySignal<RunState>;
  readonly #state = signal<RunState>(IDLE);
  readonly #onResults: (rows: readonly OrderRow[]) => void;
  #session: string | null = null;
  #stream: StreamFollower | null = null;
  readonly #workers = new Map<number, Work>();
  #rows: OrderRow[] = [];
  #startedAt = 0;
  /** What came since it was last shown. */
  #pending: RunState | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Raised by every start and stop: what an earlier one still brings is dropped. */
  #turn = 0;

  constructor(onResults: (rows: readonly OrderRow[]) => void) {
    this.#onResults = onResults;
    this.state = this.#state;
    addEventListener('pagehide', this.#leave);
  }

  /** Starts anew, with the orders of a filter. */
  async start(filter: Filter): Promise<void> {
    this.#drop();
    const turn = this.#turn;
    this.#workers.clear();
    this.#state.value = { ...IDLE, phase: 'starting' };
    try {
      const body = { todos: true, filtro: filter, detalhe: 'resumo' };
      const { session_id, total_pedidos } = await ask(STARTED, { method: 'POST', body });
      if (turn !== this.#turn) {
        void this.#forget(session_id, true);
        return;
      }
      this.#session = session_id;
      this.#startedAt = performance.now();
      this.#state.value = { ...IDLE, phase: 'running', total: total_pedidos };
      this.#follow(session_id);
    } catch (error) {
      if (turn === this.#turn) this.#fail(asApiError(error).message);
    }
  }

  /** Stops the run; what was analysed stays. */
  cancel(): void {
    if (this.#state.value.phase !== 'running') return;
    this.#flush();
    this.#drop();
    this.#state.value = { ...this.#state.value, phase: 'cancelled' };
  }

  close(): void {
    removeEventListener('pagehide', this.#leave);
    this.#drop();
  }

  #follow(session: string): void {
    const url = `${BASE}/stream/${encodeURIComponent(session)}`;
    const stream = new StreamFollower({
      url: () => url,
      // A connection the browser takes up again goes on where it was; a new one tells of everything once more.
      began: () => this.#workers.clear(),
      heard: (data) => this.#take(JSON.parse(data) as RunEvent),
      ended: () => {
        this.#drop();
        this.#fail(WORDS.say('run_lost'));
      },
      judge: () => judgeStream(url),
      mostRefusals: MOST_REFUSALS,
    });
    this.#stream = stream;
    stream.start();
  }

  #take(event: RunEvent): void {
    const state = this.#state.peek();
    if (event.completo === true) {
      this.#flush();
      const phase = event.cancelado === true ? 'cancelled' : 'done';
      const tookMs = event.duracao_ms ?? performance.now() - this.#startedAt;
      this.#state.value = { ...this.#state.peek(), phase, errors: event.erros ?? 0, tookMs };
      this.#drop();
      return;
    }
    const worker = this.#workerOf(event.worker_id ?? 0);
    worker.isFree = event.worker_livre === true;
    worker.done += event.resultados?.length ?? 0;
    for (const { success, ...row } of event.resultados ?? []) if (success) this.#rows.push(row);
    this.#pending = { ...state, progress: event.progresso };
    this.#timer ??= setTimeout(() => this.#flush(), SHOW_MS);
  }

  #workerOf(id: number): Work {
    let worker = this.#workers.get(id);
    if (worker === undefined) {
      worker = { done: 0, isFree: false };
      this.#workers.set(id, worker);
    }
    return worker;
  }

  /** Shows what came since the last time. */
  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#pending === null) return;
    const seconds = Math.max(0.001, (performance.now() - this.#startedAt) / 1000);
    const rate = (done: number): number => Math.round(done / seconds);
    const workers = [...this.#workers]
      .sort(([a], [b]) => a - b)
      .map(([id, { done, isFree }]) => ({ id, isFree, rate: rate(done) }));
    const done = [...this.#workers.values()].reduce((sum, worker) => sum + worker.done, 0);
    this.#state.value = { ...this.#pending, workers, done, rate: rate(done) };
    this.#pending = null;
    const rows = this.#rows;
    this.#rows = [];
    if (rows.length > 0) this.#onResults(rows);
  }

  #fail(reason: string): void {
    this.#state.value = { ...this.#state.peek(), phase: 'failed', reason };
  }

  /** Lets go of the run: cancelled unless it has ended, and forgotten. */
  #drop(): void {
    this.#turn += 1;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#pending = null;
    this.#stream?.close();
    this.#stream = null;
    const session = this.#session;
    this.#session = null;
    if (session !== null) void this.#forget(session, this.#state.peek().phase === 'running');
  }

  async #forget(session: string, isRunning: boolean): Promise<void> {
    try {
      const path = `${BASE}/sessao/${encodeURIComponent(session)}`;
      if (isRunning) await ask(path, { method: 'DELETE', keepalive: true });
      await ask(`${BASE}/limpar-cache`, { method: 'POST', body: { session_id: session }, keepalive: true });
    } catch {
      // The server forgets it by itself, later.
    }
  }

  /** A page that goes cannot wait for an answer. */
  readonly #leave = (): void => this.#drop();
}
