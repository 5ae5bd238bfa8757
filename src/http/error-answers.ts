import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS, RupturaError } from '../contract/errors.ts';
import { InvalidRequest, type RequestProblem } from '../contract/invalid-request.ts';
import type { Language } from '../contract/language.ts';
import { JSON_TYPES, REQUEST_PLACES, requestProblemSentence } from '../contract/request-problems.ts';
import { shown } from '../contract/request-text.ts';
import type { ErrorAnswer } from '../contract/stock-wire.ts';
import { MAX_CODE_LENGTH } from '../contract/tables.ts';
import { systemError } from '../files/system-errors.ts';
import { varyBy } from './compression.ts';
import { requestLanguage } from './language.ts';
import { schemaProblems } from './schema-problems.ts';

/** Problems listed in one answer; the rest is counted. */
const MOST_PROBLEMS = 100;
/** Seconds after which a client may try again what failed for a while. */
const RETRY_AFTER = '1';

const NOT_OF_ERRORS = ['etag', 'content-disposition', 'content-encoding', 'content-length'];

/** Turns a driver's error into one of ours where it can. */
export type Explain = (error: unknown) => unknown;

/**
 * Makes every error of the server an answer in the caller's language, and none of them a stack trace.
 * @param onUnexpected told the number of a request that failed for a reason nobody foresaw
 */
export function useErrorAnswers(
  server: FastifyInstance,
  explain: Explain,
  onUnexpected: (request: string) => void,
): void {
  server.setErrorHandler((error: FastifyError, request, reply) =>
    sendError(request, reply, expected(error, request, explain, onUnexpected)),
  );
}

/** Answers an address that nothing is at. */
export function sendUnknownRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendError(request, reply, unknownRoute(request));
}

/** Answers a URL that the router cannot read: a code is too long, or it cannot be decoded. */
export function sendBadUrl(code: string, request: FastifyRequest, reply: FastifyReply): void {
  const problem: Pick<RequestProblem, 'code' | 'params'> =
    code === 'FST_ERR_MAX_PARAM_LENGTH'
      ? { code: 'TEXTO_LONGO', params: { limite: MAX_CODE_LENGTH } }
      : { code: 'PORCENTAGEM_INVALIDA', params: { trecho: undecodable(request.raw.url ?? '') } };
  // No hook has run: the request has no context yet.
  const language = requestLanguage(request.headers['accept-language']);
  sendError(request, reply, new InvalidRequest({ place: 'caminho', path: '', ...problem }), language);
}

/** The first part of a URL that is no text in UTF-8. */
function undecodable(url: string): string {
  return shown(/%(?![\da-fA-F]{2}).{0,2}|(?:%[\da-fA-F]{2})+/.exec(url)?.[0] ?? url);
}

/** The error of a request that is none: the parser's code says why. */
export function badRequest(reason: string): RupturaError {
  return new RupturaError('REQUISICAO_INVALIDA', { motivo: reason });
}

function unknownRoute(request: FastifyRequest): RupturaError {
  return new RupturaError('ROTA_NAO_ENCONTRADA', { metodo: request.method, url: shown(request.url) });
}

/** Any error as one that people can be told, the unexpected ones logged under the number of the request. */
function expected(
  error: FastifyError,
  request: FastifyRequest,
  explain: Explain,
  onUnexpected: (request: string) => void,
): RupturaError | InvalidRequest {
  if (error instanceof InvalidRequest || error instanceof RupturaError) return error;
  if (error.validation !== undefined) {
    return new InvalidRequest(...schemaProblems(error.validationContext, error.validation));
  }
  const known = frameworkError(error, request) ?? systemError(explain(error));
  if (known instanceof RupturaError) {
    request.log.warn({ err: error, codigo: known.code }, 'request failed');
    return known;
  }
  request.log.error({ err: error, method: request.method, url: request.url }, 'unexpected error');
  onUnexpected(request.id);
  return new RupturaError('ERRO_INTERNO', { requisicao: request.id }, { cause: error });
}

function frameworkError(error: FastifyError, request: FastifyRequest): RupturaError | null {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new RupturaError('CORPO_GRANDE_DEMAIS', { limite: request.routeOptions.bodyLimit ?? 0 });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new RupturaError('TIPO_DE_CONTEUDO_DESCONHECIDO', {
        tipo: shown(request.headers['content-type'] ?? '-'),
      });
    case 'FST_ERR_NOT_FOUND':
      return unknownRoute(request);
    default: {
      const { statusCode } = error;
      if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return null;
      return badRequest(error.code ?? error.name);
    }
  }
}

function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: RupturaError | InvalidRequest,
  language = request.language,
): FastifyReply {
  const { status, answer, retry } = errorAnswer(error, language);
  if (status === 503 && retry) reply.header('retry-after', RETRY_AFTER);
  varyBy(reply, 'accept-language');
  // What a route said of the answer it could not give.
  for (const name of NOT_OF_ERRORS) reply.removeHeader(name);
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(answer));
}

/** The body of an error, in a language. */
export function errorAnswer(
  error: RupturaError | InvalidRequest,
  language: Language,
): { readonly status: number; readonly retry: boolean; readonly answer: ErrorAnswer } {
  const known = error instanceof InvalidRequest ? invalidRequest(error, language) : error;
  const { status, retry } = ERRORS[known.code];
  return {
    status,
    retry,
    answer: {
      success: false,
      codigo: known.code,
      error: known.sentence(language),
      detalhes: known.details ?? null,
    },
  };
}

function invalidRequest({ problems }: InvalidRequest, language: Language): RupturaError {
  const details = problems.slice(0, MOST_PROBLEMS).map((problem) => ({
    local: problem.place,
    caminho: problem.path,
    problema: problem.code,
    error: problemSentence(problem, language),
  }));
  const [first] = problems;
  const motivo = first === undefined ? '-' : placedSentence(first, language);
  return new RupturaError(
    'REQUISICAO_INVALIDA',
    { motivo },
    { details: { total: problems.length, problemas: details } },
  );
}

function placedSentence(problem: RequestProblem, language: Language): string {
  const place = REQUEST_PLACES[problem.place][language];
  const where = problem.path === '' ? place : `${place}, ${problem.path}`;
  return `${where}: ${problemSentence(problem, language)}`;
}

function problemSentence(problem: RequestProblem, language: Language): string {
  const params = { ...problem.params };
  if (problem.code === 'TIPO_ERRADO') params['esperado'] = typeNames(String(params['esperado']), language);
  return requestProblemSentence(problem.code, params, language);
}

function typeNames(types: string, language: Language): string {
  const names = types.split(',').map((type) => JSON_TYPES[type]?.[language] ?? type);
  return [...new Set(names)].join(' / ');
}
