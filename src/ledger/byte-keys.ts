/**
 * Numbers byte sequences 0, 1, 2 … in the order of their first appearance. A table of its own because a million
 * fresh strings looked up in a Map cost three times the rest of the load: here no string is made at all.
 */
export class ByteKeys {
  #count = 0;
  /** Key found last: rows of one order follow each other. */
  #last = 0;
  /** Key number + 1 by hash place; 0 is an empty place. Twice as long as there are keys, at least. */
  #places = new Int32Array(64);
  #hashes = new Int32Array(32);
  #starts = new Int32Array(33);
  #bytes = new Uint8Array(1024);

  /**
   * Number of the key that stands in `bytes[start..end)`; a new key gets the next number.
   * @param guess the key it most likely is; the one found last unless something better is known
   */
  find(bytes: Uint8Array, start: number, end: number, guess = this.#last): number {
    if (guess < this.#count && this.#equals(guess, bytes, start, end)) return guess;
    let hash = end - start;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.#places.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const key = this.#places[place]! - 1;
      if (key < 0) {
        this.#last = this.#add(hash, bytes, start, end);
        return this.#last;
      }
      if (this.#hashes[key] === hash && this.#equals(key, bytes, start, end)) {
        this.#last = key;
        return key;
      }
    }
  }

  #equals(key: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#starts[key]!;
    if (this.#starts[key + 1]! - from !== end - start) return false;
    // From the end: codes differ in their last digits.
    for (let i = end - start - 1; i >= 0; i--) if (this.#bytes[from + i] !== bytes[start + i]) return false;
    return true;
  }

  #add(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const key = this.#count++;
    const from = this.#starts[key]!;
    this.#reserve(from + end - start);
    this.#bytes.set(bytes.subarray(start, end), from);
    this.#starts[key + 1] = from + end - start;
    this.#hashes[key] = hash;
    if (this.#count * 2 > this.#places.length) this.#rehash();
    else this.#place(key);
    return key;
  }

  #reserve(length: number): void {
    if (length > this.#bytes.length)
      this.#bytes = longer(this.#bytes, Math.max(length, this.#bytes.length * 2));
    if (this.#count + 1 > this.#hashes.length) {
      this.#hashes = longer(this.#hashes, this.#hashes.length * 2);
      this.#starts = longer(this.#starts, this.#starts.length * 2);
    }
  }

  #rehash(): void {
    this.#places = new Int32Array(this.#places.length * 2);
    for (let key = 0; key < this.#count; key++) this.#place(key);
  }

  #place(key: number): void {
    const mask = this.#places.length - 1;
    let place = this.#hashes[key]! & mask;
    while (this.#places[place] !== 0) place = (place + 1) & mask;
    this.#places[place] = key + 1;
  }
}

function longer<T extends Int32Array | Uint8Array>(column: T, length: number): T {
  const copy = new (column.constructor as new (length: number) => T)(length);
  copy.set(column);
  return copy;
}
