/** Failures in a row after which the portal is left alone for a while. */
const FAILURES_IN_A_ROW = 8;
/** How long at first; doubled each time the portal still fails afterwards. */
const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 300_000;

export type CircuitState = 'closed' | 'open' | 'half-open';

/**
 * Leaves a failing portal alone: many failures in a row open the circuit, and nothing new is begun. After a rest one
 * purchase is tried; it closes the circuit again, or opens it for twice as long.
 *
 * Only failures of the portal count (no answer, 5xx, time-outs): a purchase that is not there says nothing about it.
 */
export class CircuitBreaker {
  #failures = 0;
  #restMs = FIRST_REST_MS;
  #openUntil: number | null = null;
  #isTrying = false;

  /** @param now milliseconds of any clock that never goes back; the same one for all calls */
  state(now: number): CircuitState {
    if (this.#openUntil === null) return 'closed';
    return now < this.#openUntil ? 'open' : 'half-open';
  }

  /** Milliseconds until a purchase may be tried; 0 when one may be now. */
  restLeft(now: number): number {
    return this.#openUntil === null ? 0 : Math.max(0, this.#openUntil - now);
  }

  /** May a purchase be begun now? After a rest only one may, until its outcome is known. */
  mayBegin(now: number): boolean {
    const state = this.state(now);
    if (state !== 'half-open') return state === 'closed';
    if (this.#isTrying) return false;
    this.#isTrying = true;
    return true;
  }

  /** The purchase begun ended without an outcome: another may be tried. */
  abandoned(): void {
    this.#isTrying = false;
  }

  /** The portal answered as it should. */
  succeeded(): void {
    this.#failures = 0;
    this.#restMs = FIRST_REST_MS;
    this.#openUntil = null;
    this.#isTrying = false;
  }

  /** The portal failed. Returns whether this opened the circuit. */
  failed(now: number): boolean {
    this.#failures++;
    const state = this.state(now);
    // Outcomes of purchases begun before the circuit opened say nothing new.
    if (state === 'open') return false;
    if (state === 'closed' && this.#failures < FAILURES_IN_A_ROW) return false;
    if (state === 'half-open') this.#restMs = Math.min(2 * this.#restMs, LONGEST_REST_MS);
    this.#openUntil = now + this.#restMs;
    this.#isTrying = false;
    return true;
  }
}
