import type { FastifySchemaValidationError } from 'fastify';
import { MOST_PROBLEMS, type RequestProblem } from '../contract/invalid-request.ts';
import type { RequestPlace } from '../contract/request-problems.ts';

const PLACES: Readonly<Record<string, RequestPlace>> = {
  body: 'corpo',
  params: 'caminho',
  querystring: 'consulta',
  headers: 'cabecalho',
};

/**
 * What a schema found wrong with a request, one problem a place; of very many errors the first. Alternatives (`anyOf`) fail as several: their types
 * become one list.
 */
export function schemaProblems(
  context: string | undefined,
  errors: readonly FastifySchemaValidationError[],
): RequestProblem[] {
  const place = PLACES[context ?? ''] ?? 'corpo';
  const byPath = new Map<string, RequestProblem>();
  for (const error of errors.slice(0, MOST_PROBLEMS)) {
    if (error.keyword === 'anyOf') continue;
    const problem = problemOf(place, error);
    const key = `${problem.path} ${problem.params?.['campo'] ?? ''}`;
    const known = byPath.get(key);
    byPath.set(key, known === undefined ? problem : merged(known, problem));
  }
  return [...byPath.values()];
}

function merged(first: RequestProblem, second: RequestProblem): RequestProblem {
  if (first.code !== 'TIPO_ERRADO' || second.code !== 'TIPO_ERRADO') return first;
  const expected = `${first.params?.['esperado']},${second.params?.['esperado']}`;
  return { ...first, params: { esperado: expected } };
}

function problemOf(place: RequestPlace, error: FastifySchemaValidationError): RequestProblem {
  const path = place === 'corpo' ? error.instancePath : error.instancePath.slice(1);
  const { params } = error;
  const limit = Number(params['limit'] ?? 0);
  switch (error.keyword) {
    case 'type':
      return { place, path, code: 'TIPO_ERRADO', params: { esperado: String(params['type']) } };
    case 'required':
      return { place, path, code: 'CAMPO_FALTANDO', params: { campo: String(params['missingProperty']) } };
    case 'additionalProperties': {
      const campo = String(params['additionalProperty']);
      return { place, path, code: 'CAMPO_DESCONHECIDO', params: { campo } };
    }
    case 'enum': {
      const valores = ((params['allowedValues'] ?? []) as unknown[]).join(', ');
      return { place, path, code: 'VALOR_FORA_DA_LISTA', params: { valores } };
    }
    case 'minLength':
      return { place, path, code: 'TEXTO_CURTO' };
    case 'maxLength':
      return { place, path, code: 'TEXTO_LONGO', params: { limite: limit } };
    case 'minItems':
      return { place, path, code: 'LISTA_CURTA', params: { limite: limit } };
    case 'maxItems':
      return { place, path, code: 'LISTA_LONGA', params: { limite: limit } };
    default:
      return { place, path, code: 'VALOR_INVALIDO' };
  }
}
