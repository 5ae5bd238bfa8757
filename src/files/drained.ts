import type { WriteStream } from 'node:fs';

/** Waits until a file takes more, or takes nothing any more: its own error says why then. */
export async function drained(stream: WriteStream): Promise<void> {
  if (stream.destroyed || !stream.writableNeedDrain) return;
  await new Promise<void>((resolve) => {
    const over = (): void => {
      stream.off('drain', over);
      stream.off('close', over);
      resolve();
    };
    stream.on('drain', over);
    stream.on('close', over);
  });
}
