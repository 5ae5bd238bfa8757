import { createReadStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, type Readable, Transform, type TransformCallback } from 'node:stream';
import { CsvError, type Options, type Parser, parse } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import { RupturaError } from '../contract/errors.ts';
import { fileError } from '../files/file-errors.ts';
import type { FileRow } from './cell.ts';
import { type ByteSummary, type StreamDecoder, type TextEncoding, textDecoder } from './text-encoding.ts';

export type Delimiter = ',' | ';' | '\t';

/** How a CSV file is laid out. */
export interface CsvLayout {
  readonly encoding: TextEncoding;
  readonly bom: number;
  readonly delimiter: Delimiter;
  readonly header: readonly string[];
  /** Lines of the file up to and including the header. */
  readonly headerLines: number;
}

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];
const CHUNK = 1 << 18;
/** Far above any row: a quote that is never closed is noticed here instead of filling the memory. */
const LARGEST_RECORD = 1 << 20;
/** Bytes of the start of a file in which the header must end. */
const HEADER_WINDOW = 1 << 18;
const ROWS_PER_BATCH = 2000;
/** Cells of a batch: rows may be as wide as they are allowed to be. */
const CELLS_PER_BATCH = 1 << 17;
/** Columns of a row: as many as a spreadsheet has. */
const MOST_COLUMNS = 16_384;
/** Columns of a header: all of them are looked at for every table there is. */
const MOST_HEADINGS = 1024;

function parserOptions(delimiter: Delimiter): Options {
  return {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    // Inch marks (`3/4"`) inside unquoted texts are common in product names.
    relax_quotes: true,
    max_record_size: LARGEST_RECORD,
  };
}

/**
 * Reads the start of the file and finds delimiter and header. Null header cells never occur.
 * @param countKnown how many cells of a header its reader knows
 */
export async function csvLayout(
  path: string,
  file: string,
  bytes: ByteSummary,
  countKnown: (header: readonly string[]) => number,
): Promise<CsvLayout> {
  const start = await startOfFile(path, file, bytes);
  const { hint, body, skipped } = separatorHint(start);
  const layouts = (hint === null ? DELIMITERS : [hint]).map((delimiter) =>
    firstRecord(body, delimiter, file),
  );
  const score = ({ cells }: FirstRecord): number => headerScore(countKnown(cells), cells.length);
  const best = layouts.reduce((left, right) => (score(right) > score(left) ? right : left));
  if (best.cells.every((cell) => cell.trim() === ''))
    throw new RupturaError('ARQUIVO_VAZIO', { arquivo: file });
  if (best.cells.length > MOST_HEADINGS) throw tooManyColumns(file, best.lines + skipped, MOST_HEADINGS);
  return {
    encoding: bytes.encoding,
    bom: bytes.bom,
    delimiter: best.delimiter,
    header: best.cells,
    headerLines: best.lines + skipped,
  };
}

