import { SingleBar } from 'cli-progress';
import type { CliStream } from './io.ts';

/** Progress of long work, on the error stream, and only where a person looks at it. */
export interface Progress {
  /** Sets what is done, what it says beside the bar, and the whole where that has become known better. */
  update(done: number, note: string, total?: number): void;
  stop(): void;
}

const SILENT: Progress = { update: () => undefined, stop: () => undefined };

/**
 * A bar from 0 to `total`; nothing at all where the stream is no terminal.
 * @param label what is going on, in the person's language.
 */
export function startProgress(stream: CliStream, label: string, total: number): Progress {
  if (stream.isTTY !== true) return SILENT;
  const bar = new SingleBar({
    stream,
    format: `${label} {bar} {percentage}%  {note}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: Math.max(8, Math.min(32, (stream.columns ?? 80) - label.length - 34)),
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
    fps: 12,
  });
  bar.start(Math.max(1, total), 0, { note: '' });
  let whole = total;
  const update = (done: number, note: string, better = whole): void => {
    if (better !== whole) bar.setTotal(better);
    whole = better;
    bar.update(Math.min(done, whole), { note });
  };
  return {
    update,
    stop: () => bar.stop(),
  };
}
