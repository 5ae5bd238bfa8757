import pg from 'pg';
import { RupturaError } from '../contract/errors.ts';
import { databaseError } from './database-errors.ts';
import {
  type EmbeddedEvent,
  type EmbeddedInfo,
  type EmbeddedServer,
  openEmbedded,
} from './embedded/server.ts';
import { DATABASE, OWN_SETTINGS, ROLE, SEARCH_PATH, SESSION_FORMATS } from './embedded/settings.ts';
import { askBriefly, askWorking, SilenceWatch } from './silence.ts';
import { valueParsers } from './value-parsers.ts';

export interface DatabaseOptions {
  /** External PostgreSQL; null or empty uses the embedded server. */
  readonly databaseUrl: string | null;
  /** `RUPTURA_DATA`; null chooses the default folder. */
  readonly dataFolder: string | null;
  /** `PG_PORT` of the embedded server; null opens none. */
  readonly port: number | null;
  /** Most connections of the pool. */
  readonly poolSize?: number;
  readonly applicationName?: string;
  /** Most milliseconds to wait for a connection, 10,000 by default. */
  readonly connectTimeoutMs?: number;
  /** Most milliseconds of silence of a server that owes an answer, 10,000 by default (see `SilenceWatch`). */
  readonly silenceMs?: number;
  /** Told when the embedded server was lost, came back, or does not come back. */
  readonly onEvent?: (event: EmbeddedEvent) => void;
}

export interface Database {
  /** Connection string for any client, password included. */
  readonly url: string;
  /**
   * `numeric`, `bigint`, `date` and `timestamp` arrive as text (see `valueParsers`). A connection that is lost while
   * idle is replaced silently; one lost in use, or whose server falls silent, fails its query (see `databaseError`).
   */
  readonly pool: pg.Pool;
  /** Null for an external database. */
  readonly embedded: EmbeddedInfo | null;
  /** A connected client outside the pool, for LISTEN and long reads; the caller ends it. */
  connect(): Promise<pg.Client>;
  /** Whether the database answers a question of no weight within so many milliseconds, over a connection of its own. */
  isAnswering(limitMs: number): Promise<boolean>;
  /** An error of this database as a sentence for people, if there is one (see `databaseError`); else the same error. */
  explain(error: unknown): unknown;
  /** Closes the pool and lets go of the embedded server, which the last process stops. May be called twice. */
  close(): Promise<void>;
}

const OLDEST_MAJOR = 15;
const CONNECT_MS = 10_000;
const SILENCE_MS = 10_000;
/** From here on the system itself looks whether the other end is still there, ten times, once a second. */
const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * Opens the database: the external one if there is an address, else the embedded server, which is started if it
 * does not run yet.
 * @throws RupturaError for everything that a person can repair.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.databaseUrl !== null && options.databaseUrl !== '') {
    return await openExternal(options.databaseUrl, options);
  }
  const server = await openEmbedded(options);
  const { info, password } = server;
  const address = {
    host: info.socketFolder,
    port: info.socketPort,
    user: ROLE,
    database: DATABASE,
    password,
    ...OWN_SETTINGS,
  };
  return makeDatabase(
    embeddedUrl(server),
    { ...address, ...common(options) },
    {
      server,
      place: info.dataFolder,
      silenceMs: options.silenceMs ?? SILENCE_MS,
    },
  );
}

async function openExternal(url: string, options: DatabaseOptions): Promise<Database> {
  const place = describeAddress(url);
  const config = { connectionString: withSessionSettings(url), ...common(options) };
  const database = makeDatabase(url, config, {
    server: null,
    place,
    silenceMs: options.silenceMs ?? SILENCE_MS,
  });
  try {
    await checkExternal(database.pool);
    return database;
  } catch (error) {
    await database.close();
    throw database.explain(error);
  }
}

function common(options: DatabaseOptions): pg.PoolConfig {
  return {
    max: options.poolSize ?? 10,
    application_name: options.applicationName ?? 'ruptura',
    connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    types: valueParsers(),
  };
}

interface DatabaseParts {
  /** Null for an external database. */
  readonly server: EmbeddedServer | null;
  readonly place: string;
  readonly silenceMs: number;
}

