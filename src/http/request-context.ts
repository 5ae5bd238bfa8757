import type { FastifyInstance } from 'fastify';
import { type Actor, LOCAL_ACTOR } from '../access/actor.ts';
import type { Language } from '../contract/language.ts';
import { requestLanguage } from './language.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The language to answer in. */
    language: Language;
    /** Who asks. */
    actor: Actor;
  }
}

/**
 * Gives every request its language and its actor, and every answer `no-store`: routes whose answers may be kept say so
 * with a `cache-control` of their own.
 */
export function giveContext(server: FastifyInstance): void {
  server.decorateRequest('language', 'pt-BR');
  server.decorateRequest('actor');
  server.addHook('onRequest', (request, reply, done) => {
    request.language = requestLanguage(request.headers['accept-language']);
    request.actor = LOCAL_ACTOR;
    reply.header('cache-control', 'no-store');
    done();
  });
}
