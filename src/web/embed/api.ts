import type { Language } from '../../contract/language.ts';
import type { OrderResult, RunNews, RunStanding } from './answers.ts';

/** Silence after which a request counts as failed. */
const PATIENCE_MS = 30_000;

/** A request that was not answered as hoped; the message is a sentence of the server's, or the browser's. */
export class RequestFailed extends Error {
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** JSON pointers of what the server refused in the body. */
  readonly places: readonly string[];

  constructor(status: number, message: string, places: readonly string[] = []) {
    super(message);
    this.status = status;
    this.places = places;
  }
}

/** The API as the script uses it. Every method but `*Url` rejects with RequestFailed. */
export class Api {
  readonly base: string;
  readonly #language: Language;

  constructor(base: string, language: Language) {
    this.base = base;
    this.#language = language;
  }

  /** Starts a run; resolves to its name. */
  async start(orders: readonly string[]): Promise<string> {
    const answer = await this.#ask('worker/processar', { pedidos: orders });
    return String((answer as { session_id: unknown }).session_id);
  }

  /** Results after a cursor. */
  async results(run: string, since: number): Promise<RunNews> {
    return (await this.#ask(`worker/buscar-resultados/${encodeURIComponent(run)}?desde=${since}`)) as RunNews;
  }

  /** How far a run is, and who works on it. */
  async status(run: string): Promise<RunStanding> {
    return (await this.#ask(`worker/status/${encodeURIComponent(run)}`)) as RunStanding;
  }

  /** One order at once, without the queue. */
  async order(order: string): Promise<OrderResult> {
    return (await this.#ask(`worker/resultado/${encodeURIComponent(order)}`)) as OrderResult;
  }

  /** Forgets a run. */
  async forget(run: string): Promise<void> {
    await this.#ask('worker/limpar-cache', { session_id: run });
  }

  streamUrl(run: string): string {
    return `${this.base}api/ruptura/worker/stream/${encodeURIComponent(run)}`;
  }

  /** The live book of some orders (their codes, encoded, with commas between), or of all (null). */
  liveUrl(list: string | null): string {
    return `${this.base}api/ao-vivo?${list === null ? 'todos=1' : `pedidos=${list}`}`;
  }

  async #ask(path: string, body?: unknown): Promise<unknown> {
    const headers: Record<string, string> = { 'accept-language': this.#language };
    if (body !== undefined) headers['content-type'] = 'application/json';
    try {
      const response = await fetch(`${this.base}api/ruptura/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        cache: 'no-store',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const answer: unknown = await response.json();
      if (response.ok) return answer;
      throw refused(response, answer);
    } catch (error) {
      throw error instanceof RequestFailed ? error : new RequestFailed(0, String(error));
    }
  }
}

function refused(response: Response, answer: unknown): RequestFailed {
  const { error, detalhes } = (answer ?? {}) as {
    error?: unknown;
    detalhes?: { problemas?: readonly { caminho?: unknown }[] } | null;
  };
  const places = (detalhes?.problemas ?? []).map(({ caminho }) => String(caminho));
  return new RequestFailed(response.status, String(error ?? response.statusText), places);
}
