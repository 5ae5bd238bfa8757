import type { FastifyInstance, FastifySchema } from 'fastify';
import { Type } from 'typebox';
import { ACTIONS, type Action } from '../access/actions.ts';
import type { Operation } from '../contract/route-texts.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route lets its caller do; `ACTIONS` says whether that acts. */
    action?: Action;
  }
}

/** What a route says of itself: what it lets its caller do, its name in the reference, what it takes and gives. */
interface RouteFacts extends FastifySchema {
  readonly action: Action;
  readonly operationId?: Operation;
  /** Not shown in the reference. */
  readonly hide?: boolean;
  /** A body that may take as long as it needs, as files do. */
  readonly slowBody?: boolean;
}

/** A route that takes no parameters in its query refuses what is misspelt. */
export const NoQuery = Type.Object({}, { additionalProperties: false });

/** Existing pages call the same routes under another prefix. */
export const EMBED_PREFIXES = ['', '/carteira'] as const;

/** What the server is told of a route, beside its path and its handler. */
export function route<const Facts extends RouteFacts>({ action, slowBody, ...schema }: Facts) {
  return { schema, config: { action, slowBody: slowBody === true } };
}

/** From here on a route that does not name its action is refused: the server does not start. */
export function demandActions(server: FastifyInstance): void {
  server.addHook('onRoute', ({ method, url, config }) => {
    const action = config?.action;
    if (action === undefined || !Object.hasOwn(ACTIONS, action)) {
      throw new Error(`the route ${String(method)} ${url} names no action`);
    }
  });
}
