import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { RupturaError } from '../contract/errors.ts';
import { closed } from '../files/closed.ts';
import { drained } from '../files/drained.ts';
import type { RowError } from './report.ts';

/** Every so many errors their place in the file is remembered. */
const STRIDE = 256;
/** Reasons that are kept: rows of a few bytes would otherwise fill the disk with reasons of hundreds each. */
const MOST_KEPT_ROW_ERRORS = 1_000_000;

/** Ends of lines to some readers, though not to JSON. */
const LINE_ENDS = /[\u2028\u2029]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`;
}

/** Where the reasons against the rows of one import lie; plain data, so that another process can read them. */
export interface RowErrorIndex {
  readonly path: string;
  readonly total: number;
  readonly bytes: number;
  /** Byte at which every STRIDE-th error begins. */
  readonly places: readonly number[];
}

/** All reasons against the rows of one import, on disk: however many there are, memory stays flat. */
export class RowErrorFile {
  readonly #path: string;
  #stream: WriteStream | null = null;
  #failure: Error | null = null;
  #bytes = 0;
  readonly #places: number[] = [];
  /** Errors added so far. */
  total = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * @throws RupturaError IMPORTACAO_REJEITADAS_SEM_ACESSO when the disk does not take it; IMPORTACAO_ERROS_DEMAIS
   */
  async add(error: RowError): Promise<void> {
    this.#check();
    if (this.total >= MOST_KEPT_ROW_ERRORS)
      throw new RupturaError('IMPORTACAO_ERROS_DEMAIS', {
        arquivo: error.file,
        limite: MOST_KEPT_ROW_ERRORS,
      });
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

  /** What is in the file, once it is finished. */
  index(): RowErrorIndex {
    return { path: this.#path, total: this.total, bytes: this.#bytes, places: [...this.#places] };
  }
}

/** The reasons against the rows of one import, to be read from any place on. */
export class RowErrorReader {
  readonly #index: RowErrorIndex;

  constructor(index: RowErrorIndex) {
    this.#index = index;
  }

  get total(): number {
    return this.#index.total;
  }

  /**
   * Errors from a place on, in the order they were found.
   * @param from how many to pass over
   */
  async *read(from: number, count: number): AsyncGenerator<RowError> {
    const { path, total, bytes, places } = this.#index;
    if (from >= total || count <= 0) return;
    const stride = Math.floor(from / STRIDE);
    const input = createReadStream(path, { start: places[stride]!, end: bytes - 1 });
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

  async remove(): Promise<void> {
    await rm(this.#index.path, { force: true });
  }
}
