import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { HEAD_BYTES, TAIL_BYTES } from './file-end.ts';
import { looksLikePage } from './file-kind.ts';

/**
 * What is on the disk of a file that is being brought, kept from one try to the next.
 *
 * | it is | enters by | leaves by |
 * |---|---|---|
 * | *empty* | the beginning; `beginAnew` | `append` |
 * | *begun* | `append` | `beginAnew` |
 *
 * Its path comes with the first bytes, because the file is named by what it is, and stays.
 */
export class PartFile {
  /** `ETag` or `Last-Modified` by which the rest of it may be asked for; null: it begins anew. */
  validator: string | null = null;
  /** Length of the whole, where the portal said it. */
  total: number | null = null;
  /** The portal answers wrongly when it is asked for the rest. */
  isPartless = false;
  #path: string | null = null;
  #received = 0;
  #hash: Hash = createHash('sha256');

  /** Where it is written; null before the first bytes. */
  get path(): string | null {
    return this.#path;
  }

  get received(): number {
    return this.#received;
  }

  /** Hexadecimal, of what is there. */
  get sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Nothing that came so far counts. */
  beginAnew(): void {
    this.#received = 0;
    this.#hash = createHash('sha256');
    this.validator = null;
  }

  /** Appends what arrives, and waits until it is on the disk. @param onBytes told of the bytes there after each chunk */
  async append(
    path: string,
    first: Buffer,
    rest: AsyncIterator<Buffer>,
    onBytes: (received: number) => void,
  ): Promise<void> {
    this.#path = path;
    const file = await open(path, this.#received === 0 ? 'w' : 'r+');
    try {
      for (let chunk: Buffer | undefined = first; chunk !== undefined; chunk = await nextOf(rest)) {
        await writeAll(file, chunk, this.#received);
        this.#hash.update(chunk);
        this.#received += chunk.length;
        onBytes(this.#received);
      }
      await file.datasync();
    } finally {
      await file.close();
    }
  }
}

async function nextOf(chunks: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
  const next = await chunks.next();
  return next.done === true ? undefined : next.value;
}

async function writeAll(file: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    done += (await file.write(chunk, done, chunk.length - done, position + done)).bytesWritten;
  }
}

/** First and last bytes of a file. */
export async function readEnds(path: string, bytes: number): Promise<{ head: Buffer; tail: Buffer }> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(Math.min(HEAD_BYTES, bytes));
    const tail = Buffer.alloc(Math.min(TAIL_BYTES, bytes));
    await file.read(head, 0, head.length, 0);
    await file.read(tail, 0, tail.length, bytes - tail.length);
    return { head, tail };
  } finally {
    await file.close();
  }
}

/** By so much it is known what a page says. */
export const MOST_OF_A_PAGE = 256 * 1024;
const OLE_MARK = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** Entries of the folder in the old container of Office, which may lie anywhere in it. */
const OLE_FOLDER_BYTES = 4_096;

/**
 * What tells the kind of a file: its beginning and, of containers, the table of what they hold. A table that is not
 * where it should be is left out.
 */
export async function readMarks(path: string, bytes: number): Promise<Buffer> {
  const { head, tail } = await readEnds(path, bytes);
  if (looksLikePage(head)) return await readAt(path, 0, Math.min(bytes, MOST_OF_A_PAGE));
  if (head.subarray(0, 2).equals(Buffer.from('PK'))) return Buffer.concat([head, tail]);
  if (head.length < 512 || !head.subarray(0, OLE_MARK.length).equals(OLE_MARK)) return head;
  const sector = 2 ** Math.min(head.readUInt16LE(30), 16);
  const at = sector * (head.readUInt32LE(48) + 1);
  return Buffer.concat([head, await readAt(path, at, Math.min(OLE_FOLDER_BYTES, bytes - at))]);
}

async function readAt(path: string, at: number, length: number): Promise<Buffer> {
  if (length <= 0) return Buffer.alloc(0);
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(length);
    await file.read(buffer, 0, length, at);
    return buffer;
  } finally {
    await file.close();
  }
}

const DISK_CODES = ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EFBIG'];

/** Whether an error is the file system's own (a full disk): nobody's to try again. */
export function isDiskError(error: unknown): boolean {
  const { path, code } = error as NodeJS.ErrnoException;
  return typeof path === 'string' || DISK_CODES.includes(code ?? '');
}
