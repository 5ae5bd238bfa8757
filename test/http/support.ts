import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import type pg from 'pg';
import { type OpenOptions, openServices } from '../../src/app/open-services.ts';
import type { Services } from '../../src/app/services.ts';
import { type EpochDay, parseIsoDate } from '../../src/contract/units.ts';
import { buildServer } from '../../src/http/server.ts';
import type { SettingValues } from '../../src/settings/process-settings.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { testSettings } from './test-settings.ts';

export const TODAY = '2026-03-02';

/** A server on a database of its own, asked without a socket, and everything it works with. */
export interface TestServer extends Services {
  readonly server: FastifyInstance;
  readonly database: TestDatabase;
  readonly problems: unknown[];
}

export interface TestServerOptions {
  /** Fixed business date; null takes the database's. */
  readonly today?: string | null;
  /** Settings other than the defaults. The data folder is one of the server's own, which goes with it. */
  readonly settings?: Partial<SettingValues>;
  /** Milliseconds a body may take. */
  readonly bodyMs?: number;
  /** What the settings told of themselves are read from. */
  readonly environment?: OpenOptions['environment'];
  /** How a batch that failed is tried again. */
  readonly retry?: OpenOptions['retry'];
}

/** Opens a server over a migrated, empty database. Its saver works when it is told to. */
export async function openTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = await createTestDatabase({ poolSize: 4 });
  const dataFolder = join(tmpdir(), `ruptura-server-test-${randomUUID()}`);
  const today = options.today === undefined ? TODAY : options.today;
  const values = testSettings(database.url, today, { RUPTURA_DATA: dataFolder, ...options.settings });
  const problems: unknown[] = [];
  const { bodyMs, retry, environment } = options;
  const services = await openServices(values, {
    applicationName: 'test',
    onProblem: (_work, error) => problems.push(error),
    ...(retry === undefined ? {} : { retry }),
    ...(environment === undefined ? {} : { environment }),
  });
  const server = await buildServer(services, { log: null, ...(bodyMs === undefined ? {} : { bodyMs }) });
  return {
    ...services,
    server,
    database,
    problems,
    close: async () => {
      await server.close();
      await services.close();
      await database.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

export function dayOf(text: string): EpochDay {
  return parseIsoDate(text)!;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Asks a server and parses the JSON of its answer. */
export async function ask(server: FastifyInstance, options: InjectOptions | string): Promise<Answer> {
  const { statusCode, headers, payload } = await server.inject(options);
  const isJson = String(headers['content-type'] ?? '').startsWith('application/json');
  return {
    status: statusCode,
    headers,
    body: isJson ? (JSON.parse(payload) as Record<string, unknown>) : {},
    text: payload,
  };
}

/** Adds a movement the way any SQL client does. */
export async function move(
  runner: pg.Pool | pg.Client,
  code: string,
  quantity: string,
  date = '2026-03-01',
): Promise<void> {
  await runner.query(
    'INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao) VALUES ($1, $2, $3)',
    [code, date, quantity],
  );
}

export interface Line {
  readonly order: string;
  readonly product: string;
  readonly quantity: string;
  readonly date: string | null;
  readonly price?: string;
  readonly name?: string;
}

/** Adds an order line the way any SQL client does. */
export async function addLine(runner: pg.Pool | pg.Client, line: Line): Promise<void> {
  await runner.query(
    `INSERT INTO carteira_principal
       (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao, preco_produto_pedido, nome_produto)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [line.order, line.product, line.quantity, line.date, line.price ?? '10', line.name ?? null],
  );
}

/** Adds a scheduled receipt the way any SQL client does. */
export async function addReceipt(
  runner: pg.Pool | pg.Client,
  code: string,
  quantity: string,
  date: string,
  document: string | null = null,
): Promise<void> {
  await runner.query(
    'INSERT INTO programacao_producao (cod_produto, data_programacao, qtd_programada, documento) VALUES ($1, $2, $3, $4)',
    [code, date, quantity, document],
  );
}
