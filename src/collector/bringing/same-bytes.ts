/** So often the same odd bytes must come to be what the portal has: one in trouble sends other ones, or the file. */
const TIMES = 3;

/** The odd bytes that came for one file, over all its tries. */
export class SameBytes {
  readonly #times = new Map<string, number>();

  /** Takes one try in. @returns whether the portal has nothing else */
  isWhatThereIs(sha256: string): boolean {
    const times = (this.#times.get(sha256) ?? 0) + 1;
    this.#times.set(sha256, times);
    return times >= TIMES;
  }
}
