/** Whose page it is. */
import { real } from '../file-spec.ts';
import type { Variant } from './variant.ts';

const OWN = [real('Deste pedido.pdf', 'form')];
const FOREIGN = [real('De outro pedido.pdf', 'form'), real('De outro pedido 2.pdf', 'comments')];

export const IDENTITY: readonly Variant[] = [
  {
    name: 'redirect-to-another',
    is: 'the address leads (302) to another purchase',
    ending: 'another-purchase',
    answer: () => ({ status: 302, headers: { location: '/order_headers/15262900' }, html: '' }),
  },
  {
    name: 'another-number-in-title',
    is: 'title and heading show another number, and so does the root element',
    ending: 'another-purchase',
    shape: {
      root: () => 'data-action="show" data-controller="order_headers" data-id="4500099999"',
      title: () => 'Purchase Order #PO4500099999',
      heading: () => 'Purchase Order #PO4500099999',
    },
  },
  {
    name: 'number-is-not-id',
    is: 'the number people know is not in any address; searching for it leads to the page, which shows it',
    ending: 'all',
    alsoRight: ['not-found'],
    shown: '4500010001',
    files: OWN,
  },
  {
    name: 'prefix-resolves',
    is: 'the address with the prefix as written shows it; the bare number shows another purchase',
    ending: 'all',
    shown: '4500020001',
    written: 'PM4500020001',
    addresses: { PM4500020001: 'itself', 4500020001: { variant: 'stripped-neighbour' } },
    files: OWN,
  },
  {
    name: 'stripped-neighbour',
    is: 'a purchase of its own, shown at the bare number of another one',
    ending: 'all',
    files: FOREIGN,
  },
];
