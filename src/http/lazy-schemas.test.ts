import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { lazySchemas } from './lazy-schemas.ts';

const NUMBERED = { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } };

function open() {
  const server = fastify({
    schemaController: lazySchemas,
    ajv: { customOptions: { allErrors: true, coerceTypes: false } },
  });
  server.post('/', { schema: { body: NUMBERED, response: { 200: NUMBERED } } }, async ({ body }) => ({
    ...(body as object),
    secret: 1,
  }));
  return server;
}

const post = async (server: ReturnType<typeof open>, body: object) =>
  await server.inject({ method: 'POST', url: '/', payload: body });

describe('schemas that are compiled when they are needed', () => {
  it('check each request and shape each answer, the first as the second', async () => {
    const server = open();
    for (const n of [1, 2]) expect((await post(server, { n })).body).toBe(`{"n":${n}}`);
    await server.close();
  });

  it('tell the reasons of each refusal, and none of an earlier one', async () => {
    const server = open();
    expect((await post(server, { n: 'x' })).json()).toMatchObject({ message: 'body/n must be integer' });
    expect((await post(server, {})).json()).toMatchObject({
      message: "body must have required property 'n'",
    });
    expect((await post(server, { n: 3 })).statusCode).toBe(200);
    await server.close();
  });

  it('may be wrong without harm to the routes beside them', async () => {
    const server = open();
    server.get('/wrong', { schema: { response: { 200: { type: 'nothing' } } } }, async () => ({}));
    expect((await post(server, { n: 1 })).statusCode).toBe(200);
    expect((await server.inject('/wrong')).statusCode).toBe(500);
    await server.close();
  });
});
