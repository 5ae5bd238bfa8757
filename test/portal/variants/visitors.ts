/** Portals that do not answer everybody alike. */
import { isBrowserAgent } from '../agents.ts';
import { real } from '../file-spec.ts';
import { shortPage } from './page-texts.ts';
import type { Variant } from './variant.ts';

const FORBIDDEN = { status: 403, html: shortPage('Forbidden', 'Request blocked.') };
const REFUSED = real('Recusado.pdf', 'form', 0, { guard: 'nobody' });

export const VISITORS: readonly Variant[] = [
  {
    name: 'agents-pages',
    is: 'pages answer 403 to whoever does not call itself a browser',
    ending: 'all',
    files: [real('Para navegadores.pdf', 'form')],
    answer: ({ userAgent }) => (isBrowserAgent(userAgent) ? null : FORBIDDEN),
  },
  {
    name: 'agents-files',
    is: 'files answer 403 to whoever does not call itself a browser',
    ending: 'all',
    files: [
      real('Para navegadores.pdf', 'form', 0, { guard: 'browser-agent' }),
      real('Para navegadores 2.pdf', 'comments', 0, { guard: 'browser-agent' }),
    ],
  },
  {
    name: 'agents-headless',
    is: 'pages answer 403 to browsers that call themselves headless',
    ending: 'all',
    alsoRight: ['not-allowed', 'portal-closed'],
    files: [real('Para pessoas.pdf', 'form')],
    answer: ({ userAgent }) =>
      isBrowserAgent(userAgent) && !userAgent.includes('Headless') ? null : FORBIDDEN,
  },
  {
    name: 'file-for-browsers-only',
    is: 'one file of two answers 403 unless a browser is led to it',
    ending: 'all',
    files: [real('Para todos.pdf', 'form'), real('Só no navegador.pdf', 'form', 0, { guard: 'navigation' })],
    needs: 'browser',
  },
  {
    name: 'file-for-nobody',
    is: 'one file of two answers 403 to everybody',
    ending: 'incomplete',
    files: [real('Para todos.pdf', 'form'), REFUSED],
  },
  {
    name: 'file-gone',
    is: 'one file of two answers 404',
    ending: 'incomplete',
    files: [real('Presente.pdf', 'form'), real('Sumiu.pdf', 'form', 0, { guard: 'nobody' })],
    answerFile: ({ path }) =>
      path.includes('Sumiu') ? { status: 404, html: shortPage('Not found', '') } : null,
  },
  {
    name: 'file-503-once',
    is: 'a file answers 503 with Retry-After: 1, once',
    ending: 'all',
    files: [real('Depois.pdf', 'form')],
    answerFile: ({ times }) =>
      times === 1 ? { status: 503, headers: { 'retry-after': '1' }, html: shortPage('Busy', '') } : null,
  },
  {
    name: 'file-429-long',
    is: 'a file answers 429 with Retry-After: 1800',
    ending: 'portal-closed',
    alsoRight: ['incomplete'],
    files: [real('Muito depois.pdf', 'form', 0, { guard: 'nobody' })],
    answerFile: () => ({ status: 429, headers: { 'retry-after': '1800' }, html: shortPage('Slow down', '') }),
  },
  {
    name: 'file-other-host',
    is: 'files lead (302) to signed addresses on another host',
    ending: 'all',
    files: [
      real('Assinado.pdf', 'form', 0, { guard: 'other-host' }),
      real('Assinado 2.zip', 'comments', 0, { guard: 'other-host' }),
    ],
  },
  {
    name: 'file-wants-referer',
    is: 'a file is given only to whoever comes from the page',
    ending: 'all',
    files: [real('Com referência.pdf', 'form', 0, { guard: 'referer' })],
  },
  {
    name: 'file-sign-in-page',
    is: 'a file answers 200 with the form of the sign-in page',
    ending: 'incomplete',
    alsoRight: ['sign-in'],
    files: [real('Protegido.pdf', 'form', 0, { guard: 'nobody' })],
    answerFile: () => ({
      html: shortPage(
        'Sign In',
        '<form method="post" action="/sessions"><input type="password" name="user[password]"></form>',
      ),
    }),
  },
  {
    name: 'file-error-page',
    is: 'a file answers 200 with an error page',
    ending: 'incomplete',
    files: [real('Quebrado.pdf', 'form', 0, { guard: 'nobody' })],
    answerFile: () => ({ html: shortPage('Error', 'The file could not be read from storage.') }),
  },
];
