import { StreamFollower } from '../stream-follower.ts';
import type { FailedOrder, OrderResult, RunNews } from './answers.ts';
import type { Api, RequestFailed } from './api.ts';
import { guarded } from './console.ts';

/** How results come: by the stream, by asking for them, or order by order without a run. */
export type ResultsWay = 'stream' | 'polling' | 'single';

export interface RunListener {
  /** The server took the run. */
  accepted(): void;
  way(way: ResultsWay): void;
  results(results: readonly OrderResult[]): void;
  /** Percentage of the whole run. */
  progress(percent: number): void;
  /** A worker of the run gave a sign. */
  worker(id: number): void;
  /** Nobody takes the run, or nothing can be asked at all. */
  failed(error: RequestFailed): void;
}

interface RunContext {
  readonly api: Api;
  readonly listener: RunListener;
  readonly signal: AbortSignal;
  /** Orders without an answer yet. */
  readonly open: Set<string>;
  readonly total: number;
}

const POLL_MS = 2000;
/** A stream that says nothing for so long is asked about: something between may hold it back. */
const SILENCE_MS = 10_000;
const MOST_FAILURES = 3;
/** Failed connections in a row after which the stream is given up. */
const MOST_STREAM_ERRORS = 2;

/**
 * Analyses orders: by stream; where that fails, by polling; where that fails too, or nobody takes the run, one by one.
 * Every result goes to the listener; a result may come twice. Resolves when there is nothing more to come; never
 * rejects.
 */
export async function runAnalysis(
  api: Api,
  orders: readonly string[],
  listener: RunListener,
  signal: AbortSignal,
): Promise<void> {
  const context = { api, listener, signal, open: new Set(orders), total: orders.length };
  const run = await startRun(context);
  if (run !== null) {
    if (!signal.aborted) listener.accepted();
    const isComplete = (await byStream(context, run)) || (await byPolling(context, run));
    api.forget(run).catch(() => undefined);
    if (isComplete || signal.aborted) return;
  }
  await oneByOne(context);
}

/**
 * Starts a run; resolves to its name, or to null where nobody takes it. A code that the server refuses is answered so,
 * and the others are asked for without it.
 */
async function startRun({ api, listener, open }: RunContext): Promise<string | null> {
  for (;;) {
    const orders = [...open];
    try {
      return await api.start(orders);
    } catch (reason) {
      const error = reason as RequestFailed;
      const bad = error.places.map((place) => orders[Number(/^\/pedidos\/(\d+)$/.exec(place)?.[1])]);
      const refused = bad.filter((order) => order !== undefined);
      if (refused.length === 0) {
        listener.failed(error);
        return null;
      }
      for (const order of refused) open.delete(order);
      listener.results(refused.map((order) => failure(order, error)));
    }
  }
}

function byStream(context: RunContext, run: string): Promise<boolean> {
  const { api, signal } = context;
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    let isHeard = false;
    const end = (isComplete: boolean): void => {
      stream.close();
      clearInterval(silence);
      resolve(isComplete);
    };
    const stream = new StreamFollower({
      url: () => api.streamUrl(run),
      opened: () => context.listener.way('stream'),
      heard: guarded((data: string) => {
        isHeard = true;
        const news = JSON.parse(data) as RunNews;
        take(context, news);
        if (news.completo === true) end(true);
      }),
      troubled: (failures) => {
        if (failures >= MOST_STREAM_ERRORS) end(false);
      },
      ended: () => end(false),
      // There is another way: it is not waited for.
      mostRefusals: 1,
    });
    const silence = setInterval(() => {
      if (!isHeard) isHeldBack(context, run).then((yes) => yes && end(false));
      isHeard = false;
    }, SILENCE_MS);
    signal.addEventListener('abort', () => end(false));
    stream.start();
  });
}

/** Whether the server has told more than arrived. */
async function isHeldBack({ api, open, total }: RunContext, run: string): Promise<boolean> {
  const status = await api.status(run).catch(() => null);
  return status === null || status.processados > total - open.size;
}

async function byPolling(context: RunContext, run: string): Promise<boolean> {
  const { api, listener, signal, open } = context;
  if (signal.aborted) return false;
  listener.way('polling');
  api.status(run).then(
    ({ workers }) => {
      for (const id of workers.keys()) listener.worker(id);
    },
    () => undefined,
  );
  let cursor = 0;
  let failures = 0;
  while (!signal.aborted && failures < MOST_FAILURES) {
    try {
      const news = await api.results(run, cursor);
      failures = 0;
      cursor = news.proximo ?? cursor;
      take(context, news);
      if (news.completo === true && (open.size === 0 || news.resultados?.length === 0)) return true;
    } catch {
      failures++;
    }
    await pause(POLL_MS, signal);
  }
  return false;
}

async function oneByOne({ api, listener, signal, open, total }: RunContext): Promise<void> {
  listener.way('single');
  let failures = 0;
  for (const order of [...open]) {
    if (signal.aborted) return;
    try {
      const answer = await api.order(order).catch((error: RequestFailed) => {
        const failed = failedOrder(order, error);
        if (failed === null) throw error;
        return failed;
      });
      if (!signal.aborted) listener.results([answer]);
      failures = 0;
    } catch (error) {
      if (++failures < MOST_FAILURES) continue;
      listener.failed(error as RequestFailed);
      return;
    }
    open.delete(order);
    listener.progress(100 * (1 - open.size / total));
  }
}

/** The answer that an order cannot be analysed; null where that is not what the server said. */
export function failedOrder(order: string, error: RequestFailed): OrderResult | null {
  return error.status === 400 || error.status === 404 ? failure(order, error) : null;
}

/** A code is empty where the order is none that could be followed. */
function failure(order: string, { status, message }: RequestFailed): FailedOrder {
  const codigo = status === 404 ? 'PEDIDO_NAO_ENCONTRADO' : '';
  return { success: false, num_pedido: order, codigo, error: message };
}

function take({ listener, open }: RunContext, news: RunNews): void {
  const { resultados = [], worker_id: worker } = news;
  for (const { num_pedido } of resultados) open.delete(num_pedido);
  if (worker !== undefined) listener.worker(worker);
  listener.results(resultados);
  if (news.progresso !== undefined) listener.progress(news.progresso);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => resolve());
  });
}
