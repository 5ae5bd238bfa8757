/**
 * Keeps worker threads from reading a book while its owner changes it. One word of shared memory for the owner, one
 * for each worker:
 *
 * - a worker *enters*: raises its word, and if the owner's is up lowers it again and sleeps until the owner's falls;
 * - the owner *closes*: raises its word and waits until all workers' words are down, changes the book, *opens*.
 *
 * A worker stays inside for one batch (some milliseconds), so the owner waits at most that long. A worker that dies
 * inside is let out by its owner with `release`.
 */
export class ReadGate {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;

  /** @param shared memory of an existing gate, or the number of workers for a new one */
  constructor(shared: SharedArrayBuffer | number) {
    this.memory = typeof shared === 'number' ? new SharedArrayBuffer((1 + shared) * 4) : shared;
    this.#words = new Int32Array(this.memory);
  }

  /** Worker: begins to read; sleeps while the owner changes the book. */
  enter(worker: number): void {
    for (;;) {
      Atomics.store(this.#words, 1 + worker, 1);
      if (Atomics.load(this.#words, OWNER) === 0) return;
      this.leave(worker);
      Atomics.wait(this.#words, OWNER, 1);
    }
  }

  /** Worker: has finished reading. Owner: the worker is dead. */
  leave(worker: number): void {
    Atomics.store(this.#words, 1 + worker, 0);
    Atomics.notify(this.#words, 1 + worker);
  }

  /** Owner: waits until nobody reads; from now on nobody begins. False when a worker is still inside after `patience`. */
  close(patience: number): boolean {
    Atomics.store(this.#words, OWNER, 1);
    const deadline = Date.now() + patience;
    for (let word = 1; word < this.#words.length; word++) {
      while (Atomics.load(this.#words, word) === 1) {
        const left = deadline - Date.now();
        if (left <= 0 || Atomics.wait(this.#words, word, 1, left) === 'timed-out') return false;
      }
    }
    return true;
  }

  /** Owner: the change is done. */
  open(): void {
    Atomics.store(this.#words, OWNER, 0);
    Atomics.notify(this.#words, OWNER);
  }
}

const OWNER = 0;
