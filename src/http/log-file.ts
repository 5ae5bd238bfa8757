import { mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Logger, pino, stdTimeFunctions } from 'pino';

/** A log file this large is put aside and a new one begun; one older file is kept. */
const MOST_BYTES = 20 * 1024 * 1024;
const WATCH_MS = 60_000;
/** Lines are written together once they make up so many bytes, or after the pause. */
const BUFFER_BYTES = 4096;
const FLUSH_MS = 500;

/** A structured log in one file, a JSON object a line. */
export interface LogFile {
  readonly logger: Logger;
  readonly path: string;
  /** Writes what is still buffered and lets go of the file. */
  close(): Promise<void>;
}

/**
 * Opens (or goes on with) a log file; its folder is made where it is missing.
 * @param path of the file; the older one is kept beside it as `<path>.1`
 */
export function openLogFile(path: string): LogFile {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  putAside(path);
  const destination = pino.destination({ dest: path, sync: false, minLength: BUFFER_BYTES, mode: 0o600 });
  // A full disk must not end the server: lines are lost, answers are not.
  destination.on('error', () => undefined);
  const logger = pino({ base: { pid: process.pid }, timestamp: stdTimeFunctions.isoTime }, destination);
  const flushing = setInterval(() => destination.flush(), FLUSH_MS).unref();
  const watching = setInterval(() => {
    if (putAside(path)) destination.reopen();
  }, WATCH_MS).unref();
  return {
    logger,
    path,
    close: async () => {
      clearInterval(flushing);
      clearInterval(watching);
      await new Promise<void>((resolve) => {
        destination.once('close', () => resolve());
        destination.once('error', () => resolve());
        destination.end();
      });
    },
  };
}

function putAside(path: string): boolean {
  try {
    if (statSync(path).size < MOST_BYTES) return false;
    renameSync(path, `${path}.1`);
    return true;
  } catch {
    return false;
  }
}
