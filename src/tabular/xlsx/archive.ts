import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { RupturaError } from '../../contract/errors.ts';
import { fileError } from '../../files/file-errors.ts';

/** Largest size of a sheet once expanded; Excel's own limits stay below. */
const LARGEST_PART = 4 * 2 ** 30;
/** Genuine sheets of repeated cells compress up to about 50 times; DEFLATE itself reaches 1,032. */
const LARGEST_RATIO = 200;
/** Below this size a ratio means nothing. */
const RATIO_MATTERS_FROM = 32 * 2 ** 20;
const MOST_ENTRIES = 10_000;
/** Bytes of all that the archive says of one part: its name, a remark, and further fields. */
const LONGEST_ENTRY = 8192;

/** One part of the workbook's archive, with what reading it takes. */
export interface Part {
  readonly name: string;
  readonly stream: Readable;
  /** Bytes in the archive for each byte that comes out of the stream. */
  readonly ratio: number;
}

/** What an archive says of a part. */
export interface PartEntry {
  readonly name: string;
  readonly modified: Date;
  /** It stands there as it is, not packed. */
  readonly isStored: boolean;
}

/** The archive of a workbook. Nothing is ever written to disk; parts are found by name and streamed. */
export interface Archive {
  has(name: string): boolean;
  /** All of its parts, in their order. */
  readonly parts: readonly PartEntry[];
  /** Opens a part that must exist, refusing one that expands beyond `limit` bytes or beyond reason. */
  open(name: string, limit?: number): Promise<Part>;
  close(): void;
}

/**
 * Opens the ZIP archive of a workbook.
 * @throws RupturaError PLANILHA_CORROMPIDA, PLANILHA_CIFRADA, PLANILHA_INCOMPLETA, PLANILHA_GRANDE_DEMAIS
 */
export async function openArchive(path: string, file: string): Promise<Archive> {
  let zip: ZipFile | null = null;
  try {
    zip = await openPromise(path, { autoClose: false });
    const entries = await readEntries(zip, file);
    return archiveOf(zip, entries, file);
  } catch (error) {
    zip?.close();
    throw damaged(error, file, 'zip');
  }
}

async function readEntries(zip: ZipFile, file: string): Promise<Map<string, Entry>> {
  if (zip.entryCount > MOST_ENTRIES) throw new Error(`${zip.entryCount} entries`);
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (entry.isEncrypted()) throw new RupturaError('PLANILHA_CIFRADA', { arquivo: file });
    const said = entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
    if (said > LONGEST_ENTRY) throw new Error(`entry of ${said} bytes`);
    const name = entry.fileName.toLowerCase();
    if (entries.has(name)) throw new Error(`duplicate entry ${entry.fileName.slice(0, 80)}`);
    entries.set(name, entry);
  }
  return entries;
}

function archiveOf(zip: ZipFile, entries: ReadonlyMap<string, Entry>, file: string): Archive {
  return {
    has: (name) => entries.has(name.toLowerCase()),
    parts: [...entries.values()].map((entry) => ({
      name: entry.fileName,
      modified: entry.getLastModDate(),
      isStored: entry.compressionMethod === 0,
    })),
    async open(name, limit = LARGEST_PART) {
      const entry = entries.get(name.toLowerCase());
      if (entry === undefined) throw new RupturaError('PLANILHA_INCOMPLETA', { arquivo: file, parte: name });
      refuseBomb(entry, limit, file);
      try {
        const stream = await zip.openReadStreamPromise(entry);
        return { name, stream, ratio: entry.compressedSize / Math.max(entry.uncompressedSize, 1) };
      } catch (error) {
        throw damaged(error, file, name);
      }
    },
    close: () => zip.close(),
  };
}

/** The declared size can be trusted: the stream fails as soon as more comes out than was declared. */
function refuseBomb(entry: Entry, limit: number, file: string): void {
  const { uncompressedSize: expanded, compressedSize: packed } = entry;
  const suspicious = expanded > RATIO_MATTERS_FROM && expanded > packed * LARGEST_RATIO;
  if (expanded <= limit && !suspicious) return;
  throw new RupturaError('PLANILHA_GRANDE_DEMAIS', {
    arquivo: file,
    parte: entry.fileName,
    tamanho: expanded,
    compactado: packed,
  });
}

/** Turns an error of the archive or of its XML into one a person can act on. */
export function damaged(error: unknown, file: string, part: string): unknown {
  const known = fileError(error, file);
  if (known instanceof RupturaError || !(known instanceof Error)) return known;
  const motivo = known.message.split('\n')[0]!.slice(0, 200);
  return new RupturaError('PLANILHA_CORROMPIDA', { arquivo: file, parte: part, motivo }, { cause: error });
}
