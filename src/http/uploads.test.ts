import { buffer } from 'node:stream/consumers';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RupturaError } from '../contract/errors.ts';
import type { TypedServer } from './typed-server.ts';
import { fileBody, foreseenBytes, TABLE_TYPES, takeFiles } from './uploads.ts';

let server: FastifyInstance;

beforeEach(() => {
  server = fastify();
  takeFiles(server as unknown as TypedServer, (scope) => {
    scope.post('/files', async (request) => {
      const body = await buffer(fileBody(request, TABLE_TYPES));
      return { bytes: body.length, foreseen: foreseenBytes(request) };
    });
  });
  server.post('/json', async (request) => ({ body: request.body }));
  server.setErrorHandler((error, _request, reply) =>
    reply.code(400).send(error instanceof RupturaError ? { code: error.code, ...error.params } : {}),
  );
});

afterEach(async () => {
  await server.close();
});

async function post(url: string, type: string, payload: string): Promise<unknown> {
  const answer = await server.inject({ method: 'POST', url, headers: { 'content-type': type }, payload });
  return answer.json();
}

describe('a route that takes files', () => {
  it('gets the bytes as they are, whatever they look like', async () => {
    expect(await post('/files', 'text/csv; charset=utf-8', '{"not": json')).toEqual({
      bytes: 12,
      foreseen: 12,
    });
  });

  it('refuses what any page may send without asking, and says what it takes', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
      const refused = await post('/files', type, '{}');
      expect(refused).toMatchObject({ code: 'TIPO_DE_ARQUIVO_DESCONHECIDO', tipo: type });
      expect(refused).toMatchObject({ aceitos: expect.stringContaining('text/csv') });
    }
  });

  it('leaves other routes their JSON', async () => {
    expect(await post('/json', 'application/json', '{"a":1}')).toEqual({ body: { a: 1 } });
  });
});
