import { createHash } from 'node:crypto';
import { safeFileName } from '../safe-name.ts';

/** A shortcut to an address, as every desktop opens it, and what it is called. */
export interface LinkFile {
  readonly given: string;
  readonly content: Buffer;
  /** Hexadecimal. */
  readonly sha256: string;
}

const ENDING = '.url';

/**
 * The file that keeps a link to somewhere else. Nothing is asked for: what stands there is not the portal's.
 * @param url absolute
 * @param names the page gives it, best first
 */
export function linkFile(url: string, names: readonly string[]): LinkFile {
  // An address has no line breaks and no blanks once it is written in full.
  const { href, hostname, pathname } = new URL(url);
  const content = Buffer.from(`[InternetShortcut]\r\nURL=${href}\r\n`, 'latin1');
  const name = [...names, `${hostname}${pathname}`].map((one) => safeFileName(one)).find((one) => one !== '');
  const stem = (name ?? hostname).replace(/\.url$/i, '');
  return {
    given: safeFileName(`${stem}${ENDING}`),
    content,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
}
