import { rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { RupturaError } from '../../contract/errors.ts';
import { programUrl } from '../../processes/program-url.ts';

/** A mail is read into memory as a whole. Servers refuse mails long before this. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_MEMORY_MB = 256;
const TIMEOUT_MS = 30_000;

/**
 * Makes a PDF of an Outlook message: from, to, subject, date, text, names of attachments. It appears under its name
 * only when it is whole. In a thread of its own, which is ended when it takes too long or too much.
 * @param mail path of the message
 * @param pdf path of the PDF; one that is there is replaced
 * @throws RupturaError COLETA_MSG_ILEGIVEL, whatever is wrong with the mail; nothing is left then
 */
export async function msgToPdf(mail: string, pdf: string, timeoutMs = TIMEOUT_MS): Promise<void> {
  const part = `${pdf}.part`;
  try {
    const { size } = await stat(mail);
    if (size > MOST_BYTES) throw new Error(`${size} bytes`);
    const fault = await printInThread(mail, part, timeoutMs);
    if (fault !== null) throw new Error(fault);
    await rename(part, pdf);
  } catch (error) {
    await rm(part, { force: true });
    const motivo = error instanceof Error ? error.message.split('\n')[0]!.slice(0, 200) : String(error);
    throw new RupturaError('COLETA_MSG_ILEGIVEL', { arquivo: basename(mail), motivo }, { cause: error });
  }
}

/** What went wrong; null where nothing did. */
async function printInThread(mail: string, pdf: string, timeoutMs: number): Promise<string | null> {
  const worker = new Worker(programUrl(import.meta.url, 'mail-worker'), {
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
    workerData: { mail, pdf },
  });
  const timer = setTimeout(() => void worker.terminate(), timeoutMs);
  let fault: string | null | undefined;
  worker.on('message', (message: string | null) => {
    fault = message;
  });
  worker.on('error', (error: Error) => {
    fault ??= error.message;
  });
  await new Promise<void>((resolve) => void worker.once('exit', () => resolve()));
  clearTimeout(timer);
  return fault === undefined ? `${timeoutMs} ms` : fault;
}
