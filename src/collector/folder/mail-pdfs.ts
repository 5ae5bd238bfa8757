import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { msgToPdf } from '../mail/msg-pdf.ts';
import { numberedName, splitName } from '../safe-name.ts';
import type { MailPdf, Manifest } from './manifest.ts';

/**
 * Makes the PDF that stands beside each mail of a folder. Those that are there stay; a mail that cannot be read is
 * noted, and stops nothing.
 * @param isTaken whether a file of the folder has a name
 * @returns one entry a mail
 */
export async function mailPdfs(
  folder: string,
  { arquivos, pdfs }: Pick<Manifest, 'arquivos' | 'pdfs'>,
  isTaken: (name: string) => boolean,
): Promise<MailPdf[]> {
  const mails = [...new Set(arquivos.map(({ name }) => name))].filter(isMail);
  const made: MailPdf[] = [];
  for (const mail of mails) {
    const former = pdfs.find((pdf) => pdf.mail === mail);
    const isThere = former?.name != null && (await isFile(join(folder, former.name)));
    made.push(isThere ? former : await makePdf(folder, mail, (name) => isTaken(name) || isOf(made, name)));
  }
  return made;
}

function isMail(name: string): boolean {
  return splitName(name).extension.toLowerCase() === '.msg';
}

function isOf(made: readonly MailPdf[], name: string): boolean {
  return made.some((pdf) => pdf.name?.toLowerCase() === name.toLowerCase());
}

async function makePdf(folder: string, mail: string, isTaken: (name: string) => boolean): Promise<MailPdf> {
  const wanted = `${splitName(mail).stem}.pdf`;
  let name = wanted;
  for (let count = 2; isTaken(name); count++) name = numberedName(wanted, count);
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
