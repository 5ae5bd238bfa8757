import type { ChildNode, Element } from 'domhandler';
import type { AttachmentPart } from '../../contract/collection-codes.ts';
import { type Area, partOfNode } from './areas.ts';
import { areaOf, entryOf, type PageTree } from './candidates.ts';
import { attachmentCount, countOfAll, LONGEST_SAYING } from './counters.ts';
import type { Findings } from './findings.ts';
import { isClickable } from './leads.ts';
import type { ListState } from './list-states.ts';
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
  shortTextOf,
} from './page-document.ts';

/** What a page claims of its attachments in numbers: how many there are of what. Pure. */

/** A number of attachments that stands for one place of the page. */
export interface Claim {
  readonly part: AttachmentPart;
  /** The same place of the same page, whenever it is read. */
  readonly key: string;
  readonly said: number;
  /** How many attachments answer it there. */
  readonly answered: number;
}

/** A place of the page that a number stands for. */
type Scope = Element | Area;

/** Numbers a page says, those within the places of others left out. */
export function findClaims(tree: PageTree, findings: Findings, lists: readonly ListState[]): Claim[] {
  const counters = tree.all
    .map((element) => ({ element, said: saidBy(tree, element) }))
    .filter((one): one is { element: Element; said: number } => one.said !== null);
  const around = new Set(counters.flatMap(({ element }) => ancestors(element).slice(1)));
  const scopes = new Map<Scope, number>();
  for (const { element, said } of counters) {
    if (around.has(element)) continue;
    const scope = scopeOf(tree, element, findings);
    scopes.set(scope, Math.max(said, scopes.get(scope) ?? 0));
  }
  for (const { area, state } of lists) if (state === 'none' && !scopes.has(area)) scopes.set(area, 0);
  return outerScopes(scopes).map(([scope, said]) => claimOf(tree, scope, said, findings));
}

function claimOf(tree: PageTree, scope: Scope, said: number, findings: Findings): Claim {
  const nodes = nodesOf(scope);
  const inside = elementsIn(nodes, (one) => findings.byElement.has(one)).flatMap(
    (one) => findings.byElement.get(one) ?? [],
  );
  const notes = elementsIn(nodes, (one) => findings.notes.has(one)).length;
  const keys = new Set(inside.map(({ attachment }) => attachment.url ?? attachment.trigger));
  const entries = new Set(inside.map(({ element }) => entryOf(tree, element)).filter((one) => one !== null));
  const first = nodes.find(isElement);
  // A number belongs to the part of what answers it; where nothing does, to that of its place.
  const part =
    'roots' in scope
      ? scope.part
      : (inside[0]?.attachment.part ?? areaOf(tree, scope)?.part ?? partOfNode(scope, true));
  return {
    part,
    key: first === undefined ? '' : selectorOf(first),
    said,
    // Distinct attachments, or entries with one, whichever is more.
    answered: Math.max(keys.size, entries.size) + notes,
  };
}

function nodesOf(scope: Scope): readonly ChildNode[] {
  return 'roots' in scope ? scope.roots : [scope];
}

/** Of places within each other the outer ones, with the sum of the inner ones where that is more. */
function outerScopes(scopes: ReadonlyMap<Scope, number>): [Scope, number][] {
  const at = new Map<ChildNode, Scope>();
  for (const scope of scopes.keys()) for (const node of nodesOf(scope)) at.set(node, at.get(node) ?? scope);
  const outerOf = (scope: Scope): Scope | null => {
    const [node] = nodesOf(scope);
    if (node === undefined) return null;
    const own = at.get(node);
    if (own !== undefined && own !== scope && nodesOf(own).length > nodesOf(scope).length) return own;
    const around = isElement(node.parent) ? ancestors(node.parent) : [];
    const found = around.find((one) => at.has(one));
    return found === undefined ? null : at.get(found)!;
  };
  const inner = new Map<Scope, Scope[]>();
  const outer: Scope[] = [];
  for (const scope of scopes.keys()) {
    const around = outerOf(scope);
    if (around === null) outer.push(scope);
    else inner.set(around, [...(inner.get(around) ?? []), scope]);
  }
  const sum = (scope: Scope): number =>
    Math.max(
      scopes.get(scope)!,
      (inner.get(scope) ?? []).reduce((all, one) => all + sum(one), 0),
    );
  return outer.map((scope) => [scope, sum(scope)]);
}

/** What a text of a page, or a mark on an element, says of how many attachments there are. */
function saidBy(tree: PageTree, element: Element): number | null {
  for (const [name, value] of Object.entries(element.attribs)) {
    if (/^data-(?:attachments?|anexos?)-?(?:count|total)$/.test(name) && /^\d{1,5}$/.test(value))
      return Number(value);
  }
  if (element.name === 'option' || element.name === 'title') return null;
  const text = shortTextOf(element, LONGEST_SAYING);
  if (text === null) return null;
  const area = areaOf(tree, element);
  const label = isClickable(element) ? attribute(element, 'aria-label') : '';
  const said = attachmentCount(plain(text)) ?? attachmentCount(plain(label));
  const all = area === null ? null : countOfAll(plain(text));
  if ((said === null && all === null) || isOutOfSight(tree, element)) return null;
  const isInProse = area === null && said === 0 && partOfNode(element, false) !== 'other';
  return isInProse ? null : (said ?? all);
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
function scopeOf(tree: PageTree, element: Element, { around }: Findings): Scope {
  const target = targetOf(tree, element);
  if (target !== null) return areaOf(tree, target) ?? target;
  const area = areaOf(tree, element);
  for (const one of ancestors(element).slice(1)) {
    if (area !== null && (area.roots.includes(one) || areaOf(tree, one) !== area)) return area;
    if (around.has(one) || isBorder(one)) return one;
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
