import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { giveContext } from './request-context.ts';

let server: FastifyInstance;

beforeEach(() => {
  server = fastify();
  giveContext(server);
  server.get('/', async ({ language, actor }) => ({ language, actor }));
  server.get('/kept', async (_request, reply) => reply.header('cache-control', 'no-cache').send('x'));
});

afterEach(async () => {
  await server.close();
});

describe('the context of a request', () => {
  it('has the language asked for, and Portuguese where none is', async () => {
    const english = await server.inject({ url: '/', headers: { 'accept-language': 'en-GB,en;q=0.8' } });
    expect(english.json()).toMatchObject({ language: 'en' });
    // What one request was given is not what the next one gets.
    expect((await server.inject('/')).json()).toMatchObject({ language: 'pt-BR' });
  });

  it('has the one actor of a server without users, whose runs belong to nobody', async () => {
    const answer = await server.inject('/');
    expect(answer.json()).toMatchObject({ actor: { id: 'local', kind: 'local', owner: null } });
  });

  it('tells caches of the language where the answer was made with regard to it, and only there', async () => {
    const [spoken, silent] = await Promise.all(['/', '/kept'].map((url) => server.inject(url)));
    expect(spoken!.headers['vary']).toBe('accept-language');
    expect(silent!.headers['vary']).toBeUndefined();
  });

  it('keeps answers out of caches, unknown routes too, unless the route says otherwise', async () => {
    const kept = await Promise.all(['/', '/nada', '/kept'].map((url) => server.inject(url)));
    expect(kept.map(({ headers }) => headers['cache-control'])).toEqual(['no-store', 'no-store', 'no-cache']);
  });
});
