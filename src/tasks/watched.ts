import { once, setMaxListeners } from 'node:events';

/** Work that may be followed, whether it is under way or rests. */
export interface WatchedWork {
  readonly watched: Watched;
  /** Nothing is under way: what is told now stays so until somebody asks for something. */
  readonly rests: boolean;
  /** Name of the state it is in. Of one in which it rests, no other ever has the same: who has it need not be told. */
  readonly mark: string;
}

export interface WatchedOptions {
  /** Milliseconds between two tellings of progress, at least. */
  readonly pause?: number;
  readonly clock?: () => number;
}

/**
 * Who waits for what becomes of a piece of work. Nothing of a change is kept here but that there was one: whoever is
 * told looks at the work itself, so a change that is missed is in the next look.
 */
export class Watched {
  readonly #changes = new EventTarget();
  readonly #pause: number;
  readonly #clock: () => number;
  #toldAt = Number.NEGATIVE_INFINITY;
  #told = 0;

  constructor({ pause = 0, clock = () => performance.now() }: WatchedOptions = {}) {
    this.#pause = pause;
    this.#clock = clock;
    // Everybody who follows the work waits for the same changes.
    setMaxListeners(0, this.#changes);
  }

  /** Changes told so far. */
  get told(): number {
    return this.#told;
  }

  /** Tells of a change at once. */
  tell(): void {
    this.#toldAt = this.#clock();
    this.#told++;
    this.#changes.dispatchEvent(new Event('change'));
  }

  /** Tells of progress, unless something was told just now: then the next telling is of it too. */
  tellProgress(): void {
    if (this.#clock() - this.#toldAt >= this.#pause) this.tell();
  }

  /** Waits until more changes were told than `seen`; at once where they were, and when the signal is aborted. */
  async changed(seen: number, signal: AbortSignal): Promise<void> {
    if (this.#told !== seen) return;
    await once(this.#changes, 'change', { signal }).catch(() => undefined);
  }
}
