/** Words that say that a purchase is not there, or not for this person; and purchases that only speak so. */
import { real } from '../file-spec.ts';
import { commentsOf } from '../order-page/folded.ts';
import { longPage, notFoundPage, shortPage } from './page-texts.ts';
import type { Answer, Variant } from './variant.ts';

function notFound(name: string, is: string, answer: Answer): Variant {
  return { name, is, ending: 'not-found', answer: () => answer };
}

function notAllowed(name: string, is: string, answer: Answer): Variant {
  return { name, is, ending: 'not-allowed', answer: () => answer };
}

const OOPS = "Oops! We couldn't find what you wanted.";
/** As production writes it: with a typographer's apostrophe. */
const OOPS_CURLY = 'Oops! We couldn’t find what you wanted.';
const OWN = [real('Deste pedido.pdf', 'form')];

export const WORDS_OF_PAGES: readonly Variant[] = [
  notFound('not-found-404', 'status 404', { status: 404, html: shortPage('Not found', 'Nothing here.') }),
  notFound('not-found-410', 'status 410', { status: 410, html: shortPage('Gone', 'Nothing here.') }),
  notFound('not-found-production', 'the page of production, with 200 and a curly apostrophe', {
    html: notFoundPage('Coupa: Page not found', OOPS_CURLY),
  }),
  notFound('not-found-flash', 'a message on a long page: Oops! We couldn’t find …', {
    html: longPage('Coupa', OOPS),
  }),
  notFound('not-found-flash-curly', 'the same with a curly apostrophe', {
    html: longPage('Coupa', OOPS_CURLY),
  }),
  notFound('not-found-flash-pt', 'a message on a long page: Desculpe, não encontramos …', {
    html: longPage('Coupa', 'Desculpe, não encontramos o que você procurava.'),
  }),
  notFound('not-found-flash-pt-plain', 'the same without a role, in a class of its own', {
    html: longPage(
      'Coupa',
      'Desculpe, não encontramos o que você procurava.',
      'class="esErrorFlashMessages"',
    ),
  }),
  notFound('not-found-heading-pt', 'a short page: Página não encontrada', {
    html: notFoundPage('Coupa: Página não encontrada', 'Página não encontrada'),
  }),
  notFound('not-found-flash-rails', 'a message on a long page: The page you were looking for doesn’t exist', {
    html: longPage('Coupa', 'The page you were looking for doesn’t exist.'),
  }),
  notAllowed('not-allowed-403', 'status 403', {
    status: 403,
    html: shortPage('Forbidden', 'You are not authorized.'),
  }),
  notAllowed('not-allowed-flash', 'a message on a long page: You are not authorized …', {
    html: longPage('Coupa', 'You are not authorized to access this page.'),
  }),
  notAllowed('not-allowed-flash-pt', 'a message on a long page: Você não tem permissão …', {
    html: longPage('Coupa', 'Você não tem permissão para acessar esta página.'),
  }),
  notAllowed('not-allowed-heading', 'a short page: Access denied', {
    html: notFoundPage('Coupa', 'Access denied'),
  }),
  notAllowed('not-allowed-heading-pt', 'a short page: Acesso negado', {
    html: notFoundPage('Coupa', 'Acesso negado'),
  }),
  {
    name: 'line-speaks-of-denial',
    is: 'a purchase with a line "Access denied sign, page not found" and a file',
    ending: 'all',
    files: OWN,
    shape: {
      lines: () =>
        '<section id="order_line_table_section"><table id="order_line_table_tag"><tbody><tr><td>1</td><td>Placa "Access denied" / Acesso negado</td></tr><tr><td>2</td><td>Livro "Page not found" (Página não encontrada)</td></tr></tbody></table></section>',
    },
  },
  {
    name: 'comment-speaks-of-not-found',
    is: 'a purchase with a comment "Oops! We couldn’t find what you wanted" and a file',
    ending: 'all',
    files: [real('Deste pedido.pdf', 'comments')],
    shape: {
      comments: (context) =>
        commentsOf(
          (comment) =>
            `<p>O portal do fornecedor diz: ${OOPS} You are not authorized.</p><div class="commentAttachments"><a href="${comment.attachments[0]?.file?.path ?? ''}">Deste pedido.pdf</a></div>`,
        )(context),
    },
  },
  {
    name: 'purchase-with-notice',
    is: 'a purchase with a message "Your changes were saved"',
    ending: 'all',
    files: OWN,
    shape: { flash: () => '<div class="flash_notice" role="alert">Your changes were saved.</div>' },
  },
  {
    name: 'purchase-with-refusal',
    is: 'a purchase with a message "You are not authorized to edit this order"; it is shown all the same',
    ending: 'all',
    alsoRight: ['not-allowed'],
    files: OWN,
    shape: {
      flash: () => '<div class="flash_error" role="alert">You are not authorized to edit this order.</div>',
    },
  },
  {
    name: 'purchase-withdrawn',
    is: 'a purchase whose state is cancelled; its files are there',
    ending: 'all',
    files: OWN,
    shape: { flash: () => '<div class="flash_notice">This order has been cancelled.</div>' },
  },
];
