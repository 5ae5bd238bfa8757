import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { msgToPdf } from '../mail/msg-pdf.ts';
import { splitName } from '../safe-name.ts';
import type { MailPdf } from './manifest.ts';

/** Whether a file is a mail that gets a PDF beside it. */
export function isMail(name: string): boolean {
  return splitName(name).extension.toLowerCase() === '.msg';
}

/** What the PDF of a mail is called. */
export function pdfNameOf(mail: string): string {
  return `${splitName(mail).stem}.pdf`;
}

/**
 * Makes the PDFs of mails that are not there yet. A mail that cannot be read is noted, and stops nothing.
 * @param names of the PDFs, by those of the mails
 * @returns one entry a mail
 */
export async function makeMailPdfs(folder: string, names: ReadonlyMap<string, string>): Promise<MailPdf[]> {
  const made: MailPdf[] = [];
  for (const [mail, name] of names) {
    const isThere = await isFile(join(folder, name));
    made.push(isThere ? { mail, name, error: null } : await makePdf(folder, mail, name));
  }
  return made;
}

async function makePdf(folder: string, mail: string, name: string): Promise<MailPdf> {
  try {
    await msgToPdf(join(folder, mail), join(folder, name));
    return { mail, name, error: null };
  } catch (error) {
    return { mail, name: null, error: (error as Error).message };
  }
}

async function isFile(path: string): Promise<boolean> {
  return await lstat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
}
