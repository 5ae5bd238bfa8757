import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { migrate } from '../src/postgres/migrate.ts';

/**
 * What the triggers cost a writer of stock movements: the table as it is against the same table (columns,
 * constraints, indexes) without triggers, in runs that take turns, so that noise hits both.
 */

const WITH = 'public.movimentacao_estoque';
const WITHOUT = 'bench.movimentacao_sem_gatilhos';
const FOLD_EVERY_MS = 500;

export interface TriggerCostOptions {
  readonly clients?: number;
  readonly hotProducts?: number;
  /** Pairs of runs (without, with). */
  readonly rounds?: number;
  readonly secondsPerRun?: number;
  readonly bulkRows?: number;
  readonly bulkRounds?: number;
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface TriggerCost {
  /** One-row transactions of many clients on few products; folds run meanwhile, as in service. */
  readonly inserts: {
    readonly clients: number;
    readonly hotProducts: number;
    readonly withoutPerSecond: Spread;
    readonly withPerSecond: Spread;
    /** Throughput with triggers / without, of the two runs of each round. */
    readonly ratio: Spread;
    readonly deadlocks: number;
  };
  /** One statement; seconds, and time with triggers / without. */
  readonly insertSelect: BulkCost;
  readonly copy: BulkCost;
}

export interface BulkCost {
  readonly rows: number;
  readonly withoutSeconds: Spread;
  readonly withSeconds: Spread;
  readonly ratio: Spread;
}

/**
 * Measures in a database of its own, created on the server of `url` and dropped at the end.
 * @param url connection string of a role that may create databases
 */
export async function benchTriggerCost(url: string, options: TriggerCostOptions = {}): Promise<TriggerCost> {
  const name = `ruptura_bench_${randomBytes(4).toString('hex')}`;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const { clients = 8 } = options;
  const pool = new pg.Pool({ connectionString: withDatabase(url, name), max: clients + 2 });
  // pool.end() does not wait for its connections to be gone, and DROP DATABASE ... FORCE ends those that linger.
  pool.on('error', () => undefined);
  try {
    await prepare(pool);
    const inserts = await measureInserts(pool, options);
    const insertSelect = await measureBulk(pool, options, insertSelectRows);
    const copy = await measureBulk(pool, options, copyRows);
    return { inserts, insertSelect, copy };
  } finally {
    await pool.end();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function prepare(pool: pg.Pool): Promise<void> {
  await migrate(pool);
  await pool.query(`CREATE SCHEMA bench; CREATE TABLE ${WITHOUT} (LIKE ${WITH} INCLUDING ALL)`);
}

async function measureInserts(pool: pg.Pool, options: TriggerCostOptions): Promise<TriggerCost['inserts']> {
  const { clients = 8, hotProducts = 50, rounds = 7, secondsPerRun = 3 } = options;
  const run = (table: string, seconds: number): Promise<number> =>
    insertsPerSecond(pool, table, clients, hotProducts, seconds);
  await run(WITHOUT, 0.5);
  await run(WITH, 0.5);
  const without: number[] = [];
  const withTriggers: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // The order changes from round to round: neither side is always first after a pause.
    for (const table of round % 2 === 0 ? [WITHOUT, WITH] : [WITH, WITHOUT]) {
      (table === WITH ? withTriggers : without).push(await run(table, secondsPerRun));
    }
  }
  return {
    clients,
    hotProducts,
    withoutPerSecond: spread(without),
    withPerSecond: spread(withTriggers),
    ratio: spread(withTriggers.map((value, round) => value / without[round]!)),
    deadlocks: await deadlocks(pool),
  };
}

async function insertsPerSecond(
  pool: pg.Pool,
  table: string,
  clients: number,
  hotProducts: number,
  seconds: number,
): Promise<number> {
  const start = performance.now();
  const end = start + seconds * 1000;
  const folding = table === WITH ? foldUntil(pool, end) : Promise.resolve();
  const counts = await Promise.all(
    Array.from({ length: clients }, () => insertUntil(pool, table, hotProducts, end)),
  );
  const elapsed = (performance.now() - start) / 1000;
  await folding;
  return counts.reduce((sum, count) => sum + count, 0) / elapsed;
}

async function insertUntil(pool: pg.Pool, table: string, hotProducts: number, end: number): Promise<number> {
  const client = await pool.connect();
  const statement = {
    name: `insert ${table}`,
    text: `INSERT INTO ${table} (cod_produto, data_movimentacao, tipo, qtd_movimentacao) VALUES ($1, $2, $3, $4)`,
  };
  let count = 0;
  try {
    while (performance.now() < end) {
      const product = `QUENTE${Math.floor(Math.random() * hotProducts)}`;
      await client.query({ ...statement, values: [product, '2026-03-02', 'SAIDA', '-1.500'] });
      count++;
    }
  } finally {
    client.release();
  }
  return count;
}

async function foldUntil(pool: pg.Pool, end: number): Promise<void> {
  while (performance.now() < end) {
    await pool.query('SELECT ruptura.dobrar_estoque()');
    await new Promise((resolve) => setTimeout(resolve, FOLD_EVERY_MS));
  }
}

/** Deadlocks of this database as the server counts them. */
async function deadlocks(pool: pg.Pool): Promise<number> {
  const result = await pool.query<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(result.rows[0]!.deadlocks);
}

type BulkWriter = (client: pg.PoolClient, table: string, rows: number) => Promise<void>;

async function measureBulk(pool: pg.Pool, options: TriggerCostOptions, write: BulkWriter): Promise<BulkCost> {
  const { bulkRows = 1_000_000, bulkRounds = 3 } = options;
  const without: number[] = [];
  const withTriggers: number[] = [];
  for (let round = 0; round < bulkRounds; round++) {
    for (const table of round % 2 === 0 ? [WITHOUT, WITH] : [WITH, WITHOUT]) {
      const seconds = await bulkSeconds(pool, table, bulkRows, write);
      (table === WITH ? withTriggers : without).push(seconds);
    }
  }
  return {
    rows: bulkRows,
    withoutSeconds: spread(without),
    withSeconds: spread(withTriggers),
    ratio: spread(withTriggers.map((value, round) => value / without[round]!)),
  };
}

async function bulkSeconds(pool: pg.Pool, table: string, rows: number, write: BulkWriter): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query(`TRUNCATE ${table}`);
    await client.query('CHECKPOINT');
    const start = performance.now();
    await write(client, table, rows);
    return (performance.now() - start) / 1000;
  } finally {
    client.release();
  }
}

