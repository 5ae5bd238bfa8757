import { setTimeout as sleep } from 'node:timers/promises';

/** So much may come at once after a pause: less would make many small waits of one. */
const BURST_MS = 250;

/**
 * How fast bytes of all transfers of one worker may come together. Each chunk that came is paid for afterwards: what is
 * owed is waited for before the next one is read, and the connection itself holds the portal back meanwhile.
 */
export class TransferPace {
  /** Null: as fast as they come. */
  #bytesPerSecond: number | null = null;
  /** When all that came so far is paid for, on the clock of `performance`. */
  #paidAt = 0;

  /** Takes effect with the next chunk. */
  set(bytesPerSecond: number | null): void {
    this.#bytesPerSecond = bytesPerSecond;
    if (bytesPerSecond === null) this.#paidAt = 0;
  }

  /** Waits until bytes that came are paid for. @throws the signal's reason */
  async pay(bytes: number, signal: AbortSignal): Promise<void> {
    const rate = this.#bytesPerSecond;
    if (rate === null) return;
    const now = performance.now();
    this.#paidAt = Math.max(this.#paidAt, now - BURST_MS) + (bytes / rate) * 1000;
    const waitMs = this.#paidAt - now;
    if (waitMs <= 0) return;
    await sleep(waitMs, undefined, { signal }).catch(() => {
      throw signal.reason;
    });
  }
}
