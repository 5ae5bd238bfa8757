import { createRequire } from 'node:module';
import type { FieldsData } from '@kenjiuno/msgreader';
import { htmlText } from './html-text.ts';
import { rtfText } from './rtf-text.ts';

// A default export within a CommonJS module: what an import of it is depends on who loads it.
const { default: MsgReader } = createRequire(import.meta.url)('@kenjiuno/msgreader') as {
  readonly default: new (bytes: DataView) => { getFileData(): FieldsData };
};

/** What is printed of a mail. */
export interface MailText {
  readonly from: string;
  readonly to: string;
  readonly copy: string;
  readonly subject: string;
  /** When it was sent, in UTC; null where it does not say. */
  readonly date: Date | null;
  readonly text: string;
  /** File names. */
  readonly attachments: readonly string[];
}

/** Characters of a text that are printed: some two hundred pages. */
const LONGEST_TEXT = 400_000;
const LONGEST_LINE = 2_000;
const MOST_NAMES = 500;

/**
 * Reads an Outlook message. The text is its plain one; without that, what its HTML or RTF say.
 * @throws where the bytes are no Outlook message
 */
export function readMail(bytes: Uint8Array): MailText {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new MsgReader(view).getFileData();
  if (data.error !== undefined) throw new Error(data.error);
  const { subject, attachments = [], recipients = [] } = data;
  return {
    from: personText(data.senderName, data.senderSmtpAddress ?? data.creatorSMTPAddress ?? data.senderEmail),
    to: peopleText(recipients, (type) => type !== 'cc' && type !== 'bcc'),
    copy: peopleText(recipients, (type) => type === 'cc' || type === 'bcc'),
    subject: lineOf(subject),
    date: dateOf(data.clientSubmitTime ?? data.messageDeliveryTime ?? data.creationTime),
    text: bodyOf(data),
    attachments: attachments
      .filter((one) => one.attachmentHidden !== true)
      .slice(0, MOST_NAMES)
      .map((one) => lineOf(one.fileName ?? one.fileNameShort ?? one.name))
      .filter((name) => name !== ''),
  };
}

function peopleText(recipients: readonly FieldsData[], isOne: (type: string | undefined) => boolean): string {
  const people = recipients.filter(({ recipType }) => isOne(recipType)).slice(0, MOST_NAMES);
  return people.map(({ name, smtpAddress, email }) => personText(name, smtpAddress ?? email)).join('; ');
}

/** Addresses within a company's own server (`/O=…/CN=…`) say nothing to anybody else. */
function personText(name: string | undefined, address: string | undefined): string {
  const shown = lineOf(name);
  const mail = address?.includes('@') === true ? lineOf(address) : '';
  if (mail === '' || shown === mail) return shown;
  return shown === '' ? mail : `${shown} <${mail}>`;
}

function dateOf(text: string | undefined): Date | null {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? null : date;
}

function bodyOf(data: FieldsData): string {
  const { body = '', bodyHtml, html, compressedRtf, internetCodepage } = data;
  if (body.trim() !== '') return textOf(body);
  const page = bodyHtml ?? (html === undefined ? '' : decodedPage(html, internetCodepage));
  const fromPage = page === '' ? '' : htmlText(page);
  if (fromPage !== '') return textOf(fromPage);
  return compressedRtf === undefined ? '' : textOf(rtfText(compressedRtf, LONGEST_TEXT * 8));
}

/** The page itself says its encoding, or the mail does; without either it is UTF-8 or that of Windows. */
function decodedPage(bytes: Uint8Array, codepage: number | undefined): string {
  const start = Buffer.from(bytes.subarray(0, 2048)).toString('latin1');
  const said = /charset\s*=\s*["']?\s*([\w-]+)/i.exec(start)?.[1];
  const paged = codepage === 65001 ? 'utf-8' : `windows-${codepage}`;
  for (const charset of [said, 'utf-8', paged, 'windows-1252']) {
    try {
      if (charset !== undefined) return new TextDecoder(charset, { fatal: true }).decode(bytes);
    } catch {
      // The next one may fit; the last one takes everything.
    }
  }
  return Buffer.from(bytes).toString('latin1');
}

/** Text that prints: no controls, blanks for tabs. */
function textOf(text: string): string {
  const lines = text.slice(0, LONGEST_TEXT).replace(/\r\n?/g, '\n').replaceAll('\t', '    ');
  const plain = lines.replace(/[^\P{Cc}\n]|\p{Bidi_Control}|\p{Cs}/gu, '');
  return plain.replace(/\n{3,}/g, '\n\n').trim();
}

function lineOf(text: string | undefined): string {
  return textOf((text ?? '').slice(0, LONGEST_LINE)).replaceAll('\n', ' ');
}

/** Whether a text was cut to what is printed. */
export function isCut({ text }: MailText): boolean {
  return text.length >= LONGEST_TEXT;
}
