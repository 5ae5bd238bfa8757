import type { AddressInfo } from 'node:net';
import { isIPv6 } from 'node:net';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { type Analysis, openAnalysis } from '../app/analysis.ts';
import { openRuptura } from '../app/open-ruptura.ts';
import type { SettingValues } from '../app/settings.ts';
import { RupturaError } from '../contract/errors.ts';
import type { Ruptura } from '../engine/ruptura.ts';
import { Metrics } from '../observability/metrics.ts';
import type { EmbeddedEvent } from '../postgres/embedded/server.ts';
import { ProjectionSaver } from '../upkeep/projection-saver.ts';
import { isLoopback } from './loopback.ts';
import { buildServer } from './server.ts';

/** A server that listens, and everything it holds. */
export interface RunningServer {
  /** Where people and programs reach it. */
  readonly url: string;
  readonly ruptura: Ruptura;
  /**
   * Stops: no new connections, requests under way are finished, then the book and the database are let go. The last
   * process on the data stops the embedded database. May be called twice.
   */
  close(): Promise<void>;
}

export interface ServerOptions {
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
  let log: FastifyBaseLogger | null = null;
  const ruptura = await openRuptura(values, 'ruptura start', (event) => {
    log?.warn({ event: event.kind, ...('error' in event ? { err: event.error } : {}) }, 'database');
    options.onDatabaseEvent?.(event);
  });
  try {
    await refuseSecond(ruptura, urlOf(values.HOST, values.PORT));
    log = options.openLog(ruptura.database.embedded?.dataFolder ?? null);
    return await serve(ruptura, values, log, options.onUnexpected);
  } catch (error) {
    await ruptura.close();
    throw error;
  }
}

async function serve(
  ruptura: Ruptura,
  values: SettingValues,
  log: FastifyBaseLogger | null,
  onUnexpected: ServerOptions['onUnexpected'],
): Promise<RunningServer> {
  const metrics = new Metrics();
  const saver = new ProjectionSaver(ruptura, {
    interval: values.RECALC_INTERVALO_S * 1000,
    validityMinutes: values.PROJECAO_VALIDADE_MIN,
    historyDays: values.HISTORICO_DIAS,
    onCalculated: metrics.calculated,
    onProblem: (error) => log?.warn({ err: error }, 'saving projections failed'),
  });
  const analysis = await openAnalysis(ruptura, values, {
    onProblem: (error) => log?.warn({ err: error }, 'analysis'),
    onBatch: metrics.batchEnded,
  });
  const origins = values.RUPTURA_ORIGENS?.split(',') ?? [];
  const services = {
    ruptura,
    saver,
    analysis,
    metrics,
    host: values.HOST,
    origins,
    importBytes: values.IMPORTACAO_MAX_MB * 1024 ** 2,
    collections: { dataFolder: values.RUPTURA_DATA, portalBase: values.COUPA_URL },
  };
  const server = await buildServer(services, log, onUnexpected);
  await listen(server, values).catch(async (error: unknown) => {
    await analysis.close();
    throw error;
  });
  const { port } = server.server.address() as AddressInfo;
  const url = urlOf(values.HOST, port);
  if (port !== values.PORT) await ruptura.database.embedded?.announceServer(url);
  saver.start();
  analysis.workers.prepare();
  log?.info({ url }, 'listening');
  let closing: Promise<void> | null = null;
  return {
    url,
    ruptura,
    close: async () => {
      closing ??= stop(server, analysis, saver, ruptura);
      await closing;
    },
  };
}

async function stop(
  server: FastifyInstance,
  analysis: Analysis,
  saver: ProjectionSaver,
  ruptura: Ruptura,
): Promise<void> {
  const cut = setTimeout(() => server.server.closeAllConnections(), LONGEST_STOP_MS);
  // A connection kept alive becomes idle only when its last answer is out, after the stop has begun.
  const idle = setInterval(() => server.server.closeIdleConnections(), IDLE_LOOK_MS);
  try {
    await server.close();
    await analysis.close();
    await saver.close();
  } finally {
    clearTimeout(cut);
    clearInterval(idle);
    await ruptura.close();
  }
}

/** One HTTP server for each data folder: a second one is told where the first is. */
async function refuseSecond(ruptura: Ruptura, url: string): Promise<void> {
  const first = await ruptura.database.embedded?.announceServer(url);
  if (first === null || first === undefined) return;
  throw new RupturaError('SERVIDOR_JA_ATIVO', { url: first.url ?? '-', pid: first.pid });
}

async function listen(server: FastifyInstance, { HOST, PORT }: SettingValues): Promise<void> {
  const host = HOST.replace(/^\[(.*)\]$/, '$1');
  try {
    await server.listen({ host, port: PORT });
  } catch (error) {
    await server.close();
    const { code } = error as NodeJS.ErrnoException;
    const cause = { cause: error };
    if (code === 'EADDRINUSE') {
      const params = { porta: PORT, endereco: HOST, outra: PORT === 65_535 ? 5000 : PORT + 1 };
      throw new RupturaError('SERVIDOR_PORTA_OCUPADA', params, cause);
    }
    throw new RupturaError(
      'SERVIDOR_SEM_ENDERECO',
      { endereco: `${HOST}:${PORT}`, motivo: code ?? '-' },
      cause,
    );
  }
}

function urlOf(host: string, port: number): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return `http://${isIPv6(bare) ? `[${bare}]` : bare}:${port}`;
}
