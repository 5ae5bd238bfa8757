import { setTimeout as sleep } from 'node:timers/promises';
import { RupturaError } from '../../contract/errors.ts';
import type { SessionKeeper } from './session-keeper.ts';

/** A purchase may come back for want of a session so often while the session is good; then it is to blame itself. */
const MOST_EXCUSES = 3;
const REST_MS = 30_000;
const MOST_RESTS = 20;

export interface SessionDeskListener {
  /** Somebody signed in, or the session was good all along: workers should read it again. */
  onRenewed(): void;
  /** Nobody signs in, or the portal cannot be reached. */
  onLost(error: RupturaError): void;
  /** The portal is closed, until then as far as it says (epoch milliseconds). Who is signed in is seen when it opens. */
  onClosed(until: number | null): void;
  /** Purchases may be begun again. */
  onChange(): void;
}

/**
 * Keeps the queue closed while nobody is signed in, and sees to it that somebody signs in once, however many workers
 * ask for it.
 */
export class SessionDesk {
  readonly #keeper: SessionKeeper;
  readonly #base: string;
  readonly #signal: AbortSignal;
  readonly #listener: SessionDeskListener;
  /** How often each purchase came back although the session was good. */
  readonly #excuses = new Map<string, number>();
  #asking = new Set<string>();
  #isOpen = false;
  #isRenewing = false;
  #notice: RupturaError | null = null;

  constructor(keeper: SessionKeeper, base: string, signal: AbortSignal, listener: SessionDeskListener) {
    this.#keeper = keeper;
    this.#base = base;
    this.#signal = signal;
    this.#listener = listener;
  }

  /** Whether purchases may be begun. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Why not; null where they may. */
  get notice(): RupturaError | null {
    return this.#notice;
  }

  /** Makes sure of a session before anything is begun. */
  async open(): Promise<void> {
    await this.#renew(0);
  }

  /** Whether a purchase that came back for want of a session keeps its attempt. */
  excuses(number: string): boolean {
    return (this.#excuses.get(number) ?? 0) < MOST_EXCUSES;
  }

  /** A purchase came back for want of a session. */
  renew(number: string): void {
    this.#asking.add(number);
    if (!this.#isRenewing) void this.#renew(MOST_RESTS);
  }

  async #renew(rests: number): Promise<void> {
    this.#isRenewing = true;
    this.#isOpen = false;
    this.#notice = new RupturaError('COLETA_SESSAO_RENOVANDO', { base: this.#base });
    try {
      await this.#renewOrRest(rests);
    } catch (error) {
      if (this.#signal.aborted) return;
      const motivo = error instanceof Error ? error.message : String(error);
      const lost =
        error instanceof RupturaError
          ? error
          : new RupturaError('COLETA_WORKER_FALHOU', { motivo }, { cause: error });
      this.#listener.onLost(lost);
    } finally {
      this.#isRenewing = false;
    }
  }

  async #renewOrRest(rests: number): Promise<void> {
    for (let left = rests; ; left--) {
      const renewal = await this.#keeper.renew(this.#signal);
      this.#signal.throwIfAborted();
      if (renewal.kind === 'lost') return this.#listener.onLost(renewal.error);
      if (renewal.kind === 'closed') {
        this.#listener.onClosed(renewal.until);
        return this.#reopen(false);
      }
      if (renewal.kind !== 'unreachable') return this.#reopen(renewal.kind === 'valid');
      this.#notice = renewal.error;
      if (left <= 0) return this.#listener.onLost(renewal.error);
      await sleep(REST_MS, undefined, { signal: this.#signal });
    }
  }

  #reopen(wasValid: boolean): void {
    if (wasValid) {
      for (const number of this.#asking) this.#excuses.set(number, (this.#excuses.get(number) ?? 0) + 1);
    }
    this.#asking = new Set();
    this.#notice = null;
    this.#isOpen = true;
    this.#listener.onRenewed();
    this.#listener.onChange();
  }
}
