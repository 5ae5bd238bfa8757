import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Actor, LOCAL_ACTOR } from '../access/actor.ts';
import type { Language } from '../contract/language.ts';
import { languageFromTag } from '../i18n/language.ts';
import { varyBy } from './compression.ts';
import { requestLanguage } from './language.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The language to answer in; a link may name it, as `idioma`. An answer for which it was read is told to caches as one of several. */
    readonly language: Language;
    /** Who asks. */
    actor: Actor;
  }
}

/**
 * Gives every request its language and its actor, and every answer `no-store`: routes whose answers may be kept say so
 * with a `cache-control` of their own, and what was made with regard to the language says so by itself.
 */
export function giveContext(server: FastifyInstance): void {
  const spoken = new WeakSet<FastifyRequest>();
  server.decorateRequest('language', {
    getter(this: FastifyRequest) {
      spoken.add(this);
      const { idioma } = (this.query ?? {}) as { readonly idioma?: unknown };
      const asked = typeof idioma === 'string' ? languageFromTag(idioma) : null;
      return asked ?? requestLanguage(this.headers['accept-language']);
    },
  });
  server.decorateRequest('actor');
  server.addHook('onRequest', (request, reply, done) => {
    request.actor = LOCAL_ACTOR;
    reply.header('cache-control', 'no-store');
    done();
  });
  server.addHook('onSend', (request, reply, payload, done) => {
    if (spoken.has(request)) varyBy(reply, 'accept-language');
    done(null, payload);
  });
}
