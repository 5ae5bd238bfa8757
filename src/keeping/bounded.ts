/**
 * What is remembered of questions that may be asked again, and can be found out anew at any time. Full, it forgets
 * everything: who asks the same things never fills it, and for who asks ever new ones no choice of what to keep is right.
 */
export class Bounded<Key, Value> extends Map<Key, Value> {
  readonly #most: number;

  /** @param most entries kept at most */
  constructor(most: number) {
    super();
    this.#most = most;
  }

  override set(key: Key, value: Value): this {
    if (this.size >= this.#most && !this.has(key)) this.clear();
    return super.set(key, value);
  }
}
