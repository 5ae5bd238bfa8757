/** Whatever the seed draws, every file of a purchase is somewhere on its pages, or behind what opens on them. */
import { describe, expect, it } from 'vitest';
import { Catalog } from './catalog.ts';
import { escapeHtml } from './html.ts';
import { portalOptions } from './options.ts';
import { mountedComments, orderPage, requisitionShapedPage } from './order-page/order-page.ts';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

describe('drawn purchases', () => {
  const catalog = new Catalog(portalOptions({ seed: SEED, purchases: 300, scenes: ['drawn'] }));

  it('show every file somewhere, and say None where there is none', () => {
    for (const number of catalog.numbers()) {
      const context = catalog.context('http://portal.example', catalog.purchase(number)!);
      const shape = catalog.shape(number)!;
      const requisitions = context.record.requisitions.map(
        (_, index) => requisitionShapedPage(context, shape, index) + mountedComments(context, shape, index),
      );
      const brought = Object.entries(shape.acts)
        .filter(([name]) => isThereFor(name, context.record.comments.length))
        .map(([, act]) => act(context).html);
      const page = orderPage(context, shape);
      const all = [page, mountedComments(context, shape, null), ...requisitions, ...brought].join('\n');
      for (const { path, name } of context.purchase.files) {
        const twice = escapeHtml(escapeHtml(path));
        const isThere = all.includes(escapeHtml(path)) || all.includes(twice);
        expect(isThere, `SEED=${SEED} ${number} ${name}`).toBe(true);
      }
      if (context.purchase.files.length === 0)
        expect(page, `SEED=${SEED} ${number}`).toContain('<li class="show none">None</li>');
    }
  });

  it('are of every sort', () => {
    const counts = catalog.numbers().map((number) => catalog.purchase(number)!.files.length);
    expect(counts).toContain(0);
    expect(Math.max(...counts)).toBeGreaterThan(6);
    const manners = catalog.numbers().map((number) => catalog.shape(number)!.mount.manner);
    expect(new Set(manners).size).toBe(5);
  });
});

/** Acts of comments stand in shapes for more comments than there are. */
function isThereFor(act: string, comments: number): boolean {
  const index = /^(?:rest|open|view)-(\d+)$/.exec(act)?.[1];
  return index === undefined || Number(index) < comments;
}
