import type { ChildNode, Element } from 'domhandler';
import { LOADING_SAID, NONE_SAID, UPLOAD_HINT } from '../../contract/attachment-words.ts';
import type { AttachmentPart } from '../../contract/collection-codes.ts';
import { type Area, isIn, partOfNode } from './areas.ts';
import { areaOf, entryOf, type FoundAttachment, findNotes, isNote, type PageTree } from './candidates.ts';
import { attachmentCount, countOfAll, isAttachmentsHeading } from './counters.ts';
import { isOtherDeed } from './labels.ts';
import { isClickable } from './leads.ts';
import {
  ancestors,
  attribute,
  calledOf,
  elementsIn,
  isElement,
  isHidden,
  isInNavigation,
  plain,
  selectorOf,
  shownText,
  textOf,
} from './page-document.ts';

/** What a page claims of its attachments: how many there are of what, that there are none, that they are still to come. Pure. */

/** A number of attachments that stands for one place of the page. */
export interface Claim {
  readonly part: AttachmentPart;
  /** The same place of the same page, whenever it is read. */
  readonly key: string;
  readonly said: number;
  /** How many attachments answer it there. */
  readonly answered: number;
}

/** What a list of attachments says without a number. */
export interface ListState {
  readonly area: Area;
  /** `none` says so, `empty` has no entries and says nothing, `silent` holds something that is no attachment. */
  readonly state: 'filled' | 'none' | 'empty' | 'silent';
  readonly isLoading: boolean;
  /** Entries that show something, and nothing of it was taken. */
  readonly strange: number;
}

const LONGEST = 120;
const SPINS = /(?:^|[-_])(?:spinner|loading|loader|skeleton)(?:$|[-_])/i;
const MOUNT = /mount|(?:^|[-_])(?:root|placeholder)$|-app$|App$/;
/** What is said on these is said to who changes the page. */
const NO_TEXT = new Set(['input', 'select', 'textarea', 'label', 'button', 'thead', 'legend', 'summary']);
const SEEN = new Set(['object', 'embed', 'video', 'audio']);

/** Numbers a page says, those within the places of others left out. */
export function findClaims(tree: PageTree, candidates: readonly FoundAttachment[]): Claim[] {
  const counters = tree.all
    .map((element) => ({ element, said: saidBy(tree, element) }))
    .filter((one): one is { element: Element; said: number } => one.said !== null)
    .filter(
      ({ element }, _, all) =>
        !all.some((other) => other.element !== element && ancestors(other.element).includes(element)),
    );
  const notes = findNotes(tree);
  const scopes = new Map<Element | Area, number>();
  for (const { element, said } of counters) {
    const scope = scopeOf(tree, element, candidates);
    scopes.set(scope, Math.max(said, scopes.get(scope) ?? 0));
  }
  for (const { area, state } of listStates(tree, candidates)) {
    if (state === 'none' && !scopes.has(area)) scopes.set(area, 0);
  }
  return outerScopes([...scopes]).map(([scope, said]) => ({
    part: partOfScope(tree, scope, candidates),
    key: keyOf(scope),
    said,
    answered: answersIn(tree, scope, candidates, notes),
  }));
}

/** A number belongs to the part of what answers it; where nothing does, to that of its place. */
function partOfScope(
  tree: PageTree,
  scope: Element | Area,
  candidates: readonly FoundAttachment[],
): AttachmentPart {
  if ('roots' in scope) return scope.part;
  const answer = candidates.find(({ element }) => isInside(element, scope));
  return answer?.attachment.part ?? areaOf(tree, scope)?.part ?? partOfNode(scope, true);
}

function keyOf(scope: Element | Area): string {
  const node = 'roots' in scope ? scope.roots.find(isElement) : scope;
  return node === undefined ? '' : selectorOf(node);
}

