/** When and how comments come into the page. Nothing announces them but the place that is empty. */
import { real } from '../file-spec.ts';
import type { Mount } from '../order-page/shape.ts';
import type { Variant } from './variant.ts';

const IN_COMMENTS = [
  real('Proposta comercial.pdf', 'comments'),
  real('Planilha de preços.xlsx', 'comments'),
  real('Contrato assinado.pdf', 'comments', 1),
];

export const MOUNTING: readonly Variant[] = [
  {
    name: 'mount-0',
    is: 'comments are asked for at once and told at once',
    ending: 'all',
    files: [real('Pedido.pdf', 'form'), ...IN_COMMENTS],
  },
  ...[100, 600, 1_500, 3_000, 5_000].map((ms): Variant => late(`mount-${ms}`, { manner: 'answer', ms })),
  ...[600, 1_500, 3_000, 5_000].map(
    (ms): Variant => ({
      ...late(`mount-timer-${ms}`, { manner: 'timer', ms }),
      is: `nothing is under way for ${ms} ms; then the script asks for comments`,
    }),
  ),
  {
    ...late('mount-bundle-1500', { manner: 'bundle', ms: 1_500 }),
    is: 'the script that mounts comments takes 1500 ms to come',
  },
  {
    ...late('mount-1500-nothing-on-form', { manner: 'answer', ms: 1_500 }),
    is: 'the form says None; comments that come after 1500 ms hold the files',
    files: IN_COMMENTS,
  },
  {
    name: 'mount-server',
    is: 'comments stand in the server’s HTML',
    ending: 'all',
    files: [real('Pedido.pdf', 'form'), ...IN_COMMENTS],
    shape: { mount: { manner: 'server', ms: 0 } },
  },
  {
    name: 'mount-never',
    is: 'two comments are counted, but the place stays empty for good',
    ending: 'incomplete',
    files: [real('Pedido.pdf', 'form')],
    silentComments: 2,
    shape: { mount: { manner: 'never', ms: 0 } },
  },
  {
    name: 'mount-fails',
    is: 'the question for comments is answered 500, and the place stays empty',
    ending: 'incomplete',
    silentComments: 1,
    shape: { mount: { manner: 'fails', ms: 0 } },
  },
  {
    name: 'mount-1500-nothing-anywhere',
    is: 'the form says None; two comments that come after 1500 ms hold nothing',
    ending: 'none-said',
    silentComments: 2,
    shape: { mount: { manner: 'answer', ms: 1_500 } },
  },
  {
    name: 'mount-no-comments',
    is: 'the form says None, no comment was ever written: the application comes with its form only',
    ending: 'none-said',
    shape: { mount: { manner: 'answer', ms: 300 } },
  },
];

function late(name: string, mount: Mount): Variant {
  return {
    name,
    is: `comments are told ${mount.ms} ms after the script asked`,
    ending: 'all',
    files: [real('Pedido.pdf', 'form'), ...IN_COMMENTS],
    shape: { mount },
  };
}
