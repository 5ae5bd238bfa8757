import { describe, expect, it } from 'vitest';
import type { PagePart } from '../portal.ts';
import { shapeOf } from './page-shape.ts';

const URL_OF_PAGE = 'https://x.example/order_headers/15262984';

function shape(html: string, parts: Partial<PagePart>[] = []): string {
  const form = { part: 'form' as const, page: URL_OF_PAGE, said: null, found: 1, lacking: 0 };
  const whole = parts.map((one) => ({ ...form, isWaiting: false, toOpen: [], strange: 0, ...one }));
  return shapeOf({ asked: URL_OF_PAGE, url: URL_OF_PAGE, status: 200, html, frames: [] }, { parts: whole });
}

const page = (id: number, body: string, script = `/bundles/Order-${'ab12cd34ef56'.repeat(2)}.js`): string =>
  `<html data-controller="order_headers" data-action="show" data-id="${id}"><head><title>#${id}</title>
<script src="https://cdn.example${script}?v=${id}"></script></head><body><section id="order_${id}">${body}</section></body></html>`;

describe('the shape of a page', () => {
  const usual = shape(page(1, '<ul><li>a.pdf</li></ul>'), [{ said: 1 }]);

  it('is the same for purchases of one kind, whatever they are about and however much they hold', () => {
    expect(
      shape(page(20_000_002, '<ul><li>b.pdf</li><li>c.pdf</li></ul><p>Text</p>'), [{ said: 2, found: 2 }]),
    ).toBe(usual);
    expect(shape(page(1, 'None', '/bundles/Order-0123456789abcdef.js'), [{ said: 0, found: 0 }])).toBe(usual);
  });

  it.each<[string, string, Partial<PagePart>[]]>([
    ['a place that a script fills', page(1, '<div id="s-mountCommentsApp"></div>'), [{ said: 1 }]],
    ['another script', page(1, '', '/bundles/Comments-ab12cd34ef56.js'), [{ said: 1 }]],
    ['another controller', page(1, '').replace('order_headers', 'orders'), [{ said: 1 }]],
    ['a part more', page(1, ''), [{ said: 1 }, { part: 'comments', said: 1 }]],
    ['a part that says nothing', page(1, ''), [{ said: null }]],
    ['no parts', page(1, ''), []],
  ])('is another one with %s', (_, html, parts) => {
    expect(shape(html, parts)).not.toBe(usual);
  });
});
