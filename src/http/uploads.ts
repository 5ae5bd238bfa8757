import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { RupturaError } from '../contract/errors.ts';
import { shown } from '../contract/request-text.ts';
import type { TypedServer } from './typed-server.ts';

/**
 * Types a table may come as. Those that a page of another origin can send without asking (`text/plain`, forms) are not
 * among them.
 */
export const TABLE_TYPES = [
  'text/csv',
  'text/tab-separated-values',
  'application/octet-stream',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
];

/** Declares routes whose body is handed over as it arrives, whatever its type; `fileBody` says which it may have. */
export function takeFiles(server: TypedServer, declare: (scope: TypedServer) => void): void {
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    declare(scope as unknown as TypedServer);
  });
}

/** The bytes of a file in the body of a request. @throws RupturaError TIPO_DE_ARQUIVO_DESCONHECIDO */
export function fileBody(request: FastifyRequest, types: readonly string[]): Readable {
  const header = request.headers['content-type'] ?? '-';
  const type = header.split(';')[0]!.trim().toLowerCase();
  const { body } = request;
  if (types.includes(type) && body instanceof Readable) return body;
  throw new RupturaError('TIPO_DE_ARQUIVO_DESCONHECIDO', { tipo: shown(header), aceitos: types.join(', ') });
}

/** Bytes that the sender announced, or 0. */
export function foreseenBytes({ headers }: FastifyRequest): number {
  return Number(headers['content-length'] ?? 0);
}
