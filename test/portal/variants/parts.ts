/** Which parts of a purchase hold files: form, lines, comments, requisitions. */
import { real } from '../file-spec.ts';
import { shortPage } from './page-texts.ts';
import type { Variant } from './variant.ts';

export const PARTS: readonly Variant[] = [
  {
    name: 'form-only',
    is: 'files on the form; comments without any',
    ending: 'all',
    files: [real('Pedido.pdf', 'form'), real('Anexo técnico.pdf', 'form')],
    silentComments: 1,
  },
  {
    name: 'lines-only',
    is: 'the form says None; two lines hold files',
    ending: 'all',
    files: [real('Desenho.pdf', 'lines', 0), real('Ficha.xlsx', 'lines', 1)],
  },
  {
    name: 'every-part',
    is: 'form, lines, comments and the requisition hold files, two of one name',
    ending: 'all',
    files: [
      real('Pedido.pdf', 'form'),
      real('Desenho.pdf', 'lines', 1),
      real('Pedido.pdf', 'comments', 0),
      real('Cotação.xlsx', 'requisition'),
    ],
    requisitions: 1,
    shape: { mount: { manner: 'answer', ms: 300 } },
  },
  {
    name: 'requisition-comments-late',
    is: 'the purchase says None; a comment on its requisition holds a file, mounted after 1500 ms',
    ending: 'all',
    files: [real('Aprovação.pdf', 'requisition', 1)],
    requisitions: 1,
    shape: { requisitionMount: { manner: 'answer', ms: 1_500 } },
  },
  {
    name: 'two-requisitions',
    is: 'two requisitions, each with a file',
    ending: 'all',
    files: [real('Primeira.pdf', 'requisition'), { ...real('Segunda.pdf', 'requisition'), place: 1 }],
    requisitions: 2,
  },
  {
    name: 'eight-requisitions',
    is: 'eight requisitions, each with a file of one name',
    ending: 'all',
    files: Array.from({ length: 8 }, (_, place) => ({ ...real('Requisição.pdf', 'requisition'), place })),
    requisitions: 8,
  },
  {
    name: 'requisition-limited',
    is: 'its requisition answers 200 with "Too many requests"',
    ending: 'portal-closed',
    alsoRight: ['incomplete'],
    files: [real('Pedido.pdf', 'form')],
    requisitions: 1,
    answerRequisition: () => ({ html: shortPage('Too many requests', 'Please slow down.') }),
  },
  {
    name: 'requisition-sign-in',
    is: 'its requisition leads (302) to the sign-in page',
    ending: 'sign-in',
    alsoRight: ['incomplete'],
    files: [real('Pedido.pdf', 'form')],
    requisitions: 1,
    answerRequisition: () => ({ status: 302, headers: { location: '/sessions/new' }, html: '' }),
  },
  {
    name: 'requisition-empty',
    is: 'its requisition answers 200 and no body',
    ending: 'incomplete',
    files: [real('Pedido.pdf', 'form')],
    requisitions: 1,
    answerRequisition: () => ({ html: '' }),
  },
];
