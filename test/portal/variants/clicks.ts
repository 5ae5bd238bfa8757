/** Files that only a click in a browser brings. */
import { type PortalFile, real } from '../file-spec.ts';
import { escapeHtml } from '../html.ts';
import { keyOf, tokenOf } from '../markup.ts';
import { formOf } from './pieces.ts';
import type { Variant } from './variant.ts';

const clicked = (name: string, markup: 'click-navigate' | 'click-blob' | 'click-post') =>
  real(name, 'form', 0, { markup, address: null });

function button(file: PortalFile, data: string): string {
  const name = escapeHtml(file.name);
  return `<button type="button" title="${name}" aria-label="${name} file attachment" data-key="${keyOf(file.id)}" ${data}>${name}</button>`;
}

export const CLICKS: readonly Variant[] = [
  {
    name: 'click-navigates',
    is: 'a click asks for an address and goes there',
    ending: 'all',
    files: [clicked('Navega 1.pdf', 'click-navigate'), clicked('Navega 2.xlsx', 'click-navigate')],
    needs: 'browser',
    shape: { form: formOf((file) => button(file, '')) },
  },
  {
    name: 'click-makes-blob',
    is: 'a click fetches bytes and saves them from a blob: address',
    ending: 'all',
    files: [clicked('Blob 1.pdf', 'click-blob'), clicked('Blob 2.zip', 'click-blob')],
    needs: 'browser',
    shape: {
      form: formOf((file) => button(file, `data-manner="blob" data-name="${escapeHtml(file.name)}"`)),
    },
  },
  {
    name: 'click-posts',
    is: 'a form posts with a token against forgery',
    ending: 'all',
    files: [clicked('Formulário 1.pdf', 'click-post'), clicked('Formulário 2.docx', 'click-post')],
    needs: 'browser',
    shape: {
      form: formOf((file) => {
        const name = escapeHtml(file.name);
        return `<form action="/attachments/download" method="post"><input type="hidden" name="authenticity_token" value="${tokenOf(file.id)}"><input type="hidden" name="key" value="${keyOf(file.id)}"><button type="submit" title="${name}" aria-label="${name} file attachment">${name}</button></form>`;
      }),
    },
  },
  {
    name: 'click-and-link',
    is: 'one file has an address, one only a click',
    ending: 'all',
    files: [real('Com endereço.pdf', 'comments'), clicked('Só por clique.pdf', 'click-navigate')],
    needs: 'browser',
    shape: { form: formOf((file) => button(file, '')) },
  },
];
