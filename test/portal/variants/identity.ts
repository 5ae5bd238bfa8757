/** Whose page it is. */
import { real } from '../file-spec.ts';
import type { Variant } from './variant.ts';

const OWN = [real('Deste pedido.pdf', 'form')];
const FOREIGN = [real('De outro pedido.pdf', 'form'), real('De outro pedido 2.pdf', 'comments')];
const ROOT = 'data-action="show" data-controller="order_headers"';

/** Leads elsewhere. */
const to = (location: string) => () => ({ status: 302, headers: { location }, html: '' });

export const IDENTITY: readonly Variant[] = [
  {
    name: 'redirect-to-another',
    is: 'the address leads (302) to another purchase',
    ending: 'another-purchase',
    answer: to('/order_headers/15262900'),
  },
  {
    name: 'redirect-by-script-to-another',
    is: 'a page of nothing but a script that leads to another purchase',
    ending: 'another-purchase',
    alsoRight: ['not-a-purchase'],
    answer: () => ({
      html: '<!DOCTYPE html><title>Coupa</title><script>location.replace("/order_headers/15262900")</script>',
    }),
  },
  {
    name: 'redirect-to-itself',
    is: 'the address leads (302) to itself with ?version=1',
    ending: 'all',
    files: OWN,
    // Whatever follows the question mark is no part of the path that is counted: the second time is after the redirect.
    answer: ({ path, times }) => (times % 2 === 1 ? to(`${path}?version=1`)() : null),
  },
  {
    name: 'redirect-to-list',
    is: 'the address leads (302) to the list of purchases',
    ending: 'not-a-purchase',
    alsoRight: ['not-found'],
    answer: to('/order_headers'),
  },
  {
    name: 'redirect-home',
    is: 'the address leads (302) to the home page',
    ending: 'not-a-purchase',
    alsoRight: ['not-found', 'not-allowed'],
    answer: to('/user/home'),
  },
  {
    name: 'redirect-to-requisition',
    is: 'the address leads (302) to a requisition',
    ending: 'not-a-purchase',
    alsoRight: ['another-purchase'],
    answer: to('/requisition_headers/4800020'),
  },
  {
    name: 'another-number-in-title',
    is: 'title and heading show another number, and so does the root element',
    ending: 'another-purchase',
    shape: {
      root: () => `${ROOT} data-id="4500099999"`,
      title: () => 'Purchase Order #PO4500099999',
      heading: () => 'Purchase Order #PO4500099999',
    },
  },
  {
    name: 'longer-number-in-title',
    is: 'title and heading show a number that begins with the one asked for',
    ending: 'another-purchase',
    shape: {
      root: ({ purchase }) => `${ROOT} data-id="${purchase.number}7"`,
      title: ({ purchase }) => `Purchase Order #PO${purchase.number}7`,
      heading: ({ purchase }) => `Purchase Order #PO${purchase.number}7`,
    },
  },
  {
    name: 'own-number-in-text-only',
    is: 'the page of another purchase, in whose comments the number asked for is spoken of',
    ending: 'another-purchase',
    shape: {
      root: () => `${ROOT} data-id="4500088888"`,
      title: () => 'Purchase Order #PO4500088888',
      heading: () => 'Purchase Order #PO4500088888',
      beside: ({ purchase }) => `<p>Replaces Purchase Order #PO${purchase.number}</p>`,
    },
  },
  {
    name: 'title-right-id-other',
    is: 'title and heading show the number asked for; the root element has another id, as where ids are no numbers',
    ending: 'all',
    alsoRight: ['another-purchase'],
    files: OWN,
    shape: { root: () => `${ROOT} data-id="99887766"` },
  },
  {
    name: 'id-right-title-other',
    is: 'the root element has the id asked for; title and heading show another number',
    ending: 'another-purchase',
    alsoRight: ['all'],
    files: OWN,
    shape: {
      title: () => 'Purchase Order #PO4500077777',
      heading: () => 'Purchase Order #PO4500077777',
    },
  },
  {
    name: 'number-in-heading-only',
    is: 'the title says "Coupa"; the heading has the number',
    ending: 'all',
    files: OWN,
    shape: { title: () => 'Coupa' },
  },
  {
    name: 'number-in-title-only',
    is: 'the heading says "Purchase Order"; the title has the number',
    ending: 'all',
    files: OWN,
    shape: { heading: () => 'Purchase Order' },
  },
  {
    name: 'number-in-id-only',
    is: 'title and heading have no number; the root element has the id asked for',
    ending: 'all',
    files: OWN,
    shape: { title: () => 'Coupa', heading: () => 'Purchase Order' },
  },
  {
    name: 'no-number-anywhere',
    is: 'a page like a purchase’s that shows no number and no id',
    ending: 'not-a-purchase',
    shape: { root: () => ROOT, title: () => 'Coupa', heading: () => 'Purchase Order' },
  },
  {
    name: 'heading-in-portuguese',
    is: 'title and heading in Portuguese: Pedido de compra nº …',
    ending: 'all',
    files: OWN,
    shape: {
      title: ({ record }) => `Pedido de compra nº ${record.number} | Coupa`,
      heading: ({ record }) => `Pedido de compra nº ${record.number}`,
    },
  },
  {
    name: 'heading-with-revision',
    is: 'the heading goes on after the number: (Revision 2)',
    ending: 'all',
    files: OWN,
    shape: { heading: ({ record }) => `Purchase Order #${record.number} <small>(Revision 2)</small>` },
  },
  {
    name: 'version-page',
    is: 'the root element names the controller of versions of a purchase',
    ending: 'all',
    files: OWN,
    shape: {
      root: ({ purchase }) =>
        `data-action="show" data-controller="order_header_versions" data-id="${purchase.number}"`,
    },
  },
  {
    name: 'number-is-not-id',
    is: 'the number people know is in no address; searching for it leads to the page, which shows it',
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
    addresses: { PM4500020001: 'itself', '4500020001': { variant: 'stripped-neighbour' } },
    files: OWN,
  },
  {
    name: 'stripped-neighbour',
    is: 'a purchase of its own, shown at the bare number of another one',
    ending: 'all',
    files: FOREIGN,
  },
  {
    name: 'prefix-not-found',
    is: 'the address with the prefix as written is not found; the bare number shows it',
    ending: 'all',
    shown: '4500030001',
    written: 'PO4500030001',
    addresses: { PO4500030001: 'not-found', '4500030001': 'itself' },
    files: OWN,
  },
  {
    name: 'number-is-id-of-another',
    is: 'the number people know is the id of another purchase, which is shown there; searching leads to the right page',
    ending: 'all',
    alsoRight: ['another-purchase'],
    shown: '4500040001',
    addresses: {
      '4500040001': { variant: 'stripped-neighbour' },
      PO4500040001: { variant: 'stripped-neighbour' },
    },
    files: OWN,
  },
  {
    name: 'requisition-leads-elsewhere',
    is: 'the link of its requisition leads (302) to a requisition of another purchase',
    ending: 'incomplete',
    files: OWN,
    requisitions: 1,
    answerRequisition: to('/requisition_headers/4800020'),
  },
  {
    name: 'requisition-not-allowed',
    is: 'its requisition answers 403',
    ending: 'not-allowed',
    alsoRight: ['incomplete'],
    files: OWN,
    requisitions: 1,
    answerRequisition: () => ({
      status: 403,
      html: '<!DOCTYPE html><title>403</title><h1>You are not authorized</h1>',
    }),
  },
  {
    name: 'requisition-not-found',
    is: 'its requisition answers 404',
    ending: 'incomplete',
    alsoRight: ['not-allowed'],
    files: OWN,
    requisitions: 1,
    answerRequisition: () => ({
      status: 404,
      html: '<!DOCTYPE html><title>404</title><h1>Page not found</h1>',
    }),
  },
];