/** Of places within each other the outer ones, with the sum of the inner ones where that is more. */
function outerScopes(
  scopes: readonly (readonly [Element | Area, number])[],
): (readonly [Element | Area, number])[] {
  const isWithin = (inner: Element | Area, outer: Element | Area): boolean => {
    if (inner === outer) return false;
    const nodes = 'roots' in inner ? inner.roots : [inner];
    return nodes.every((node) => isInside(node, outer));
  };
  return scopes
    .filter(([scope]) => !scopes.some(([other]) => isWithin(scope, other)))
    .map(([scope, said]) => {
      const inner = scopes.filter(([other]) => isWithin(other, scope));
      const direct = inner.filter(([one]) => !inner.some(([other]) => isWithin(one, other)));
      return [
        scope,
        Math.max(
          said,
          direct.reduce((sum, [, count]) => sum + count, 0),
        ),
      ] as const;
    });
}

function isInside(node: ChildNode, scope: Element | Area): boolean {
  const element = isElement(node) ? node : (node.parent as Element | null);
  if (element === null) return false;
  return 'roots' in scope
    ? scope.roots.includes(node) || isIn(scope, element)
    : ancestors(element).includes(scope);
}

/** What a text of a page, or a mark on an element, says of how many attachments there are. */
function saidBy(tree: PageTree, element: Element): number | null {
  for (const [name, value] of Object.entries(element.attribs)) {
    if (/^data-(?:attachments?|anexos?)-?(?:count|total)$/.test(name) && /^\d{1,5}$/.test(value))
      return Number(value);
  }
  if (
    element.name === 'option' ||
    element.name === 'title' ||
    ancestors(element).some((one) => one.name === 'head')
  )
    return null;
  const label = attribute(element, 'aria-label');
  const text = textOf(element);
  if (text.length > LONGEST || isOutOfSight(tree, element)) return null;
  const area = areaOf(tree, element);
  const said = attachmentCount(plain(text)) ?? (isClickable(element) ? attachmentCount(plain(label)) : null);
  const isInProse = area === null && said === 0 && partOfNode(element, false) !== 'other';
  if (said !== null && !isInProse) return said;
  return area === null ? null : countOfAll(plain(text));
}

/** Numbers in navigation count where they lead to a place of this page. */
function isOutOfSight(tree: PageTree, element: Element): boolean {
  const area = areaOf(tree, element);
  if (isHidden(element, area === null ? [] : area.roots.filter(isElement))) return true;
  if (!isInNavigation(element)) return false;
  return !ancestors(element).some(
    (one) => attribute(one, 'role') === 'tab' || /^#./.test(attribute(one, 'href')),
  );
}

/** The place a number stands for: the smallest around it with attachments, no further than its list or its entry. */
function scopeOf(tree: PageTree, element: Element, candidates: readonly FoundAttachment[]): Element | Area {
  const target = targetOf(tree, element);
  if (target !== null) return areaOf(tree, target) ?? target;
  const area = areaOf(tree, element);
  const holds = (one: Element): boolean =>
    candidates.some((candidate) => candidate.element !== one && ancestors(candidate.element).includes(one));
  for (const one of ancestors(element).slice(1)) {
    if (area !== null && (area.roots.includes(one) || !isIn(area, one))) return area;
    if (holds(one) || isBorder(one)) return one;
  }
  return area ?? (ancestors(element).at(-1) as Element);
}

/** Where what a number outside of a list may stand for ends: a comment, a line, a section. */
function isBorder(element: Element): boolean {
  if (['li', 'tr', 'article', 'section', 'fieldset', 'main', 'body', 'form'].includes(element.name))
    return true;
  return calledOf(element).some((name) => /^(?:s-)?comment$|line-wrapper|panel|card/i.test(name));
}

function targetOf(tree: PageTree, element: Element): Element | null {
  for (const one of ancestors(element)) {
    const id = attribute(one, 'aria-controls') || /^#(.+)$/.exec(attribute(one, 'href'))?.[1];
    if (id === undefined || id === '') continue;
    return tree.all.find((other) => attribute(other, 'id') === id) ?? null;
  }
  return null;
}

/** Distinct attachments in a place, or entries with one, whichever is more; and texts that are attached. */
function answersIn(
  tree: PageTree,
  scope: Element | Area,
  candidates: readonly FoundAttachment[],
  notes: readonly Element[],
): number {
  const inside = candidates.filter(({ element }) => isInside(element, scope));
  const keys = new Set(inside.map(({ attachment }) => attachment.url ?? attachment.trigger));
  const entries = new Set(inside.map(({ element }) => entryOf(tree, element)).filter((one) => one !== null));
  return Math.max(keys.size, entries.size) + notes.filter((note) => isInside(note, scope)).length;
}

