/**
 * Words of portal pages, in the languages portals speak. They are matched against the text of pages, whatever the case
 * and with or without accents: write them here in lower case and without accents.
 */

/** A page that says so has nothing under its address. */
export const NOT_FOUND_WORDS: readonly string[] = [
  "oops! we couldn't find what you wanted",
  "we couldn't find what you wanted",
  "the page you were looking for doesn't exist",
  'page not found',
  'nao conseguimos encontrar o que voce queria',
  'nao encontramos o que voce queria',
  'nao foi possivel encontrar o que voce queria',
  'a pagina que voce estava procurando nao existe',
  'a pagina que voce procura nao existe',
  'pagina nao encontrada',
];

/** A page that says so may not be read by who is signed in. */
export const NOT_ALLOWED_WORDS: readonly string[] = [
  'you are not authorized',
  'you are not authorised',
  'access denied',
  'you do not have permission',
  "you don't have permission",
  'voce nao esta autorizado',
  'voce nao tem autorizacao',
  'voce nao tem permissao',
  'acesso negado',
];

/** What labels of attachments say. Whole words. */
export const ATTACHMENT_WORDS: readonly string[] = [
  'attachment',
  'attachments',
  'attached file',
  'download',
  'anexo',
  'anexos',
  'arquivo anexado',
  'baixar',
  'transferir arquivo',
];

/** What labels begin with that do something else to attachments than bringing them. */
export const OTHER_DEED_WORDS: readonly string[] = [
  'add',
  'upload',
  'remove',
  'delete',
  'edit',
  'new',
  'attach',
  'print',
  'drop',
  'view all',
  'all',
  'help',
  'manage',
  'adicionar',
  'incluir',
  'enviar',
  'remover',
  'excluir',
  'apagar',
  'editar',
  'novo',
  'nova',
  'anexar',
  'imprimir',
  'ver todos',
  'todos',
  'todas',
  'ajuda',
  'gerenciar',
];

/** What stands in labels around the name of the file. */
export const LABEL_PADDING: readonly string[] = [
  'download file',
  'download attachment',
  'download',
  'open attachment',
  'file attachment',
  'attachment',
  'baixar arquivo',
  'baixar anexo',
  'baixar',
  'abrir anexo',
  'anexo de arquivo',
  'anexo',
];

/** Labels beside the name of the supplier. */
export const SUPPLIER_WORDS: readonly string[] = ['supplier', 'supplier name', 'vendor', 'fornecedor'];

/** What banners that cover a page speak of. */
export const CONSENT_WORDS: readonly string[] = [
  'cookie',
  'cookies',
  'consent',
  'privacy',
  'consentimento',
  'privacidade',
  'lgpd',
  'gdpr',
];

/** Buttons that send such a banner away, in the order of preference. */
export const CONSENT_BUTTON_WORDS: readonly string[] = [
  'reject all',
  'reject',
  'decline',
  'refuse',
  'only necessary',
  'necessary only',
  'accept all',
  'accept',
  'agree',
  'allow',
  'got it',
  'ok',
  'rejeitar todos',
  'rejeitar',
  'recusar',
  'somente necessarios',
  'apenas necessarios',
  'aceitar todos',
  'aceitar',
  'aceito',
  'concordo',
  'permitir',
  'entendi',
];

/** Buttons that send away whatever covers a page, and do nothing else. */
export const CLOSING_WORDS: readonly string[] = [
  'close',
  'dismiss',
  'not now',
  'later',
  'skip',
  'no thanks',
  'fechar',
  'dispensar',
  'agora nao',
  'mais tarde',
  'pular',
  'nao, obrigado',
  '×',
  '✕',
  '✖',
  'x',
];

/** What pages and texts say that come where a file should, and that nobody attached. Whole words. */
export const EXCUSE_WORDS: readonly string[] = [
  'error',
  'exception',
  'denied',
  'forbidden',
  'unauthorized',
  'unauthorised',
  'not authorized',
  'not found',
  'unavailable',
  'maintenance',
  'too many requests',
  'request rejected',
  'rate limit',
  'timeout',
  'timed out',
  'expired',
  'invalid',
  'failed',
  'sign in',
  'log in',
  'login',
  'captcha',
  'sorry',
  'oops',
  'try again',
  'erro',
  'excecao',
  'negado',
  'nao autorizado',
  'nao encontrado',
  'nao encontrada',
  'indisponivel',
  'manutencao',
  'muitas requisicoes',
  'expirou',
  'expirada',
  'expirado',
  'invalido',
  'invalida',
  'falha',
  'falhou',
  'entrar',
  'desculpe',
  'tente novamente',
  'tente de novo',
];
