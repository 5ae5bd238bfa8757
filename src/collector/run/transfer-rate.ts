/** Milliseconds of one slot, and slots that count. */
const SLOT_MS = 500;
const SLOTS = 10;

/** Bytes a second over the last five seconds. Memory does not grow with what is added. */
export class TransferRate {
  readonly #slots = new Float64Array(SLOTS);
  /** Number of the slot written last. */
  #last = 0;

  /** @param now milliseconds; never less than in an earlier call */
  add(bytes: number, now: number): void {
    this.#advance(now);
    const slot = this.#last % SLOTS;
    this.#slots[slot] = this.#slots[slot]! + bytes;
  }

  /** The rate of the window that ends now. */
  perSecond(now: number): number {
    this.#advance(now);
    const sum = this.#slots.reduce((total, bytes) => total + bytes, 0);
    // The present slot has only begun.
    const window = (SLOTS - 1) * SLOT_MS + (now % SLOT_MS);
    return (sum * 1000) / window;
  }

  #advance(now: number): void {
    const slot = Math.floor(now / SLOT_MS);
    if (slot - this.#last >= SLOTS) this.#slots.fill(0);
    else for (let at = this.#last + 1; at <= slot; at++) this.#slots[at % SLOTS] = 0;
    this.#last = Math.max(slot, this.#last);
  }
}
