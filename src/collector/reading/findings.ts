import type { Element } from 'domhandler';
import type { Area } from './areas.ts';
import { areaOf, type FoundAttachment, findNotes, type PageTree } from './candidates.ts';
import { ancestors } from './page-document.ts';

/** What was found on a page, by its elements: what the finders of counters, openers and lists ask. */
export interface Findings {
  readonly candidates: readonly FoundAttachment[];
  /** Attachments of an element; a frame may have several. */
  readonly byElement: ReadonlyMap<Element, readonly FoundAttachment[]>;
  /** Elements that are attachments or have one in them. */
  readonly holding: ReadonlySet<Element>;
  /** Elements that have one in them. */
  readonly around: ReadonlySet<Element>;
  readonly filled: ReadonlySet<Area>;
  /** Texts that are attached. */
  readonly notes: ReadonlySet<Element>;
}

export function findingsOf(tree: PageTree, candidates: readonly FoundAttachment[]): Findings {
  const byElement = new Map<Element, FoundAttachment[]>();
  const around = new Set<Element>();
  const filled = new Set<Area>();
  for (const one of candidates) {
    byElement.set(one.element, [...(byElement.get(one.element) ?? []), one]);
    for (const outer of ancestors(one.element).slice(1)) around.add(outer);
    const area = areaOf(tree, one.element);
    if (area !== null) filled.add(area);
  }
  const holding = new Set([...around, ...byElement.keys()]);
  return { candidates, byElement, holding, around, filled, notes: new Set(findNotes(tree)) };
}
