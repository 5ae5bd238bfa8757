import { ATTACHMENT_PARTS, type AttachmentPart } from '../../contract/collection-codes.ts';
import type { PagePart, PartOpener } from '../portal.ts';
import type { PageView, PartView, PendingOpener } from './page-view.ts';
import { attachmentKey } from './united-attachments.ts';

/** What all moments of reading a page say together, by part. Pure. */

/** @param views oldest first; what is still to come or to be opened, the last one says */
export function joinParts(page: string, views: readonly PageView[]): PagePart[] {
  const last = views.at(-1)!;
  return ATTACHMENT_PARTS.map((part) => {
    const shown = last.parts.find((one) => one.part === part);
    const wasThere = views.some(({ parts, claims }) =>
      [...parts, ...claims].some((one) => one.part === part),
    );
    return wasThere ? joinPart(page, part, views, shown) : null;
  }).filter((one) => one !== null);
}

function joinPart(
  page: string,
  part: AttachmentPart,
  views: readonly PageView[],
  shown: PartView | undefined,
): PagePart {
  const keys = new Set(sightingsOf(views, part).map(({ attachment }) => attachmentKey(attachment)));
  const claims = claimsOf(views, part);
  const isNone = views.some(({ parts }) => parts.some((one) => one.part === part && one.saysNone));
  const sum = claims.length > 0 ? sumOf(claims.map((one) => one.said)) : isNone ? 0 : null;
  // One list of several may say that it has none: of a part that has some this is no number.
  const said = sum === 0 && keys.size > 0 ? null : sum;
  const openers = shown?.openers ?? [];
  const unkept = openers.filter(({ kind, isExhausted }) => isExhausted && kind !== 'view').length;
  const unanswered =
    lackingOf(views, part, claims, keys.size) + (part === 'comments' ? lackingComments(views) : 0);
  return {
    part,
    page,
    said,
    found: keys.size,
    lacking: unanswered + unkept,
    isWaiting: shown?.isWaiting ?? false,
    toOpen: openers.filter((one) => isToOpen(one, unanswered)).map(plainOpener),
    strange: shown?.strange ?? 0,
  };
}

function plainOpener({ selector, page, replaces, url }: PendingOpener): PartOpener {
  return { selector, page, replaces, url };
}

/** What stands for a number need not be opened once the number is there. */
function isToOpen({ isExhausted, isCounted }: PendingOpener, unanswered: number): boolean {
  return !isExhausted && (!isCounted || unanswered > 0);
}

function sightingsOf(views: readonly PageView[], part: AttachmentPart): PageView['sightings'] {
  return views.flatMap(({ sightings }) => sightings.filter(({ attachment }) => attachment.part === part));
}

/** Claims of a part, the same place of the page once: with the most that it said, and the most that answered it. */
function claimsOf(views: readonly PageView[], part: AttachmentPart): { said: number; answered: number }[] {
  const claims = new Map<string, { said: number; answered: number }>();
  for (const { key, said, answered } of views.flatMap((view) =>
    view.claims.filter((one) => one.part === part),
  )) {
    const former = claims.get(key);
    claims.set(key, {
      said: Math.max(said, former?.said ?? 0),
      answered: Math.max(answered, former?.answered ?? 0),
    });
  }
  return [...claims.values()];
}

/**
 * How many attachments are promised beyond those that are there. What a window over the page showed, and what next pages
 * showed in the place of others, answers whatever is not answered in its place.
 */
function lackingOf(
  views: readonly PageView[],
  part: AttachmentPart,
  claims: readonly { readonly said: number; readonly answered: number }[],
  found: number,
): number {
  const open = sumOf(claims.map(({ said, answered }) => Math.max(0, said - answered)));
  const inWindows = new Set(
    sightingsOf(views, part)
      .filter(({ isInDialog }) => isInDialog)
      .map(({ attachment }) => attachmentKey(attachment)),
  ).size;
  const answered = sumOf(claims.map((one) => Math.min(one.said, one.answered)));
  const elsewhere = views.length > 1 ? Math.max(0, found - answered) : inWindows;
  return Math.max(0, open - elsewhere);
}

/** How many comments are promised beyond those that were shown. Comments that nothing tells apart are not counted. */
function lackingComments(views: readonly PageView[]): number {
  const said = Math.max(0, ...views.map((view) => view.saidComments ?? 0));
  const shown = new Set(views.flatMap(({ comments }) => comments)).size;
  const isUncountable = shown === 0 && sightingsOf(views, 'comments').length >= said;
  return isUncountable ? 0 : Math.max(0, said - shown);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