function makeDatabase(
  url: string,
  config: pg.PoolConfig,
  { server, place, silenceMs }: DatabaseParts,
): Database {
  const silence = new SilenceWatch(
    silenceMs,
    askWorking(config),
    () => new RupturaError('BANCO_SEM_RESPOSTA', { endereco: place }),
  );
  const pool = new pg.Pool(config);
  // Without listeners a connection that breaks would end the whole process. The pool drops idle ones by itself; one
  // in use reports through its query.
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    client.on('error', () => {});
    silence.watch(client);
  });
  const explain = (error: unknown) => {
    const told = databaseError(error, place, server !== null);
    return isAway(told) ? (server?.givenUp ?? told) : told;
  };
  let closing: Promise<void> | null = null;
  return {
    url,
    pool,
    embedded: server?.info ?? null,
    connect: async () => {
      const client = await connectClient(config, explain);
      silence.watch(client);
      return client;
    },
    isAnswering: async (limitMs) =>
      await askBriefly(config, limitMs, 'SELECT 1').then(
        () => true,
        (error) => error instanceof pg.DatabaseError,
      ),
    explain,
    close: async () => {
      closing ??= closeAll(pool, silence, server);
      await closing;
    },
  };
}

/** Nobody is there who answers. */
function isAway(error: unknown): boolean {
  return error instanceof RupturaError && error.code === 'BANCO_INICIANDO';
}

async function closeAll(pool: pg.Pool, silence: SilenceWatch, server: EmbeddedServer | null): Promise<void> {
  try {
    // A silent server takes leave of nobody: the watch ends last.
    await pool.end();
  } finally {
    silence.close();
    await server?.close();
  }
}

async function connectClient(
  config: pg.PoolConfig,
  explain: (error: unknown) => unknown,
): Promise<pg.Client> {
  const client = new pg.Client(config);
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw explain(error);
  }
}

/**
 * An address whose sessions read and write dates, intervals and instants as this program does, whatever the role or the
 * database is set to. Where tables are looked for is a default that the address itself may change.
 */
function withSessionSettings(url: string): string {
  const given = [...url.matchAll(/[?&]options=([^&]*)/g)].at(-1)?.[1] ?? '';
  const options = [SEARCH_PATH, decodeURIComponent(given.replaceAll('+', ' ')), SESSION_FORMATS];
  return `${url}${url.includes('?') ? '&' : '?'}options=${encodeURIComponent(options.join(' ').trim())}`;
}

/** TCP when a port is open, which every client can use; else the socket, which libpq and the Node driver can. */
function embeddedUrl({ info, password }: EmbeddedServer): string {
  const role = `${ROLE}:${password}`;
  if (info.port !== null) return `postgresql://${role}@127.0.0.1:${info.port}/${DATABASE}`;
  const socket = `host=${encodeURIComponent(info.socketFolder)}&port=${info.socketPort}`;
  return `postgresql://${role}@/${DATABASE}?${socket}`;
}

/**
 * Server, port and database of a connection string, without user and password: fit for messages.
 * @throws RupturaError BANCO_ENDERECO_INVALIDO when it is no connection string.
 */
export function describeAddress(url: string): string {
  const match = /^postgres(?:ql)?:\/\/(?:[^@]*@)?([^/?]*)(\/[^?]*)?/.exec(url);
  if (match === null) throw new RupturaError('BANCO_ENDERECO_INVALIDO');
  const host = match[1] === '' ? (/[?&]host=([^&]*)/.exec(url)?.[1] ?? 'localhost') : match[1];
  return `${decodeURIComponent(host ?? '')}${decodeURIComponent(match[2] ?? '')}`;
}

async function checkExternal(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ version: string; number: number; encoding: string }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
            current_setting('server_encoding') AS encoding`,
  );
  const [server] = rows;
  if (server === undefined) return;
  if (server.number < OLDEST_MAJOR * 10_000) {
    throw new RupturaError('BANCO_ANTIGO_DEMAIS', { versao: server.version });
  }
  if (server.encoding !== 'UTF8') {
    throw new RupturaError('BANCO_SEM_UTF8', { codificacao: server.encoding });
  }
}
