import { createWriteStream, type WriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { RupturaError } from '../contract/errors.ts';
import type { Language } from '../contract/language.ts';
import { REJECT_FILE_MARK, REJECT_HEADINGS, rowReasonSentence } from '../contract/row-reasons.ts';
import { discardFile } from '../files/discard-file.ts';
import { drained } from '../files/drained.ts';
import { cellText, type FileRow, protectText, type RawCell } from '../tabular/cell.ts';
import { numberShape } from '../tabular/number-text.ts';
import type { RowError } from './report.ts';
import type { Source } from './source.ts';

/** Characters of the name of the file rejected from; with the rest of the name no file system finds it too long. */
const LONGEST_NAME = 50;

function csvCell(text: string): string {
  // A spreadsheet set to another list separator must not cut a text; a number it may.
  const isCut = /[,\t]/.test(text) && numberShape(text.trim().slice(0, 64)) === 'invalid';
  return isCut || /[";\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(';')}\r\n`;
}

/**
 * A refused cell, so written that importing the corrected file reads it as the original was read, and that a
 * spreadsheet takes no text for a formula. Negative numbers start with a sign too and stay numbers.
 */
function originalCell(cell: RawCell, format: Source['format']): string {
  const text = cellText(cell);
  const formula =
    /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) && numberShape(text.trim().slice(0, 64)) === 'invalid';
  if (formula || (format === 'xlsx' && text.startsWith("'"))) return protectText(text.trim());
  return text;
}

/**
 * The refused rows of one file: where they stood, why, and their cells as they were, so that they can be corrected
 * and imported. Written under a temporary name; it takes its own name only when the import is stored.
 */
export class RejectFile {
  readonly path: string;
  readonly #source: Source;
  readonly #language: Language;
  readonly #temporary: string;
  #stream: WriteStream | null = null;
  #failure: Error | null = null;

  constructor(source: Source, folder: string | undefined, language: Language, stamp: string) {
    const name = basename(source.file, extname(source.file)).slice(0, LONGEST_NAME);
    const sheet = source.sheet === null ? '' : `-${source.sheet.replace(/[^\p{L}\p{N}_-]+/gu, '_')}`;
    const target = folder ?? dirname(source.path);
    this.path = join(target, `${name}${sheet}-${REJECT_FILE_MARK}-${stamp}.csv`);
    this.#temporary = `${this.path}.tmp`;
    this.#source = source;
    this.#language = language;
  }

  /** Adds one row with all reasons against it. */
  async add(row: FileRow, errors: readonly RowError[]): Promise<void> {
    this.#stream ??= this.#open();
    const columns = errors.map((error) => error.column ?? '—').join(', ');
    const reasons = errors
      .map((error) => rowReasonSentence(error.reason, error.params, this.#language))
      .join('; ');
    const cells = row.cells.map((cell) => originalCell(cell, this.#source.format));
    const line = csvLine([this.#source.file, String(row.line), columns, reasons, ...cells]);
    if (!this.#stream.write(line)) await drained(this.#stream);
    this.#check();
  }

  /** Finishes writing. @returns whether there is anything in the file */
  async finish(): Promise<boolean> {
    const stream = this.#stream;
    if (stream === null) return false;
    this.#check();
    await new Promise<void>((resolve) => {
      stream.once('error', () => resolve());
      stream.end(() => resolve());
    });
    this.#check();
    return true;
  }

  async publish(): Promise<void> {
    if (this.#stream !== null) await rename(this.#temporary, this.path);
  }

  async discard(): Promise<void> {
    if (this.#stream === null) return;
    await discardFile(this.#stream);
  }

  #open(): WriteStream {
    const stream = createWriteStream(this.#temporary, { flags: 'wx', mode: 0o600 });
    stream.on('error', (error) => {
      this.#failure ??= error;
    });
    stream.write(`\ufeff${csvLine([...REJECT_HEADINGS, ...this.#source.header])}`);
    return stream;
  }

  #check(): void {
    if (this.#failure === null) return;
    const motivo = 'code' in this.#failure ? String(this.#failure.code) : this.#failure.message;
    throw new RupturaError(
      'IMPORTACAO_REJEITADAS_SEM_ACESSO',
      { pasta: dirname(this.path), motivo },
      { cause: this.#failure },
    );
  }
}
