import type { FastifyInstance, InjectOptions } from 'fastify';
import type pg from 'pg';
import { type Analysis, openAnalysis } from '../../src/app/analysis.ts';
import { resolveSettings, type SettingValues } from '../../src/app/settings.ts';
import { type EpochDay, parseIsoDate } from '../../src/contract/units.ts';
import { hold, type Ruptura } from '../../src/engine/ruptura.ts';
import { buildServer } from '../../src/http/server.ts';
import { Metrics } from '../../src/observability/metrics.ts';
import { openDatabase } from '../../src/postgres/database.ts';
import { ProjectionSaver } from '../../src/upkeep/projection-saver.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

export const TODAY = '2026-03-02';

/** A server on a database of its own, asked without a socket. */
export interface TestServer {
  readonly server: FastifyInstance;
  readonly ruptura: Ruptura;
  readonly saver: ProjectionSaver;
  readonly analysis: Analysis;
  readonly database: TestDatabase;
  readonly problems: unknown[];
  close(): Promise<void>;
}

export interface TestServerOptions {
  /** Fixed business date; null takes the database's. */
  readonly today?: string | null;
  /** Settings other than the defaults. */
  readonly settings?: Partial<SettingValues>;
  /** Origins whose pages may call the API. */
  readonly origins?: readonly string[];
}

/** Opens a server over a migrated, empty database. Its saver works when it is told to. */
export async function openTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = await createTestDatabase({ poolSize: 4 });
  const own = await openDatabase({ databaseUrl: database.url, dataFolder: null, port: null, poolSize: 6 });
  const ruptura = hold(own, options.today === null ? null : dayOf(options.today ?? TODAY));
  const problems: unknown[] = [];
  const saver = new ProjectionSaver(ruptura, {
    interval: 30_000,
    onProblem: (error) => problems.push(error),
  });
  const values = { ...resolveSettings({}).values, ...options.settings };
  const metrics = new Metrics();
  const onProblem = (error: unknown): void => void problems.push(error);
  const analysis = await openAnalysis(ruptura, values, { onProblem, onBatch: metrics.batchEnded });
  const server = await buildServer(
    { ruptura, saver, analysis, metrics, origins: options.origins ?? [] },
    null,
  );
  return {
    server,
    ruptura,
    saver,
    analysis,
    database,
    problems,
    close: async () => {
      await server.close();
      await analysis.close();
      await saver.close();
      await ruptura.close();
      await database.close();
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
