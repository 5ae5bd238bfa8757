import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { extname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RupturaError } from '../contract/errors.ts';
import { discardFile } from './discard-file.ts';

/** A file as it lies on disk. */
export interface ReceivedFile {
  /** Number by which a person speaks of it, from 1. */
  readonly number: number;
  /** As people know it; told apart where two come with one name. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** Counts the bytes of all files of an import, those that are still arriving included. */
export class ByteBudget {
  readonly #most: number;
  #used = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** @throws RupturaError CORPO_GRANDE_DEMAIS */
  take(bytes: number): void {
    this.#used += bytes;
    if (this.#used > this.#most) throw new RupturaError('CORPO_GRANDE_DEMAIS', { limite: this.#most });
  }

  giveBack(bytes: number): void {
    this.#used -= bytes;
  }

  /** @throws RupturaError CORPO_GRANDE_DEMAIS where so many more bytes would not fit */
  foresee(bytes: number): void {
    if (this.#used + bytes > this.#most)
      throw new RupturaError('CORPO_GRANDE_DEMAIS', { limite: this.#most });
  }
}

/** Where a file goes, and what it may take. */
export interface UploadTarget {
  readonly name: string;
  readonly folder: string;
  readonly budget: ByteBudget;
}

/**
 * Writes a body to a file as it arrives; memory stays flat. Nothing is left of one that does not arrive whole.
 * @throws RupturaError CORPO_GRANDE_DEMAIS, ENVIO_SEM_ESPACO, ENVIO_INTERROMPIDO
 */
export async function receiveFile(
  body: Readable,
  { name, folder, budget }: UploadTarget,
  signal: AbortSignal,
): Promise<Pick<ReceivedFile, 'path' | 'bytes'>> {
  const path = join(folder, `${randomBytes(6).toString('hex')}${safeExtension(name)}`);
  let bytes = 0;
  const counted = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      try {
        budget.take(chunk.length);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  const file = createWriteStream(path, { mode: 0o600 });
  try {
    await pipeline(body, counted, file, { signal });
    return { path, bytes };
  } catch (error) {
    budget.giveBack(bytes);
    await discardFile(file);
    throw uploadFault(error, name, folder);
  }
}

const NO_SPACE: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

function uploadFault(error: unknown, name: string, folder: string): unknown {
  if (error instanceof RupturaError) return error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (NO_SPACE.includes(code)) {
    const params = { arquivo: name, motivo: String(code), pasta: folder };
    return new RupturaError('ENVIO_SEM_ESPACO', params, { cause: error });
  }
  // Our own disk failed, not the sender.
  if (syscall === 'open' || syscall === 'write') return error;
  return new RupturaError('ENVIO_INTERROMPIDO', { arquivo: name }, { cause: error });
}

/** Recognition looks at the extension; nothing else of the name reaches the disk. */
function safeExtension(name: string): string {
  const extension = extname(name).toLowerCase();
  return /^\.[a-z]{1,5}$/.test(extension) ? extension : '';
}

/** The last part of a name that may be a path of any system, told apart from the names there are. */
export function shownName(name: string, taken: readonly string[]): string {
  const last =
    name
      .replace(/^.*[/\\]/s, '')
      .replace(/\p{C}/gu, '')
      .trim() || 'sem-nome.csv';
  if (!taken.includes(last)) return last;
  const extension = extname(last);
  const base = last.slice(0, last.length - extension.length);
  for (let count = 2; ; count++) {
    const other = `${base} (${count})${extension}`;
    if (!taken.includes(other)) return other;
  }
}
