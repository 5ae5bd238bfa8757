import type { Document, Element } from 'domhandler';
import type { AttachmentPart } from '../../contract/collection-codes.ts';
import type { PortalPage } from '../portal.ts';
import type { Attachment } from '../purchase.ts';
import { type Area, findAreas, partOfNode } from './areas.ts';
import { attachedOn } from './attached-on.ts';
import { isAttachmentAddress, kindOfAddress } from './attachment-address.ts';
import { isFileName } from './file-name.ts';
import { isOtherDeed, labelText, namesAFile, namesOf, speaksOfAttachments } from './labels.ts';
import { addressOf, baseOf, isClickable, mayLead, sendsSomething } from './leads.ts';
import {
  ancestors,
  attribute,
  calledOf,
  elements,
  elementsIn,
  hasAttribute,
  isHidden,
  isInNavigation,
  parsePage,
  plain,
  selectorOf,
  shortTextOf,
  textOf,
} from './page-document.ts';
import { pagerOf } from './pagers.ts';

/** Elements of a page that are attachments. Pure. */

/** A page as a tree, with what the finders need of it. */
export interface PageTree {
  readonly url: string;
  readonly base: string;
  readonly document: Document;
  /** All its elements in their order; scripts and templates hold none. */
  readonly all: readonly Element[];
  readonly areas: readonly Area[];
  /** Elements that stand in an area. */
  readonly areaOf: ReadonlyMap<Element, Area>;
  /** Places of elements in `all`. */
  readonly placeOf: ReadonlyMap<Element, number>;
}

export interface FoundAttachment {
  readonly element: Element;
  readonly attachment: Attachment;
}

/** How sure it is that an element is an attachment. `faint`: only by where it stands. */
type Judgement = 'file' | 'link' | 'faint' | null;

/** Entries of lists: what one attachment has for itself, with its date, its author, its buttons. */
const ENTRIES = new Set(['li', 'tr', 'dd', 'article']);
const LONGEST_TEXT = 300;
/** Signs of what closes or takes away. */
const CLOSES = /^[x\u00d7\u2715\u2716+\u2212-]$/i;
const CALLED_NOTE = /attachment-?_?text|text-?_?attachment/i;
const SAID_NOTE = /\btext attachment$|\banexo de texto$/;
const CALLED_LINK = /attachment-?_?url|url-?_?attachment/i;
const SAID_LINK = /\burl attachment$|\banexo de url$/;
/** Pages of a portal about something else than a file. */
const OTHER_PAGES =
  /^\/(?:users?|people|suppliers?|order_headers|order_lines|requisition_headers|requisition_lines|invoices?|contracts?|items?|commodities|accounts?|departments?|settings|sessions?|help|support|terms|comments?)(?:\/|$)/;

/** Below an attachment; pictures of paperclips are merely called so. */
const OF_ATTACHMENT = /\/(?:attachments?|attachment_file|anexos?|active_storage)\/.*\d/i;

export function treeOf(page: PortalPage): PageTree {
  const document = parsePage(page.html);
  const all = elements(document, () => true);
  const areas = findAreas(all);
  const inAreas = areas.flatMap((area) =>
    elementsIn(area.roots, () => true).map((element) => [element, area] as const),
  );
  return {
    url: page.url,
    base: baseOf(document, page.url),
    document,
    all,
    areas,
    areaOf: new Map(inAreas),
    placeOf: new Map(all.map((element, index) => [element, index])),
  };
}

/** Attachments of a page without its frames, in the order of the page; the same address may be there more than once. */
export function findCandidates(tree: PageTree): FoundAttachment[] {
  const leading = tree.all.filter(mayLead);
  const addressed = leading
    .map((element) => ({ element, url: addressOf(element, tree.base, tree.url, tree.document) }))
    .filter(({ url }) => url !== null)
    .map(({ element, url }) => ({ element, url, judgement: judgeAddress(tree, element, url!) }));
  const sure = withoutWrappers(
    addressed.filter(({ judgement }) => judgement === 'file' || judgement === 'link'),
  );
  const taken = new Set(sure.map(({ element }) => element));
  const around = new Set(sure.flatMap(({ element }) => ancestors(element)));
  const isFree = (element: Element): boolean =>
    !around.has(element) && !ancestors(element).some((one) => taken.has(one));
  const addresses = new Set(addressed.map(({ element }) => element));
  const clicks = leading
    .filter((element) => !addresses.has(element) && isClickable(element) && isFree(element))
    .map((element) => ({ element, url: null, judgement: judgeClick(tree, element) }));
  const sureClicks = clicks.filter(({ judgement }) => judgement === 'file');
  const found = [...sure, ...outer(sureClicks)];
  const faint = [...addressed, ...clicks].filter(
    ({ element, judgement }) => judgement === 'faint' && isFree(element),
  );
  const held = entriesOf(found);
  found.push(...outer(faint.filter(({ element }) => !isBeside(tree, element, held))));
  found.push(...namedTexts(tree, found));
  const entries = entriesOf(found);
  return inOrder(tree, found).map(({ element, url, judgement }) => ({
    element,
    attachment: {
      url,
      trigger: url === null ? selectorOf(element) : null,
      page: tree.url,
      names: namesWithEntry(tree, element, entries),
      part: partOf(tree, element),
      kind: judgement === 'link' ? 'link' : 'file',
      ...dated(tree, element),
    },
  }));
}

