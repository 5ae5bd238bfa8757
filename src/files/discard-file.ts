import type { WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { closed } from './closed.ts';

/**
 * Removes a file that was being written, whole or not. One that is still being opened would appear after it was removed,
 * so its stream is waited for; what went wrong with the stream is not told again.
 * @throws of the file system
 */
export async function discardFile(stream: WriteStream): Promise<void> {
  stream.on('error', () => undefined);
  stream.destroy();
  await closed(stream);
  await rm(stream.path, { force: true });
}