async function startOfFile(path: string, file: string, bytes: ByteSummary): Promise<string> {
  try {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(
        Buffer.alloc(HEADER_WINDOW),
        0,
        HEADER_WINDOW,
        bytes.bom,
      );
      return textDecoder(bytes.encoding).decode(buffer.subarray(0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, file);
  }
}

/** Excel's first line `sep=;`, which is no header. */
function separatorHint(start: string): { hint: Delimiter | null; body: string; skipped: number } {
  const match = /^sep=([,;\t])(\r\n|\n|\r)/i.exec(start);
  if (match === null) return { hint: null, body: start, skipped: 0 };
  return { hint: match[1] as Delimiter, body: start.slice(match[0].length), skipped: 1 };
}

interface FirstRecord {
  readonly delimiter: Delimiter;
  readonly cells: readonly string[];
  readonly lines: number;
}

/** Thrown to stop a parser that has found what was wanted: the window may end in the middle of a row. */
const ENOUGH = new Error('enough');

function firstRecord(text: string, delimiter: Delimiter, file: string): FirstRecord {
  let lines = 0;
  let found: string[] = [''];
  try {
    parseSync(text, {
      ...parserOptions(delimiter),
      on_record: (record: string[]) => {
        lines += recordLines(record);
        found = record;
        if (!isBlankRecord(record)) throw ENOUGH;
        return null;
      },
    });
  } catch (error) {
    if (error !== ENOUGH) throw csvError(error, file, lines + 1, true);
  }
  return { delimiter, cells: found, lines };
}

function isBlankRecord(record: readonly string[]): boolean {
  return record.every((cell) => cell.trim() === '');
}

/** Headings that are known count most; then the number of cells. */
function headerScore(known: number, cells: number): number {
  return known * 10_000 + Math.min(cells, 9_999);
}

/** Lines of the file that a record takes: one, and one for every line break inside its cells. */
function recordLines(record: readonly string[]): number {
  let lines = 1;
  for (const cell of record) {
    for (let at = 0; at < cell.length; at++) {
      const code = cell.charCodeAt(at);
      if (code === 10 || (code === 13 && cell.charCodeAt(at + 1) !== 10)) lines++;
    }
  }
  return lines;
}

/** Turns the bytes of any encoding into UTF-8, strictly. */
class Recode extends Transform {
  readonly #decoder: StreamDecoder;

  constructor(encoding: TextEncoding) {
    super();
    this.#decoder = textDecoder(encoding);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      done(null, this.#decoder.decode(chunk));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      done(null, this.#decoder.end());
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** What a parser has read of the record it is in: of its state, which has no types, all that is looked at here. */
interface OpenRecord {
  readonly quoting: boolean;
  readonly record: readonly unknown[];
}

class WideRecord extends Error {}

/**
 * Stops before a record whose cells are all empty fills the memory: the parser counts the characters of a record, and
 * separators are none. Looked at between two chunks, which is before more than one chunk of them are there.
 */
class WidthGuard extends Transform {
  readonly #open: OpenRecord;

  constructor(open: OpenRecord) {
    super({ highWaterMark: CHUNK });
    this.#open = open;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#open.record.length > MOST_COLUMNS) done(new WideRecord());
    else done(null, chunk);
  }
}

/** Opens a file as records, from its first line on. */
function openRecords(
  path: string,
  layout: CsvLayout,
): { source: ReadStream; parser: Parser; open: OpenRecord; close: () => void } {
  const source = createReadStream(path, { highWaterMark: CHUNK, start: layout.bom });
  const parser = parse(parserOptions(layout.delimiter));
  const open = (parser as unknown as { readonly state: OpenRecord }).state;
  const recode = layout.encoding === 'utf-8' ? new PassThrough() : new Recode(layout.encoding);
  const steps: readonly Readable[] = [source, recode, new WidthGuard(open)];
  const end = steps.reduce((from, to) => {
    from.on('error', (error) => parser.destroy(error));
    return from.pipe(to as Transform);
  });
  end.on('error', (error) => parser.destroy(error)).pipe(parser);
  const close = (): void => {
    for (const step of [...steps, parser]) step.destroy();
  };
  return { source, parser, open, close };
}

/**
 * Streams the rows after the header, in batches. Blank rows are left out; line numbers are those of the file.
 * @throws RupturaError CSV_ASPAS, CSV_LINHA_LONGA, CSV_COLUNAS_DEMAIS, ARQUIVO_CODIFICACAO, ARQUIVO_SEM_ACESSO
 */
export async function* csvRows(
  path: string,
  file: string,
  layout: CsvLayout,
  onBytes: (count: number) => void,
): AsyncGenerator<FileRow[]> {
  const { source, parser, open, close } = openRecords(path, layout);
  let line = 1;
  let told = 0;
  const tellBytes = (): void => {
    onBytes(source.bytesRead - told);
    told = source.bytesRead;
  };
  try {
    let batch: FileRow[] = [];
    let cellsOfBatch = 0;
    for await (const cells of parser as AsyncIterable<string[]>) {
      const start = line;
      line += recordLines(cells);
      if (cells.length > MOST_COLUMNS) throw tooManyColumns(file, start, MOST_COLUMNS);
      if (start <= layout.headerLines || isBlankRecord(cells)) continue;
      batch.push({ line: start, cells });
      cellsOfBatch += cells.length;
      if (batch.length < ROWS_PER_BATCH && cellsOfBatch < CELLS_PER_BATCH) continue;
      tellBytes();
      yield batch;
      batch = [];
      cellsOfBatch = 0;
    }
    tellBytes();
    if (batch.length > 0) yield batch;
  } catch (error) {
    if (error instanceof WideRecord) {
      throw tooManyColumns(file, await lineOfByte(path, layout, parser.info.bytes), MOST_COLUMNS);
    }
    const at = error instanceof CsvError ? await lineOfByte(path, layout, Number(error['bytes'] ?? 0)) : line;
    throw csvError(error, file, at, open.quoting);
  } finally {
    close();
  }
}

/** Line of the file in which a byte lies, counted in its UTF-8 form after the byte order mark. */
async function lineOfByte(path: string, layout: CsvLayout, byte: number): Promise<number> {
  const source = createReadStream(path, { highWaterMark: CHUNK, start: layout.bom });
  const text = layout.encoding === 'utf-8' ? source : source.pipe(new Recode(layout.encoding));
  let line = 1;
  let left = byte;
  let last = 0;
  for await (const chunk of text as AsyncIterable<Buffer>) {
    for (const code of chunk.subarray(0, left)) {
      if (code === 13 || (code === 10 && last !== 13)) line++;
      last = code;
    }
    left -= Math.min(left, chunk.length);
    if (left === 0) break;
  }
  source.destroy();
  return line;
}

function tooManyColumns(arquivo: string, linha: number, limite: number): RupturaError {
  return new RupturaError('CSV_COLUNAS_DEMAIS', { arquivo, linha, limite });
}

/** @param inQuotes the parser stopped within a quoted cell */
function csvError(error: unknown, file: string, line: number, inQuotes: boolean): unknown {
  if (error instanceof CsvError) {
    const place = { arquivo: file, linha: line };
    if (error.code !== 'CSV_MAX_RECORD_SIZE' || inQuotes)
      return new RupturaError('CSV_ASPAS', place, { cause: error });
    return new RupturaError('CSV_LINHA_LONGA', { ...place, limite: LARGEST_RECORD }, { cause: error });
  }
  if (error instanceof TypeError) {
    return new RupturaError(
      'ARQUIVO_CODIFICACAO',
      { arquivo: file, linha: line, byte: '?' },
      { cause: error },
    );
  }
  return fileError(error, file);
}
