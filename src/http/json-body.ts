import type { FastifyInstance } from 'fastify';
import { RupturaError } from '../contract/errors.ts';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { shown } from '../contract/request-text.ts';
import { lookOver } from './json-bounds.ts';
import { findJsonFault, placeAt } from './json-place.ts';

/** Largest body of an ordinary request, in bytes. Uploads have a limit of their own. */
export const BODY_LIMIT = 4 * 1024 * 1024;

/**
 * Refuses bodies that are compressed: a small one could fill the memory, and as bytes it would be reported as something
 * else.
 */
export function refuseEncodedBodies(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding.toLowerCase() === 'identity') done();
    else done(new RupturaError('CODIFICACAO_NAO_ACEITA', { codificacao: shown(encoding) }));
  });
}

/** Reads bodies as JSON and nothing else; a fault is reported with its line and column. */
export function useJsonBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, readJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

/**
 * The value of a JSON body; undefined when it is empty.
 * @throws InvalidRequest CODIFICACAO_INVALIDA, JSON_PROFUNDO, JSON_EXTENSO, JSON_INVALIDO, JSON_INCOMPLETO, NUMERO_LONGO
 */
function readJson(body: Buffer): unknown {
  const text = decode(body);
  if (text.trim() === '') return undefined;
  const { excess, rounded } = lookOver(text);
  if (excess !== null) {
    throw new InvalidRequest({
      place: 'corpo',
      path: '',
      code: excess.code,
      params: { limite: excess.limit },
    });
  }
  const value = parse(text);
  if (rounded === null) return value;
  const { line, column } = placeAt(text, rounded.offset);
  throw new InvalidRequest({
    place: 'corpo',
    path: '',
    code: 'NUMERO_LONGO',
    params: { trecho: shown(rounded.number), linha: line, coluna: column },
  });
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    const params = { byte: firstBadByte(body) };
    throw new InvalidRequest({ place: 'corpo', path: '', code: 'CODIFICACAO_INVALIDA', params });
  }
}

/** Offset at which the bytes stop being UTF-8. */
function firstBadByte(body: Buffer): number {
  const decoded = Buffer.from(body.toString('utf8'));
  let at = 0;
  while (at < body.length && body[at] === decoded[at]) at++;
  return at;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const offset = findJsonFault(text) ?? 0;
    const { line, column, excerpt } = placeAt(text, offset);
    const params = { linha: line, coluna: column, trecho: excerpt };
    const code = offset >= text.trimEnd().length ? 'JSON_INCOMPLETO' : 'JSON_INVALIDO';
    throw new InvalidRequest({ place: 'corpo', path: '', code, params });
  }
}
