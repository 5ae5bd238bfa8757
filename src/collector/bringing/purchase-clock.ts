import { RupturaError } from '../../contract/errors.ts';
import { NO_PACE, type PortalPace } from '../net/portal-pace.ts';

/** A purchase took longer than it may. */
export class PurchaseTimeoutError extends RupturaError {
  constructor(pedido: string, ms: number) {
    super('COLETA_PEDIDO_DEMORADO', { pedido, segundos: Math.round(ms / 1000) });
    this.name = 'OrderTimeoutError';
  }
}

/** Measures the time a purchase is worked on; between its preparation and its collection it waits, and that is free. */
export class PurchaseClock {
  readonly startedAt = new Date().toISOString();
  readonly #number: string;
  readonly #limitMs: number;
  readonly #pace: Pick<PortalPace, 'waitedMs'>;
  #usedMs = 0;

  /** @param pace waiting for turns is free, too */
  constructor(number: string, limitMs: number, pace: Pick<PortalPace, 'waitedMs'> = NO_PACE) {
    this.#number = number;
    this.#limitMs = limitMs;
    this.#pace = pace;
  }

  /**
   * Works with a signal that is aborted with `signal`, and with an OrderTimeoutError when the time is up.
   * @throws what the work throws
   */
  async run<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const began = performance.now() - this.#pace.waitedMs;
    const used = (): number => this.#usedMs + performance.now() - this.#pace.waitedMs - began;
    const late = new AbortController();
    let timer: NodeJS.Timeout;
    const look = (): void => {
      const left = this.#limitMs - used();
      // A timer may come a moment early.
      if (left > 1) timer = setTimeout(look, left);
      else late.abort(new PurchaseTimeoutError(this.#number, this.#limitMs));
    };
    timer = setTimeout(look, Math.max(0, this.#limitMs - this.#usedMs));
    try {
      return await work(AbortSignal.any([signal, late.signal]));
    } finally {
      clearTimeout(timer);
      this.#usedMs = used();
    }
  }
}
