/** Lets go of one thing that was acquired. */
export type Release = () => unknown;

/**
 * What was acquired so far, and how each is let go of.
 *
 * *Open*: `add` enters, in the order of acquisition. *Released*, from the first `release` on: each left in reverse
 * order, one after the other, whatever fails on the way; later calls wait for the same end, and `add` is ignored.
 */
export class Releasers {
  readonly #releases: Release[] = [];
  #released: Promise<void> | null = null;

  add(release: Release): void {
    this.#releases.push(release);
  }

  /** @throws the first failure, after everything else was let go of */
  release(): Promise<void> {
    this.#released ??= releaseAll(this.#releases.splice(0).reverse());
    return this.#released;
  }
}

async function releaseAll(releases: readonly Release[]): Promise<void> {
  const failures: unknown[] = [];
  for (const release of releases) {
    try {
      await release();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** What holds something until it is closed. */
export interface Closable {
  /** Lets go of everything in reverse order. May be called twice. */
  close(): Promise<void>;
}

/**
 * Makes something of many parts, each entered with its release as soon as it is acquired. A failure half-way lets go of
 * what was acquired, and is thrown.
 */
export async function withReleasers<Made extends object>(
  make: (releasers: Releasers) => Promise<Made>,
): Promise<Made & Closable> {
  const releasers = new Releasers();
  try {
    const made = await make(releasers);
    return { ...made, close: () => releasers.release() };
  } catch (error) {
    // Why it failed is what matters; what cannot be let go of fails for the same reason more often than not.
    await releasers.release().catch(() => undefined);
    throw error;
  }
}
