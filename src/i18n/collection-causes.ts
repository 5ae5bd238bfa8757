import type { Language } from '../contract/language.ts';

type Pair = readonly [portuguese: string, english: string];

/** Why a purchase order or a file could not be collected, by its code. pt-BR first. */
const CAUSES: Readonly<Record<string, Pair>> = {
  NOT_FOUND: ['Não encontrado no portal', 'Not found at the portal'],
  NOT_ALLOWED: ['Sem acesso no portal', 'No access at the portal'],
  SIGN_IN_PAGE: ['A sessão acabou', 'The session ended'],
  TIMEOUT: ['Tempo esgotado', 'Took too long'],
  WORKER: ['O worker caiu', 'The worker ended'],
  CONNECTION: ['Portal fora do alcance', 'Portal out of reach'],
  CUT_BODY: ['Arquivo chegou cortado', 'File arrived cut off'],
  EMPTY_FILE: ['Arquivo vazio', 'Empty file'],
  SHOWED_MORE: ['Clique que mostrou mais anexos', 'A click that showed more attachments'],
  HTML_AS_FILE: ['Página no lugar do arquivo', 'A page in place of the file'],
  WRONG_MAGIC: ['Conteúdo não é o do tipo', 'Content is not of its type'],
  WRONG_RANGE: ['Continuação errada', 'Wrong continuation'],
  REDIRECTS: ['Redirecionamentos demais', 'Too many redirects'],
  UNKNOWN_PAGE: ['Página desconhecida', 'Unknown page'],
  ANOTHER_PURCHASE: ['O portal mostrou outro pedido', 'The portal showed another order'],
  PORTAL_CLOSED: ['Portal fechado por agora', 'Portal closed for now'],
  INCOMPLETE: ['A página não mostrou tudo', 'The page did not show everything'],
  NOTHING_SAID: ['A página não diz se há anexos', 'The page does not say whether there are attachments'],
  PR_NOT_ACCESSIBLE: ['Sem acesso à requisição', 'No access to the requisition'],
  NEEDS_BROWSER: ['Precisa de navegador', 'Needs a browser'],
  BROWSER: ['O navegador falhou', 'The browser failed'],
  CLICK: ['Clique sem arquivo', 'No file after the click'],
  HTTP_401: ['Sessão recusada (HTTP 401)', 'Session refused (HTTP 401)'],
  HTTP_403: ['Acesso negado (HTTP 403)', 'Access denied (HTTP 403)'],
  HTTP_404: ['Arquivo não existe (HTTP 404)', 'No such file (HTTP 404)'],
  HTTP_429: ['Portal pede pausa (HTTP 429)', 'Portal asks for a pause (HTTP 429)'],
};
const PORTAL_ERROR: Pair = ['Erro do portal (HTTP {status})', 'Error of the portal (HTTP {status})'];
const OTHER: Pair = ['Outra causa', 'Another cause'];

/** A cause of a failure in words, the same on the page and in the terminal. */
export function causeText(code: string, language: Language): string {
  const status = /^HTTP_(\d+)$/.exec(code)?.[1];
  const pair = CAUSES[code] ?? (status === undefined ? OTHER : PORTAL_ERROR);
  return pair[language === 'en' ? 1 : 0].replace('{status}', status ?? '');
}