/** What each list of attachments says without numbers. */
export function listStates(tree: PageTree, candidates: readonly FoundAttachment[]): ListState[] {
  return tree.areas.map((area) => {
    const isLoading = area.roots.some(isElement) && isWaitingIn(area.roots);
    const strange = strangeIn(area, candidates);
    if (candidates.some(({ element }) => isIn(area, element)))
      return { area, state: 'filled', isLoading, strange };
    // Texts that are attached are all there is: none of it is to be brought.
    if (elementsIn(area.roots, isNote).length > 0)
      return { area, state: strange === 0 ? 'none' : 'silent', isLoading, strange };
    const rest = restOf(area);
    if (rest !== '' && saysNone(rest)) return { area, state: 'none', isLoading, strange: 0 };
    return { area, state: rest === '' ? 'empty' : 'silent', isLoading, strange };
  });
}

/** Whether a text says that there are none, perhaps after what it says it of. */
function saysNone(rest: string): boolean {
  return NONE_SAID.test(rest) || attachmentCount(rest) === 0;
}

/** What a list shows, without its heading, its buttons and its hints for those who attach something. */
function restOf({ roots }: Area): string {
  const text = shownText(roots, (element) => {
    if (element.name === 'a' && isOtherDeed(element)) return false;
    if (isClickable(element) || NO_TEXT.has(element.name)) return false;
    const own = plain(textOf(element));
    if (own.length > LONGEST || own === '' || saysNone(own)) return true;
    return !isAttachmentsHeading(own) && !UPLOAD_HINT.test(own);
  });
  return plain(text);
}

/** Whether something in these places says that it is not there yet. */
export function isWaitingIn(roots: readonly ChildNode[]): boolean {
  const shown = elementsIn(roots, (one) => !isHidden(one, roots.filter(isElement)));
  return shown.some(
    (one) =>
      attribute(one, 'aria-busy') === 'true' ||
      calledOf(one).some((name) => SPINS.test(name)) ||
      attribute(one, 'role') === 'progressbar' ||
      (textOf(one).length <= LONGEST && LOADING_SAID.test(plain(textOf(one)))),
  );
}

/** Whether a list is a place for a script to fill rather than a list. */
export function isMountPoint({ roots }: Area): boolean {
  return elementsIn(roots, (one) => calledOf(one).some((name) => MOUNT.test(name))).some(
    (one) => shownText([one]) === '',
  );
}

/** Entries of a list that show something of which nothing was taken. */
function strangeIn(area: Area, candidates: readonly FoundAttachment[]): number {
  const within = area.roots.filter(isElement);
  const taken = new Set(candidates.flatMap(({ element }) => ancestors(element)));
  const entries = elementsIn(area.roots, (one) => one.name === 'li' || one.name === 'tr').filter(
    (one) => elementsIn(one.children, (inner) => inner.name === 'li' || inner.name === 'tr').length === 0,
  );
  const strange = entries.filter((one) => {
    if (
      taken.has(one) ||
      isHidden(one, within) ||
      isInNavigation(one) ||
      isNote(one) ||
      elementsIn([one], isNote).length > 0
    )
      return false;
    if (elementsIn([one], (inner) => ['input', 'select', 'textarea', 'th'].includes(inner.name)).length > 0)
      return false;
    const text = entryText(one);
    return (
      text !== '' &&
      !saysNone(text) &&
      !LOADING_SAID.test(text) &&
      !UPLOAD_HINT.test(text) &&
      countOfAll(text) === null &&
      attachmentCount(text) === null
    );
  });
  const shown = elementsIn(
    area.roots,
    (one) =>
      SEEN.has(one.name) && !ancestors(one).some((around) => taken.has(around) && !within.includes(around)),
  );
  return strange.length + shown.filter(() => !candidates.some(({ element }) => isIn(area, element))).length;
}

/** What an entry shows besides buttons that do something else. */
function entryText(entry: Element): string {
  return plain(shownText([entry], (one) => one === entry || !(isClickableLike(one) && isOtherDeed(one))));
}

function isClickableLike(element: Element): boolean {
  return element.name === 'a' || isClickable(element);
}
