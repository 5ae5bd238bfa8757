import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { writeMailPdf } from './mail-pdf.ts';
import { readMail } from './mail-text.ts';

/** Prints one mail and ends: a thread can be stopped, and has its own memory, whatever the mail does to its reader. */
const { mail, pdf } = workerData as { readonly mail: string; readonly pdf: string };

try {
  await writeMailPdf(readMail(await readFile(mail)), pdf);
  parentPort?.postMessage(null);
} catch (error) {
  parentPort?.postMessage(error instanceof Error ? error.message : String(error));
}
