import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { demandActions, route } from './route.ts';

describe('a route', () => {
  it('without an action does not start', () => {
    const server = fastify();
    demandActions(server);
    expect(() => server.get('/segredo', async () => 'x')).toThrow('/segredo names no action');
    expect(() =>
      server.get('/outro', { config: { action: 'toString' as 'book.read' } }, async () => 'x'),
    ).toThrow('/outro names no action');
  });

  it('tells its action and its name, and HEAD with it', async () => {
    const server = fastify();
    const told: unknown[] = [];
    demandActions(server);
    server.addHook('onRoute', ({ method, config, schema }) => {
      told.push({ method, config, schema });
    });
    server.get('/saude', route({ action: 'health.read', operationId: 'saude' }), async () => 'x');
    await server.ready();
    const facts = { config: { action: 'health.read', slowBody: false }, schema: { operationId: 'saude' } };
    expect(told).toMatchObject([
      { method: 'GET', ...facts },
      { method: 'HEAD', ...facts },
    ]);
    await server.close();
  });
});