async function insertSelectRows(client: pg.PoolClient, table: string, rows: number): Promise<void> {
  await client.query(
    `INSERT INTO ${table} (cod_produto, data_movimentacao, tipo, qtd_movimentacao)
      SELECT 'PROD' || lpad((i % 50000)::text, 6, '0'), date '2026-03-02', 'ENTRADA', 12.5
      FROM generate_series(1, $1::int) AS i`,
    [rows],
  );
}

async function copyRows(client: pg.PoolClient, table: string, rows: number): Promise<void> {
  const target = client.query(
    copyFrom(`COPY ${table} (cod_produto, data_movimentacao, tipo, qtd_movimentacao) FROM STDIN`),
  );
  await pipeline(Readable.from(copyText(rows), { objectMode: false }), target);
}

function* copyText(rows: number): Generator<Buffer> {
  const rowsPerPiece = 2_000;
  for (let start = 0; start < rows; start += rowsPerPiece) {
    let piece = '';
    for (let i = start; i < Math.min(start + rowsPerPiece, rows); i++) {
      piece += `PROD${String(i % 50_000).padStart(6, '0')}\t2026-03-02\tENTRADA\t12.5\n`;
    }
    yield Buffer.from(piece);
  }
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, least: sorted[0]!, most: sorted.at(-1)! };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const url = process.argv[2] ?? process.env['DATABASE_URL'];
  if (url === undefined) throw new Error('usage: tsx bench/trigger-cost.ts <connection string>');
  process.stdout.write(`${JSON.stringify(await benchTriggerCost(url), null, 2)}\n`);
}
