import type { Language } from './language.ts';

/**
 * What can be wrong with one value of a request. The sentences are fragments that follow the place of the value
 * ("corpo, /0/qtd_movimentacao: ..."). pt-BR first, English second.
 */
interface Sentences {
  readonly 'pt-BR': string;
  readonly en: string;
}

function say(pt: string, en: string): Sentences {
  return { 'pt-BR': pt, en };
}

export const REQUEST_PROBLEMS = {
  TIPO_ERRADO: say('deve ser {esperado}', 'must be {esperado}'),
  CAMPO_FALTANDO: say('falta o campo {campo}', 'the field {campo} is missing'),
  CAMPOS_EXCLUDENTES: say(
    'precisa de um destes, e de um só: {valores}',
    'needs one of these, and only one: {valores}',
  ),
  CAMPO_DESCONHECIDO: say('o campo {campo} não existe aqui', 'there is no field {campo} here'),
  VALOR_FORA_DA_LISTA: say('deve ser um destes: {valores}', 'must be one of: {valores}'),
  TEXTO_CURTO: say('não pode ser vazio', 'must not be empty'),
  TEXTO_LONGO: say('passa de {limite} caracteres', 'is longer than {limite} characters'),
  LISTA_CURTA: say('precisa de pelo menos {limite} item', 'needs at least {limite} item'),
  LISTA_LONGA: say('passa de {limite} itens', 'has more than {limite} items'),
  VALOR_REPETIDO: say('foi informado mais de uma vez', 'is given more than once'),
  CARACTERE_INVALIDO: say(
    'contém o caractere nulo ou um caractere que não é Unicode válido',
    'contains the null character or one that is not valid Unicode',
  ),
  CODIFICACAO_INVALIDA: say('não está em UTF-8 (byte {byte})', 'is not UTF-8 (byte {byte})'),
  PORCENTAGEM_INVALIDA: say('tem uma sequência % inválida: {trecho}', 'has an invalid % sequence: {trecho}'),
  JSON_INVALIDO: say(
    'o JSON está errado na linha {linha}, coluna {coluna}, perto de {trecho}',
    'the JSON is wrong in line {linha}, column {coluna}, near {trecho}',
  ),
  JSON_INCOMPLETO: say(
    'o JSON termina antes da hora, na linha {linha}, coluna {coluna}',
    'the JSON ends too early, in line {linha}, column {coluna}',
  ),
  JSON_PROFUNDO: say(
    'tem mais de {limite} listas e objetos uns dentro dos outros',
    'has more than {limite} lists and objects inside each other',
  ),
  JSON_EXTENSO: say(
    'tem mais de {limite} valores; envie-os em partes',
    'has more than {limite} values; send them in parts',
  ),
  NUMERO_LONGO: say(
    'o número {trecho} (linha {linha}, coluna {coluna}) tem mais de 15 dígitos e seria arredondado; envie-o como texto, entre aspas',
    'the number {trecho} (line {linha}, column {coluna}) has more than 15 digits and would be rounded; send it as text, in quotes',
  ),
  NUMERO_INVALIDO: say(
    '"{valor}" não é um número com ponto decimal, como 12.5',
    '"{valor}" is not a number with a decimal point, such as 12.5',
  ),
  CASAS_DECIMAIS: say(
    '"{valor}" tem mais de {limite} casas decimais',
    '"{valor}" has more than {limite} decimal places',
  ),
  NUMERO_GRANDE: say('"{valor}" passa de 15 dígitos', '"{valor}" has more than 15 digits'),
  NUMERO_NEGATIVO: say('"{valor}" é negativo', '"{valor}" is negative'),
  NUMERO_ZERO: say('não pode ser zero', 'must not be zero'),
  INTEIRO_FORA_DA_FAIXA: say(
    '"{valor}" não é um número inteiro de {minimo} a {maximo}',
    '"{valor}" is not a whole number from {minimo} to {maximo}',
  ),
  ENDERECO_INVALIDO: say(
    '"{valor}" não é um endereço http:// ou https://',
    '"{valor}" is no http:// or https:// address',
  ),
  DATA_INVALIDA: say(
    '"{valor}" não é uma data aaaa-mm-dd entre 1900 e 2200',
    '"{valor}" is not a date yyyy-mm-dd between 1900 and 2200',
  ),
  DATA_FUTURA: say('{valor} é depois de hoje ({hoje})', '{valor} is after today ({hoje})'),
  CURSOR_INVALIDO: say(
    'o cursor não veio desta lista; comece sem cursor',
    'the cursor did not come from this list; start without one',
  ),
  POSICAO_COM_CURSOR: say(
    'não vai junto com cursor; use um dos dois',
    'does not go with cursor; use one of them',
  ),
  VALOR_INVALIDO: say('valor não aceito', 'value not accepted'),
} as const satisfies Record<string, Sentences>;

export type RequestProblemCode = keyof typeof REQUEST_PROBLEMS;

/** Where in a request a value stands. */
export type RequestPlace = 'corpo' | 'caminho' | 'consulta' | 'cabecalho';

/** Names of the places, as people say them. */
export const REQUEST_PLACES: Readonly<Record<RequestPlace, Sentences>> = {
  corpo: say('corpo', 'body'),
  caminho: say('caminho', 'path'),
  consulta: say('consulta', 'query'),
  cabecalho: say('cabeçalho', 'header'),
};

/** Names of JSON types, as people say them. */
export const JSON_TYPES: Readonly<Record<string, Sentences>> = {
  string: say('texto', 'text'),
  number: say('número', 'a number'),
  integer: say('número inteiro', 'a whole number'),
  boolean: say('true ou false', 'true or false'),
  object: say('um objeto', 'an object'),
  array: say('uma lista', 'a list'),
  null: say('null', 'null'),
};

/** The sentence of a problem in a language, with its placeholders filled. */
export function requestProblemSentence(
  code: RequestProblemCode,
  params: Readonly<Record<string, string | number>>,
  language: Language,
): string {
  return REQUEST_PROBLEMS[code][language].replace(/\{(\w+)\}/g, (whole, key: string) =>
    String(params[key] ?? whole),
  );
}
