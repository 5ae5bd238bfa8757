import type { Element } from 'domhandler';
import { COMMENTS_HEADING } from '../../contract/attachment-words.ts';
import { ATTACHMENT_PARTS, type AttachmentPart } from '../../contract/collection-codes.ts';
import type { PartOpener, PortalPage } from '../portal.ts';
import type { Attachment } from '../purchase.ts';
import {
  commentPlaces,
  commentsOf,
  isIn,
  isInDialog,
  linePlaces,
  partOfNode,
  saidComments,
} from './areas.ts';
import { absoluteAddress } from './attachment-address.ts';
import { type FoundAttachment, findCandidates, type PageTree, partOf, treeOf } from './candidates.ts';
import { type Claim, findClaims } from './claims.ts';
import { isAttachmentsHeading } from './counters.ts';
import { findingsOf } from './findings.ts';
import { isMountPoint, isWaitingIn, type ListState, listStates } from './list-states.ts';
import { findOpeners, type Opener } from './openers.ts';
import {
  ancestors,
  attribute,
  calledOf,
  elementsIn,
  isHidden,
  plain,
  shownText,
  textOf,
} from './page-document.ts';

/** What a page says at one moment of its reading, frames included. Pure. */

/** An attachment as one moment showed it. */
export interface Sighting {
  readonly attachment: Attachment;
  /** Whether it lies in a window over the page, which does not tell what it belongs to. */
  readonly isInDialog: boolean;
}

export interface PageView {
  readonly sightings: readonly Sighting[];
  readonly claims: readonly Claim[];
  /** Comments that are shown, and how many there are said to be. */
  readonly comments: readonly string[];
  readonly saidComments: number | null;
  readonly parts: readonly PartView[];
}

/** What a part says but for numbers. */
export interface PartView {
  readonly part: AttachmentPart;
  readonly isWaiting: boolean;
  readonly openers: readonly PendingOpener[];
  readonly strange: number;
  /** Whether it says that it has none, by its own word. */
  readonly saysNone: boolean;
}

/** An opener of a page, and whether it was clicked in vain. */
export interface PendingOpener extends PartOpener {
  readonly kind: Opener['kind'];
  readonly isCounted: boolean;
  readonly isExhausted: boolean;
}

const CALLED_MOUNT = /mount|comments?[-_]?app|(?:^|[-_])root$/i;
/** Places where windows over the page are put when there are some. */
const FOR_WINDOWS = /modal|dialog|tooltip|popover|portal|toast|dropdown/i;
const MOST_DEPTH = 3;

export function viewOf(page: PortalPage): PageView {
  return look(page, 0);
}

function look(page: PortalPage, depth: number): PageView {
  const tree = treeOf(page);
  const own = findCandidates(tree);
  const frames = depth < MOST_DEPTH ? framesOf(page, tree) : [];
  const inner = frames.map(({ element, page: frame }) => ({ element, view: look(frame, depth + 1) }));
  const candidates = withFrames(tree, own, inner);
  const findings = findingsOf(tree, candidates);
  const lists = listStates(tree, findings, page.isSettled === true);
  const said = saidComments(tree.all);
  const shown = {
    page,
    candidates,
    lists,
    openers: findOpeners(tree, findings),
    places: { comments: commentPlaces(tree.all), lines: linePlaces(tree.all) },
    busy: new Set([...busyParts(tree), ...missingParts(tree)]),
  };
  const ownParts = ATTACHMENT_PARTS.map((part) => partView(part, shown)).filter((one) => one !== null);
  return {
    sightings: candidates.map(({ element, attachment }) => ({ attachment, isInDialog: isInDialog(element) })),
    claims: [...findClaims(tree, findings, lists), ...inner.flatMap(({ view }) => view.claims)],
    comments: [...commentsOf(tree.all), ...inner.flatMap(({ view }) => view.comments)],
    saidComments: said ?? inner.map(({ view }) => view.saidComments).find((one) => one !== null) ?? null,
    parts: inner.reduce(
      (parts, { element, view }) => joined(parts, movedTo(tree, element, view.parts)),
      ownParts,
    ),
  };
}

/** Frames with the elements they stand in; documents written into an attribute are frames as well. */
function framesOf(page: PortalPage, tree: PageTree): { element: Element; page: PortalPage }[] {
  const left = [...page.frames];
  return tree.all
    .filter(({ name }) => name === 'iframe' || name === 'frame')
    .flatMap((element) => {
      const written = attribute(element, 'srcdoc');
      if (written !== '')
        return [{ element, page: { ...page, html: written, frames: [], former: [], exhausted: [] } }];
      const address = absoluteAddress(attribute(element, 'src'), tree.base);
      const at = left.findIndex((one) => one.asked === address || one.url === address);
      return at < 0 ? [] : [{ element, page: left.splice(at, 1)[0]! }];
    })
    .concat(left.map((frame) => ({ element: tree.all[0]!, page: frame })))
    .filter(({ element }) => element !== undefined);
}

/** Attachments of frames stand where their frame does. */
function withFrames(
  tree: PageTree,
  own: readonly FoundAttachment[],
  inner: readonly { readonly element: Element; readonly view: PageView }[],
): FoundAttachment[] {
  if (inner.length === 0) return [...own];
  const place = tree.placeOf;
  const ofFrames = inner.flatMap(({ element, view }) =>
    view.sightings.map(({ attachment }) => ({
      element,
      attachment: { ...attachment, part: movedPart(tree, element, attachment.part) },
    })),
  );
  const isAtEnd = (element: Element): boolean => element === tree.all[0];
  return [...own, ...ofFrames].sort(
    (a, b) =>
      Number(isAtEnd(a.element)) - Number(isAtEnd(b.element)) ||
      place.get(a.element)! - place.get(b.element)!,
  );
}

