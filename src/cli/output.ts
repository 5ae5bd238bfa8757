import type { CliStream } from './io.ts';

/** Thrown by a write after the reader has gone (`ruptura … | head`): the command ends, quietly. */
export class OutputClosed extends Error {}

const CHUNK_CHARACTERS = 1 << 16;

/**
 * Buffered lines to one stream. Waits for slow readers, so that the memory of the process does not grow with what is
 * printed, and turns a closed pipe into `OutputClosed`.
 */
export class Output {
  readonly #stream: CliStream;
  #pending = '';
  #closed = false;
  #failure: Error | null = null;

  constructor(stream: CliStream) {
    this.#stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#closed = true;
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') this.#failure = error;
    });
  }

  /** Writes lines, each ended by a line feed. */
  async lines(...lines: readonly string[]): Promise<void> {
    for (const line of lines) this.#pending += `${line}\n`;
    if (this.#pending.length >= CHUNK_CHARACTERS) await this.flush();
  }

  /** Writes a value as one line of JSON. */
  async json(value: unknown): Promise<void> {
    await this.lines(JSON.stringify(value));
  }

  /** Hands everything to the stream and waits until it has taken it. */
  async flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    this.#refuseClosed();
    if (text === '') return;
    await new Promise<void>((resolve) => this.#stream.write(text, () => resolve()));
    this.#refuseClosed();
  }

  #refuseClosed(): void {
    if (this.#failure !== null) throw this.#failure;
    if (this.#closed) throw new OutputClosed();
  }
}
