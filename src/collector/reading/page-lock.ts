/** One holder at a time, in the order of asking. */
export class PageLock {
  #last: Promise<void> = Promise.resolve();

  /**
   * Waits for the turn; the function it returns gives it back, once.
   * @throws the signal's reason; the turn is not taken then
   */
  async take(signal: AbortSignal): Promise<() => void> {
    const before = this.#last;
    let release: () => void = () => undefined;
    this.#last = new Promise((resolve) => {
      release = resolve;
    });
    try {
      await untilAborted(before, signal);
      return release;
    } catch (error) {
      // Those behind wait for whoever is before, not for who has left.
      before.then(release);
      throw error;
    }
  }
}

async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
