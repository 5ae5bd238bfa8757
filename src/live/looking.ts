/** What is looked at, how often, and who is told of failures. */
export interface LookingOptions {
  readonly look: () => Promise<unknown>;
  /** Milliseconds until the next look. */
  readonly pause: (failed: boolean) => number;
  readonly onProblem: (error: unknown) => void;
}

/** `isWanted`: whether another look follows. */
type UnderWay = { readonly name: 'looking'; isWanted: boolean };
type Mode =
  | { readonly name: 'resting' }
  | UnderWay
  | { readonly name: 'waiting'; readonly timer: NodeJS.Timeout };

/**
 * Looks at something again and again while it is wanted. One look at a time, the next one a pause after it ended.
 *
 * | mode    | entered by                            | left by                                          | ignored |
 * |---------|---------------------------------------|--------------------------------------------------|---------|
 * | resting | birth; `stop`; a look that ended when no more was wanted | `start` → looking             | `stop`  |
 * | looking | `start`; a pause that is over         | the end of the look → waiting, or resting         | `start` (but it is wanted again) |
 * | waiting | the end of a look, however it ended   | the end of the pause → looking; `stop` → resting  | `start` |
 */
export class Looking {
  readonly #options: LookingOptions;
  #mode: Mode = { name: 'resting' };
  /** Looks so far. */
  count = 0;

  constructor(options: LookingOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#mode.name === 'resting') this.#look();
    else if (this.#mode.name === 'looking') this.#mode.isWanted = true;
  }

  stop(): void {
    if (this.#mode.name === 'looking') this.#mode.isWanted = false;
    else if (this.#mode.name === 'waiting') {
      clearTimeout(this.#mode.timer);
      this.#mode = { name: 'resting' };
    }
  }

  #look(): void {
    const mode: UnderWay = { name: 'looking', isWanted: true };
    this.#mode = mode;
    this.count++;
    this.#options.look().then(
      () => this.#ended(mode, false),
      (error: unknown) => {
        this.#options.onProblem(error);
        this.#ended(mode, true);
      },
    );
  }

  #ended({ isWanted }: UnderWay, failed: boolean): void {
    this.#mode = isWanted
      ? { name: 'waiting', timer: setTimeout(() => this.#look(), this.#options.pause(failed)) }
      : { name: 'resting' };
  }
}
