import type { AddressInfo } from 'node:net';
import { isIPv6 } from 'node:net';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { openServices } from '../app/open-services.ts';
import type { Services } from '../app/services.ts';
import { RupturaError } from '../contract/errors.ts';
import type { Ruptura } from '../engine/ruptura.ts';
import type { Database } from '../postgres/database.ts';
import type { EmbeddedEvent } from '../postgres/embedded/server.ts';
import type { Neighbours } from '../runs/runs.ts';
import type { Environment, SettingValues } from '../settings/process-settings.ts';
import { isLoopback } from './loopback.ts';
import { type BuildOptions, buildServer } from './server.ts';

/** A server that listens, and everything it holds. */
export interface RunningServer {
  /** Where people and programs reach it. */
  readonly url: string;
  readonly ruptura: Ruptura;
  /** Other servers on the same database, when this one began. */
  readonly neighbours: Neighbours;
  /**
   * Stops: no new connections, requests under way are finished, then the book and the database are let go. The last
   * process on the data stops the embedded database. May be called twice.
   */
  close(): Promise<void>;
}

export interface ServerOptions {
  /** What the settings were read from, options of the command line included. */
  readonly environment?: Environment;
  /** Called once the database is open, with the data folder (null: external database); null logs nothing. */
  readonly openLog: (dataFolder: string | null) => FastifyBaseLogger | null;
  /** Told when the embedded database was lost, came back, or does not come back. */
  readonly onDatabaseEvent?: (event: EmbeddedEvent) => void;
  /** Told the number of a request that failed for a reason nobody foresaw. */
  readonly onUnexpected?: (request: string) => void;
}

/** Requests still under way after this are cut off. */
const LONGEST_STOP_MS = 10_000;
const IDLE_LOOK_MS = 50;

/**
 * Opens everything and listens on PORT and HOST. The book is loaded by the first question.
 * @throws RupturaError CONFIGURACAO_HOST_ABERTO, SERVIDOR_JA_ATIVO, SERVIDOR_PORTA_OCUPADA, SERVIDOR_SEM_ENDERECO, and
 * those of opening the database
 */
export async function startServer(values: SettingValues, options: ServerOptions): Promise<RunningServer> {
  if (!(await isLoopback(values.HOST))) {
    throw new RupturaError('CONFIGURACAO_HOST_ABERTO', { endereco: values.HOST });
  }
  let log = null as FastifyBaseLogger | null;
  const services = await openServices(values, {
    applicationName: 'ruptura start',
    environment: options.environment ?? {},
    onOpened: async (database) => {
      await refuseSecond(database, urlOf(values.HOST, values.PORT));
      log = options.openLog(database.embedded?.dataFolder ?? null);
    },
    onDatabaseEvent: (event) => {
      log?.warn({ event: event.kind, ...('error' in event ? { err: event.error } : {}) }, 'database');
      options.onDatabaseEvent?.(event);
    },
    onProblem: (work, error) => log?.warn({ err: error }, work),
  });
  try {
    const { onUnexpected } = options;
    return await serve(services, { log, ...(onUnexpected === undefined ? {} : { onUnexpected }) });
  } catch (error) {
    await services.close();
    throw error;
  }
}

async function serve(services: Services, options: BuildOptions): Promise<RunningServer> {
  const { ruptura } = services;
  const server = await buildServer(services, options);
  const url = await listen(server, services).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  services.begin();
  const { neighbours } = services.analysis.runs;
  options.log?.info({ url, ...neighbours }, 'listening');
  let closing: Promise<void> | null = null;
  return {
    url,
    ruptura,
    neighbours,
    close: async () => {
      closing ??= stop(server, services);
      await closing;
    },
  };
}

async function stop(server: FastifyInstance, services: Services): Promise<void> {
  const cut = setTimeout(() => server.server.closeAllConnections(), LONGEST_STOP_MS);
  // A connection kept alive becomes idle only when its last answer is out, after the stop has begun.
  const idle = setInterval(() => server.server.closeIdleConnections(), IDLE_LOOK_MS);
  try {
    // What is collected comes to its end while connections are waited for.
    await Promise.all([server.close(), services.collections.close()]);
  } finally {
    clearTimeout(cut);
    clearInterval(idle);
    await services.close();
  }
}

/** One HTTP server for each data folder: a second one is told where the first is. */
async function refuseSecond({ embedded }: Database, url: string): Promise<void> {
  const first = await embedded?.announceServer(url);
  if (first === null || first === undefined) return;
  throw new RupturaError('SERVIDOR_JA_ATIVO', { url: first.url ?? '-', pid: first.pid });
}

/** Listens; where any port was good, the one that it became is told to those who start another server on the data. */
async function listen(server: FastifyInstance, { values, ruptura }: Services): Promise<string> {
  const { HOST, PORT } = values;
  const host = HOST.replace(/^\[(.*)\]$/, '$1');
  await server.listen({ host, port: PORT }).catch((error: unknown) => {
    throw whyNotListening(error as NodeJS.ErrnoException, values);
  });
  const { port } = server.server.address() as AddressInfo;
  const url = urlOf(HOST, port);
  if (port !== PORT) await ruptura.database.embedded?.announceServer(url);
  return url;
}

function whyNotListening(error: NodeJS.ErrnoException, { HOST, PORT }: SettingValues): RupturaError {
  const cause = { cause: error };
  if (error.code === 'EADDRINUSE') {
    const params = { porta: PORT, endereco: HOST, outra: PORT === 65_535 ? 5000 : PORT + 1 };
    return new RupturaError('SERVIDOR_PORTA_OCUPADA', params, cause);
  }
  const params = { endereco: `${HOST}:${PORT}`, motivo: error.code ?? '-' };
  return new RupturaError('SERVIDOR_SEM_ENDERECO', params, cause);
}

function urlOf(host: string, port: number): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return `http://${isIPv6(bare) ? `[${bare}]` : bare}:${port}`;
}
