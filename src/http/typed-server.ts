import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { Analysis } from '../app/analysis.ts';
import type { Ruptura } from '../engine/ruptura.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { ProjectionSaver } from '../upkeep/projection-saver.ts';

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
  /** Where figures go; a server makes its own where none is given. */
  readonly metrics?: Metrics;
  readonly analysis: Analysis;
  /** Address or name that the server listens on; that of this machine unless given. */
  readonly host?: string;
  /** Origins whose pages may call the API; none unless given. */
  readonly origins?: readonly string[];
  /** Bytes of all files of one import together; a gigabyte unless given. */
  readonly importBytes?: number;
  /** Where collections are kept, and the portal collected from where nobody says another; a folder of its own unless given. */
  readonly collections?: { readonly dataFolder: string | null; readonly portalBase: string | null };
  /** Milliseconds a body may take, or nothing of a slow one may arrive; a minute unless given. */
  readonly bodyMs?: number;
}