function dated({ document }: PageTree, element: Element): Pick<Attachment, 'date'> {
  const date = attachedOn(document, element);
  return date === null ? {} : { date };
}

/** Texts that are attached as they are: they answer a counter, and there is nothing to bring. */
export function findNotes(tree: PageTree): Element[] {
  return tree.all.filter(
    (one) => isNote(one) && !ancestors(one).some((around) => around !== one && isNote(around)),
  );
}

/** The list of attachments an element stands in; null where it stands in none. */
export function areaOf(tree: PageTree, element: Element): Area | null {
  return tree.areaOf.get(element) ?? null;
}

/** Part of the page an element belongs to. */
export function partOf(tree: PageTree, element: Element): AttachmentPart {
  return areaOf(tree, element)?.part ?? partOfNode(element, false);
}

/** The entry of a list of attachments that an element stands in; null where it stands in none. */
export function entryOf(tree: PageTree, element: Element): Element | null {
  const area = areaOf(tree, element);
  if (area === null) return null;
  const entry = ancestors(element).find((one) => ENTRIES.has(one.name) || calledOf(one).some(isEntryName));
  if (entry === undefined || area.roots.includes(entry)) return null;
  return areaOf(tree, entry) === area ? entry : null;
}

function isEntryName(name: string): boolean {
  return /^(?:attachment|anexo)$|^(?:attachment|anexo|file)[-_]?(?:item|row|entry|file|card)$/i.test(name);
}

export function isNote(element: Element): boolean {
  return (
    calledOf(element).some((name) => CALLED_NOTE.test(name)) ||
    SAID_NOTE.test(plain(attribute(element, 'aria-label')))
  );
}

function judgeAddress(tree: PageTree, element: Element, url: string): Judgement {
  if (element.name === 'img') return judgePicture(tree, element, url);
  const kind = kindOfAddress(url, tree.url);
  if (sendsSomething(element) || kind === 'navigation') return null;
  if (hasAttribute(element, 'download')) return 'file';
  if (isInNavigation(element) || ancestors(element).some(isNote)) return null;
  const isListed = areaOf(tree, element) !== null;
  if (isLinkElsewhere(element)) return 'link';
  if (new URL(url).origin !== new URL(tree.url).origin) return judgeAway(element, kind, isListed);
  if (namesAFile(element)) return 'file';
  if (kind === 'file') return isOtherDeed(element) && !isAttachmentAddress(url) ? null : 'file';
  if (isOtherDeed(element)) return null;
  if (kind === 'download') return 'file';
  if (kind === 'other' && speaksOfAttachments(element)) return 'file';
  const isLink = element.name === 'a' || isClickable(element);
  if (pagerOf(element) !== undefined) return null;
  return isListed && isLink && !OTHER_PAGES.test(new URL(url).pathname) ? 'faint' : null;
}

/** A picture that is shown in the page is a file where its address is an attachment's, and it is no button of one. */
function judgePicture(tree: PageTree, element: Element, url: string): Judgement {
  const { origin, pathname } = new URL(url);
  const isButton = ancestors(element).some((one) => one !== element && mayLead(one));
  if (origin !== new URL(tree.url).origin || isButton || isInNavigation(element)) return null;
  // Beside a link it mostly is a small picture of what that leads to.
  return OF_ATTACHMENT.test(pathname) && kindOfAddress(url, tree.url) === 'file' ? 'faint' : null;
}

/** A link to another site: its file, where it says so; in a list of attachments a link that is attached. */
function judgeAway(element: Element, kind: ReturnType<typeof kindOfAddress>, isListed: boolean): Judgement {
  if (kind === 'file' && (isListed || namesAFile(element))) return 'file';
  if (!isListed) return null;
  return isOtherDeed(element) ||
    !(element.name === 'a' || isClickable(element) || hasAttribute(element, 'data-url'))
    ? null
    : 'link';
}