/** Part of something in a frame: its own, unless it says nothing but where the frame stands does. */
function movedPart(tree: PageTree, frame: Element, part: AttachmentPart): AttachmentPart {
  const around = partOf(tree, frame);
  return part === 'other' || (part === 'form' && around !== 'other') ? around : part;
}

function movedTo(tree: PageTree, frame: Element, parts: readonly PartView[]): PartView[] {
  return parts.map((one) => ({ ...one, part: movedPart(tree, frame, one.part) }));
}

/** Parts of a page with those of a frame: the same part once. */
function joined(parts: readonly PartView[], others: readonly PartView[]): PartView[] {
  const all = [...parts];
  for (const one of others) {
    const at = all.findIndex(({ part }) => part === one.part);
    if (at < 0) all.push(one);
    else {
      const former = all[at]!;
      all[at] = {
        part: one.part,
        isWaiting: former.isWaiting || one.isWaiting,
        openers: [...former.openers, ...one.openers],
        strange: former.strange + one.strange,
        saysNone: former.saysNone || one.saysNone,
      };
    }
  }
  return all;
}

/** What partial looks at a page have in common. */
interface ShownPage {
  readonly page: PortalPage;
  readonly candidates: readonly FoundAttachment[];
  readonly lists: readonly ListState[];
  readonly openers: readonly Opener[];
  readonly places: Readonly<Record<'comments' | 'lines', readonly Element[]>>;
  /** Parts that are still to come. */
  readonly busy: ReadonlySet<AttachmentPart>;
}

/** A part as a page shows it; null where the page has no such part. */
function partView(part: AttachmentPart, shown: ShownPage): PartView | null {
  const { page } = shown;
  const lists = shown.lists.filter(({ area }) => area.part === part);
  const places = part === 'comments' || part === 'lines' ? shown.places[part] : [];
  const own = shown.openers.filter((one) => one.part === part);
  const isBusy = shown.busy.has(part);
  const isThere =
    lists.length + places.length + own.length > 0 ||
    isBusy ||
    shown.candidates.some(({ attachment }) => attachment.part === part);
  if (!isThere) return null;
  const isSettled = page.isSettled === true;
  const empty = lists.filter(({ state }) => state === 'empty');
  const isEmptyWaiting = empty.some(
    ({ area }) => (!isSettled || isMountPoint(area)) && !own.some(({ element }) => isIn(area, element)),
  );
  const tried = new Set(page.exhausted ?? []);
  const isPlaceWaiting = places.some(
    (place) =>
      isWaitingIn([place], isSettled) ||
      (part === 'comments' ? isUnmounted(place) : isBare(place) && !isSettled),
  );
  return {
    part,
    isWaiting: isBusy || isPlaceWaiting || lists.some(({ isLoading }) => isLoading) || isEmptyWaiting,
    openers: own.map(({ kind, count, opener }) => ({
      ...opener,
      kind,
      isCounted: count !== null,
      isExhausted: tried.has(opener.selector),
    })),
    strange: lists.reduce((sum, { strange }) => sum + strange, 0),
    // A list without entries is silent: one that could not be loaded looks the same.
    saysNone: lists.some(({ state }) => state === 'none'),
  };
}

/** Parts in which something says that it is busy. */
function busyParts({ all }: PageTree): ReadonlySet<AttachmentPart> {
  const busy = all.filter((one) => attribute(one, 'aria-busy') === 'true' && !isHidden(one));
  return new Set(busy.map((one) => partOfNode(one, /attach|anex/i.test(calledOf(one).join(' ')))));
}

/** Parts that links of the page lead to, and that are not on it: it is not all there. */
function missingParts({ all }: PageTree): ReadonlySet<AttachmentPart> {
  const places = new Set(all.flatMap((one) => [attribute(one, 'id'), attribute(one, 'name')]));
  const parts = all
    .filter((one) => one.name === 'a' && /^#./.test(attribute(one, 'href')))
    .filter((one) => !places.has(attribute(one, 'href').slice(1)))
    .map((one) => partCalled(plain(textOf(one))));
  return new Set(parts.filter((part) => part !== null));
}

function partCalled(text: string): AttachmentPart | null {
  if (COMMENTS_HEADING.test(text)) return 'comments';
  return isAttachmentsHeading(text) ? 'form' : null;
}

/** Whether a place of comments is still to be filled by a script: it, or the mount point in it, shows nothing. */
function isUnmounted(place: Element): boolean {
  if (isBare(place)) return true;
  const mounts = elementsIn([place], (one) =>
    calledOf(one).some((name) => CALLED_MOUNT.test(name) && !FOR_WINDOWS.test(name)),
  );
  return mounts.some(isBare);
}

function isBare(element: Element): boolean {
  if (shownText([element]) !== '') return false;
  return (
    elementsIn(element.children, (one) =>
      ['a', 'button', 'iframe', 'input', 'textarea', 'object', 'embed'].includes(one.name),
    ).length === 0 && ancestors(element).length > 0
  );
}
