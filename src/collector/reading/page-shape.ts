import { createHash } from 'node:crypto';
import type { PortalPage, PurchasePage } from '../portal.ts';
import { attribute, elements, parsePage } from './page-document.ts';

/** Elements whose names tell of what a page is built. */
const BUILDING = new Set(['html', 'body', 'main', 'section']);
/** What scripts fill is called so. */
const MOUNT = /mount|(^|[-_])(app|root)($|[-_])|App$|Root$/;
/** Digits, and what a build puts into names of files, differ without meaning anything. */
const CHANGING = /[-.]?\b[0-9a-f]{6,}\b|\d+/gi;

/**
 * What a page is built like, whatever it is about: who serves it, of which pieces and scripts it is made, which parts of it
 * hold attachments and which of these say how many. Pages of one shape are read alike: what was seen of some over HTTP and
 * in a browser holds for the others. Pure.
 */
export function shapeOf(page: PortalPage, { parts }: Pick<PurchasePage, 'parts'>): string {
  const document = parsePage(page.html);
  const pieces = elements(
    document,
    ({ name, attribs }) => BUILDING.has(name) || MOUNT.test(attribs['id'] ?? ''),
  )
    .map((one) => [
      one.name,
      attribute(one, 'id'),
      attribute(one, 'data-controller'),
      attribute(one, 'data-action'),
    ])
    .map((piece) => piece.join(' ').replace(CHANGING, '#'));
  // Scripts of a page stand in its head, and are no elements that hold anything.
  const scripts = [...page.html.matchAll(/<script\b[^>]*\bsrc\s*=\s*["']?([^"'\s>?#]+)/gi)].map(
    ([, source = '']) => source.replace(/^https?:\/\/[^/]+/, '').replace(CHANGING, '#'),
  );
  const holding = parts.map(
    ({ part, said }) => `${part} ${said === null ? 'says nothing' : 'says how many'}`,
  );
  const built = [pieces, scripts, holding].map((one) => [...new Set(one)].sort());
  return createHash('sha256').update(JSON.stringify(built)).digest('hex').slice(0, 24);
}
