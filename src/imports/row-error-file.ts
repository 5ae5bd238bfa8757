import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { RupturaError } from '../contract/errors.ts';
import { closed } from '../files/closed.ts';
import { discardFile } from '../files/discard-file.ts';
import { drained } from '../files/drained.ts';
import type { RowError } from './report.ts';

/** Every so many errors their place in the file is remembered. */
const STRIDE = 256;

/** Ends of lines to some readers, though not to JSON. */
const LINE_ENDS = /[\u2028\u2029]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`;
}

/**
 * All reasons against the rows of one import, on disk: however many there are, memory stays flat, and any part can be
 * read again. One process writes it and the same one reads it.
 */
export class RowErrorFile {
  readonly #path: string;
  #stream: WriteStream | null = null;
  #failure: Error | null = null;
  #bytes = 0;
  /** Byte at which every STRIDE-th error begins. */
  readonly #places: number[] = [];
  /** Errors added so far. */
  total = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws RupturaError IMPORTACAO_REJEITADAS_SEM_ACESSO when the disk does not take it */
  async add(error: RowError): Promise<void> {
    this.#check();
    this.#stream ??= this.#open();
    if (this.total % STRIDE === 0) this.#places.push(this.#bytes);
    const line = Buffer.from(`${JSON.stringify(error).replace(LINE_ENDS, escaped)}\n`);
    this.#bytes += line.length;
    this.total++;
    if (!this.#stream.write(line)) await drained(this.#stream);
  }

  #open(): WriteStream {
    const stream = createWriteStream(this.#path, { flags: 'w', mode: 0o600 });
    stream.on('error', (error) => {
      this.#failure ??= error;
    });
    return stream;
  }

  #check(): void {
    if (this.#failure === null) return;
    const motivo = 'code' in this.#failure ? String(this.#failure.code) : this.#failure.message;
    const params = { pasta: dirname(this.#path), motivo };
    throw new RupturaError('IMPORTACAO_REJEITADAS_SEM_ACESSO', params, { cause: this.#failure });
  }

  async remove(): Promise<void> {
    if (this.#stream !== null) await discardFile(this.#stream);
  }

  /**
   * Closes the file. What was added can be read from then on.
   * @throws RupturaError IMPORTACAO_REJEITADAS_SEM_ACESSO when the disk did not take all of it
   */
  async finish(): Promise<void> {
    const stream = this.#stream;
    if (stream !== null && !stream.closed) {
      stream.end();
      await closed(stream);
    }
    this.#check();
  }

  /**
   * Errors from a place on, in the order they were found.
   * @param from how many to pass over
   */
  async *read(from: number, count: number): AsyncGenerator<RowError> {
    if (from >= this.total || count <= 0) return;
    const stride = Math.floor(from / STRIDE);
    const input = createReadStream(this.#path, { start: this.#places[stride]!, end: this.#bytes - 1 });
    const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    let at = stride * STRIDE;
    try {
      for await (const line of lines) {
        if (at >= from) yield JSON.parse(line) as RowError;
        at++;
        if (at >= from + count) return;
      }
    } finally {
      lines.close();
      input.destroy();
    }
  }
}
