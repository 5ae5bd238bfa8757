import type { ImportProgress } from './report.ts';

/** Passes over every file: bytes, spelling, rows; storing the rows counts as one more. */
const READING_PASSES = 3;

interface Measured {
  readonly path: string;
  readonly file: string;
  readonly size: number;
}

/** Turns the bytes of several passes over a file into one figure that only grows. */
export class ProgressMeter {
  readonly #listener: ((progress: ImportProgress) => void) | undefined;
  readonly #files = new Map<string, { bytes: number; total: number; rows: number }>();

  readonly #passes: number;

  /** @param stores what is read is stored too */
  constructor(listener: ((progress: ImportProgress) => void) | undefined, stores: boolean) {
    this.#listener = listener;
    this.#passes = stores ? READING_PASSES + 1 : READING_PASSES;
  }

  add(file: Measured, count: number): void {
    const state = this.#stateOf(file);
    state.bytes += count / this.#passes;
    this.#tell(file, state);
  }

  addRows(file: Measured, count: number): void {
    const state = this.#stateOf(file);
    state.rows += count;
    this.#tell(file, state);
  }

  #stateOf(file: Measured): { bytes: number; total: number; rows: number } {
    const known = this.#files.get(file.path);
    if (known !== undefined) return known;
    const state = { bytes: 0, total: file.size, rows: 0 };
    this.#files.set(file.path, state);
    return state;
  }

  #tell(file: Measured, state: { bytes: number; total: number; rows: number }): void {
    const bytesTotal = state.total;
    const bytesRead = Math.min(Math.round(state.bytes), bytesTotal);
    this.#listener?.({ file: file.file, bytesRead, bytesTotal, rows: state.rows });
  }
}
