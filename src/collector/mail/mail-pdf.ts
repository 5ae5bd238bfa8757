import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import { MAIL_LABELS } from '../../contract/mail-labels.ts';
import { isCut, type MailText } from './mail-text.ts';

const FONTS = {
  plain: fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
  bold: fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')),
};
const MARGIN = 56;
const SIZE = 10;

/**
 * Prints a mail: from, to, subject, date, text, names of its attachments. The fonts are in the file, so it looks the
 * same everywhere; a script they do not have is shown as boxes.
 * @throws of the file system
 */
export async function writeMailPdf(mail: MailText, path: string): Promise<void> {
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    font: FONTS.plain,
    info: {
      Title: mail.subject,
      Author: mail.from,
      // Of one mail always the same file is made.
      CreationDate: mail.date ?? new Date(0),
    },
  });
  const written = pipeline(document, createWriteStream(path, { flush: true }));
  // A failure of the disk is told by `written`; printing does not wait for it.
  written.catch(() => undefined);
  document.fontSize(SIZE);
  printHead(document, mail);
  document.font(FONTS.plain).text(mail.text === '' ? ' ' : mail.text);
  if (isCut(mail)) document.moveDown().font(FONTS.bold).text(MAIL_LABELS.cut);
  document.end();
  await written;
}

function printHead(document: PDFKit.PDFDocument, mail: MailText): void {
  const lines: readonly (readonly [label: string, value: string])[] = [
    [MAIL_LABELS.from, mail.from],
    [MAIL_LABELS.to, mail.to],
    [MAIL_LABELS.copy, mail.copy],
    [MAIL_LABELS.date, mail.date === null ? '' : dateText(mail.date)],
    [MAIL_LABELS.attachments, mail.attachments.join('; ')],
  ];
  document
    .font(FONTS.bold)
    .fontSize(SIZE + 4)
    .text(mail.subject === '' ? `${MAIL_LABELS.subject}: —` : mail.subject)
    .fontSize(SIZE)
    .moveDown(0.5);
  for (const [label, value] of lines.filter(([, one]) => one !== '')) {
    document.font(FONTS.bold).text(`${label}: `, { continued: true }).font(FONTS.plain).text(value);
  }
  document.moveDown(0.5);
  const { y } = document;
  document
    .moveTo(MARGIN, y)
    .lineTo(document.page.width - MARGIN, y)
    .lineWidth(0.5)
    .stroke();
  document.moveDown();
}

/** `05/01/2026 14:30 UTC` */
function dateText(date: Date): string {
  const [day = '', time = ''] = date.toISOString().split('T');
  return `${day.split('-').reverse().join('/')} ${time.slice(0, 5)} UTC`;
}
