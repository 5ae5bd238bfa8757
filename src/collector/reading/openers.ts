import type { Element } from 'domhandler';
import { NEXT_PAGE, SHOW_MORE, VIEW_ATTACHMENTS } from '../../contract/attachment-words.ts';
import type { AttachmentPart } from '../../contract/collection-codes.ts';
import type { PartOpener } from '../portal.ts';
import { partOfNode } from './areas.ts';
import { absoluteAddress } from './attachment-address.ts';
import { areaOf, type PageTree, partOf } from './candidates.ts';
import { attachmentCount, isAttachmentsHeading } from './counters.ts';
import type { Findings } from './findings.ts';
import { changesSomething, labelsOf, namesAFile } from './labels.ts';
import { isClickable } from './leads.ts';
import {
  ancestors,
  attribute,
  calledOf,
  hasAttribute,
  isHidden,
  isInNavigation,
  plain,
  selectorOf,
  textOf,
} from './page-document.ts';
import { pagerOf } from './pagers.ts';

/** What a person would click to see more of the attachments of a page. Pure. */

export interface Opener {
  readonly element: Element;
  readonly part: AttachmentPart;
  /**
   * `view` shows what a list or a counter stands for, and may bring nothing where all is shown. `more` and `next` promise
   * that there is more.
   */
  readonly kind: 'view' | 'more' | 'next';
  /** Number of attachments it stands for; null where it does not say. */
  readonly count: number | null;
  readonly opener: PartOpener;
}

const CALLED_NEXT = /^(?:s-)?next(?:[-_]?page)?$|^next[-_]|[-_]next$/i;
const IS_CURRENT = /^(?:current|active|selected|is-active|is-current)$/i;
const SAYS_SIZE = /\b(?:per page|por pagina)\b/;
const SWITCHED_OFF = /(?:^|\s)(?:disabled|is-disabled|inactive)(?:\s|$)/;

/** Openers of a page in its order. @param findings its attachments: what shows them already need not be opened */
export function findOpeners(tree: PageTree, findings: Findings): Opener[] {
  const found: Opener[] = [];
  const taken = new Set<Element>();
  for (const element of tree.all) {
    const kind = kindOf(tree, element, findings);
    if (kind === null || ancestors(element).some((one) => taken.has(one))) continue;
    taken.add(element);
    found.push({ element, ...kind, opener: openerOf(tree, element, kind.kind) });
  }
  return found;
}

function openerOf({ url, base }: PageTree, element: Element, kind: Opener['kind']): PartOpener {
  const href =
    element.name === 'a' && attribute(element, 'data-remote') !== 'true' ? attribute(element, 'href') : '';
  const address = /^javascript:/i.test(href) ? null : absoluteAddress(href, base);
  return {
    selector: selectorOf(element),
    page: url,
    replaces: kind === 'next',
    url: address === url ? null : address,
  };
}

type Kind = Pick<Opener, 'kind' | 'count' | 'part'>;

function kindOf(tree: PageTree, element: Element, findings: Findings): Kind | null {
  if (!mayOpen(element) || isOff(element) || findings.byElement.has(element)) return null;
  const place = placeOf(tree, element);
  if (isNext(tree, element, place)) return { kind: 'next', count: null, part: place ?? 'other' };
  if (isInNavigation(element) && attribute(element, 'role') !== 'tab') return null;
  if (namesAFile(element) || isOpen(element) || changesSomething(element)) return null;
  const labels = labelsOf(element).map(plain);
  const count = labels.map(attachmentCount).find((one) => one !== null) ?? null;
  const isView =
    count !== null || labels.some((label) => VIEW_ATTACHMENTS.test(label) || isAttachmentsHeading(label));
  if (isView && isClickable(element)) {
    if (count === 0 || showsAlready(tree, element, findings)) return null;
    return { kind: 'view', count, part: place ?? partOfNode(element, true) };
  }
  if (place === null || !labels.some((label) => SHOW_MORE.test(label))) return null;
  return isHidden(element) ? null : { kind: 'more', count: null, part: place };
}

/** Only what could be clicked; ordinary links where they lead to more of a list. */
function mayOpen(element: Element): boolean {
  return isClickable(element) || (element.name === 'a' && hasAttribute(element, 'href'));
}

function isOff(element: Element): boolean {
  return (
    hasAttribute(element, 'disabled') ||
    attribute(element, 'aria-disabled') === 'true' ||
    ancestors(element)
      .slice(0, 2)
      .some((one) => SWITCHED_OFF.test(attribute(one, 'class')))
  );
}

function isOpen(element: Element): boolean {
  return attribute(element, 'aria-expanded') === 'true' || attribute(element, 'aria-selected') === 'true';
}

/** Part in which more of something is more of attachments; null elsewhere on the page. */
function placeOf(tree: PageTree, element: Element): AttachmentPart | null {
  const part = partOf(tree, element);
  return part === 'other' && areaOf(tree, element) === null ? null : part;
}

/** Whether what an element opens is in the page, with attachments in it. */
function showsAlready(tree: PageTree, element: Element, findings: Findings): boolean {
  const id = attribute(element, 'aria-controls') || attribute(element, 'data-target').replace(/^#/, '');
  const target =
    element.name === 'summary'
      ? (element.parent as Element | null)
      : id === ''
        ? null
        : (tree.all.find((one) => attribute(one, 'id') === id) ?? null);
  return target !== null && findings.holding.has(target);
}

function isNext(tree: PageTree, element: Element, place: AttachmentPart | null): boolean {
  if (place === null || isHidden(element)) return false;
  const labels = labelsOf(element).map(plain);
  if (
    labels.some((label) => SAYS_SIZE.test(label)) ||
    calledOf(element).some((name) => /per_?page/i.test(name))
  )
    return false;
  if (attribute(element, 'rel').split(/\s+/).includes('next')) return true;
  if (calledOf(element).some((name) => CALLED_NEXT.test(name))) return true;
  if (pagerOf(element) !== undefined && labels.some((label) => NEXT_PAGE.test(label))) return true;
  return isNextNumber(tree, element);
}

/** Of numbered pages the one after the current; where something else leads on, none. */
function isNextNumber(tree: PageTree, element: Element): boolean {
  const number = textOf(element);
  const pager = pagerOf(element);
  if (pager === undefined || !/^\d{1,4}$/.test(number)) return false;
  const inside = tree.all.filter((one) => ancestors(one).includes(pager));
  const current = inside.find(
    (one) =>
      /^\d{1,4}$/.test(textOf(one)) &&
      (attribute(one, 'aria-current') !== '' || calledOf(one).some((name) => IS_CURRENT.test(name))),
  );
  const leadsOn = inside.some((one) => calledOf(one).some((name) => CALLED_NEXT.test(name)));
  return current !== undefined && !leadsOn && Number(number) === Number(textOf(current)) + 1;
}
