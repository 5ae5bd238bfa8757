import type { ChildNode, Element } from 'domhandler';
import { LOADING_SAID, NONE_SAID, UPLOAD_HINT } from '../../contract/attachment-words.ts';
import type { Area } from './areas.ts';
import { isNote, type PageTree } from './candidates.ts';
import { attachmentCount, countOfAll, isAttachmentsHeading, LONGEST_SAYING } from './counters.ts';
import type { Findings } from './findings.ts';
import { isOtherDeed } from './labels.ts';
import { isClickable } from './leads.ts';
import {
  attribute,
  calledOf,
  elementsIn,
  isElement,
  isHidden,
  isInNavigation,
  plain,
  shortTextOf,
  shownText,
} from './page-document.ts';

/** What lists of attachments say without numbers: that there are none, that they are still to come. Pure. */

/** What a list of attachments says without a number. */
export interface ListState {
  readonly area: Area;
  /** `none` says so, `empty` has no entries and says nothing, `silent` holds something that is no attachment. */
  readonly state: 'filled' | 'none' | 'empty' | 'silent';
  readonly isLoading: boolean;
  /** Entries that show something, and nothing of it was taken. */
  readonly strange: number;
}

const SPINS = /(?:^|[-_])(?:spinner|loading|loader|skeleton)(?:$|[-_])/i;
const MOUNT = /mount|(?:^|[-_])(?:root|placeholder)$|-app$|App$/;
/** Places where windows over the page are put when there are some. */
const WINDOWS = /modal|dialog|tooltip|popover|portal|toast|dropdown/i;
/** What is said on these is said to who changes the page. */
const NO_TEXT = new Set(['input', 'select', 'textarea', 'label', 'button', 'thead', 'legend', 'summary']);
/** Entries of those who attach something, and headings of tables. */
const NO_ENTRY = new Set(['input', 'select', 'textarea', 'th']);
const ENTRIES = new Set(['li', 'tr']);
const SEEN = new Set(['object', 'embed', 'video', 'audio']);

/** What each list of attachments says without numbers. */
export function listStates(tree: PageTree, findings: Findings, isSettled: boolean): ListState[] {
  return tree.areas.map((area) => {
    const isLoading = isWaitingIn(area.roots, isSettled);
    const strange = strangeIn(area, findings);
    const state = stateOf(area, findings, strange);
    return { area, state, isLoading, strange: state === 'none' ? 0 : strange };
  });
}

function stateOf(area: Area, { filled }: Findings, strange: number): ListState['state'] {
  if (filled.has(area)) return 'filled';
  // Texts that are attached are all there is: none of it is to be brought.
  if (elementsIn(area.roots, isNote).length > 0) return strange === 0 ? 'none' : 'silent';
  const rest = restOf(area);
  if (rest === '') return 'empty';
  return saysNone(rest) ? 'none' : 'silent';
}

/** Whether a text says that there are none, perhaps after what it says it of. */
function saysNone(rest: string): boolean {
  return NONE_SAID.test(rest) || attachmentCount(rest) === 0;
}

/** What a list shows, without its heading, its buttons and its hints for those who attach something. */
function restOf({ roots }: Area): string {
  const shown = shownText(roots, (element) => {
    if (element.name === 'a' && isOtherDeed(element)) return false;
    if (isClickable(element) || NO_TEXT.has(element.name)) return false;
    const text = shortTextOf(element, LONGEST_SAYING);
    if (text === null || text === '') return true;
    const own = plain(text);
    if (saysNone(own)) return true;
    return !isAttachmentsHeading(own) && !UPLOAD_HINT.test(own);
  });
  return plain(shown);
}

/** Whether something in these places says that it is not there yet. */
export function isWaitingIn(roots: readonly ChildNode[], isSettled: boolean): boolean {
  const within = roots.filter(isElement);
  const isShown = (one: Element): boolean => !isHidden(one, within);
  if (elementsIn(roots, saysWaiting).some(isShown)) return true;
  // A sheet of style may hide a sign of waiting: beside something that is there it says nothing in the end.
  return elementsIn(roots, showsWaiting).some(isShown) && !(isSettled && showsMore(roots));
}

function saysWaiting(element: Element): boolean {
  if (attribute(element, 'aria-busy') === 'true') return true;
  return LOADING_SAID.test(plain(shortTextOf(element, LONGEST_SAYING) ?? ''));
}

function showsWaiting(element: Element): boolean {
  return attribute(element, 'role') === 'progressbar' || calledOf(element).some((name) => SPINS.test(name));
}

/** Whether there is more than a heading. */
function showsMore(roots: readonly ChildNode[]): boolean {
  return shownText(roots, ({ name }) => !/^h[1-6]$/.test(name)) !== '';
}

/** Whether a list is a place for a script to fill rather than a list. */
export function isMountPoint({ roots }: Area): boolean {
  return elementsIn(roots, (one) =>
    calledOf(one).some((name) => MOUNT.test(name) && !WINDOWS.test(name)),
  ).some((one) => shownText([one]) === '');
}

/** Entries of a list that show something of which nothing was taken. */
function strangeIn(area: Area, { holding, filled }: Findings): number {
  const within = area.roots.filter(isElement);
  const isLast = (one: Element): boolean =>
    elementsIn(one.children, ({ name }) => ENTRIES.has(name)).length === 0;
  const entries = elementsIn(area.roots, (one) => ENTRIES.has(one.name) && !holding.has(one) && isLast(one));
  const strange = entries.filter((one) => !isHidden(one, within) && !isInNavigation(one) && isStrange(one));
  const seen = filled.has(area) ? [] : elementsIn(area.roots, ({ name }) => SEEN.has(name));
  return strange.length + seen.length;
}

function isStrange(entry: Element): boolean {
  if (elementsIn([entry], (one) => isNote(one) || NO_ENTRY.has(one.name)).length > 0) return false;
  const text = entryText(entry);
  const isSaid = saysNone(text) || countOfAll(text) !== null || attachmentCount(text) !== null;
  return text !== '' && !isSaid && !LOADING_SAID.test(text) && !UPLOAD_HINT.test(text);
}

/** What an entry shows besides buttons that do something else. */
function entryText(entry: Element): string {
  return plain(shownText([entry], (one) => one === entry || !(isClickableLike(one) && isOtherDeed(one))));
}

function isClickableLike(element: Element): boolean {
  return element.name === 'a' || isClickable(element);
}
