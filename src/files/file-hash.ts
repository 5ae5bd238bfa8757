import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { fileError } from './file-errors.ts';

/** SHA-256 of a file's content, in hexadecimal. */
export async function hashFile(
  path: string,
  file: string,
  onBytes: (count: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      onBytes(chunk.length);
    }
  } catch (error) {
    throw fileError(error, file);
  }
  return hash.digest('hex');
}
