import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { RupturaError } from '../contract/errors.ts';
import { fileError } from '../files/file-errors.ts';

/** A file that may hold tables, and what the disk says of it. */
export interface KnownFile {
  readonly kind: 'text' | 'workbook';
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

type Start = 'zip' | 'ole' | 'text' | 'empty' | { readonly foreign: string };

const ZIP_STARTS: readonly string[] = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'];

/** File signatures of formats that are no tables, so that the message can name them. */
const SIGNATURES: readonly (readonly [start: RegExp, name: string])[] = [
  [/^%PDF/, 'PDF'],
  [/^Rar!/, 'RAR'],
  [/^7z\xbc\xaf/, '7-Zip'],
  [/^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|table|style|meta)/i, 'HTML'],
  [/^(?:\xef\xbb\xbf)?\s*<\?xml/i, 'XML'],
];

const WORKBOOK_EXTENSIONS: readonly string[] = ['.xlsx', '.xlsm'];

/**
 * What a file is: by its first bytes, and by its name where they tell nothing.
 * @throws RupturaError ARQUIVO_NAO_ENCONTRADO, ARQUIVO_SEM_ACESSO; ARQUIVO_VAZIO, PLANILHA_CIFRADA, ARQUIVO_FORMATO of
 *   what holds no table that is read here
 */
export async function kindOfFile(path: string, file: string): Promise<KnownFile> {
  const { start, size, modified } = await firstLook(path, file);
  if (start === 'empty') throw new RupturaError('ARQUIVO_VAZIO', { arquivo: file });
  if (start === 'ole') throw new RupturaError('PLANILHA_CIFRADA', { arquivo: file });
  if (typeof start === 'object')
    throw new RupturaError('ARQUIVO_FORMATO', { arquivo: file, formato: start.foreign });
  const isWorkbook = start === 'zip' || WORKBOOK_EXTENSIONS.includes(extname(path).toLowerCase());
  return { kind: isWorkbook ? 'workbook' : 'text', size, modified };
}

async function firstLook(
  path: string,
  file: string,
): Promise<{ start: Start; size: number; modified: number }> {
  try {
    const facts = await stat(path);
    // A pipe or a device would be read for ever, or once only.
    if (!facts.isFile()) throw new RupturaError('ARQUIVO_FORMATO', { arquivo: file, formato: 'FIFO/DEV' });
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0);
      const start = startOf(buffer.toString('latin1', 0, bytesRead));
      return { start, size: facts.size, modified: facts.mtimeMs };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, file);
  }
}

function startOf(start: string): Start {
  if (start === '') return 'empty';
  if (ZIP_STARTS.some((mark) => start.startsWith(mark))) return 'zip';
  if (start.startsWith('\xd0\xcf\x11\xe0')) return 'ole';
  if (start.startsWith('\x1f\x8b')) return { foreign: 'GZIP' };
  const foreign = SIGNATURES.find(([pattern]) => pattern.test(start));
  return foreign === undefined ? 'text' : { foreign: foreign[1] };
}
