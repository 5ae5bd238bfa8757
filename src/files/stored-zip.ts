import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** A file of an archive. */
export interface ZippedFile {
  /** In the archive, with `/` between folders. */
  readonly name: string;
  /** What `open` gives, to the byte. */
  readonly bytes: number;
  /** Asked once, when it is the turn of the file. */
  open(): Promise<Readable>;
}

/** An archive that is read while it is sent. */
export interface StoredZip {
  /** Of the archive: whoever gets fewer knows that it is not whole. */
  readonly bytes: number;
  readonly body: Readable;
}

/** Of a file in the index, without its name. */
const INDEX_ENTRY_BYTES = 55;
const LONG_INDEX_BYTES = 0xffff;

/**
 * Files as one archive. They are stored as they are: attachments are packed by their own formats already, and the length of
 * the archive is known before its first byte. One file is open at a time, nothing is read ahead of who takes it, and
 * nothing stays open when the archive is thrown away. One that cannot be read, or has another length by then, breaks
 * the archive off.
 */
export function storedZip(files: readonly ZippedFile[]): StoredZip {
  const zip = new ZipFile();
  const body = zip.outputStream as Readable;
  let current: Readable | null = null;
  zip.on('error', (error: Error) => body.destroy(error));
  body.on('close', () => current?.destroy());
  const open = async (file: ZippedFile): Promise<Readable> => {
    const stream = await file.open();
    stream.on('error', (error) => body.destroy(error));
    if (body.destroyed) stream.destroy();
    current = stream;
    return stream;
  };
  for (const file of files) {
    const { name, bytes: size } = file;
    zip.addReadStreamLazy(name, { size, compress: false }, (done) => {
      open(file).then(
        (stream) => done(null, stream),
        (error: Error) => body.destroy(error),
      );
    });
  }
  let bytes = 0;
  const count = (total: number): void => {
    bytes = total;
  };
  // The types of the package know nothing of what it tells.
  zip.end({ forceZip64Format: isLongIndex(files), comment: '' }, count as () => void);
  return { bytes, body };
}

/**
 * Whether the index at the end of an archive is so long that the package counts the long form of its end, which it then
 * does not write unless told to: the length would be wrong.
 */
function isLongIndex(files: readonly ZippedFile[]): boolean {
  const lengths = files.map(({ name }) => INDEX_ENTRY_BYTES + Buffer.byteLength(name));
  return lengths.reduce((sum, length) => sum + length, 0) >= LONG_INDEX_BYTES;
}
