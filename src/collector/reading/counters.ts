import {
  ATTACHMENT_COUNTERS,
  ATTACHMENTS_HEADING,
  COMMENTS_HEADING,
  NO_ATTACHMENTS_SAID,
  OF_ALL,
  UPLOAD_HINT,
  VIEW_ATTACHMENTS,
} from '../../contract/attachment-words.ts';

/** Numbers that pages say of how many there are. All texts are plain ones. Pure. */

/** Longer texts say something else than how many there are, or that there are none. */
export const LONGEST_SAYING = 120;

/** How many attachments a text says there are; null where it says nothing of it. */
export function attachmentCount(text: string): number | null {
  if (text === '' || text.length > LONGEST_SAYING || UPLOAD_HINT.test(text)) return null;
  if (NO_ATTACHMENTS_SAID.test(text)) return 0;
  for (const counter of ATTACHMENT_COUNTERS) {
    const said = counter.exec(text)?.[1];
    if (said !== undefined) return Number(said);
  }
  return null;
}

/** How many there are in all, of a text that stands in a list: `1-5 of 12`. */
export function countOfAll(text: string): number | null {
  const said = text.length > LONGEST_SAYING ? undefined : OF_ALL.exec(text)?.[1];
  return said === undefined ? null : Number(said);
}

/** How many comments a heading says there are; null where it is none, or says nothing. */
export function commentCount(text: string): number | null {
  const [, before, after] = COMMENTS_HEADING.exec(text) ?? [];
  const said = before ?? after;
  return said === undefined ? null : Number(said);
}

/** Whether a text is the heading of a list of attachments, with or without a counter. */
export function isAttachmentsHeading(text: string): boolean {
  if (text === '' || text.length > LONGEST_SAYING) return false;
  if (ATTACHMENTS_HEADING.test(text)) return true;
  return attachmentCount(text) !== null && !NO_ATTACHMENTS_SAID.test(text) && !VIEW_ATTACHMENTS.test(text);
}
