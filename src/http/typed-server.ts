import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { Ruptura } from '../app/open-ruptura.ts';
import type { ProjectionSaver } from '../app/projection-saver.ts';

/** A server whose handlers get their types from the schemas of their routes. */
export type TypedServer = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What the routes work with. */
export interface Services {
  readonly ruptura: Ruptura;
  readonly saver: ProjectionSaver;
}
