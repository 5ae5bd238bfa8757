import type { WriteStream } from 'node:fs';

/** Waits until a file is closed, whatever ended it: its own error says why. Somebody else ends it. */
export async function closed(stream: WriteStream): Promise<void> {
  if (!stream.closed) await new Promise<void>((resolve) => stream.once('close', () => resolve()));
}
