import type { Language } from './language.ts';

/**
 * Every error a person or a program can be shown, once: code, HTTP status, whether trying again may help,
 * exit code family, and the sentence in both languages with `{placeholders}`.
 */
export interface ErrorEntry {
  readonly status: number;
  /** The same request may succeed later without being changed. */
  readonly retry: boolean;
  readonly 'pt-BR': string;
  readonly en: string;
}

function entry(status: number, retry: boolean, pt: string, en: string): ErrorEntry {
  return { status, retry, 'pt-BR': pt, en };
}

export const ERRORS = {
  PEDIDO_NAO_ENCONTRADO: entry(
    404,
    false,
    'Pedido {num_pedido} não encontrado ou sem quantidade em aberto.',
    'Sales order {num_pedido} not found or without open quantity.',
  ),
  ROTA_NAO_ENCONTRADA: entry(404, false, 'Não existe {metodo} {url}.', 'There is no {metodo} {url}.'),
  REQUISICAO_INVALIDA: entry(400, false, 'Requisição inválida: {motivo}.', 'Invalid request: {motivo}.'),
  CORPO_GRANDE_DEMAIS: entry(
    413,
    false,
    'O corpo da requisição passa do limite de {limite} bytes.',
    'The request body exceeds the limit of {limite} bytes.',
  ),
  TIPO_DE_CONTEUDO_DESCONHECIDO: entry(
    415,
    false,
    'Tipo de conteúdo não aceito: {tipo}. Envie application/json.',
    'Content type not accepted: {tipo}. Send application/json.',
  ),
  ERRO_INTERNO: entry(
    500,
    true,
    'Erro inesperado. Os detalhes estão no registro do servidor, sob o número {requisicao}.',
    'Unexpected error. Details are in the server log under number {requisicao}.',
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** An expected failure. `code` decides status, retry and sentence; `params` fill the placeholders. */
export class RupturaError extends Error {
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, string | number>>;
  /** Machine-readable particulars (rows, places) that go to the wire as `detalhes`. */
  readonly details: unknown;

  constructor(
    code: ErrorCode,
    params: Readonly<Record<string, string | number>> = {},
    options: { details?: unknown; cause?: unknown } = {},
  ) {
    super(errorSentence(code, params, 'pt-BR'), options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'RupturaError';
    this.code = code;
    this.params = params;
    this.details = options.details;
  }

  /** The sentence for a person, in the language asked for. */
  sentence(language: Language): string {
    return errorSentence(this.code, this.params, language);
  }
}

function errorSentence(
  code: ErrorCode,
  params: Readonly<Record<string, string | number>>,
  language: Language,
): string {
  return ERRORS[code][language].replace(/\{(\w+)\}/g, (whole, key: string) => String(params[key] ?? whole));
}