function isLinkElsewhere(element: Element): boolean {
  return ancestors(element)
    .slice(0, 3)
    .some(
      (one) =>
        calledOf(one).some((name) => CALLED_LINK.test(name)) ||
        SAID_LINK.test(plain(attribute(one, 'aria-label'))),
    );
}

function judgeClick(tree: PageTree, element: Element): Judgement {
  if (isInNavigation(element) || hasAttribute(element, 'disabled')) return null;
  if (ancestors(element).some(isNote) || isOtherDeed(element)) return null;
  if (namesAFile(element)) return 'file';
  // What leads to more of a list is opened and read again.
  if (pagerOf(element) !== undefined) return null;
  if (CLOSES.test(labelText(element))) return null;
  const isToggle = ['aria-haspopup', 'aria-expanded', 'aria-controls'].some((name) =>
    hasAttribute(element, name),
  );
  if (isToggle || element.name === 'summary') return null;
  const isListed = areaOf(tree, element) !== null;
  const words = plain(namesOf(element).concat(textOf(element), attribute(element, 'title')).join(' '));
  const isPlain = !/attach|anex/.test(words) && !isListed && partOf(tree, element) !== 'comments';
  if (speaksOfAttachments(element) && !isPlain) return 'file';
  const isShown = textOf(element) !== '' || calledOf(element).some((name) => /download/i.test(name));
  return isListed && isShown && !isHidden(element, rootsOf(tree, element)) ? 'faint' : null;
}

function rootsOf(tree: PageTree, element: Element): Element[] {
  return (areaOf(tree, element)?.roots ?? []).filter((root) => 'attribs' in root) as Element[];
}

/** What only holds an address, around something that leads to one itself, is the entry of that. */
function withoutWrappers<T extends { readonly element: Element }>(found: readonly T[]): T[] {
  const around = new Set(found.flatMap(({ element }) => ancestors(element).slice(1)));
  return found.filter(({ element }) => element.name === 'a' || isClickable(element) || !around.has(element));
}

/** Of things within each other only the outer ones: a click on one is a click on both. */
function outer<T extends { readonly element: Element }>(found: readonly T[]): T[] {
  const set = new Set(found.map(({ element }) => element));
  return found.filter(({ element }) => !ancestors(element).some((one) => one !== element && set.has(one)));
}

/** Elements around attachments, with how many each has. */
function entriesOf(found: readonly { readonly element: Element }[]): ReadonlyMap<Element, number> {
  const entries = new Map<Element, number>();
  for (const { element } of found) {
    for (const one of ancestors(element)) entries.set(one, (entries.get(one) ?? 0) + 1);
  }
  return entries;
}

/** Whether an entry of a list has its attachment already: what else it has are its author, its date, its buttons. */
function isBeside(tree: PageTree, element: Element, held: ReadonlyMap<Element, number>): boolean {
  const entry = entryOf(tree, element);
  return entry !== null && held.has(entry);
}

interface Found {
  readonly element: Element;
  readonly url: string | null;
  readonly judgement: Judgement;
}

/** Names of files in a list that nothing leads to: a script may listen to clicks on them. */
function namedTexts(tree: PageTree, found: readonly Found[]): Found[] {
  const taken = new Set(found.map(({ element }) => element));
  const around = entriesOf(found);
  const texts = [...tree.areaOf.keys()].filter(
    (element) =>
      isNamingText(element) &&
      !around.has(element) &&
      !ancestors(element).some((one) => taken.has(one) || isNote(one)) &&
      !isInNavigation(element) &&
      !isHidden(element, rootsOf(tree, element)) &&
      !isBeside(tree, element, around),
  );
  return outer(texts.map((element) => ({ element, url: null, judgement: 'file' as const })));
}

function isNamingText(element: Element): boolean {
  return (
    element.children.every(
      (child) => child.type !== 'tag' || ['i', 'svg', 'img', 'b', 'strong', 'em'].includes(child.name),
    ) && isFileName(shortTextOf(element, LONGEST_TEXT) ?? '')
  );
}

/** Names of an attachment; where they are none of a file, the one that its entry in the list shows. */
function namesWithEntry(tree: PageTree, element: Element, entries: ReadonlyMap<Element, number>): string[] {
  const names = namesOf(element);
  if (namesAFile(element)) return names;
  const entry = entryOf(tree, element);
  if (entry === null || entries.get(entry) !== 1) return names;
  const texts = elementsIn([entry], isNamingText).map(textOf);
  return [...new Set([...texts, ...names])];
}

function inOrder(tree: PageTree, found: readonly Found[]): Found[] {
  return [...found].sort((a, b) => tree.placeOf.get(a.element)! - tree.placeOf.get(b.element)!);
}
