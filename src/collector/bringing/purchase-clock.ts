import { RupturaError } from '../../contract/errors.ts';

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
  #usedMs = 0;

  constructor(number: string, limitMs: number) {
    this.#number = number;
    this.#limitMs = limitMs;
  }

  /**
   * Works with a signal that is aborted with `signal`, and with an OrderTimeoutError when the time is up.
   * @throws what the work throws
   */
  async run<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const began = performance.now();
    const late = new AbortController();
    const left = Math.max(0, this.#limitMs - this.#usedMs);
    const timer = setTimeout(() => late.abort(new PurchaseTimeoutError(this.#number, this.#limitMs)), left);
    try {
      return await work(AbortSignal.any([signal, late.signal]));
    } finally {
      clearTimeout(timer);
      this.#usedMs += performance.now() - began;
    }
  }
}
