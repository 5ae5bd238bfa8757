import { splitName } from './safe-name.ts';

/** Which files are wanted and how they are called, where it is not all of them in the usual way. */
export interface FileWishes {
  /** Endings, in lower case, without their dot; none: all. */
  readonly endings: readonly string[];
  /** Bytes of the largest file that is wanted; null: any. */
  readonly mostBytes: number | null;
  /** ISO date: attachments of this day and later ones are wanted; null: all. */
  readonly since: string | null;
  /** Of folders and files, see `FolderLayout`; null: the usual one. */
  readonly template: string | null;
}

export const NO_WISHES: FileWishes = { endings: [], mostBytes: null, since: null, template: null };

/** Why an attachment is left out. */
export type LeavingReason = 'type' | 'size' | 'date';

/** What is known of an attachment before, or while, it is brought. */
export interface FileTraits {
  /** Its name; null while it may still turn out to be another. */
  readonly name: string | null;
  readonly bytes: number | null;
  /** ISO date or instant of its attaching; null where nobody tells. */
  readonly date: string | null;
}

/** Endings that are written in several ways. */
const SPELLINGS: readonly (readonly string[])[] = [
  ['jpg', 'jpeg', 'jpe', 'jfif'],
  ['tif', 'tiff'],
  ['htm', 'html'],
];
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/** Why a file is not wanted; null where it is, or nobody knows. Pure. */
export function reasonToLeave(
  { endings, mostBytes, since }: FileWishes,
  { name, bytes, date }: FileTraits,
): LeavingReason | null {
  if (endings.length > 0 && name !== null && !endings.some((one) => isSpelled(one, endingOf(name))))
    return 'type';
  if (mostBytes !== null && bytes !== null && bytes > mostBytes) return 'size';
  return since !== null && date !== null && date.slice(0, 10) < since ? 'date' : null;
}

/** Whether anything is left out at all. */
export function hasFilter({ endings, mostBytes, since }: FileWishes): boolean {
  return endings.length > 0 || mostBytes !== null || since !== null;
}

/** Bytes of a size as people write it: `20MB`, `500 kB`, `1.5g`, `1000`; null for anything else. */
export function parseBytes(text: string): number | null {
  const found = /^(\d{1,12}(?:[.,]\d{1,3})?)\s*([kmg]?)i?b?(?:\/s)?$/i.exec(text.trim());
  if (found === null) return null;
  const bytes = Math.round(Number(found[1]!.replace(',', '.')) * UNITS[found[2]!.toLowerCase()]!);
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : null;
}

/** Less is no speed: files would be taken for standing still. */
const LEAST_BYTES_PER_SECOND = 10_000;

/** Bytes per second as people write them, `2MB`; null for anything else, and for less than 10 kB. */
export function parseRate(text: string): number | null {
  const bytes = parseBytes(text);
  return bytes === null || bytes < LEAST_BYTES_PER_SECOND ? null : bytes;
}

/** Endings as people list them: `pdf, .XML`; null for what is none. */
export function parseEndings(text: string): readonly string[] | null {
  const endings = text
    .split(/[\s,;]+/)
    .map((one) => one.replace(/^\*?\./, '').toLowerCase())
    .filter((one) => one !== '');
  const areEndings = endings.length > 0 && endings.every((one) => /^[a-z\d]{1,10}$/.test(one));
  return areEndings ? [...new Set(endings)] : null;
}

/** ISO date of a day as people write it, `2026-03-01` or `01/03/2026`; null for what is no day. */
export function parseDay(text: string): string | null {
  const iso = text.trim().replace(/^(\d{2})\/(\d{2})\/(\d{4})$/, '$3-$2-$1');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return null;
  const at = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : null;
}

function endingOf(name: string): string {
  return splitName(name).extension.slice(1).toLowerCase();
}

function isSpelled(wanted: string, ending: string): boolean {
  return wanted === ending || SPELLINGS.some((all) => all.includes(wanted) && all.includes(ending));
}
